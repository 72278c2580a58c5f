"""Handouts: each lesson and game on paper, for pupils, and for their teacher with what came out."""
