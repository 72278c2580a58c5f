"""The page that compares scenarios."""
