"""Tables: rows of texts under the names of their columns, from any file that holds one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from wordofmouth.errors import ChoiceError, DataError
from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.delimiters import BAR, DELIMITERS, SAMPLE, delimiter_of, fields_of, parted
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.mistakes import line, mistake
from wordofmouth.tables.numbers import Cell, with_points
from wordofmouth.tables.parquet import is_parquet, parquet_text
from wordofmouth.tables.sheets import sheet_text
from wordofmouth.tables.text import Text, decoded
from wordofmouth.tables.unpacking import Unpacked, read_bytes


class Row(NamedTuple):
    """One row: its line in the file, and the texts of its cells by column; a cell that is missing is empty."""

    line: int
    cells: dict[str, str]


class Table(NamedTuple):
    """A table of one file.

    Attributes:
        path: the file.
        titles: the names of its columns, in order.
        rows: what stands below them.
        notes: what was guessed, in words.
        separator: what parts its columns.
    """

    path: str
    titles: tuple[str, ...]
    rows: list[Row]
    notes: tuple[str, ...] = ()
    separator: str = ","

    def column(self, named: str) -> str:
        """Return the title of a column that is named, or numbered from 1 as ``2`` or ``column 2``.

        Raises:
            DataError: if there is none; with the nearest.
        """
        if (title := column_of(named, self.titles)) is not None:
            return self.titles[title]
        there = f"there are {', '.join(map(repr, self.titles))}"
        near = nearest(named, self.titles)
        raise DataError([f"{self.path}: there is no column {named!r}; {near if near.startswith('did') else there}"])


def read_table(
    path: str | Path, needed: Sequence[str] = (), numbers: Sequence[str] | None = (), dialect: Dialect | None = None
) -> Table:
    """Return the table of a file, whose first row names the columns.

    It may be a text in any dialect, a sheet of a workbook, or Parquet; packed or not. Lines above the first row that
    begin with ``#`` are comments.

    Args:
        path: the file.
        needed: columns that must be there, by name.
        numbers: columns whose numbers are to be read by Python, by name; all if None.
        dialect: how the table is written, as far as that is known.

    Raises:
        DataError: if it cannot be read, is no such table, or lacks a column, with file, line, value and rule; a
            ``ChoiceError`` if it can be read in several ways.
    """
    where, dialect = str(path), dialect or Dialect()
    try:
        dialect.check(where)
        text = text_of(where, read_bytes(Path(path)), dialect)
        return table_of(where, text, needed, numbers, dialect)
    except OSError as error:
        raise DataError([f"{where}: cannot be read: {error.strerror}"]) from None
    except (DataError, ChoiceError):
        raise
    except ValueError as error:
        raise DataError([str(error)]) from None


def with_numbers(table: Table, numbers: Sequence[str], dialect: Dialect | None = None, asks: bool = True) -> Table:
    """Return the table with the numbers of more columns as Python reads them; ``asks`` where they may be thousands.

    Raises:
        DataError: as :func:`read_table`.
    """
    dialect = dialect or Dialect()
    rows, notes = table.rows, table.notes
    try:
        for column in numbers:
            cells = [Cell(row.line, row.cells[column]) for row in rows]
            matched = with_points(table.path, column, cells, dialect.decimal, table.separator, asks=asks)
            rows = [
                row._replace(cells=row.cells | {column: text}) for row, text in zip(rows, matched.texts, strict=True)
            ]
            notes += matched.notes
    except ValueError as error:
        raise error if isinstance(error, DataError) else DataError([str(error)]) from None
    return table._replace(rows=rows, notes=notes)


def column_of(named: str, titles: Sequence[str]) -> int | None:
    """Return the place of the column of a name, else of a number from 1, as ``2`` or ``column 2``; None without."""
    if named in titles:
        return list(titles).index(named)
    number = named.casefold().removeprefix("column").strip()
    if number.isascii() and number.isdecimal() and 0 < int(number[:9]) <= len(titles):
        return int(number) - 1
    return None


def text_of(path: str, file: Unpacked, dialect: Dialect) -> Text:
    """Return the text of a table in a file that is unpacked: a workbook's sheet and Parquet as texts too."""
    if file.kind == "workbook":
        text = sheet_text(path, file.data, dialect.sheet)
    elif is_parquet(file.data):
        text = parquet_text(path, file.data)
    else:
        text = decoded(path, file.data, dialect.encoding)
    return text._replace(notes=(*file.notes, *text.notes))


def table_of(
    path: str,
    text: Text,
    needed: Sequence[str] = (),
    numbers: Sequence[str] | None = (),
    dialect: Dialect | None = None,
) -> Table:
    """Return the table of a text, as :func:`read_table` does."""
    dialect = dialect or Dialect()
    rest = _without_comments(text.data.decode(), needed)
    first = list(_first_rows(rest))
    among = (*DELIMITERS, BAR) if all(BAR in row for row in first) else DELIMITERS
    delimiter = dialect.delimiter or delimiter_of(first, among, fields_of) or _of_blanks(first, needed) or ","
    if delimiter == " ":
        rest = "\n".join(" ".join(row.split()) for row in rest.split("\n"))
    rows = parted(path, rest, delimiter)
    titles = [title.strip() for title in rows[0][1]] if rows else []
    _check_titles(path, titles)
    named = tuple(filter(None, titles))
    table = Table(path, named, [], text.notes, delimiter)
    lacking = [str(error) for name in needed if (error := _lacking(table, name))]
    if lacking:
        raise DataError(lacking)
    table = table._replace(rows=[Row(at, _cells(path, at, titles, fields)) for at, fields in rows[1:]])
    # Of columns of which it is not known whether they hold numbers, nothing is asked.
    return with_numbers(table, table.titles if numbers is None else numbers, dialect, asks=numbers is not None)


def _lacking(table: Table, name: str) -> DataError | None:
    try:
        table.column(name)
    except DataError as error:
        return error
    return None


def _first_rows(text: str) -> Iterator[str]:
    start, matched = 0, 0
    while matched < SAMPLE and start < len(text):
        end = text.find("\n", start)
        row = text[start : end if end >= 0 else len(text)]
        if row.strip():
            matched += 1
            yield row
        start = end + 1 if end >= 0 else len(text)


def _of_blanks(first: list[str], needed: Sequence[str]) -> str:
    """Return a blank if the rows are parted by blanks alone into as many fields, among them all that are needed."""
    widths = {len(row.split()) for row in first}
    return " " if len(widths) == 1 and widths != {1} and set(needed) <= set(first[0].split()) else ""


def _without_comments(text: str, needed: Sequence[str]) -> str:
    """Return the text with the comments above its first row empty; a sign before the first title is no title's."""
    rows = text.split("\n")
    for place, row in enumerate(rows):
        if row.strip() and not row.lstrip().startswith("#"):
            break
        if needed and all(name in row for name in needed):
            rows[place] = row.lstrip().removeprefix("#").lstrip()
            break
        rows[place] = ""
    return "\n".join(rows)


def _check_titles(path: str, titles: list[str]) -> None:
    if not titles:
        raise DataError([f"{path}: the file is empty; its first row names the columns"])
    title, times = Counter(filter(None, titles)).most_common(1)[0] if any(titles) else ("", 1)
    if times > 1:
        raise DataError([f"{path}: {times} columns are called {title!r}; each has a name of its own"])


def _cells(path: str, at: int, titles: list[str], fields: list[str]) -> dict[str, str]:
    if any(field.strip() for field in fields[len(titles) :]):
        raise mistake(path, f"{len(fields)} fields, where the first row has {len(titles)}", line(at))
    cells = {title: field.strip() for title, field in zip(titles, fields, strict=False) if title}
    return dict.fromkeys(filter(None, titles), "") | cells
