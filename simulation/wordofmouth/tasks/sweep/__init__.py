"""Sweeps: declared experiments, run so that nothing is lost, and what they say."""
