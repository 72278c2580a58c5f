"""Seed variance: what the seed decides of an outcome, beside what the factors do.

Every point has the same replications, so an outcome is f(point) + g(replication) + h(point, replication). What the law
of total variance leaves to the seed is the variance within points, of g and h; its share is of the sum of that and the
variance of f. Of g, chance that is the same at all points, there are no more different values than replications, even
of many points: its variance is known no better than from so few numbers, and the interval says so. Of h, chance that
depends on the point, there are as many as runs.

From the mean over replications g drops out, as it shifts all points alike. Of h its variance over the number of
replications is left: the noise below which no influence of a factor means anything.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import CONFIDENCE, student
from wordofmouth.statistics.sampling import MORRIS_LEVELS

_BLOCKS = 50
# Shares nearer to none or all have no odds that are distinguishable from it.
_LEAST = 1e-6
# What differs by less, relative to the values, differs by how it was summed.
_ROUNDING = 1e-12
# A step of Morris's design, in parts of a factor's range.
_STEP = MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1))


class Estimate(NamedTuple):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def within(cls, value: float, half: float) -> "Estimate":
        """Return a value whose interval reaches so far to either side."""
        return cls(float(value), float(value - half), float(value + half))


@dataclass(frozen=True)
class SeedVariance:
    """What the seed decides.

    Attributes:
        share: of the variance of a single run; without an interval for fewer than three replications.
        alone: the part of it that is the same at all points.
        noise: the strength that chance left in the means may feign for a factor that does nothing.
    """

    share: Estimate
    alone: float
    noise: float


def seed_variance(grouped: Array, is_morris: bool) -> SeedVariance:
    """Return what the seed decides of values (groups, points, replications).

    The interval of its share is of the logarithm of its odds, and joins two: of the groups, by a jackknife over blocks
    of them; of the few replications, the wider of a jackknife and of what chi-square says of the part that is the same
    at all points, if it is normal.

    Source: Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27
    (how two intervals are joined); Graybill and Wang (1980), Confidence intervals on nonnegative linear combinations
    of variances, JASA 75 (what chi-square says).
    """
    from scipy.special import expit

    n_groups, _, n = grouped.shape
    if n < 2:
        return SeedVariance(Estimate(*[math.nan] * 3), math.nan, math.nan)
    variance = _variance(_by_point(grouped))
    noise = variance.mixed / n
    if is_morris:
        # The mean size of the difference of two means that differ by chance alone, over a step.
        noise = math.sqrt(2 / math.pi) * math.sqrt(2 * noise) / _STEP
    else:
        noise /= _by_point(grouped).mean(axis=1).var(ddof=1)
    alone = variance.share * variance.alone / (variance.alone + variance.mixed) if variance.share else 0.0
    if n < 3:
        return SeedVariance(Estimate(variance.share, math.nan, math.nan), alone, noise)
    if not variance.share:
        return SeedVariance(Estimate(0.0, 0.0, 0.0), alone, noise)
    each = list(np.arange(n)[:, None])
    blocks = np.array_split(np.arange(n_groups), min(n_groups, _BLOCKS))
    of_replications, of_groups = (
        student(len(places) - 1) * _jackknife_error(grouped, axis, places) for axis, places in ((2, each), (0, blocks))
    )
    down, up = (
        math.hypot(max(reach, of_replications), of_groups) for reach in _reaches(variance.of_replications, n - 1)
    )
    middle = _log_odds(grouped)
    low, high = (float(expit(end)) for end in (middle - down, middle + up))
    return SeedVariance(Estimate(variance.share, low, high), alone, noise)


def _reaches(part: float, degrees: int) -> tuple[float, float]:
    """Return how far below and above its estimate the logarithm of a variance may lie of which a part is known badly.

    Args:
        part: the share of the estimate that comes from a mean square of few degrees of freedom.
        degrees: how many.
    """
    from scipy.special import chdtri

    most, least = (degrees / chdtri(degrees, tail) for tail in ((1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2))
    return -math.log1p((least - 1) * part), math.log1p((most - 1) * part)


class _Variance(NamedTuple):
    """The variance of runs: between points, by the seed alike at all of them, and by the seed differently at each.

    ``of_replications`` is the part of the variance within points that is known from the means of replications alone.
    """

    between: float
    alone: float
    mixed: float
    of_replications: float

    @property
    def share(self) -> float:
        """The seed's."""
        of_seed = self.alone + self.mixed
        return of_seed / (of_seed + self.between) if of_seed else 0.0


def _variance(values: Array) -> _Variance:
    """Return the components of the variance of values (points, replications): two-way, one value per cell.

    Source: Searle, Casella and McCulloch (1992), Variance Components, 4.3 (estimates by analysis of variance).
    """
    n_points, n = values.shape
    points, replications = values.mean(axis=1), values.mean(axis=0)
    rest = values - points[:, None] - replications + values.mean()
    mixed = float(np.sum(rest**2) / ((n_points - 1) * (n - 1)))
    within = float(values.var(axis=1, ddof=1).mean())
    between = float(points.var(ddof=1) - mixed / n)
    if within <= (_ROUNDING * np.abs(values).max()) ** 2:
        return _Variance(max(between, 0.0), 0.0, 0.0, 0.0)
    of_replications = max(0.0, 1 - mixed * (n_points - 1) / n_points / within)
    return _Variance(max(between, 0.0), max(within - mixed, 0.0), min(mixed, within), of_replications)


def _by_point(grouped: Array) -> Array:
    return grouped.reshape(-1, grouped.shape[-1])


def _log_odds(grouped: Array) -> float:
    share = min(max(_variance(_by_point(grouped)).share, _LEAST), 1 - _LEAST)
    return math.log(share / (1 - share))


def _jackknife_error(grouped: Array, axis: int, places: Sequence[Array]) -> float:
    """Return the standard error of the odds' logarithm from what it is without each part of an axis."""
    without = np.array([_log_odds(np.delete(grouped, place, axis=axis)) for place in places])
    n = len(without)
    return float(np.sqrt((n - 1) / n * np.sum((without - without.mean()) ** 2)))
