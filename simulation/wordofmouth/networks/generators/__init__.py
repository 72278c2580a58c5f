"""Network generators, one kind a file."""
