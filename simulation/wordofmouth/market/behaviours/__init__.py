"""What consumers do in a week, one kind a file."""
