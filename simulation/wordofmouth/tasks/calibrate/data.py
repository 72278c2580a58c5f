"""Calibration data: what was observed of a real market, period by period, read from tables in any dialect.

A table has a column of periods and one of values. Sales decide which periods there are; ratings and numbers of reviews
may be known for some of them only.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from wordofmouth.errors import DataError
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.mistakes import guess
from wordofmouth.tables.names import plain
from wordofmouth.tables.periods import periods_of
from wordofmouth.tables.table import Table, read_table, with_numbers
from wordofmouth.words.numbers import counted

FEWEST_PERIODS = 5
MOST_PERIODS = 5_000
# Values of all so far may fall by this share of the most, as those of surveys do.
_WOBBLE = 0.1

_PERIOD_NAMES = ("period", "date", "week", "month", "quarter", "year", "day", "time", "t")
_VALUE_NAMES = ("value", "sales", "units", "quantity", "sold", "unitssold", "adopters", "buyers", "count", "n", "y")


class Observed(NamedTuple):
    """What was observed, an array (periods,) each; NaN in the periods of which it is not known.

    Attributes:
        periods: the names of the periods, in order.
        sales: units sold in each period; first purchases alone if they were given as buyers so far.
        cumulative: whether they were given so.
        rating: mean stars at the end of the period.
        reviews: reviews so far at the end of the period.
        weeks: how many weeks a period is long; None where their names do not tell.
        column: the title of the column of periods.
        notes: what was guessed in reading it.
    """

    periods: tuple[str, ...]
    sales: np.ndarray[Any, Any]
    cumulative: bool = False
    rating: np.ndarray[Any, Any] | None = None
    reviews: np.ndarray[Any, Any] | None = None
    weeks: int | None = None
    notes: tuple[str, ...] = ()
    column: str = "period"

    @property
    def digest(self) -> str:
        """The SHA-256 of all that was observed, in hexadecimal."""
        return hashlib.sha256(json.dumps(self.as_data()).encode()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it; what is not known is null."""
        return {
            name: [None if math.isnan(value) else value for value in part.tolist()]
            if isinstance(part, np.ndarray)
            else part
            for name, part in self._asdict().items()
            # How it was read is no part of what was observed.
            if name not in ("weeks", "notes", "column")
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return what JSON has."""
        known = {name: data[name] for name in ("sales", "rating", "reviews") if data[name] is not None}
        arrays = {name: np.array(values, dtype=np.float64) for name, values in known.items()}
        return cls(**dict(data) | {"periods": tuple(data["periods"])} | arrays)


class Columns(NamedTuple):
    """Which columns of the tables hold what, by name or number; guessed, and said, where empty."""

    period: str = ""
    value: str = ""


def read_observed(
    path: str | Path,
    *,
    cumulative: bool = False,
    rating: str | Path | None = None,
    reviews: str | Path | None = None,
    columns: Columns | None = None,
    dialect: Dialect | None = None,
) -> Observed:
    """Return what tables say of a market: its sales, and its rating and number of reviews if these are given.

    Args:
        path: sales of each period; or, if ``cumulative``, buyers so far.
        cumulative: whether the values are buyers so far; where they wobble, as those of surveys do, the most so far.
        rating: mean stars so far, from 1 to 5.
        reviews: number of reviews so far, which never falls.
        columns: which columns of the sales hold periods and values.
        dialect: how the tables are written, as far as that is known.

    Raises:
        DataError: with what is wrong in them; a ``ChoiceError`` if a table can be read in several ways.
    """
    path, dialect = Path(path), dialect or Dialect()
    series = read_series(path, columns or Columns(), dialect)
    periods, values = series.names, series.values
    if len(values) < FEWEST_PERIODS:
        raise DataError([f"{path}: {len(values)} periods are too few: at least {FEWEST_PERIODS} are needed"])
    if cumulative:
        risen, wobble = so_far(path, periods, values)
        series, values = series._replace(notes=(*series.notes, *wobble)), np.diff(risen, prepend=0.0)
    if not values.any():
        raise DataError([f"{path}: nothing was sold in any period"])
    beside = {"rating": rating, "reviews": reviews}
    return Observed(
        periods,
        values,
        cumulative,
        **{name: _beside(Path(file), periods, name, dialect) for name, file in beside.items() if file is not None},
        weeks=series.weeks,
        notes=series.notes,
        column=series.column,
    )


def _beside(path: Path, periods: tuple[str, ...], name: str, dialect: Dialect) -> np.ndarray[Any, Any]:
    """Return a series laid beside the periods of the sales."""
    series = read_series(path, Columns(), dialect, needs_all=False)
    known, values = series.names, series.values
    strangers = [period for period in known if period not in periods]
    if strangers:
        raise DataError([f"{path}: period {strangers[0]!r} is not among those of the sales"])
    if name == "rating" and not ((values >= 1) & (values <= 5)).all():
        worst = values[np.argmax(np.abs(values - 3))]
        raise DataError([f"{path}: value: {worst:g} is not allowed: a rating is from 1 to 5 stars"])
    if name == "reviews":
        _check_rising(path, known, values)
    laid = np.full(len(periods), np.nan)
    laid[[periods.index(period) for period in known]] = values
    return laid


def so_far(
    path: Path, periods: tuple[str, ...], values: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    """Return the most so far of values that rise but for a wobble, and a note of it.

    Raises:
        DataError: if they fall farther than a measurement is off.
    """
    most = np.maximum.accumulate(values)
    fallen = most - values
    worst = int(np.argmax(fallen))
    if fallen[worst] > _WOBBLE * most[-1]:
        rule = f"the values are of all so far and cannot fall as they do in {periods[worst]}, by more than a wobble"
        raise DataError([f"{path}: {rule}; those of each period are sales, without `cumulative`"])
    if not fallen.any():
        return most, ()
    share = f"{100 * fallen[worst] / most[-1]:.1f} % of the most"
    times = counted(int(np.count_nonzero(np.diff(values) < 0)), "time")
    return most, (f"values of all so far fall {times}, by up to {share}: the most so far was taken",)


def _check_rising(path: Path, periods: tuple[str, ...], values: np.ndarray[Any, Any]) -> None:
    falls = np.flatnonzero(np.diff(values) < 0)
    if len(falls):
        raise DataError(
            [f"{path}: the values are of all so far and cannot fall, as they do in {periods[falls[0] + 1]}"]
        )


class Series(NamedTuple):
    """Values by period, (periods,), as a table has them; ``column`` is the title of the periods."""

    column: str
    names: tuple[str, ...]
    values: np.ndarray[Any, Any]
    weeks: int | None
    notes: tuple[str, ...]


def read_series(path: Path, columns: Columns, dialect: Dialect, needs_all: bool = True) -> Series:
    """Return periods and values of a file, in which each period follows the one before."""
    table = read_table(path, dialect=dialect)
    period, value, notes = _columns(table, columns)
    table = with_numbers(table, [value], dialect)
    rows = [(row.line, row.cells[period], row.cells[value]) for row in table.rows]
    if not rows:
        raise DataError([f"{path}: the file has no rows"])
    if len(rows) > MOST_PERIODS:
        raise DataError([f"{path}: {len(rows):,} periods are too many: at most {MOST_PERIODS:,} are allowed"])
    mistakes = [f"{path}, line {line}: {wrong}" for line, name, text in rows if (wrong := _mistake(name, text, value))]
    if mistakes:
        raise DataError(mistakes)
    names = tuple(name for _, name, _ in rows)
    try:
        matched = periods_of(str(path), period, names, gaps=not needs_all)
    except ValueError as error:
        raise DataError([str(error)]) from None
    values = np.array([float(text) for _, _, text in rows])
    return Series(period, names, values, matched.weeks, (*table.notes, *notes, *matched.notes))


def _columns(table: Table, columns: Columns) -> tuple[str, str, tuple[str, ...]]:
    """Return which column holds the periods and which the values: as said, by the usual names, else the only two."""
    titles = table.titles
    notes: tuple[str, ...] = ()
    named = {plain(title): title for title in reversed(titles)}
    period = table.column(columns.period) if columns.period else _first(named, _PERIOD_NAMES)
    value = table.column(columns.value) if columns.value else _first(named, _VALUE_NAMES, but=period)
    if period is None and value is None and len(titles) == 2:
        period, value = titles
    period = period or next((title for title in titles if title != value), None) if len(titles) == 2 else period
    value = value or next((title for title in titles if title != period), None) if len(titles) == 2 else value
    for name, matched in (("period", period), ("value", value)):
        if matched is None:
            # In the words of the command: the name that is looked for first.
            table.column(name)
    if period == value:
        raise DataError([f"{table.path}: column {value!r} cannot hold both the periods and the values"])
    guessed = [name for name, asked in columns._asdict().items() if not asked]
    if guessed and (period, value) != ("period", "value"):
        unused = f"; not used: {', '.join(title for title in titles if title not in (period, value))}"
        what = f"{period!r} was taken for the periods and {value!r} for the values"
        notes = (guess(f"{what}{unused if len(titles) > 2 else ''}", **dict.fromkeys(guessed, "COLUMN")),)
    return str(period), str(value), notes


def _first(named: Mapping[str, str], known: tuple[str, ...], but: str | None = None) -> str | None:
    return next((named[name] for name in known if name in named and named[name] != but), None)


def _mistake(period: str, value: str, column: str) -> str:
    if not period:
        return "the period is missing"
    if not value:
        return "the value is missing; a period in which nothing was sold has 0"
    try:
        number = float(value)
    except ValueError:
        return f"{column}: {value!r} is not a number"
    if not math.isfinite(number):
        return f"{column}: {value} is not allowed: must be finite"
    return f"{column}: {value} is not allowed: must be at least 0" if number < 0 else ""
