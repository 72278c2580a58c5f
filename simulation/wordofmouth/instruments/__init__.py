"""Instruments: what can be asked of a market, and what its own records tell; they look at it and change nothing."""
