"""Units: the runs of a design cut into pieces of about a second's work, each of which leaves one part of the results.

Which runs a unit has depends on the design alone, and on what earlier rounds found, never on the machine, the number of
workers or what was interrupted: so whatever happens, the parts are the same.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wordofmouth.tasks.sweep.design import Design

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
    precision = design.precision
    end = min(precision.at_least, precision.at_most) if precision else design.replications
    return [(point, 0, end) for point in range(len(design))]
