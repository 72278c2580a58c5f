"""Stories: the journey of one consumer, in words."""
