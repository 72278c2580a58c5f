"""Precision: replications of each point of a sweep until the mean of an outcome is known well enough."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.scenario.digest import with_idle
from wordofmouth.scenario.parts import Section, field
from wordofmouth.statistics.intervals import wilson
from wordofmouth.statistics.means import FIRST_STOP, differing, mean_intervals
from wordofmouth.statistics.outcomes import Outcome, outcome


class Precision(Section):
    """Replications until the 95 % interval of a measure's mean is narrow enough at every point."""

    measure: str = field("penetration", "which outcome is to be known", unit="measure")
    half_width: float = field(0.005, "half the width that its interval may have", unit="as the measure", gt=0, le=1e15)
    at_least: int = field(
        FIRST_STOP,
        "replications of a point before which it never stops",
        idle=10,
        unit="runs",
        ge=2,
        le=100_000,
    )
    at_most: int = field(200, "replications of a point at which it is given up", unit="runs", ge=4, le=100_000)

    @classmethod
    def as_then(cls, dump: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an earlier version wrote, with what is new since, which was idle."""
        whole: dict[str, Any] = with_idle(cls(**dump), dump)
        return whole


def next_round(
    precision: Precision, done: Mapping[int, int], values: Mapping[int, Sequence[float]]
) -> list[tuple[int, int, int]]:
    """Return what is run next: of every point whose interval is still too wide as many runs as it seems to need.

    At most as many as it has already, so that a first guess of the variance that was too high costs little. No point
    stops before it has ``at_least`` runs: intervals of few are too narrow too often, and a stop chooses those.

    Args:
        precision: what is asked.
        done: replications so far, by point; failed ones among them.
        values: the measure in every run that has one, by point.

    Source: Law (2015), Simulation Modeling and Analysis, 9.4.1: sequential procedures.
    """
    asked, wanted = outcome(precision.measure), []
    for point, count in done.items():
        seen = np.asarray(values.get(point, ()), dtype=np.float64)
        half = uncertainty(seen[~np.isnan(seen)], asked)
        end = min(precision.at_most, count + more_runs(count, half, precision.half_width))
        if end > count:
            wanted.append((point, count, end))
    return wanted


def uncertainty(values: Array, asked: Outcome) -> float:
    """Return half the width of the interval of a mean, or what can be said where too few values differ.

    Those that would differ are no more than Wilson's interval has, and differ by no more than the outcome can reach.
    """
    if len(values) < 2:
        return math.inf
    mean = mean_intervals(values, asked.bounds)
    if not np.isnan(mean.low):
        return float(mean.high - mean.low) / 2
    return wilson(float(differing(values, np.ones(()))) / len(values), len(values))[1] * asked.reach


def more_runs(count: int, half: float, wanted: float) -> int:
    """Return how many runs more a point seems to need for half a width of its interval."""
    if half <= wanted:
        return 0
    return min(count, max(1, math.ceil(count * ((half / wanted) ** 2 - 1)) if half < math.inf else count))
