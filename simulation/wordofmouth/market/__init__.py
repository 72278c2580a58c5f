"""The market: consumers on a social network who hear, weigh and buy."""
