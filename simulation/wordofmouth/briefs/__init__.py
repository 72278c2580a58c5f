"""Briefs: what a marketer asks, and what is answered: a market, fears, options, and which to choose."""
