"""Plugins: parts of one's own from a plain file; who has accepted that its code runs."""
