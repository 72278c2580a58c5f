"""Scores: how well a forecast did, once it is known what came.

Source: Hyndman and Koehler (2006), Another look at measures of forecast accuracy, International Journal of Forecasting
22(4) (the scaled error); Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation, JASA
102 (the continuous ranked probability score, CRPS, here twice the mean quantile score over a grid of levels).
"""

from collections.abc import Sequence

import numpy as np

from wordofmouth.engine.records import Array

# Of the quantiles by which a forecast is kept, and of which its bands and its CRPS are made.
LEVELS = tuple(round(0.025 * step, 3) for step in range(1, 40))
BANDS = (0.8, 0.95)


def scaled_error(actual: Array, ahead: Array, sales: Array) -> float:
    """Return the mean absolute error relative to the mean change from period to period before; NaN if none changed."""
    change = float(np.abs(np.diff(sales)).mean()) if len(sales) > 1 else 0.0
    return float(np.abs(actual - ahead).mean() / change) if change else float("nan")


def crps(actual: Array, quantiles: Array, levels: Sequence[float] = LEVELS) -> float:
    """Return the mean CRPS of quantiles (levels, periods), in units of the sales; a point's is its error."""
    short = actual - quantiles
    at = np.asarray(levels)[:, None]
    return float(2 * np.maximum(at * short, (at - 1) * short).mean())


def band(quantiles: Array, share: float, levels: Sequence[float] = LEVELS) -> tuple[Array, Array]:
    """Return the ends of the middle band of quantiles (levels, periods) that holds a share, one of the levels'."""
    tail = round((1 - share) / 2, 3)
    return quantiles[list(levels).index(tail)], quantiles[list(levels).index(round(1 - tail, 3))]


def held(actual: Array, quantiles: Array, share: float) -> Array:
    """Tell of each period whether the band holds what came."""
    low, high = band(quantiles, share)
    inside: Array = (low <= actual) & (actual <= high)
    return inside
