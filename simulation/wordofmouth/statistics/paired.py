"""Paired differences: how much two scenarios differ whose replications have common random numbers, and how surely.

Source: Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample
design, Statistics in Medicine 17:891.
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import student, wilson
from wordofmouth.statistics.means import difference_intervals, humps

# Differences that differ by less, relative to the values, differ by how they were summed.
_ROUNDING = 1e-12


_HALVINGS = 60


class Lights(NamedTuple):
    """How often each of a pair lights, where outcomes are in two humps.

    Attributes:
        first, second: the shares of pairs in which each does, with the ends of their 95 % intervals.
        more, low, high: how much more often the second does, with its 95 % interval.
        size: by how much the second is above the first, on average over the pairs in which both light; NaN if none.
    """

    first: tuple[float, float, float]
    second: tuple[float, float, float]
    more: float
    low: float
    high: float
    size: float

    def turned(self) -> "Lights":
        """Return the same seen from the other side."""
        return Lights(self.second, self.first, -self.more, -self.high, -self.low, -self.size)


def lights(first: Array, second: Array) -> Lights | None:
    """Return how often each of pairs (n,) lights; None where their values are not in two humps."""
    estimate = humps(np.concatenate([first, second]), len(first))
    if not estimate.are_two:
        return None
    one, other = first > estimate.between, second > estimate.between
    both, n = one & other, len(first)
    size = float((second - first)[both].mean()) if both.any() else math.nan
    ends = tango(int((other & ~one).sum()), int((one & ~other).sum()), n)
    shares = (float(lit.mean()) for lit in (one, other))
    of_one, of_other = ((share, *wilson(share, n)) for share in shares)
    return Lights(of_one, of_other, float(other.mean() - one.mean()), *ends, size)


def tango(only_second: int, only_first: int, n: int) -> tuple[float, float]:
    """Return Tango's 95 % score interval of how much more often the second of n pairs has something; NaN without pairs.

    Args:
        only_second: in how many pairs the second has it alone.
        only_first: in how many the first has.
        n: all pairs, those that are alike among them.
    """
    if n == 0:
        return math.nan, math.nan
    seen = (only_second - only_first) / n
    reach = student(math.inf)

    def is_within(difference: float) -> bool:
        """Tell whether a score test does not reject a true difference."""
        linear = -only_second - only_first + (2 * n - only_second + only_first) * difference
        constant = -only_first * difference * (1 - difference)
        # The share that the first has alone, of greatest likelihood if this is the difference.
        alone = (math.sqrt(max(linear**2 - 8 * n * constant, 0.0)) - linear) / (4 * n)
        variance = n * (2 * alone + difference * (1 - difference))
        return (only_second - only_first - n * difference) ** 2 <= reach**2 * max(variance, 0.0)

    def end(of_all: float) -> float:
        inside, outside = seen, of_all
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if is_within(middle) else (inside, middle)
        return inside

    return end(-1.0), end(1.0)


class Paired(NamedTuple):
    """The differences of pairs: their mean with its interval, and how often the second of a pair is above the first.

    Attributes:
        pairs: how many pairs have both values.
        mean: the mean difference; NaN without pairs.
        low, high: the ends of the 95 % interval of the mean (``statistics/means.py``); NaN where it cannot be told: of
            fewer than two pairs, or fewer than five of many whose difference is not the most common one.
        p: how often chance alone would make the mean difference as large (two-sided): below 0.05 where the interval
            leaves zero out; without an interval that of the sign test. NaN with fewer than two pairs.
        above, above_low, above_high: share of pairs in which the second is above, ties counting half, and its 95 %
            interval.
        saved: how many times as many runs would be needed for the same precision without common random numbers; NaN
            where all pairs differ alike.
        differing: in how many pairs the two differ at all.
        lights: how often each of the two lights, where outcomes are in two humps, else None.
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
    differing: int = 0
    lights: Lights | None = None


def paired(first: Array, second: Array, bounds: tuple[float, float] = (-np.inf, np.inf)) -> Paired:
    """Return what pairs of values (replications,) say of the second's difference to the first; NaN is no value.

    The ``bounds`` are those within which values must lie, so that no interval of their difference ends beyond.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    first, second = first[both], second[both]
    differences, n = second - first, int(both.sum())
    nothing = np.nan
    if not n:
        return Paired(0, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    estimate = difference_intervals(first, second, bounds)
    scale = _ROUNDING * max(np.abs(first).max(), np.abs(second).max())
    more, less = int(np.sum(differences > scale)), int(np.sum(differences < -scale))
    # A tie is half a win: the share of wins is a half and half of how many more there are than losses.
    above, low, high = ((1 + more_often) / 2 for more_often in ((more - less) / n, *tango(more, less, n)))
    saved = nothing
    if n > 1 and np.ptp(differences) > scale:
        saved = float((first.var(ddof=1) + second.var(ddof=1)) / differences.var(ddof=1))
    return Paired(
        n,
        mean=float(estimate.mean),
        low=float(estimate.low),
        high=float(estimate.high),
        p=float(estimate.p),
        above=above,
        above_low=low,
        above_high=high,
        saved=saved,
        differing=more + less,
        lights=lights(first, second) if n > 1 else None,
    )
