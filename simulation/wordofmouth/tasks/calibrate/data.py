"""Calibration data: what was observed of a real market, period by period, read strictly from CSV files.

A file has the columns ``period`` and ``value``. Sales decide which periods there are; ratings and numbers of reviews
may be known for some of them only.
"""

import hashlib
import itertools
import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from wordofmouth.errors import DataError
from wordofmouth.scenario.csv_reader import read_csv

FEWEST_PERIODS = 5
MOST_PERIODS = 5_000


class Observed(NamedTuple):
    """What was observed, an array (periods,) each; NaN in the periods of which it is not known.

    Attributes:
        periods: the names of the periods, in order.
        sales: units sold in each period; first purchases alone if they were given as buyers so far.
        cumulative: whether they were given so.
        rating: mean stars at the end of the period.
        reviews: reviews so far at the end of the period.
    """

    periods: tuple[str, ...]
    sales: np.ndarray[Any, Any]
    cumulative: bool = False
    rating: np.ndarray[Any, Any] | None = None
    reviews: np.ndarray[Any, Any] | None = None

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
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return what JSON has."""
        known = {name: data[name] for name in ("sales", "rating", "reviews") if data[name] is not None}
        arrays = {name: np.array(values, dtype=np.float64) for name, values in known.items()}
        return cls(**dict(data) | {"periods": tuple(data["periods"])} | arrays)


def read_observed(
    path: str | Path,
    *,
    cumulative: bool = False,
    rating: str | Path | None = None,
    reviews: str | Path | None = None,
) -> Observed:
    """Return what CSV files say of a market: its sales, and its rating and number of reviews if these are given.

    Args:
        path: sales of each period; or, if ``cumulative``, buyers so far.
        cumulative: whether the values are buyers so far, which never fall.
        rating: mean stars so far, from 1 to 5.
        reviews: number of reviews so far, which never falls.

    Raises:
        DataError: with what is wrong in them.
    """
    path = Path(path)
    periods, values = _read(path)
    if len(values) < FEWEST_PERIODS:
        raise DataError([f"{path}: {len(values)} periods are too few: at least {FEWEST_PERIODS} are needed"])
    if cumulative:
        _check_rising(path, periods, values)
        values = np.diff(values, prepend=0.0)
    if not values.any():
        raise DataError([f"{path}: nothing was sold in any period"])
    beside = {"rating": rating, "reviews": reviews}
    return Observed(
        periods,
        values,
        cumulative,
        **{name: _beside(Path(file), periods, name) for name, file in beside.items() if file is not None},
    )


def _beside(path: Path, periods: tuple[str, ...], name: str) -> np.ndarray[Any, Any]:
    """Return a series laid beside the periods of the sales."""
    known, values = _read(path)
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


def _check_rising(path: Path, periods: tuple[str, ...], values: np.ndarray[Any, Any]) -> None:
    falls = np.flatnonzero(np.diff(values) < 0)
    if len(falls):
        raise DataError(
            [f"{path}: the values are of all so far and cannot fall, as they do in {periods[falls[0] + 1]}"]
        )


def _read(path: Path) -> tuple[tuple[str, ...], np.ndarray[Any, Any]]:
    """Return periods and values of a file, in which each period follows the one before."""
    lines = read_csv(path, ("period", "value"), ("value",))
    rows = [(row.line, row.cells["period"], row.cells["value"]) for row in lines]
    if not rows:
        raise DataError([f"{path}: the file has no rows"])
    if len(rows) > MOST_PERIODS:
        raise DataError([f"{path}: {len(rows):,} periods are too many: at most {MOST_PERIODS:,} are allowed"])
    mistakes = [f"{path}, line {line}: {wrong}" for line, period, value in rows if (wrong := _mistake(period, value))]
    periods = tuple(period for _, period, _ in rows)
    mistakes = mistakes or [f"{path}: {wrong}" for wrong in _order_mistakes(periods)]
    if mistakes:
        raise DataError(mistakes)
    return periods, np.array([float(value) for _, _, value in rows])


def _mistake(period: str, value: str) -> str:
    if not period:
        return "the period is missing"
    if not value:
        return "the value is missing; a period in which nothing was sold has 0"
    try:
        number = float(value)
    except ValueError:
        return f"value: {value!r} is not a number"
    if not math.isfinite(number):
        return f"value: {value} is not allowed: must be finite"
    return f"value: {value} is not allowed: must be at least 0" if number < 0 else ""


def _order_mistakes(periods: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the order of periods; whole numbers, as years, must leave none out."""
    period, times = Counter(periods).most_common(1)[0]
    if times > 1:
        return [f"period {period!r} comes twice"]
    try:
        numbers = [int(period) for period in periods]
    except ValueError:
        return []
    pairs = list(itertools.pairwise(numbers))
    falls = [f"period {after} comes after {before}; periods must rise" for before, after in pairs if after < before]
    step = min((after - before for before, after in pairs), default=1)
    gaps = [f"there is a gap: period {after} follows {before}" for before, after in pairs if after - before != step]
    return (falls or gaps)[:1]
