"""Forecasts: what a series of sales will be, filed before it comes, and scored after."""
