"""Proportions of pairs: how much more often the second of a pair has something than the first, and how surely.

Source: Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample
design, Statistics in Medicine 17:891.
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import student, wilson
from wordofmouth.statistics.means import humps

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
    found = humps(np.concatenate([first, second]), len(first))
    if not found.are_two:
        return None
    one, other = first > found.between, second > found.between
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
