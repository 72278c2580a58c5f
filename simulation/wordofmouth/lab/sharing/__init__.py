"""What leaves the lab: links, recipes and exported files."""
