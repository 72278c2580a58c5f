"""Units: the runs of a design cut into pieces of about a second's work, each of which leaves one part of the results.

Which runs a unit has depends on the design alone, and on what earlier rounds found, never on the machine, the number of
workers or what was interrupted: so whatever happens, the parts are the same.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import wilson
from wordofmouth.statistics.means import FIRST_STOP, differing, mean_intervals
from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.tasks.sweep.design import Design, Precision

# What a run takes here and a unit should take: some nanoseconds for a consumer and week, and no less than what the
# weeks of any market take (measured; only the size of parts depends on it).
_SECONDS_EACH, _SECONDS_A_WEEK, _SECONDS_A_UNIT = 1e-7, 2e-4, 1.0
_MOST_RUNS = 200


class PlannedRun(NamedTuple):
    """One replication at a point."""

    point: int
    replication: int


class Unit(NamedTuple):
    """Runs that are simulated in one process and leave one part; ``piece`` counts when they had to be taken apart."""

    round: int
    number: int
    runs: tuple[PlannedRun, ...]
    piece: int = 0

    @property
    def name(self) -> str:
        """What its part is called: names in their order are units in their order."""
        return f"{self.round:03d}-{self.number:07d}-{self.piece:04d}"

    def apart(self) -> Iterator["Unit"]:
        """Yield units of one run each instead."""
        return (self._replace(runs=(run,), piece=1 + place) for place, run in enumerate(self.runs))


def units(design: Design, round_: int, wanted: Sequence[tuple[int, int, int]]) -> Iterator[Unit]:
    """Yield the units of a round, from triples: point, first replication, and the one after the last."""
    size, number = unit_size(design), 0
    runs: list[PlannedRun] = []
    for point, first, end in wanted:
        for replication in range(first, end):
            runs.append(PlannedRun(point, replication))
            if len(runs) == size:
                yield Unit(round_, number, tuple(runs))
                number, runs = number + 1, []
    if runs:
        yield Unit(round_, number, tuple(runs))


def unit_size(design: Design) -> int:
    """Return how many runs of a design's scenario are about a second's work."""
    base = design.base
    seconds = base.weeks * (_SECONDS_A_WEEK + base.consumers * _SECONDS_EACH) * (2 if design.baseline else 1)
    return min(_MOST_RUNS, max(1, round(_SECONDS_A_UNIT / seconds)))


def first_round(design: Design) -> list[tuple[int, int, int]]:
    """Return what is run at first: all replications, or as many as may be enough."""
    end = min(FIRST_STOP, design.precision.at_most) if design.precision else design.replications
    return [(point, 0, end) for point in range(len(design))]


def next_round(
    precision: Precision, done: Mapping[int, int], values: Mapping[int, Sequence[float]]
) -> list[tuple[int, int, int]]:
    """Return what is run next: of every point whose interval is still too wide as many runs as it seems to need.

    At most as many as it has already, so that a first guess of the variance that was too high costs little. No point
    stops before it has ``FIRST_STOP`` runs: intervals of fewer are too narrow too often, and a stop chooses those.

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
