"""Parquet tables of ties."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.networks.files.columns import find_columns, unused
from wordofmouth.networks.files.people import coded, people_of
from wordofmouth.networks.files.ties import Choice, Ties, check_size, read_strength
from wordofmouth.tables.mistakes import guess, mistake

if TYPE_CHECKING:
    import pyarrow

_UNCOMPRESSED_ROWS = 10_000_000
_MOST_COMPRESSED = 100


def read_parquet(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties of a Parquet table with one in each row: the ends in columns of whole numbers or texts."""
    import pyarrow
    import pyarrow.parquet as parquet

    def place(tie: int) -> str:
        return f"row {tie + 1:,}"

    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(data))
        titles = file.schema_arrow.names
        check_size(path, 2, file.metadata.num_rows)
        if file.metadata.num_rows > max(_UNCOMPRESSED_ROWS, len(data) * _MOST_COMPRESSED):
            raise mistake(path, f"{file.metadata.num_rows:,} rows in {len(data):,} bytes are no ties of a network")
        matched = find_columns(path, titles, [], choice)
        columns = matched.columns._replace(kind=None)
        table = file.read([titles[c] for c in columns if c is not None])
        table.validate(full=True)
        names, codes = coded([_texts(path, titles[c], table[titles[c]], place) for c in columns[:2]])
        weight = None
        if columns.strength is not None:
            title = titles[columns.strength]
            try:
                weight = _weights(path, title, table[title], place)
            except ValueError:
                # A name that many things have is no weight where it holds no numbers.
                if matched.strength_by != "guessed":
                    raise
                columns = columns._replace(strength=None)
    except (pyarrow.ArrowException, UnicodeError, LookupError, TypeError, OverflowError, OSError) as error:
        raise mistake(path, f"it cannot be read as Parquet: {str(error).partition(chr(10))[0]}") from None
    people = people_of(path, names, codes, place, choice.ids == "exact")
    by = "" if weight is None or columns.strength is None else titles[columns.strength]
    notes = [*unused(titles, columns), *people.notes]
    if by and matched.strength_by == "guessed":
        notes.append(guess(f"{by!r} was taken for the weight of ties", strength="none"))
    return Ties(people.names, people.source, people.target, weight, notes=tuple(notes), strength_from=by)


def _texts(
    path: str, title: str, column: "pyarrow.ChunkedArray", place: Callable[[int], str]
) -> "pyarrow.ChunkedArray":
    """Return a column of names as texts."""
    import pyarrow

    kind = column.type.value_type if pyarrow.types.is_dictionary(column.type) else column.type
    texts = (pyarrow.types.is_integer, pyarrow.types.is_string, pyarrow.types.is_large_string)
    if not any(is_text(kind) for is_text in texts):
        raise mistake(path, f"column {title!r} holds {kind}; consumers are whole numbers or texts")
    _check_complete(path, title, column, place)
    return column.cast(pyarrow.string())


def _weights(path: str, title: str, column: "pyarrow.ChunkedArray", place: Callable[[int], str]) -> np.ndarray:
    import pyarrow

    _check_complete(path, title, column, place)
    if pyarrow.types.is_boolean(column.type):
        return column.to_numpy()
    return read_strength(path, title, column.cast(pyarrow.string()), place)


def _check_complete(path: str, title: str, column: "pyarrow.ChunkedArray", place: Callable[[int], str]) -> None:
    if column.null_count:
        row = int(np.argmax(column.is_null().to_numpy()))
        raise mistake(path, f"{title} is missing", place(row))
