"""Network files, a format a file."""
