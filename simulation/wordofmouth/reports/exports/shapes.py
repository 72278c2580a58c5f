"""Shapes: the same numbers with a column for each measure, a row for each, or a column for each in each week.

After Wickham (2014), whose tidy data has a column for each variable: that is how a result keeps its tables.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wordofmouth.errors import RequestError
from wordofmouth.scenario.parts import nearest

if TYPE_CHECKING:
    import pyarrow

SHAPES = ("table", "long", "wide")
WEEK = "week"
# What says of what a row is; whatever precedes one of them, as the factors of a sweep, does so too.
_KEYS = ("scenario", "world", "point", "replication", WEEK, "trait", "group", "brand", "consumer")


def shaped(table: "pyarrow.Table", shape: str, columns: Sequence[str] = ()) -> "pyarrow.Table":
    """Return a table in another shape.

    Args:
        table: of a result: keys first, as replication, week and brand, then measures.
        shape: ``table`` as it is; ``long``, a row for each key and measure, with columns ``measure`` and ``value``;
            ``wide``, a row for each key but the week, with a column for each measure and week, as ``buyers_12``.
        columns: the measures that are wanted; all unless given.

    Raises:
        RequestError: if there is no such shape or measure, or it cannot be had of this table.
    """
    if shape not in SHAPES:
        raise RequestError(f"`shape`: {shape!r} is not allowed: must be {', '.join(SHAPES)}")
    keys = keys_of(table)
    measures = [name for name in table.column_names if name not in keys]
    for name in columns:
        if name not in measures:
            raise RequestError(f"`columns`: no measure of this table is called {name!r}; {nearest(name, measures)}")
    measures = [name for name in measures if name in columns] if columns else measures
    if shape == "table":
        return table.select([*keys, *measures])
    for name in measures:
        if str(table[name].type) not in ("int64", "double"):
            raise RequestError(f"`shape`: {name!r} has no numbers; leave it out, or take the shape 'table'")
    return _long(table, keys, measures) if shape == "long" else _wide(table, keys, measures)


def keys_of(table: "pyarrow.Table") -> list[str]:
    """Return the columns of a table that say of what a row is."""
    names = table.column_names
    return names[: 1 + max((names.index(key) for key in _KEYS if key in names), default=-1)]


def _long(table: "pyarrow.Table", keys: list[str], measures: list[str]) -> "pyarrow.Table":
    import numpy as np
    import pyarrow

    rows = pyarrow.array(np.repeat(np.arange(table.num_rows), len(measures)))
    values = [np.asarray(table[name].to_numpy(), dtype=np.float64) for name in measures]
    joined = np.stack(values, axis=1).ravel() if values else np.zeros(0)
    added = {"measure": pyarrow.array(measures * table.num_rows, pyarrow.string()), "value": pyarrow.array(joined)}
    columns = {**{key: table[key].take(rows) for key in keys}, **added}
    return pyarrow.Table.from_arrays(list(columns.values()), names=list(columns))


def _wide(table: "pyarrow.Table", keys: list[str], measures: list[str]) -> "pyarrow.Table":
    import pyarrow

    if WEEK not in keys or "consumer" in keys:
        raise RequestError("`shape`: a table is wide by its weeks, and this one has none; take 'table' or 'long'")
    others = [key for key in keys if key != WEEK]
    places: dict[tuple[object, ...], int] = {}
    weeks: dict[int, dict[int, int]] = {}
    of_rows = zip(*(table[key].to_pylist() for key in others), strict=True)
    for row, (week, key) in enumerate(zip(table[WEEK].to_pylist(), of_rows, strict=True)):
        weeks.setdefault(week, {})[places.setdefault(key, len(places))] = row
    first = dict.fromkeys(places.values(), 0)
    for of_week in reversed(weeks.values()):
        first |= of_week
    rows = pyarrow.array([first[place] for place in range(len(places))], pyarrow.int64())
    columns = {key: table[key].take(rows) for key in others}
    for week in sorted(weeks):
        # Runs of a sweep may have fewer weeks than others: there they have no value.
        rows = pyarrow.array([weeks[week].get(place) for place in range(len(places))], pyarrow.int64())
        columns |= {f"{name}_{week}": table[name].take(rows) for name in measures}
    return pyarrow.Table.from_arrays(list(columns.values()), names=list(columns))
