"""Adopters: who adopted when, and whom each hears, read from a network file and a table.

The table has a row for each person: the name, as in the network, and the period of adoption, from 1;
nothing, or a period after the last that was watched, for those who did not.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import DataError
from wordofmouth.networks.files.reader import Influence, read_network
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.numbers import number_of
from wordofmouth.tables.table import read_table, with_numbers

_NEVER = ("", "na", "nan", "never")
_MISSING = ("", "na", "nan")
_MOST_LISTED = 5


class Adopters(NamedTuple):
    """People who may adopt, and the ties between them.

    Attributes:
        times: the period in which each adopted, (n,); infinite for never.
        ties: who hears whom, (m, 2), in their places.
        covariates: what else is known of each, by name, (n,).
        last: the last period in which somebody adopted.
        notes: what was guessed or passed over, in words.
        digest: the SHA-256 of both files, in hexadecimal.
        groups: the group of each, in words, (n,); None if they were not asked for.
    """

    times: Array
    ties: Array
    covariates: dict[str, Array]
    last: int
    notes: tuple[str, ...]
    digest: str
    groups: Array | None = None


def read_adopters(
    network: str | Path,
    adoption: str | Path,
    *,
    person: str = "id",
    period: str = "toa",
    covariates: Sequence[str] = (),
    influence: Influence = "auto",
    group: str = "",
    reading: Mapping[str, str] | None = None,
) -> Adopters:
    """Return who adopted when, and who hears whom.

    Args:
        network: the ties, in any format that scenarios read; ties to people without a row are passed over.
        adoption: a table with a row for each person.
        person: the column with their names, as the network has them; columns go by name or number.
        period: the column with the period of adoption.
        covariates: columns that may matter besides; one in which something is no number is of categories.
        group: the column of the group of each, if there is one.
        influence: which way influence runs along a tie of the file: forward, reversed, mutual, or as the file says.
        reading: how the files are read besides, by the fields of a network of the kind ``file``; how a table is
            written is said of both.

    Raises:
        DataError: with what is wrong in the files.
    """
    network, adoption = Path(network), Path(adoption)
    how: dict[str, Any] = dict(reading or {})
    dialect = Dialect(**{name: how.pop(name) for name in Dialect._fields if name in how})
    names, times, others, groups, guessed = _read(adoption, person, period, covariates, group, dialect)
    try:
        read = read_network(network, influence=influence, dialect=dialect, **how)
    except DataError:
        raise
    except ValueError as error:
        raise DataError([str(error)]) from None
    place = {name: number for number, name in enumerate(names)}
    labels = read.names or tuple(map(str, range(read.n)))
    known = np.array([place.get(label, -1) for label in labels])
    if not (known >= 0).any():
        raise DataError([f"{adoption}: {person}: nobody here is in {network}, where people are called {labels[0]!r} …"])
    # A row of the network has those whom one influences: they are the hearers.
    ties = np.column_stack([known[read.targets], known[np.repeat(np.arange(read.n), read.degree)]])
    strangers, alone = int((known < 0).sum()), len(names) - len(set(known[known >= 0].tolist()))
    notes = [*read.notes, *guessed]
    notes += [f"{strangers:,} people of {network.name} have no row in {adoption.name}: passed over"] * (strangers > 0)
    notes += [f"{alone:,} people of {adoption.name} have no tie in {network.name}"] * (alone > 0)
    last = int(times[np.isfinite(times)].max(initial=0))
    both = hashlib.sha256(network.read_bytes() + adoption.read_bytes()).hexdigest()
    return Adopters(times, ties[(ties >= 0).all(axis=1)], others, last, tuple(notes), both, groups)


class _People(NamedTuple):
    names: list[str]
    times: Array
    covariates: dict[str, Array]
    groups: Array | None
    notes: tuple[str, ...]


def _read(path: Path, person: str, period: str, covariates: Sequence[str], group: str, dialect: Dialect) -> _People:
    grouped: tuple[str, ...] = (group,) if group else ()
    table = read_table(path, (person, period, *covariates, *grouped), dialect=dialect)
    person, period, *covariates = map(table.column, (person, period, *covariates))
    grouped = tuple(map(table.column, grouped))
    table = with_numbers(table, (period, *covariates), dialect)
    rows = table.rows
    if not rows:
        raise DataError([f"{path}: the file has no rows"])
    mistakes = [
        f"{path}, line {line}: {wrong}"
        for line, row in rows
        if (wrong := _mistake(row, person, period, (*covariates, *grouped)))
    ]
    names = [row[person] for _, row in rows]
    twice, times = Counter(names).most_common(1)[0]
    if times > 1 and not mistakes:
        mistakes = [f"{path}: {person}: {twice!r} comes {times} times; everybody has one row"]
    if mistakes:
        more = [f"{path}: and {len(mistakes) - _MOST_LISTED:,} more lines like these"] * (len(mistakes) > _MOST_LISTED)
        raise DataError([*mistakes[:_MOST_LISTED], *more])
    adopted = np.array([math.inf if _is_never(row[period]) else float(row[period]) for _, row in rows])
    groups = np.array([row[grouped[0]] for _, row in rows]) if grouped else None
    known = {name: _covariate([row[name] for _, row in rows]) for name in covariates}
    return _People(names, adopted, known, groups, table.notes)


def _covariate(cells: list[str]) -> Array:
    """Return a column as numbers, or as words if something in it is no number."""
    values = np.array([number_of(cell) for cell in cells])
    return np.array(cells) if np.isnan(values).any() else values


def _mistake(row: dict[str, str], person: str, period: str, filled: Sequence[str]) -> str:
    if not row[person]:
        return f"{person}: the name is missing"
    if not _is_never(row[period]):
        value = number_of(row[period])
        if not (value >= 1 and value == int(value)):
            return f"{period}: {row[period]!r} is not allowed: must be a whole number from 1, or nothing for never"
    lacking = [name for name in filled if row[name].lower() in _MISSING]
    return f"{lacking[0]}: the value is missing" if lacking else ""


def _is_never(text: str) -> bool:
    return text.lower() in _NEVER
