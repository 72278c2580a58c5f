"""Records: tables of named columns as NumPy records, which kernels and rules read and write alike."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

type Array = np.ndarray[Any, Any]
Table = np.recarray[Any, Any]


class Column(NamedTuple):
    """One column of a table: its name, its NumPy type and what it holds.

    ``bounds`` are the least and the greatest value that a user may write to it; None for what the market keeps itself.
    """

    name: str
    dtype: str
    description: str
    bounds: tuple[float, float] | None = None


def table(columns: tuple[Column, ...], shape: int | tuple[int, ...]) -> Table:
    """Return a table of zeros with these columns, which can also be read and written by attribute."""
    return records(columns, shape).view(np.recarray)


def records(columns: tuple[Column, ...], shape: int | tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Return records of zeros with these columns: a table for kernels, some microseconds sooner than :func:`table`."""
    return np.zeros(shape, dtype=layout(columns))


@functools.cache
def layout(columns: tuple[Column, ...]) -> np.dtype[Any]:
    """Return the NumPy type of a record with these columns."""
    return np.dtype((np.record, np.dtype([(column.name, column.dtype) for column in columns], align=True)))


class Columns(Mapping[str, Array]):
    """The columns of some tables by name; what is written to one is written to its table."""

    def __init__(self, *tables: Array) -> None:
        self._tables = tables

    def __getitem__(self, name: str) -> Array:
        for records in self._tables:
            if name in records.dtype.names:
                return records[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for records in self._tables for name in records.dtype.names)

    def __len__(self) -> int:
        return sum(len(records.dtype.names) for records in self._tables)
