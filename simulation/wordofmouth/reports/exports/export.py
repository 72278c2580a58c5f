"""Export: one table of a result as a file that other programs read: CSV, Parquet or Arrow."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wordofmouth.errors import RequestError
from wordofmouth.reports.exports.shapes import shaped
from wordofmouth.results.files import atomic
from wordofmouth.results.records import TABLE, Record
from wordofmouth.results.tables import digest, labelled, read_parquet, write_csv, write_table
from wordofmouth.scenario.parts import nearest
from wordofmouth.tasks.run.record import TRACES, Result
from wordofmouth.tasks.run.task import run
from wordofmouth.tasks.sweep.record import SweepResult

if TYPE_CHECKING:
    import pyarrow

ENDINGS = (".csv", ".parquet", ".arrow", ".feather")
_SUFFIX = ".parquet"


def export(
    record: Record,
    path: str | Path,
    *,
    table: str = "",
    shape: str = "table",
    columns: Sequence[str] = (),
    people: bool = False,
    names: bool = False,
) -> Path:
    """Write a table of a result to a file, whole or not at all; its name's ending says in which format.

    Args:
        record: the result.
        path: ``.csv``, ``.parquet``, or ``.arrow`` (``.feather``).
        table: which of its tables, as ``baseline`` or ``outcomes``; the main one unless given.
        shape: as for :func:`shaped`: ``table``, ``long`` or ``wide``.
        columns: the measures that are wanted; all unless given.
        people: who bought what in which week, after whose word: a row per replication, brand and buyer. A result of a
            run that does not have it is run again.
        names: people have names beside their numbers, where the file of their network gives some.

    Returns:
        The path.

    Raises:
        RequestError: if the ending, the table, the shape or a column is not one that there is; if runs that have to be
            run again come out otherwise.
        TableError: if a table cannot be read.
    """
    path = Path(path)
    if path.suffix not in ENDINGS:
        raise RequestError(f"{path}: a table is written to {', '.join(ENDINGS)}; a workbook (.xlsx) is a report's")
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    if people and table:
        raise RequestError("`people`: is a table of its own; leave out `table`")
    content = _of_people(record, names) if people else _table(record, table, names)
    content = shaped(content, shape, columns)
    if path.suffix == ".csv":
        write_csv(path, content)
    elif path.suffix == _SUFFIX:
        write_table(path, content, record.marks)
    else:
        _write_arrow(path, content, record.marks)
    return path


def tables_of(record: Record) -> list[str]:
    """Return what the tables of a result are called, the main one first."""
    files = record.manifest.tables if isinstance(record, SweepResult) else record.files()
    names = [name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)]
    outcomes = ["outcomes"] if isinstance(record, SweepResult) else []
    main = TABLE.removesuffix(_SUFFIX)
    return sorted({*names, *outcomes}, key=lambda name: (name != main, name))


def _table(record: Record, asked: str, names: bool) -> "pyarrow.Table":
    known = tables_of(record)
    name = asked.removesuffix(_SUFFIX) or known[0]
    if name not in known:
        raise RequestError(f"`table`: no table of this result is called {asked!r}; {nearest(asked, known)}")
    if isinstance(record, SweepResult):
        return read_parquet(record.manifest.checked(record.folder / f"{name}{_SUFFIX}"))
    content: Any = (record.named_files() if names else record.files())[f"{name}{_SUFFIX}"]
    return content


def _of_people(record: Record, names: bool) -> "pyarrow.Table":
    """Return who bought what after whose word; runs that did not keep it are run again.

    Raises:
        RequestError: if the result is not of runs from their beginning, or they come out otherwise now.
    """
    if not isinstance(record, Result):
        raise RequestError(f"`people`: is of a run, and this is a result of {record.task!r}; run one scenario of it")
    if record.influence is None:
        manifest = record.manifest
        if manifest.lineage or manifest.numbers:
            raise RequestError("`people`: these runs went on from others; give `influence` where they are run")
        [scenario] = manifest.scenarios()
        again = run(
            scenario,
            replications=manifest.replications,
            seed=manifest.seed,
            baseline=False,
            influence=True,
            until=manifest.until or None,
        )
        if digest(again.arrow) != digest(record.arrow):
            why = "by another version, or on a network that the result has no file of"
            raise RequestError(f"`people`: runs come out otherwise now ({why}); give `influence` where they are run")
        record = again
    content: Any = (record.named_files() if names else record.files())[TRACES[0]]
    return content


def _write_arrow(path: Path, table: "pyarrow.Table", marks: dict[str, str]) -> None:
    import pyarrow
    import pyarrow.ipc

    marked = table.replace_schema_metadata(labelled(table.schema, marks).metadata)
    with (
        atomic(path) as unfinished,
        pyarrow.OSFile(str(unfinished), "wb") as file,
        pyarrow.ipc.new_file(file, marked.schema) as writer,
    ):
        writer.write_table(marked)
