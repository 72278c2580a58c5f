"""Attributes of agents: columns of the market, written within their bounds, and what a user notes beside them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array, Column
from wordofmouth.market.consumers import BRAND_STATE, TRAITS
from wordofmouth.market.run import Run

_COLUMNS = {column.name: column for column in (*TRAITS, *BRAND_STATE)}
_KINDS = {"b": "true or false", "i": "a whole number", "u": "a whole number", "f": "a number"}


def column_of(run: Run | None, name: str) -> Array | None:
    """Return what consumers have under a name, (n,), to be read; None if the market has no such column."""
    return None if run is None else run.columns().get(name)


def write(column: Array, name: str, rows: Any, value: Any) -> None:
    """Write a value, or one for each, to some rows of a column of the market.

    Raises:
        AttributeError: if the market keeps the column itself: kernels go by it without looking twice.
        ValueError: if the column cannot hold the value, or no consumer can have it.
    """
    declared = _COLUMNS.get(name)
    if declared is None or declared.bounds is None:
        raise AttributeError(f"{name!r} can be read and not set: the market keeps it itself")
    column[rows] = _checked(declared, *declared.bounds, value)


def _checked(column: Column, least: float, most: float, value: Any) -> Array:
    values, kind = np.asarray(value), np.dtype(column.dtype).kind
    # What is no number, or not whole where only whole ones fit, would be cut to one in silence.
    is_fit = values.dtype.kind in "biuf" and bool(np.isfinite(values).all())
    if is_fit and kind != "f":
        is_fit = bool((values == np.floor(values)).all())
    if is_fit and ((values < least) | (values > most)).any():
        is_fit = False
    if not is_fit:
        between = "" if kind == "b" or not np.isfinite(least) else f" of at least {least:g}"
        between = f" from {least:g} to {most:g}" if between and np.isfinite(most) else between
        raise ValueError(f"{column.name}: {value!r} is not allowed: must be {_KINDS[kind]}{between}")
    return values


class Notes:
    """What a user sets on agents beside the columns of the market: by name, the values of those that have one."""

    def __init__(self) -> None:
        self._values: dict[str, dict[int, Any]] = {}

    def read(self, name: str, row: int) -> Any:
        """Return what a consumer has under a name.

        Raises:
            KeyError: if nothing was set.
        """
        return self._values[name][row]

    def write(self, name: str, rows: Iterable[int], value: Any) -> None:
        """Set a value for some consumers."""
        self._values.setdefault(name, {}).update(dict.fromkeys(rows, value))

    def remove(self, name: str, row: int) -> None:
        """Forget what a consumer has under a name.

        Raises:
            KeyError: if nothing was set.
        """
        del self._values[name][row]
