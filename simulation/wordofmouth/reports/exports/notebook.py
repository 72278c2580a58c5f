"""What a notebook shows of a result: the finding, the picture, and the first rows of what it comes to."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from wordofmouth.reports.html import Html, element, joined, paragraphs, table, unbroken
from wordofmouth.reports.report import picture
from wordofmouth.results.records import Presented
from wordofmouth.words.numbers import counted, significant

_MOST_ROWS, _DIGITS = 30, 4


def show(record: Presented, columns: Sequence[str] = ()) -> str:
    """Return a result as HTML; ``columns`` are the fields of its rows that stand in the table, all unless given."""
    rows = record.summary()
    left = len(rows) - _MOST_ROWS
    more = [f"{counted(left, 'row')} more: .summary()"] if left > 0 else []
    head = element("p", element("strong", unbroken(f"{record.finding()}.")))
    return joined([head, picture(record), rows_table(rows[:_MOST_ROWS], columns), paragraphs(more)])


def rows_table(rows: Sequence[Any], columns: Sequence[str] = ()) -> Html:
    """Return rows as a table of what is said in one word or number: a column a field, empty ones left out."""
    flat = [dict(_cells(row)) for row in rows]
    names = columns or list(dict.fromkeys(name for row in flat for name in row))
    names = [name for name in names if any(row.get(name) not in (None, "") for row in flat)]
    heads = [name if "." in name else name.replace("_", " ") for name in names]
    return table("", heads, [[row.get(name) or "" for name in names] for row in flat])


def _cells(row: Any) -> Iterator[tuple[str, str]]:
    """Yield the fields of a row that can be written, those of its parts among them."""
    for name, value in _fields(row):
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, bool):
            continue
        elif isinstance(value, int | float):
            yield name, f"{value:,}" if isinstance(value, int) else "" if math.isnan(value) else _number(value)
        elif isinstance(value, Mapping) or _is_row(value):
            yield from _cells(value)


def _number(value: float) -> str:
    return significant(value, _DIGITS) if math.isfinite(value) else f"{value}"


def _fields(row: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(row, Mapping):
        yield from ((str(name), value) for name, value in row.items())
    elif is_dataclass(row):
        yield from ((each.name, getattr(row, each.name)) for each in fields(row))
    else:
        yield from row._asdict().items()


def _is_row(value: Any) -> bool:
    return is_dataclass(value) or hasattr(value, "_asdict")
