"""Worlds: parameter sets that fit what the field's studies found, and answers over all of them."""
