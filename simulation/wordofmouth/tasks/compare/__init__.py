"""Comparisons: scenarios side by side with common random numbers, and what differences are distinguishable."""
