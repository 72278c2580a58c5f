"""Summaries of a sweep: what each point came to, which is best and how surely, and what each factor does.

Replication r has the same random numbers at every point. So points are compared within replications, and the mean over
several points has an interval whose replications are whole: each is one mean over these points.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.tables import of_arrays
from wordofmouth.statistics.adoption_table import brands, measured
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.means import Means, difference_intervals, mean_intervals
from wordofmouth.statistics.multiplicity import holm, of_the_widest_pair
from wordofmouth.statistics.outcomes import Outcome, RunTables, outcome
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.sweep.labels import is_number, key
from wordofmouth.tasks.sweep.record import SweepResult

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class PointSummary:
    """What one point came to: the mean over its replications with its 95 % interval (``statistics/means.py``).

    Attributes:
        number, values: the point in the design.
        mean: NaN if no run has a value; low, high: NaN where too few runs differ for an interval.
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


class Mean(NamedTuple):
    """A mean with its 95 % interval: NaN where too few values differ for one, and all NaN without values."""

    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


class Level(NamedTuple):
    """The mean over all points at one value of a factor, with its 95 % interval."""

    value: Any
    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


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
        return is_distinguishable(self.p)


def replicated(result: SweepResult, measure: str) -> Array:
    """Return an outcome as an array (points, replications); NaN where a run failed, was not needed or has no value."""
    table = result.outcomes
    if measure not in table.column_names:
        table = _from_weeks(result, outcome(measure))
    if measure not in table.column_names:
        return np.full((len(result.design), 1), np.nan)
    point, replication = (np.array(table[name].to_pylist(), dtype=np.int64) for name in ("point", "replication"))
    values = np.full((len(result.design), replication.max() + 1), np.nan)
    values[point, replication] = np.array(table[measure].to_pylist(), dtype=np.float64)
    return values


def _from_weeks(result: SweepResult, asked: Outcome) -> "pyarrow.Table":
    """Return an outcome that no run was asked for, by point and replication, from the tables of all runs."""
    import pyarrow.compute

    weeks = result.weeks()
    if weeks is None or asked.needs_baseline or not measured(weeks, *asked.needs):
        return result.outcomes
    needs = result.design.base.needs
    columns: dict[str, list[Array]] = {name: [] for name in ("point", "replication", asked.name)}
    # Points may differ in weeks and in brands.
    for number in pyarrow.compute.unique(weeks["point"]).to_pylist():
        of_point = weeks.filter(pyarrow.compute.equal(weeks["point"], number))
        same = len(brands(of_point)) == len(needs)
        values = asked.values(RunTables(of_point, needs=needs if same else ()))
        columns["point"].append(np.full(len(values), number))
        columns["replication"].append(pyarrow.compute.unique(of_point["replication"]).to_numpy())
        columns[asked.name].append(values)
    return of_arrays({name: np.concatenate(pieces) for name, pieces in columns.items()})


def varied(result: SweepResult) -> dict[str, list[Any]]:
    """Return the factors that are not the same at all points, each with its values in order; a list may omit some."""
    points = [result.design.point(number).values for number in range(len(result.design))]
    levels_of = {}
    for path in result.design.paths:
        values = list({key(point[path]): point[path] for point in points if path in point}.values())
        if len(values) > 1 or any(path not in point for point in points):
            levels_of[path] = sorted(values) if all(map(is_number, values)) else values
    return levels_of


def mean_of(values: Array, asked: Outcome) -> Mean:
    """Return the mean of the values of an outcome that are not NaN, with its interval."""
    values = values[~np.isnan(values)]
    if not len(values):
        return Mean(math.nan, math.nan, math.nan)
    estimate = mean_intervals(values, asked.bounds)
    return Mean(float(estimate.mean), float(estimate.low), float(estimate.high))


def mean_without_gaps(values: Array) -> float:
    """Return the mean of the values that are not NaN; NaN without any, and without a warning."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else math.nan


def summarise(result: SweepResult, measure: str = "penetration") -> list[PointSummary]:
    """Return what each point came to.

    Raises:
        OutcomeError: if there is no such measure.
    """
    asked = outcome(measure)
    failed = [failure.point for failure in result.failures]
    summaries = []
    for point, values in enumerate(replicated(result, measure)):
        mean, low, high = mean_of(values, asked)
        n = int(np.sum(~np.isnan(values)))
        place = result.design.point(point).values
        summaries.append(PointSummary(point, place, mean, low, high, n, failed.count(point)))
    return summaries


def main_effects(result: SweepResult, measure: str = "penetration") -> list[MainEffect]:
    """Return what each factor of few values does, the strongest first.

    A mean is over the points that have the value, whatever their other factors: of a grid or a list.
    """
    asked, values, effects = outcome(measure), replicated(result, measure), []
    points = [result.design.point(number).values for number in range(len(values))]
    for path, levels in varied(result).items():
        by_level = [values[[point.get(path) == level for point in points]] for level in levels]
        # A replication counts where all its runs have a value: else it would be the mean of other points.
        over = [of_level.mean(axis=0) for of_level in by_level]
        means = [mean_of(level, asked) for level in over]
        known = [place for place, level in enumerate(means) if not math.isnan(level.mean)]
        if len(known) < 2:
            continue
        least, most = (choose(known, key=lambda place: means[place].mean) for choose in (min, max))
        pair = paired(over[least], over[most], asked.bounds)
        p = of_the_widest_pair(pair.p, len(known))
        seen = tuple(Level(level, *mean) for level, mean in zip(levels, means, strict=True))
        reach = means[most].mean - means[least].mean
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
    asked = outcome(measure)
    sign = -1 if asked.is_cost else 1
    values = sign * replicated(result, measure)
    bounds = min(sign * end for end in asked.bounds), max(sign * end for end in asked.bounds)
    means = np.array([mean_without_gaps(row) for row in values])
    order = [int(point) for point in np.argsort(-means, kind="stable") if not math.isnan(means[point])]
    if len(order) < 2:
        return None
    first, *others = order
    pairs = [_beside(values[other], values[first], bounds) for other in others]
    corrected = holm([float(pair.p) for pair in pairs])
    alike = tuple(other for other, p in zip(others, corrected, strict=True) if not is_distinguishable(p))
    lead, low, high = (float(part) for part in pairs[0][:3])
    return Best(first, others[0], lead, low, high, alike)


def are_apart(result: SweepResult, measure: str, one: int, other: int) -> bool:
    """Tell whether two points are distinguishable, this pair alone being asked."""
    values = replicated(result, measure)
    return is_distinguishable(float(_beside(values[one], values[other], outcome(measure).bounds).p))


def _beside(first: Array, second: Array, bounds: tuple[float, float]) -> Means:
    """Return the mean difference of the pairs that have both values, alone: of thousands of points, too."""
    both = ~(np.isnan(first) | np.isnan(second))
    if not both.any():
        return Means(*[np.array(np.nan)] * 4)
    return difference_intervals(first[both], second[both], bounds)
