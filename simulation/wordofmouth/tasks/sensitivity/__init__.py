"""Sensitivity: which parameters matter, and how much is due to the seed."""
