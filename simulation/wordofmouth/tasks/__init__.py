"""Tasks: what one does with a market, a folder each."""
