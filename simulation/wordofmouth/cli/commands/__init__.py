"""The tasks of the command ``wom``, a file for each idea: their words, and what they do once these are read."""
