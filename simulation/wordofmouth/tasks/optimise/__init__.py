"""Optimisation: the best campaign within a budget, judged by replications that did not choose it."""
