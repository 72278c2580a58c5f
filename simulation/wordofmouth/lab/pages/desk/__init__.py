"""The desk: a launch told in plain words, and what is answered."""
