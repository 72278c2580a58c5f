"""Influence maximisation: whom to seed so that a cascade, or a campaign, goes as far as it can."""
