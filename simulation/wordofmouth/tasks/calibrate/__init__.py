"""Calibration: the parameters at which a market is like an observed one, and how sure they are."""
