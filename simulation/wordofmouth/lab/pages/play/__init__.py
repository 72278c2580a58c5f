"""The page on which a market is watched and touched."""
