"""Coverage: how often the intervals that are printed hold the truth, from runs of which the truth is known."""
