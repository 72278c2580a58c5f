"""Members of a combination: methods that say from the sales so far what the next periods will be.

A member is a function of the sales so far (periods,) and of how many periods are asked for. It returns their sales, or
None where these sales are too few for it, or of a shape that it has no answer for.
"""

import warnings
from collections.abc import Callable, Mapping

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import BassError
from wordofmouth.statistics.bass_curve import fit_bass
from wordofmouth.statistics.forecasting.gompertz import gompertz_sales

type Member = Callable[[Array, int], Array | None]

# Beyond so many times the most that was ever sold in a period no member is believed.
_MOST = 4.0
_FEWEST_FOR_A_TREND = 4


def last_value(sales: Array, horizon: int) -> Array:
    """Return the last sales again and again."""
    return np.full(horizon, float(sales[-1]))


def bass(sales: Array, horizon: int) -> Array | None:
    """Return how the Bass curve that is nearest to the sales so far goes on, from the last of them."""
    try:
        return from_the_last(sales, fit_bass(sales.tolist()).sales(len(sales) + horizon))
    except BassError:
        return None


def gompertz(sales: Array, horizon: int) -> Array | None:
    """Return how the Gompertz curve that is nearest to the sales so far goes on, from the last of them."""
    curve = gompertz_sales(sales, len(sales) + horizon)
    return None if curve is None else from_the_last(sales, curve)


def from_the_last(sales: Array, curves: Array) -> Array:
    """Return how curves (..., periods) that are near the sales so far go on from the last sales, (..., horizon).

    Their steps are taken in square roots: a curve that is off today would be as far off tomorrow.
    """
    roots = np.sqrt(np.maximum(curves[..., len(sales) - 1 :], 0.0))
    on: Array = np.maximum(np.sqrt(sales[-1]) + roots[..., 1:] - roots[..., :1], 0.0) ** 2
    return on


def damped_trend(sales: Array, horizon: int) -> Array | None:
    """Return exponential smoothing with a trend that fades.

    Source: Gardner and McKenzie (1985), Forecasting trends in time series, Management Science 31(10); by statsmodels.
    """
    from statsmodels.tsa.holtwinters import Holt

    if len(sales) < _FEWEST_FOR_A_TREND or not np.ptp(sales) > 0:
        return None
    # In shares of their mean: the library's optimiser knows no scale.
    mean = float(sales.mean())
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        fitted = Holt(sales / mean, damped_trend=True, initialization_method="estimated").fit()
        ahead = mean * np.asarray(fitted.forecast(horizon), dtype=np.float64)
    return ahead if np.isfinite(ahead).all() else None


MEMBERS: Mapping[str, Member] = {
    "bass": bass,
    "gompertz": gompertz,
    "damped_trend": damped_trend,
    "last_value": last_value,
}


def ahead_of(member: Member, sales: Array, horizon: int) -> Array:
    """Return what a member says, (horizon,), from 0 to some times the most so far, else the last value."""
    ahead = member(sales, horizon)
    if ahead is None or not np.isfinite(ahead).all():
        ahead = last_value(sales, horizon)
    within: Array = np.clip(ahead, 0.0, _MOST * float(sales.max()))
    return within
