"""Summaries of a sweep: what each point came to, which is best and how surely, and what each factor does.

Replication r has the same random numbers at every point. So points are compared within replications, and the mean over
several points has an interval whose replications are whole: each is one mean over these points.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import ALPHA, half_width
from wordofmouth.statistics.multiplicity import holm, of_the_widest_pair
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.sweep.labels import is_number, key
from wordofmouth.tasks.sweep.record import SweepResult


@dataclass(frozen=True)
class PointSummary:
    """What one point came to: the mean over its replications with its 95 % interval (Student's t).

    Attributes:
        number, values: the point in the design.
        mean: NaN if no run has a value; low, high: NaN with fewer than two.
        replications: how many runs have a value.
        failures: how many runs failed.
    """

    number: int
    values: dict[str, Any]
    mean: float
    low: float
    high: float
    replications: int
    failures: int


class Level(NamedTuple):
    """The mean over all points at one value of a factor, with half its 95 % interval."""

    value: Any
    mean: float
    half: float


@dataclass(frozen=True)
class MainEffect:
    """What the outcome is on average at each value of a factor, and the largest difference between two of them.

    Attributes:
        path: the factor.
        levels: its values in the design's order.
        lowest, highest: the values of least and largest mean.
        reach, low, high: how far they lie apart within replications, with the 95 % interval; p: of no difference,
            corrected by Holm for all pairs of values, as the two are those that lie farthest apart.
    """

    path: str
    levels: tuple[Level, ...]
    lowest: Any
    highest: Any
    reach: float
    low: float
    high: float
    p: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether the difference is statistically distinguishable from 0."""
        return self.p < ALPHA


def replicated(result: SweepResult, measure: str) -> Array:
    """Return an outcome as an array (points, replications); NaN where a run failed, was not needed or has no value."""
    table = result.outcomes
    if measure not in table.column_names:
        return np.full((len(result.design), 1), np.nan)
    point, replication = (np.array(table[name].to_pylist(), dtype=np.int64) for name in ("point", "replication"))
    values = np.full((len(result.design), replication.max() + 1), np.nan)
    values[point, replication] = np.array(table[measure].to_pylist(), dtype=np.float64)
    return values


def varied(result: SweepResult) -> dict[str, list[Any]]:
    """Return the factors that are not the same at all points, each with its values in order; a list may omit some."""
    points = [result.design.point(number).values for number in range(len(result.design))]
    levels_of = {}
    for path in result.design.paths:
        values = list({key(point[path]): point[path] for point in points if path in point}.values())
        if len(values) > 1 or any(path not in point for point in points):
            levels_of[path] = sorted(values) if all(map(is_number, values)) else values
    return levels_of


def mean_of(values: Array) -> tuple[float, float]:
    """Return the mean of the values that are not NaN, and half the width of its 95 % interval."""
    values = values[~np.isnan(values)]
    return (float(values.mean()), float(half_width(values))) if len(values) else (math.nan, math.nan)


def summarise(result: SweepResult, measure: str = "penetration") -> list[PointSummary]:
    """Return what each point came to.

    Raises:
        OutcomeError: if there is no such measure.
    """
    outcome(measure)
    failed = [failure.point for failure in result.failures]
    summaries = []
    for point, values in enumerate(replicated(result, measure)):
        mean, half = mean_of(values)
        n = int(np.sum(~np.isnan(values)))
        place = result.design.point(point).values
        summaries.append(PointSummary(point, place, mean, mean - half, mean + half, n, failed.count(point)))
    return summaries


def main_effects(result: SweepResult, measure: str = "penetration") -> list[MainEffect]:
    """Return what each factor of few values does, the strongest first.

    A mean is over the points that have the value, whatever their other factors: of a grid or a list.
    """
    values, effects = replicated(result, measure), []
    points = [result.design.point(number).values for number in range(len(values))]
    for path, levels in varied(result).items():
        by_level = [values[[point.get(path) == level for point in points]] for level in levels]
        # A replication counts where all its runs have a value: else it would be the mean of other points.
        over = [of_level.mean(axis=0) for of_level in by_level]
        means = [mean_of(level) for level in over]
        known = [place for place, (mean, _) in enumerate(means) if not math.isnan(mean)]
        if len(known) < 2:
            continue
        least, most = (choose(known, key=lambda place: means[place][0]) for choose in (min, max))
        pair = paired(over[least], over[most])
        p = of_the_widest_pair(pair.p, len(known))
        seen = tuple(Level(level, *mean) for level, mean in zip(levels, means, strict=True))
        reach = means[most][0] - means[least][0]
        effects.append(MainEffect(path, seen, levels[least], levels[most], reach, pair.low, pair.high, p))
    return sorted(effects, key=lambda effect: -effect.reach)


class Best(NamedTuple):
    """The best point, the next, and by how much the first is better.

    Attributes:
        point, runner_up: their numbers.
        lead, low, high: the mean difference within replications with its 95 % interval, above 0 for better.
        alike: the numbers of all points that are not statistically distinguishable from the best by Holm's correction,
            the nearest first.
    """

    point: int
    runner_up: int
    lead: float
    low: float
    high: float
    alike: tuple[int, ...]


def best(result: SweepResult, measure: str = "penetration") -> Best | None:
    """Return the best point and which others are distinguishable from it; None if fewer than two points have values."""
    values = replicated(result, measure) * (-1 if outcome(measure).is_cost else 1)
    means = np.array([mean_of(row)[0] for row in values])
    order = [int(point) for point in np.argsort(-means, kind="stable") if not math.isnan(means[point])]
    if len(order) < 2:
        return None
    first, *others = order
    pairs = [paired(values[other], values[first]) for other in others]
    corrected = holm([pair.p for pair in pairs])
    alike = tuple(other for other, p in zip(others, corrected, strict=True) if not p < ALPHA)
    return Best(first, others[0], pairs[0].mean, pairs[0].low, pairs[0].high, alike)
