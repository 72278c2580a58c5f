"""Declaring: what an outcome is, and those whose names say what they are of."""
