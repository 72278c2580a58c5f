"""Paired differences: how much two scenarios differ whose replications have common random numbers, and how surely."""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.means import difference_intervals
from wordofmouth.statistics.proportions import Lights, lights, tango

# Differences that differ by less, relative to the values, differ by how they were summed.
_ROUNDING = 1e-12


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
    found = difference_intervals(first, second, bounds)
    scale = _ROUNDING * max(np.abs(first).max(), np.abs(second).max())
    more, less = int(np.sum(differences > scale)), int(np.sum(differences < -scale))
    # A tie is half a win: the share of wins is a half and half of how many more there are than losses.
    above, low, high = ((1 + more_often) / 2 for more_often in ((more - less) / n, *tango(more, less, n)))
    saved = nothing
    if n > 1 and np.ptp(differences) > scale:
        saved = float((first.var(ddof=1) + second.var(ddof=1)) / differences.var(ddof=1))
    return Paired(
        n,
        mean=float(found.mean),
        low=float(found.low),
        high=float(found.high),
        p=float(found.p),
        above=above,
        above_low=low,
        above_high=high,
        saved=saved,
        differing=more + less,
        lights=lights(first, second) if n > 1 else None,
    )
