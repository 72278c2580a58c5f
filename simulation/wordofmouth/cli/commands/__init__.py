"""The commands of ``wom``, a file each: their words, and what they do once these are read."""
