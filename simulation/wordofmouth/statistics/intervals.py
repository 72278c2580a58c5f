"""Intervals: how far from what was seen the truth may be; Wilson's, Student's, the bootstrap's, and central quantiles.

Quantiles of distributions are SciPy's, from ``scipy.special``: ``scipy.stats`` calls the same functions, and its import
takes longer than most commands.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array

# Two-sided, of every interval and every test unless it says otherwise.
CONFIDENCE = 0.95
ALPHA = 0.05

# Of two-sided 95 %, as tables print it: results that were kept hold numbers made with it, and carry their digest.
_NORMAL = 1.96
_RESAMPLES, _SEED = 9_999, 0


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a probability of which a share of n trials was seen; NaN without trials.

    For whole numbers of yes it is that of ``scipy.stats.binomtest``; here a tie may count as half a yes.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209.
    """
    from scipy.special import ndtri

    if n == 0:
        return math.nan, math.nan
    spread = float(ndtri((1 + CONFIDENCE) / 2)) ** 2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    # With no yes, or no no, rounding would leave the share itself outside.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def normal_half_width[Errors: (float, Array)](error: Errors) -> Errors:
    """Return half the width of the 95 % interval of an estimate that is normal, from its standard error."""
    half: Errors = _NORMAL * error
    return half


def student(degrees: int) -> float:
    """Return how many standard errors a 95 % interval by Student's t reaches to either side."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + CONFIDENCE) / 2))


def half_width(values: Array) -> Array:
    """Return half the width of the t interval of the mean over the first axis; NaN with fewer than two values."""
    n = len(values)
    if n < 2:
        return np.full(values.shape[1:], np.nan)
    half: Array = student(n - 1) * values.std(axis=0, ddof=1) / np.sqrt(n)
    return half


def bootstrapped(values: Array, statistic: Callable[..., Array] = np.mean) -> tuple[float, float]:
    """Return the bias-corrected and accelerated bootstrap interval (95 %) of a statistic of values (n,).

    Source: Efron (1987), Better bootstrap confidence intervals, JASA 82:171.
    """
    from scipy.stats import bootstrap

    result = bootstrap(
        (values,),
        statistic,
        n_resamples=_RESAMPLES,
        confidence_level=CONFIDENCE,
        method="BCa",
        rng=np.random.default_rng(_SEED),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def quantile(values: Array, probability: float) -> Array:
    """Return a quantile over the first axis, of the values that are not NaN; NaN where there is none.

    Linear between order statistics, to the bit as ``numpy.quantile`` (type 7 of Hyndman and Fan, 1996, The American
    Statistician 50:361); ``numpy.nanquantile`` goes through columns one by one, and warns of those without values.
    """
    values = np.sort(np.asarray(values, dtype=np.float64), axis=0)
    last = np.maximum(np.sum(~np.isnan(values), axis=0, keepdims=True) - 1, 0)
    position = probability * last
    below = np.floor(position).astype(np.int64)
    part = position - below
    low = np.take_along_axis(values, below, axis=0)
    high = np.take_along_axis(values, np.minimum(below + 1, last), axis=0)
    reach = high - low
    between: Array = np.where(part < 0.5, low + reach * part, high - reach * (1 - part))[0]
    return between


def central(values: Array, share: float) -> tuple[Array, Array]:
    """Return the ends of the interval that holds the middle share of the values over the first axis."""
    # Without rounding the tail of 90 % would be a little less than 0.05.
    tail = round((1 - share) / 2, 12)
    return quantile(values, tail), quantile(values, 1 - tail)


class Bands(NamedTuple):
    """The median over replications, and central intervals: by share of the replications, their low and high ends."""

    median: Array
    intervals: dict[float, tuple[Array, Array]]


def bands(values: Array, shares: tuple[float, ...] = (0.5, 0.9)) -> Bands:
    """Return the median and the central intervals over the first axis; a missing value is no value."""
    return Bands(quantile(values, 0.5), {share: central(values, share) for share in shares})
