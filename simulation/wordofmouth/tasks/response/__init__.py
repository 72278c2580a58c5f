"""Responses: money, or any outcome, against what a campaign costs, as one of its fields grows."""
