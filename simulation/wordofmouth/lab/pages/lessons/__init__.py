"""The page of lessons: predict, run, compare."""
