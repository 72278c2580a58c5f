"""Exploring: what a sample of points tells of the factors that are varied in it."""
