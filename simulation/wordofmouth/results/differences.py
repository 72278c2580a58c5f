"""Differences: where two records that should be one are not, and by how much.

What is simulated is the same to the bit on every processor. What is computed from it by powers, exponentials or linear
algebra is not: libraries take other instructions on other processors, which round otherwise in the last digit.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.tables import digest

if TYPE_CHECKING:
    import pyarrow

# Relative; the last digits of what is computed differ by some 1e-15 between processors, and by 1e-12 once amplified.
ROUNDING = 1e-9
# Columns that say which row of a table one is, if it has them.
_KEYS = ("scenario", "stage", "campaign", "point", "replication", "week", "brand", "case", "what", "name")


class Difference(str):
    """A line that says where two records differ.

    Attributes:
        apart: how far apart the two are at most, relative to the larger; infinite if they are not numbers.
    """

    apart: float

    def __new__(cls, line: str, apart: float = math.inf) -> Self:
        """Return the line."""
        made = super().__new__(cls, line)
        made.apart = apart
        return made

    @property
    def is_rounding(self) -> bool:
        """Whether another processor's rounding explains it."""
        return self.apart <= ROUNDING


def apart(ones: "Array | Sequence[float]", others: "Array | Sequence[float]") -> float:
    """Return how far apart numbers are at most, relative to the larger of two; infinite if there are not as many."""
    if np.shape(ones) != np.shape(others):
        return math.inf
    first, second = np.asarray(ones, float), np.asarray(others, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(first - second) / np.maximum(np.abs(first), np.abs(second))
    relative[(first == second) | (np.isnan(first) & np.isnan(second))] = 0.0
    return float(np.nan_to_num(relative, nan=math.inf).max(initial=0.0))


def differences(mine: "pyarrow.Table", theirs: "pyarrow.Table") -> list[Difference]:
    """Return where two tables differ, a line a column; none if they are to the bit the same."""
    if mine.column_names != theirs.column_names:
        other = sorted(set(mine.column_names) ^ set(theirs.column_names)) or "in another order"
        return [Difference(f"columns: {other}")]
    if mine.num_rows != theirs.num_rows:
        return [Difference(f"rows: {mine.num_rows} and {theirs.num_rows}")]
    return [
        _difference(name, mine, theirs)
        for name in mine.column_names
        if digest(mine.select([name])) != digest(theirs.select([name]))
    ]


def _difference(name: str, mine: "pyarrow.Table", theirs: "pyarrow.Table") -> Difference:
    import pyarrow

    if mine[name].type != theirs[name].type:
        return Difference(f"{name}: {mine[name].type} and {theirs[name].type}")
    pairs = list(zip(mine[name].to_pylist(), theirs[name].to_pylist(), strict=True))
    differing = [
        place for place, (one, other) in enumerate(pairs) if one != other and any(v == v for v in (one, other))
    ]
    place = differing[0]
    where = ", ".join(f"{key} {mine[key][place].as_py()}" for key in _KEYS if key in mine.column_names)
    is_number = pyarrow.types.is_floating(mine[name].type) and not any(None in pairs[at] for at in differing)
    line = f"{name}: {pairs[place][0]!r} and {pairs[place][1]!r} in {where or f'row {place}'}"
    if not is_number:
        return Difference(line)
    return Difference(line, apart(*zip(*(pairs[at] for at in differing), strict=True)))
