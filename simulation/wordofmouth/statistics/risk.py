"""Risk: what the worst runs come to on average, and how sure a difference of it is."""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.intervals import CONFIDENCE, central
from wordofmouth.statistics.paired import paired

_RESAMPLES, _SEED = 2_000, 0


class Gain(NamedTuple):
    """How much more one has than another, its 95 % interval, NaN where too few runs differ for one, and its p-value.

    Of the mean of the worst runs there is no p-value: NaN.
    """

    difference: float
    low: float
    high: float
    p: float = math.nan

    @property
    def is_distinguishable(self) -> bool:
        """Whether it is statistically distinguishable from zero."""
        return is_distinguishable(self.p, self.low, self.high)


def worst_mean(values: Array, share: float) -> float:
    """Return the mean of the worst, lowest, share of values (runs,): their conditional value at risk; 1: of all.

    Where the share is not of whole runs, the last of them counts in part.

    Source: Rockafellar and Uryasev (2002), Conditional value-at-risk for general loss distributions, Journal of Banking
    and Finance 26(7).
    """
    worst = share * len(values)
    weights = np.clip(worst - np.arange(len(values)), 0.0, 1.0)
    return float(np.sort(values) @ weights / worst)


def gain(base: Array, values: Array, share: float) -> Gain:
    """Return how much more the worst share of values (runs,) comes to than that of the base, with common seeds.

    The interval of the mean is that of pairs; of the worst share's it is the bootstrap's, by percentiles.
    """
    if share == 1:
        difference = paired(base, values)
        return Gain(difference.mean, difference.low, difference.high, difference.p)
    generator = np.random.default_rng(_SEED)
    drawn = (generator.integers(len(values), size=len(values)) for _ in range(_RESAMPLES))
    differences = [worst_mean(values[runs], share) - worst_mean(base[runs], share) for runs in drawn]
    low, high = central(np.array(differences), CONFIDENCE)
    return Gain(worst_mean(values, share) - worst_mean(base, share), float(low), float(high))
