"""Paired differences: what can be told of two scenarios whose replications share their luck, and how surely."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import CONFIDENCE, wilson

Method = Literal["t", "bootstrap"]
_RESAMPLES, _SEED = 9_999, 0
# Differences that differ by less, relative to the values, differ by how they were summed.
_ROUNDING = 1e-12


class Paired(NamedTuple):
    """The differences of pairs: their mean with its interval, and how often the second of a pair is above the first.

    Attributes:
        pairs: how many pairs have both values.
        mean: the mean difference; NaN without pairs.
        low, high: the ends of the 95 % interval of the mean; NaN with fewer than two pairs.
        p: how often luck alone would make the mean difference as large (two-sided t test); NaN as above.
        above, above_low, above_high: share of pairs in which the second is above, ties counting half, and its 95 %
            interval.
        saved: how many times as many runs would be needed for the same certainty if luck were not shared; NaN where
            all pairs differ alike.
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
        return Paired(n, mean, *[np.nan] * 3, above, *wilson(above, n), np.nan)
    if np.ptp(differences) <= _ROUNDING * max(np.abs(first).max(), np.abs(second).max()):
        return Paired(n, mean, mean, mean, float(mean == 0), above, *wilson(above, n), np.nan)
    half = float(half_width(differences))
    low, high = (mean - half, mean + half) if method == "t" else _bootstrapped(differences)
    saved = float((first.var(ddof=1) + second.var(ddof=1)) / differences.var(ddof=1))
    return Paired(n, mean, low, high, p_value(differences), above, *wilson(above, n), saved)


def half_width(differences: Array) -> Array:
    """Return half the width of the t interval of the mean over the first axis; NaN with fewer than two values."""
    from scipy.special import stdtrit

    n = len(differences)
    if n < 2:
        return np.full(differences.shape[1:], np.nan)
    return stdtrit(n - 1, (1 + CONFIDENCE) / 2) * differences.std(axis=0, ddof=1) / np.sqrt(n)


def p_value(differences: Array) -> float:
    """Return the p-value of Student's two-sided t test that the mean difference is nothing."""
    from scipy.special import stdtr

    n = len(differences)
    error = differences.std(ddof=1) / np.sqrt(n)
    return float(2 * stdtr(n - 1, -abs(differences.mean()) / error))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for how many there are, in their order; NaN stays and does not count.

    Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian J. of Statistics 6:65.
    """
    found = np.asarray(p_values, dtype=np.float64)
    places = [place for place in np.argsort(found) if not np.isnan(found[place])]
    corrected, least = found.copy(), 0.0
    for rank, place in enumerate(places):
        least = max(least, min(1.0, (len(places) - rank) * found[place]))
        corrected[place] = least
    return corrected.tolist()


def _bootstrapped(differences: Array) -> tuple[float, float]:
    from scipy.stats import bootstrap

    found = bootstrap((differences,), np.mean, n_resamples=_RESAMPLES, confidence_level=CONFIDENCE, method="BCa",
                      rng=np.random.default_rng(_SEED))  # fmt: skip
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
