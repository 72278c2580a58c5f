"""The channels through which consumers hear of a brand, one kind a file."""
