"""Claims: what may be said of a difference, which follows from its interval. Every sentence that compares asks here."""

import math
from enum import StrEnum
from typing import Protocol

from wordofmouth.statistics.intervals import ALPHA, wilson
from wordofmouth.statistics.means import FEWEST


class Claim(StrEnum):
    """What runs let one say of how much more one has than another.

    ``MORE`` and ``LESS`` are statistically distinguishable; ``UNTOLD`` is not, and has an interval that says between
    what it lies; ``RARE`` has none, as too few runs differ; ``SAME`` differs in no run; of ``ONE_RUN`` chance may be
    the cause, and of ``NOTHING`` no run has both values.
    """

    MORE = "more"
    LESS = "less"
    UNTOLD = "untold"
    RARE = "rare"
    SAME = "same"
    ONE_RUN = "one_run"
    NOTHING = "nothing"


class Compared(Protocol):
    """A difference with its interval: NaN where there is none; p is corrected for the family that it is one of."""

    @property
    def difference(self) -> float:
        """The mean difference."""

    @property
    def low(self) -> float:
        """The lower end of its 95 % interval."""

    @property
    def p(self) -> float:
        """How often chance alone would make it as large."""

    @property
    def pairs(self) -> int:
        """How many pairs of runs have both values."""

    @property
    def differing(self) -> int:
        """In how many of them the two differ; below 0 where that is not known."""


def is_distinguishable(p: float, low: float = math.nan, high: float = math.nan) -> bool:
    """Tell whether a difference is statistically distinguishable from none.

    By its p-value, corrected for the family that it is one of; of what has none, as the mean of the worst runs, by the
    ends of its 95 % interval.
    """
    return bool(low > 0 or high < 0) if math.isnan(p) else bool(p < ALPHA)


def claim(of: Compared) -> Claim:
    """Return what may be said of a difference."""
    if not of.pairs:
        return Claim.NOTHING
    if of.pairs == 1:
        return Claim.ONE_RUN
    if of.differing == 0:
        return Claim.SAME
    if is_distinguishable(of.p):
        return Claim.MORE if of.difference > 0 else Claim.LESS
    return Claim.RARE if math.isnan(of.low) else Claim.UNTOLD


def share_that_differs(of: Compared) -> tuple[float, float]:
    """Return the 95 % interval of the share of all runs in which the two differ."""
    return wilson(of.differing / of.pairs, of.pairs)


def runs_that_would_tell(of: Compared, half_width: float) -> int:
    """Return about how many runs would tell, if the difference is as large, and as frequent, as it seems; 0: unknown.

    Without an interval, of half a width, it takes as many as have five pairs that differ.
    """
    if of.differing > 0 and math.isnan(half_width):
        return math.ceil(of.pairs * FEWEST / min(of.differing, FEWEST - 1))
    if not of.difference or math.isnan(half_width):
        return 0
    return math.ceil(of.pairs * (half_width / of.difference) ** 2)
