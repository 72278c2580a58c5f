"""Adopters: who adopted when, and whom each hears, read from a network file and a table.

The table has a row for each person, or for each person and product: the name, as in the network, and the period of
adoption, from 1; nothing, or a period after the last that was watched, for those who did not. Of several products each
person counts once for each, with the contacts who adopted the same one.
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
    """People who may adopt, and the ties between them; n are people, times products.

    Attributes:
        times: the period in which each adopted, (n,); infinite for never.
        ties: who hears whom, (m, 2), in their places.
        covariates: what else is known of each, by name, (n,).
        last: the last period in which somebody adopted.
        notes: what was guessed or passed over, in words.
        digest: the SHA-256 of both files, in hexadecimal.
        groups: the group of each, in words, (n,); None if they were not asked for, and nobody counts twice.
        placebo: whether each had an outcome that was there before, (n,); None if it was not asked for.
        products: which product each is about, in words, (n,); None if there is one.
    """

    times: Array
    ties: Array
    covariates: dict[str, Array]
    last: int
    notes: tuple[str, ...]
    digest: str
    groups: Array | None = None
    placebo: Array | None = None
    products: Array | None = None


def read_adopters(
    network: str | Path,
    adoption: str | Path,
    *,
    person: str = "id",
    period: str = "toa",
    covariates: Sequence[str] = (),
    influence: Influence = "auto",
    group: str = "",
    placebo: str = "",
    product: str = "",
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
        placebo: the column of an outcome that was there before, of 0 and 1, if there is one.
        product: the column of the product, if there are several.
        influence: which way influence runs along a tie of the file: forward, reversed, mutual, or as the file says.
        reading: how the files are read besides, by the fields of a network of the kind ``file``; how a table is
            written is said of both.

    Raises:
        DataError: with what is wrong in the files.
    """
    network, adoption = Path(network), Path(adoption)
    how: dict[str, Any] = dict(reading or {})
    dialect = Dialect(**{name: how.pop(name) for name in Dialect._fields if name in how})
    asked = _Columns(person, period, tuple(covariates), group, placebo, product)
    names, times, others, groups, before, products, guessed = _read(adoption, asked, dialect)
    try:
        read = read_network(network, influence=influence, dialect=dialect, **how)
    except DataError:
        raise
    except ValueError as error:
        raise DataError([str(error)]) from None
    persons = list(dict.fromkeys(names))
    place = {name: number for number, name in enumerate(persons)}
    labels = read.names or tuple(map(str, range(read.n)))
    known = np.array([place.get(label, -1) for label in labels])
    if not (known >= 0).any():
        raise DataError([f"{adoption}: {person}: nobody here is in {network}, where people are called {labels[0]!r} …"])
    # A row of the network has those whom one influences: they are the hearers.
    ties = np.column_stack([known[read.targets], known[np.repeat(np.arange(read.n), read.degree)]])
    ties = ties[(ties >= 0).all(axis=1)]
    strangers, alone = int((known < 0).sum()), len(persons) - len(set(known[known >= 0].tolist()))
    notes = [*read.notes, *guessed]
    notes += [f"{strangers:,} people of {network.name} have no row in {adoption.name}: passed over"] * (strangers > 0)
    notes += [f"{alone:,} people of {adoption.name} have no tie in {network.name}"] * (alone > 0)
    if products is not None:
        rows = {(place[name], what): row for row, (name, what) in enumerate(zip(names, products, strict=True))}
        kinds = list(dict.fromkeys(products.tolist()))
        ties = np.concatenate([_ties_of(rows, kind, ties, len(persons)) for kind in kinds])
        groups = np.array(names) if groups is None else groups
        notes.append(f"{len(kinds)} products; people count once for each of which they have a row, and errors know it")
    last = int(times[np.isfinite(times)].max(initial=0))
    both = hashlib.sha256(network.read_bytes() + adoption.read_bytes()).hexdigest()
    return Adopters(times, ties, others, last, tuple(notes), both, groups, before, products)


def _ties_of(rows: Mapping[tuple[int, str], int], product: str, ties: Array, n: int) -> Array:
    """Return the ties between the rows of one product; whoever has none there is passed over."""
    row_of = np.array([rows.get((person, product), -1) for person in range(n)])
    of_rows: Array = row_of[ties]
    return of_rows[(of_rows >= 0).all(axis=1)]


class _Columns(NamedTuple):
    """Which columns are read; empty for none."""

    person: str
    period: str
    covariates: tuple[str, ...]
    group: str
    placebo: str
    product: str


class _People(NamedTuple):
    names: list[str]
    times: Array
    covariates: dict[str, Array]
    groups: Array | None
    placebo: Array | None
    products: Array | None
    notes: tuple[str, ...]


def _read(path: Path, asked: _Columns, dialect: Dialect) -> _People:
    person, period, others, *single = asked
    table = read_table(path, (person, period, *others, *filter(None, single)), dialect=dialect)
    person, period, *covariates = map(table.column, (person, period, *others))
    group, placebo, product = (table.column(name) if name else "" for name in single)
    table = with_numbers(table, (period, *covariates, *filter(None, [placebo])), dialect)
    rows = table.rows
    if not rows:
        raise DataError([f"{path}: the file has no rows"])
    filled = (*covariates, *filter(None, (group, placebo, product)))
    mistakes = [
        f"{path}, line {line}: {wrong}" for line, row in rows if (wrong := _mistake(row, person, period, filled))
    ]
    if placebo:
        mistakes += [
            f"{path}, line {line}: {placebo}: {row[placebo]!r} is not allowed: must be 1 for whoever had it, else 0"
            for line, row in rows
            if number_of(row[placebo]) not in (0, 1)
        ]
    seen = Counter((row[person], row[product] if product else "") for _, row in rows)
    (twice, of), times = seen.most_common(1)[0]
    if times > 1 and not mistakes:
        about = f" with {of!r}; everybody has one row a product" if product else "; everybody has one row"
        mistakes = [f"{path}: {person}: {twice!r} comes {times} times{about}"]
    if mistakes:
        more = [f"{path}: and {len(mistakes) - _MOST_LISTED:,} more lines like these"] * (len(mistakes) > _MOST_LISTED)
        raise DataError([*mistakes[:_MOST_LISTED], *more])
    adopted = np.array([math.inf if _is_never(row[period]) else float(row[period]) for _, row in rows])
    groups, products = (np.array([row[name] for _, row in rows]) if name else None for name in (group, product))
    before = np.array([number_of(row[placebo]) for _, row in rows]) if placebo else None
    known = {name: _covariate([row[name] for _, row in rows]) for name in (*covariates, *filter(None, [product]))}
    names = [row[person] for _, row in rows]
    return _People(names, adopted, known, groups, before, products, table.notes)


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
