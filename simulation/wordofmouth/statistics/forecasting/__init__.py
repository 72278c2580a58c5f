"""Forecasts of a series of sales: what each method says, their combination, its bands, and scores of what came."""
