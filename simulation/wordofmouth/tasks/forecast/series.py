"""Series of a folder: every series of sales in its tables, one to a table or many that a column names."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import DataError
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.names import plain
from wordofmouth.tables.periods import periods_of
from wordofmouth.tables.table import Table, read_table, with_numbers
from wordofmouth.tasks.calibrate.data import so_far

FEWEST_PERIODS = 10
_NAMES = ("seriesid", "series", "technology", "product", "brand", "id", "name")
_PERIODS = ("period", "date", "week", "month", "quarter", "year", "time", "t")
_VALUES = ("value", "sales", "units", "adopters", "buyers", "count")
# Words by which a column, or what it says of a series, tells that values are of all so far.
_SO_FAR = ("pct", "percent", "share", "cumulative", "penetration")


class FolderSeries(NamedTuple):
    """A series: its name, its sales (periods,), and why it is left out; empty for one that is not."""

    name: str
    sales: Array
    left_out: str = ""


def series_of(folder: str | Path) -> list[FolderSeries]:
    """Return all series of the tables in a folder, in the order of their names.

    Raises:
        DataError: if there is none.
    """
    files = sorted(Path(folder).glob("*.csv"))
    every = [series for file in files for series in _of_table(file)]
    if not every:
        raise DataError([f"`data`: {folder} has no table of series, as CSV"])
    return sorted(every, key=lambda series: series.name)


def _of_table(path: Path) -> list[FolderSeries]:
    table = read_table(path, dialect=Dialect())
    name, period = _column(table, _NAMES), _column(table, _PERIODS)
    value = _column(table, _VALUES) or next((title for title in table.titles if _tells_so_far(title)), None)
    if period is None or value is None:
        return []
    table = with_numbers(table, [value], Dialect())
    rows: dict[str, list[dict[str, str]]] = {}
    for row in table.rows:
        rows.setdefault(row.cells[name] if name else path.stem, []).append(dict(row.cells))
    return [_series(path, each, cells, period, value) for each, cells in rows.items()]


def _series(path: Path, name: str, rows: list[dict[str, str]], period: str, value: str) -> FolderSeries:
    names = tuple(row[period] for row in rows)
    try:
        values = np.array([float(row[value]) for row in rows])
        periods_of(path.name, period, names)
    except ValueError as error:
        return FolderSeries(name, np.empty(0), str(error).partition(": ")[2] or str(error))
    if _tells_so_far(value) or any(_tells_so_far(row[title]) for row in rows[:1] for title in row if title == "kind"):
        # What falls by more than a wobble is no count of all so far, but a level of each period. Of those who had
        # bought when it begins nobody knows in which periods they did.
        with suppress(DataError):
            values = np.diff(so_far(path, names, values)[0])
    if len(values) < FEWEST_PERIODS:
        return FolderSeries(name, values, f"{len(values)} periods are fewer than {FEWEST_PERIODS}")
    if not np.ptp(values) > 0 or (values < 0).any():
        return FolderSeries(name, values, "nothing changes in it, or it falls below 0")
    return FolderSeries(name, values)


def _column(table: Table, known: tuple[str, ...]) -> str | None:
    named = {plain(title): title for title in reversed(table.titles)}
    return next((named[name] for name in known if name in named), None)


def _tells_so_far(text: str) -> bool:
    return any(word in text.casefold() for word in _SO_FAR)
