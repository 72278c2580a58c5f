"""Strategies that choose whom to seed, a kind a file."""
