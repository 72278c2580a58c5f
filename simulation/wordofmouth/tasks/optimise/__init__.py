"""Optimisation: the best campaign within a budget, judged under luck that did not choose it."""
