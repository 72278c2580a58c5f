"""Tables of users: text files with a row a line, whatever parts their columns and marks their decimals.

All that reads such files reads them alike: in UTF-8 with or without a byte-order mark, with columns parted by commas,
semicolons or tabs, whichever parts the first rows alike. Where columns are not parted by commas a number may have a
decimal comma, as spreadsheets write it in much of the world, if no other number of its column has a point.
"""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from wordofmouth.errors import DataError
from wordofmouth.scenario.parts import nearest

DELIMITERS = ("\t", ";", ",")
_SAMPLE = 100
_COMMA, _POINT = (re.compile(rf"\s*[+-]?\d+{mark}\d+(?:[eE][+-]?\d+)?\s*") for mark in (",", r"\."))


class Row(NamedTuple):
    """One row: its line in the file, and the texts of its cells by column; a cell that is missing is empty."""

    line: int
    cells: dict[str, str]


def read_csv(path: Path, needed: Sequence[str] = (), numbers: Sequence[str] | None = ()) -> list[Row]:
    """Return the rows of a file below its first, which names the columns.

    Args:
        path: the file.
        needed: columns that must be there.
        numbers: columns whose decimal commas become points; all if None.

    Raises:
        DataError: if it cannot be read, is no such table, or lacks a column, with file, line, value and rule.
    """
    try:
        text = clean_text(str(path), path.read_bytes()).decode()
    except OSError as error:
        raise DataError([f"{path}: cannot be read: {error.strerror}"]) from None
    except ValueError as error:
        raise DataError([str(error)]) from None
    first = [row for row in itertools.islice(io.StringIO(text), _SAMPLE) if row.strip()]
    delimiter = delimiter_of(first, DELIMITERS, fields_of) or ","
    lines = _parted(path, text, delimiter)
    _, titles = next(lines, (0, []))
    titles = [title.strip() for title in titles]
    _check_columns(path, titles, needed)
    rows = [Row(line, _cells(path, line, titles, fields)) for line, fields in lines]
    if delimiter != ",":
        for column in titles if numbers is None else numbers:
            rows = _with_points(path, column, rows)
    return rows


def clean_text(path: str, data: bytes) -> bytes:
    """Return a text in UTF-8, without byte-order mark and with every line ended by a line feed.

    Raises:
        ValueError: if it is no such text; one line says which file and line, and why.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{path}: the text is UTF-16; save it as UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    wrong, reason = data.find(b"\0"), "a null character, so this is no text"
    try:
        if not data.isascii():
            data.decode()
    except UnicodeDecodeError as error:
        if wrong < 0 or error.start < wrong:
            wrong, reason = error.start, f"byte {data[error.start]:#04x} is not UTF-8; save the text as UTF-8"
    if wrong >= 0:
        raise ValueError(f"{path}, line {data.count(b'\n', 0, wrong) + 1:,}: {reason}")
    return data


def fields_of(row: str, delimiter: str, strict: bool = False) -> list[str]:
    """Return the fields of a line.

    Raises:
        csv.Error: if it cannot be parted; when ``strict``, also for a quote that is not closed.
    """
    return [field.strip() for field in next(csv.reader([row], delimiter=delimiter, strict=strict), [])]


def delimiter_of[Line](rows: Sequence[Line], among: Iterable[str], fields: Callable[[Line, str], list[str]]) -> str:
    """Return what parts most of the rows into as many fields, two or more, as the first; nothing if nothing does."""

    def alike(delimiter: str) -> int:
        try:
            widths = [len(fields(row, delimiter)) for row in rows]
        except csv.Error:
            return 0
        return sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0

    best = max(among, key=alike)
    return best if alike(best) else ""


def _parted(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield reader.line_num, fields
    except csv.Error as error:
        raise DataError([f"{path}, line {reader.line_num}: it cannot be parted into columns ({error})"]) from None


def _check_columns(path: Path, titles: list[str], needed: Sequence[str]) -> None:
    if not titles:
        raise DataError([f"{path}: the file is empty; its first row names the columns"])
    title, times = Counter(filter(None, titles)).most_common(1)[0] if any(titles) else ("", 1)
    if times > 1:
        raise DataError([f"{path}: {times} columns are called {title!r}; each has a name of its own"])
    missing = [name for name in needed if name not in titles]
    if missing:
        there = f"there are {', '.join(map(repr, titles))}"
        near = [nearest(name, titles) for name in missing]
        raise DataError(
            f"{path}: there is no column {name!r}; {hint if hint.startswith('did') else there}"
            for name, hint in zip(missing, near, strict=True)
        )


def _cells(path: Path, line: int, titles: list[str], fields: list[str]) -> dict[str, str]:
    if any(field.strip() for field in fields[len(titles) :]):
        raise DataError([f"{path}, line {line}: {len(fields)} fields, where the first row has {len(titles)}"])
    cells = {title: field.strip() for title, field in zip(titles, fields, strict=False) if title}
    return dict.fromkeys(filter(None, titles), "") | cells


def _with_points(path: Path, column: str, rows: list[Row]) -> list[Row]:
    """Return rows in which the numbers of a column have decimal points."""
    commas = {row.line for row in rows if _COMMA.fullmatch(row.cells[column])}
    points = [row for row in rows if _POINT.fullmatch(row.cells[column])]
    if not commas:
        return rows
    if points:
        what = f"{column}: {points[0].cells[column]!r} has a decimal point, and line {min(commas)} a comma"
        raise DataError([f"{path}, line {points[0].line}: {what}; write all alike"])
    return [
        row._replace(cells=row.cells | {column: row.cells[column].replace(",", ".")}) if row.line in commas else row
        for row in rows
    ]
