"""Patterns: outcomes whose names say what they are of, so that there are as many as there are weeks and columns."""

import re
from collections.abc import Callable

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.adoption_table import brands, time_to_share
from wordofmouth.statistics.declaring.outcome import ADDED, Outcome, RunTables, last, total

EXAMPLES = "'penetration_at_26', 'week_33', 'area', 'total_refunds', 'last_aware', 'brands.Rival.profit'"
OF_A_BRAND = r"brands\.([^.\x00-\x1f]{1,64})\.(.+)"


def by_pattern(name: str) -> Outcome | None:
    """Return the outcome whose name says what it is of, if it does.

    ``penetration_at_26`` is the share who have bought by the end of week 26, and so of any column; ``week_33`` the week
    by which 33 % of the buyers had bought; ``area`` the area under the curve of penetration, in weeks;
    ``total_refunds`` and ``last_aware`` a column's sum over all weeks, and its value in the last.
    """
    for pattern, made in _PATTERNS.items():
        if match := re.fullmatch(pattern, name):
            return made(name, *match.groups())
    return None


def of_a_brand(own: Outcome, name: str, brand: str) -> Outcome | None:
    """Return what another brand has of an outcome, if brands have their own: less of a rival's is better."""
    if own.part == ADDED or own.brand:
        return None

    def of(runs: RunTables) -> Array:
        place = brands(runs.table).index(brand)
        return own.of(runs)[..., place : place + 1]

    return Outcome(
        name, own.unit, of, f"{own.label} of {brand}", needs=own.needs, may_lack=own.may_lack,
        is_cost=not own.is_cost, part=own.part, is_compared=False, needs_rivals=own.needs_rivals, axis=own.axis,
        brand=brand,
    )  # fmt: skip


def _at(name: str, column: str, week: str) -> Outcome:
    def of(runs: RunTables) -> Array:
        values = runs.cube(column)
        n_runs, n_weeks, n_brands = values.shape
        return values[:, int(week) - 1] if int(week) <= n_weeks else np.full((n_runs, n_brands), np.nan)

    unit = "share" if column == "penetration" else "as the column"
    text = column.replace("_", " ")
    return Outcome(name, unit, of, f"{text} in week {week}", needs=(column,), may_lack=True)


def _week(name: str, percent: str) -> Outcome | None:
    def of(runs: RunTables) -> Array:
        return time_to_share(np.moveaxis(runs.cube("buyers"), 1, -1), int(percent) / 100)

    label = f"week by which {int(percent)} % of the buyers had bought"
    known = 0 < int(percent) <= 100
    return Outcome(name, "week", of, label, may_lack=True, is_cost=True, is_compared=False) if known else None


def _area(name: str) -> Outcome:
    def of(runs: RunTables) -> Array:
        return np.cumsum(runs.cube("penetration"), axis=1)

    return Outcome(name, "weeks", of, "area under the curve of adoption", needs=("penetration",))


def _sum(name: str, column: str) -> Outcome:
    return Outcome(name, "as the column", total(column), f"{column.replace('_', ' ')} in all", needs=(column,))


def _last(name: str, column: str) -> Outcome:
    label = f"{column.replace('_', ' ')} in the last week"
    return Outcome(name, "as the column", last(column), label, needs=(column,), may_lack=True)


_PATTERNS: dict[str, Callable[..., Outcome | None]] = {
    r"([a-z]\w*)_at_([1-9]\d{0,4})": _at,
    r"week_(\d{1,3})": _week,
    "area": _area,
    r"total_([a-z]\w*)": _sum,
    r"last_([a-z]\w*)": _last,
}
