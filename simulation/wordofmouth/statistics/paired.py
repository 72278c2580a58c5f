"""Paired differences: how much two scenarios differ whose replications have common random numbers, and how surely."""

from typing import Literal, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import bootstrapped, half_width, wilson

Method = Literal["t", "bootstrap"]
# Differences that differ by less, relative to the values, differ by how they were summed.
_ROUNDING = 1e-12


class Paired(NamedTuple):
    """The differences of pairs: their mean with its interval, and how often the second of a pair is above the first.

    Attributes:
        pairs: how many pairs have both values.
        mean: the mean difference; NaN without pairs.
        low, high: the ends of the 95 % interval of the mean; NaN with fewer than two pairs.
        p: how often chance alone would make the mean difference as large (two-sided t test); NaN as above.
        above, above_low, above_high: share of pairs in which the second is above, ties counting half, and its 95 %
            interval.
        saved: how many times as many runs would be needed for the same precision without common random numbers; NaN
            where all pairs differ alike.
    """

    pairs: int
    mean: float
    low: float
    high: float
    p: float
    above: float
    above_low: float
    above_high: float
    saved: float


def paired(first: Array, second: Array, method: Method = "t") -> Paired:
    """Return what pairs of values (replications,) say of the second's difference to the first; NaN is no value.

    ``method`` "t" takes the mean difference to be normal, as it nearly is; "bootstrap" (BCa, Efron 1987) does not.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    first, second = first[both], second[both]
    differences, n = second - first, int(both.sum())
    if not n:
        return Paired(0, *[np.nan] * 8)
    mean = float(differences.mean())
    above = float(np.mean(differences > 0) + np.mean(differences == 0) / 2)
    if n < 2:
        return Paired(n, mean, np.nan, np.nan, np.nan, above, *wilson(above, n), np.nan)
    if np.ptp(differences) <= _ROUNDING * max(np.abs(first).max(), np.abs(second).max()):
        return Paired(n, mean, mean, mean, float(mean == 0), above, *wilson(above, n), np.nan)
    half = float(half_width(differences))
    low, high = (mean - half, mean + half) if method == "t" else bootstrapped(differences)
    saved = float((first.var(ddof=1) + second.var(ddof=1)) / differences.var(ddof=1))
    return Paired(n, mean, low, high, p_value(differences), above, *wilson(above, n), saved)


def p_value(differences: Array) -> float:
    """Return the p-value of Student's two-sided t test that the mean difference is nothing."""
    from scipy.special import stdtr

    n = len(differences)
    error = differences.std(ddof=1) / np.sqrt(n)
    return float(2 * stdtr(n - 1, -abs(differences.mean()) / error))
