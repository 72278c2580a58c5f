"""Scenarios: everything that a user may say about a market; nothing here is compiled."""
