"""Parts: the files that a unit of a sweep leaves, each under a seal by which it is known to be whole and of its sweep.

The seal is written last and has the digests of the files' bytes and of their tables' values, what was asked, and the
code that ran. A part counts only if all of it is so; else its unit is simulated again.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wordofmouth.errors import TableError
from wordofmouth.results import steps
from wordofmouth.results.files import atomic
from wordofmouth.results.seals import DAMAGED, SEAL, file_digest, opened, sealed
from wordofmouth.results.tables import digest, read_parquet
from wordofmouth.tasks.sweep.units import Unit

if TYPE_CHECKING:
    import pyarrow

TABLE, BASELINE, OUTCOME = "table", "baseline", "outcomes"
# In the folder of a sweep that is not at its end: the parts, and what is being run.
PARTS_FOLDER, STATE = "parts", "sweep.json"


class Own(NamedTuple):
    """By what a sweep knows its parts.

    Attributes:
        asked: the digest of what was asked.
        codes: the digests of the code that may have run.
        is_sealed: whether parts have seals; those of earlier versions have none, and count if they can be read.
    """

    asked: str
    codes: frozenset[str]
    is_sealed: bool = True


def path_of(folder: Path, unit: Unit, kind: str) -> Path:
    """Return where the part of a unit is kept."""
    return folder / f"{unit.name}.{kind}.parquet"


def seal_path(folder: Path, unit: Unit) -> Path:
    """Return where the seal of a unit's part is kept."""
    return folder / f"{unit.name}.json"


def keep(folder: Path, unit: Unit, tables: "Mapping[str, pyarrow.Table]", asked: str, code: str) -> None:
    """Write the part of a unit, its seal last."""
    import pyarrow.parquet

    for kind, table in tables.items():
        with atomic(path_of(folder, unit, kind)) as unfinished:
            pyarrow.parquet.write_table(table, unfinished, compression="zstd")
    content = {
        "asked": asked,
        "code": code,
        "contents": {kind: file_digest(path_of(folder, unit, kind)) for kind in tables},
        "values": {kind: digest(table) for kind, table in tables.items()},
    }
    with atomic(seal_path(folder, unit)) as unfinished:
        steps.write(unfinished, (json.dumps(sealed(content)) + "\n").encode())


def seal_of(folder: Path, unit: Unit) -> dict[str, Any] | None:
    """Return the seal of a unit's part; None if there is none that is whole."""
    try:
        seal = opened(seal_path(folder, unit).read_bytes())
    except (OSError, ValueError):
        return None
    return seal if SEAL in seal else None


def is_done(folder: Path, unit: Unit, own: Own) -> bool:
    """Tell whether a unit has left its part, whole, of this sweep."""
    seal = seal_of(folder, unit)
    if seal is None:
        return not own.is_sealed and not seal_path(folder, unit).exists() and _can_be_read(folder, unit)
    if seal["asked"] != own.asked or seal["code"] not in own.codes:
        return False
    return all(_is_whole(path_of(folder, unit, kind), known) for kind, known in seal["contents"].items())


def done_of(folder: Path, unit: Unit, own: Own) -> list[Unit]:
    """Return the units, itself or all pieces of it, that have left the runs of a unit whole; none if they have not."""
    pieces = [piece for piece in (unit, *unit.apart()) if is_done(folder, piece, own)]
    return pieces if pieces and (pieces[0] == unit or len(pieces) == len(unit.runs)) else []


def kinds(folder: Path, unit: Unit) -> list[str]:
    """Return which kinds of table a unit that is done has left."""
    seal = seal_of(folder, unit)
    if seal is not None:
        return list(seal["contents"])
    return [kind for kind in (TABLE, BASELINE, OUTCOME) if path_of(folder, unit, kind).exists()]


def read(folder: Path, unit: Unit, kind: str) -> "pyarrow.Table":
    """Return what a unit has left of a kind.

    Raises:
        TableError: if it has left nothing, or that is not what it has left any more.
    """
    return read_parquet(checked(folder, unit, kind))


def checked(folder: Path, unit: Unit, kind: str) -> Path:
    """Return where a unit has left a table of a kind, if that is what it has left.

    Raises:
        TableError: if not.
    """
    path, seal = path_of(folder, unit, kind), seal_of(folder, unit)
    if seal is not None and not _is_whole(path, seal["contents"].get(kind, "")):
        raise TableError(f"{path}: this part of the sweep is missing, or {DAMAGED}; `resume` runs it again")
    return path


def outcomes_there(folder: Path) -> "Iterator[pyarrow.Table]":
    """Yield the outcomes of all parts that are there, in order; what is damaged is left out, as it is run again."""
    for path in sorted(folder.glob(f"*.{OUTCOME}.parquet")):
        try:
            seal = opened(path.with_name(path.name.partition(".")[0] + ".json").read_bytes())
            if SEAL in seal and file_digest(path) == seal["contents"][OUTCOME]:
                yield read_parquet(path)
        except FileNotFoundError:
            # A part that is being written; or one of an earlier version.
            with contextlib.suppress(TableError):
                yield read_parquet(path)
        except (OSError, ValueError, TypeError, KeyError):
            continue


def values_digest(folder: Path, unit: Unit, kind: str) -> str:
    """Return the digest of the values that a unit has left of a kind."""
    seal = seal_of(folder, unit)
    return str(seal["values"][kind]) if seal else digest(read(folder, unit, kind))


def _is_whole(path: Path, known: str) -> bool:
    try:
        return file_digest(path) == known
    except OSError:
        return False


def _can_be_read(folder: Path, unit: Unit) -> bool:
    """Tell whether a part of an earlier version, which has no seal, is there and can be read."""
    try:
        outcomes = read_parquet(path_of(folder, unit, OUTCOME))
        others: Iterable[str] = [kind for kind in (TABLE, BASELINE) if path_of(folder, unit, kind).exists()]
        tables = {kind: read_parquet(path_of(folder, unit, kind)) for kind in others}
    except TableError:
        return False
    return not outcomes.num_rows or TABLE in tables
