"""Tables: the adoption table as Arrow and as Parquet, to the byte the same for the same content."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import TableError
from wordofmouth.results.files import atomic

if TYPE_CHECKING:
    import pyarrow


# What a declared column of numbers or texts is in Arrow's words.
_KINDS = {int: "int64", float: "float64", str: "string"}


def to_table(runs: Iterable[tuple[int, Mapping[str, Array]]]) -> "pyarrow.Table":
    """Return one table of many replications, each the columns that a market's ``table`` returns."""
    runs = list(runs)
    numbers = [np.full(len(columns["week"]), replication, dtype=np.int64) for replication, columns in runs]
    joined = {"replication": np.concatenate(numbers)}
    for name in runs[0][1]:
        joined[name] = np.concatenate([columns[name] for _, columns in runs])
    return of_arrays(joined)


def of_arrays(columns: Mapping[str, Array]) -> "pyarrow.Table":
    """Return a table of arrays: int64, float64, or texts as objects."""
    import pyarrow

    return pyarrow.Table.from_arrays([_column(values) for values in columns.values()], names=list(columns))


def of_rows(columns: Mapping[str, type], rows: Iterable[Sequence[Any]]) -> "pyarrow.Table":
    """Return a table whose columns have the types that are declared, whatever its rows hold, and if it has none.

    Args:
        columns: by name whether it holds whole numbers (``int``), numbers (``float``) or texts (``str``).
        rows: a value for each column; None where it is missing.
    """
    import pyarrow

    schema = pyarrow.schema([(name, _KINDS[kind]) for name, kind in columns.items()])
    return pyarrow.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema)


def stacked(tables: Mapping[str, "pyarrow.Table"]) -> "pyarrow.Table":
    """Return the tables of several scenarios in one, whose first column is the scenario's name.

    A measure that a scenario has not is missing in all its rows.
    """
    import pyarrow

    named = [
        table.add_column(0, "scenario", _column(np.full(table.num_rows, name, dtype=object)))
        for name, table in tables.items()
    ]
    return pyarrow.concat_tables(named, promote_options="default")


def unstacked(table: "pyarrow.Table") -> dict[str, "pyarrow.Table"]:
    """Return the table of each scenario in a stack of them, with the measures that it has."""
    names = table["scenario"].to_pylist()
    firsts = [place for place, name in enumerate(names) if not place or name != names[place - 1]]
    apart = {}
    for first, end in zip(firsts, [*firsts[1:], len(names)], strict=True):
        part = table.slice(first, end - first).combine_chunks()
        columns = [name for name in part.column_names if part[name].null_count < part.num_rows]
        apart[names[first]] = part.select(columns).drop_columns("scenario")
    return apart


def _column(values: Array) -> "pyarrow.Array":
    # From buffers: pyarrow's own conversions import pandas, which takes longer than running `launch`.
    import pyarrow

    if values.dtype == object:
        texts = [text.encode() for text in values]
        ends = np.cumsum([0, *map(len, texts)]).astype(np.int32)
        return pyarrow.StringArray.from_buffers(len(texts), pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(texts)))
    values = np.ascontiguousarray(values)
    kind = pyarrow.int64() if values.dtype == np.int64 else pyarrow.float64()
    return pyarrow.Array.from_buffers(kind, len(values), [None, pyarrow.py_buffer(values)])


def digest(table: "pyarrow.Table") -> str:
    """Return the SHA-256 of a table's names, types and values in hexadecimal, whatever wrote it."""
    sha = hashlib.sha256()
    for name in table.column_names:
        column = table[name]
        sha.update(f"{name}:{column.type}\n".encode())
        if column.null_count or str(column.type) == "string":
            sha.update(json.dumps(column.to_pylist()).encode())
        else:
            sha.update(np.from_dlpack(column.combine_chunks()).tobytes())
    return sha.hexdigest()


def write_table(path: Path, table: "pyarrow.Table", metadata: Mapping[str, str]) -> None:
    """Write a table as Parquet, whole or not at all, with metadata."""
    import pyarrow.parquet

    with atomic(path) as unfinished:
        marked = table.replace_schema_metadata(labelled(table.schema, metadata).metadata)
        pyarrow.parquet.write_table(marked, unfinished, compression="zstd", store_schema=True)


def labelled(schema: "pyarrow.Schema", metadata: Mapping[str, str]) -> "pyarrow.Schema":
    """Return a schema with metadata under names of ours."""
    return schema.with_metadata({f"wordofmouth.{key}": value for key, value in metadata.items()})


def write_csv(path: Path, table: "pyarrow.Table") -> None:
    """Write a table as CSV, whole or not at all."""
    import pyarrow.csv

    with atomic(path) as unfinished:
        pyarrow.csv.write_csv(table, unfinished)


def read_parquet(path: Path) -> "pyarrow.Table":
    """Return the table of a Parquet file.

    Raises:
        TableError: if it is none.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.read_table(path, use_threads=False)
    except FileNotFoundError:
        raise TableError(f"{path}: there is no such file") from None
    except (pyarrow.ArrowException, OSError) as error:
        raise TableError(f"{path}: this is not a readable Parquet file ({str(error).splitlines()[0]})") from None


def read_table(path: Path) -> "pyarrow.Table":
    """Return the adoption table of a Parquet file.

    Raises:
        TableError: if it is none, or has not the columns of an adoption table.
    """
    table = read_parquet(path)
    needed = ("replication", "week", "brand", "buyers", "new_buyers", "penetration")
    missing = [name for name in needed if name not in table.column_names]
    if missing:
        raise TableError(f"{path}: this is not an adoption table: it has no column {missing[0]!r}")
    return table
