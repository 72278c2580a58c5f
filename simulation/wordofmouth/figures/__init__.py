"""Figures: the house style, labels of axes, and the adoption curve."""
