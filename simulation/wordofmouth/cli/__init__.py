"""The command ``wom``: its options, what it prints, and a file for each command."""
