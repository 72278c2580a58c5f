"""What a brand can do in a campaign, one kind a file."""
