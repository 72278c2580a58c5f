"""Comparisons: scenarios side by side under the same luck, and what can be told of their differences."""
