"""Copies of runs, and what rests on them: files that keep runs, and branches that go on from a week with changes."""
