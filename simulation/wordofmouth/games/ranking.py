"""Ranking: which team is ahead, by how much, and where chance may have decided."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.means import mean_intervals
from wordofmouth.statistics.paired import paired


class Row(NamedTuple):
    """A team on the board: its rank, shared where chance may have decided, mean value, 95 % interval, and mean cost."""

    rank: int
    name: str
    value: float
    low: float
    high: float
    cost: float


class Simulated(NamedTuple):
    """What the runs of a market came to.

    Attributes:
        value: what there is to be most of, at the end (runs,).
        cost: (runs,).
        adoption: the share who have bought (runs, weeks).
        course: what there is to be most of, week by week (runs, weeks).
    """

    value: Array
    cost: Array
    adoption: Array
    course: Array


def ranked(simulated: Mapping[str, Simulated]) -> list[Row]:
    """Return the board, best first; who is not statistically distinguishable from the best of a rank shares it."""
    order = sorted((name for name in simulated if name), key=lambda name: (-simulated[name].value.mean(), name))
    rows: list[Row] = []
    best = ""
    for place, name in enumerate(order, 1):
        if best:
            lead = paired(simulated[name].value, simulated[best].value)
        apart = not best or (is_distinguishable(lead.p) and lead.mean > 0)
        if apart:
            best = name
        rows.append(_row(place if apart else rows[-1].rank, name, simulated[name]))
    return rows + [_row(0, name, simulated[name]) for name in simulated if not name]


def _row(rank: int, name: str, simulated: Simulated) -> Row:
    estimate = mean_intervals(simulated.value)
    # Where too few runs differ for an interval, the mean alone is shown.
    low, high = (float(estimate.mean if np.isnan(end) else end) for end in (estimate.low, estimate.high))
    return Row(rank, name, float(estimate.mean), low, high, float(simulated.cost.mean()))
