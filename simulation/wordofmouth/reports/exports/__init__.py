"""Tables of a result as files for other programs."""
