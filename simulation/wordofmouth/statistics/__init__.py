"""Statistics of runs: intervals, paired differences, outcomes, economics."""
