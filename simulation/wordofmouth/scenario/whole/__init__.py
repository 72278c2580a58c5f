"""Whole: what is said of a market as a whole: its scale, its days, its prices, and what does not fit together."""
