"""The page that shows results kept in folders."""
