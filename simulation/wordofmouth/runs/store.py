"""Store: what runs came to, kept by their addresses in one file for a folder of results, and not simulated again.

It saves time and nothing else depends on it: what is damaged is run again, and whatever is wrong with it is said once.
An entry is sealed with its address, so none is ever taken for another. SQLite lets several processes write at once, and
whoever is killed loses what was not yet committed; its locks do not hold between machines, so for workers of a cluster
there is :mod:`wordofmouth.runs.clusters.kept_there`.
"""

import contextlib
import copy
import hashlib
import json
import logging
import math
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import FolderError
from wordofmouth.results import steps
from wordofmouth.results.locks import locked
from wordofmouth.runs.identity import made_with

RUNS_FOLDER, _FILE = ".runs", "runs.sqlite"
MOST_BYTES = 2_000_000_000
# Of the form of entries: what another version has kept is dropped.
_VERSION = 1
# Seconds that one process waits for another to write what takes it milliseconds.
_PATIENCE = 20.0
# Of a full store so much is dropped at once, and no entry may be larger than that.
_SHARE_DROPPED = 0.1
_SCHEMA = (
    "DROP TABLE IF EXISTS runs",
    "CREATE TABLE runs (address BLOB PRIMARY KEY, made INTEGER, used INTEGER, bytes INTEGER, content BLOB, seal BLOB)",
    "CREATE INDEX runs_by_use ON runs (used, made)",
    f"PRAGMA user_version = {_VERSION}",
)

if TYPE_CHECKING:
    import pyarrow

# What can be wrong with a file or its folder; and what a value that is none raises.
_TROUBLES = (sqlite3.Error, OSError, FolderError)
_DAMAGES = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)

_log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """What something came to: content as JSON has it, and arrays of numbers or texts by name."""

    content: dict[str, Any]
    arrays: Mapping[str, Array] = {}


class StoreSize(NamedTuple):
    """How much a store keeps: runs, and bytes of its files."""

    runs: int
    bytes: int


class Session(NamedTuple):
    """What one command has had of a store: runs that were there before, and runs that it has made and kept."""

    before: int
    made: int


class RunStore:
    """The runs that are kept for a folder of results; workers are sent it with their job.

    Args:
        results: the folder of results.
        most_bytes: when there are more, what was used longest ago is dropped.
    """

    def __init__(self, results: str | Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = Path(results).absolute() / RUNS_FOLDER
        self._most_bytes, self._session = most_bytes, time.time_ns()
        self._begin()

    def _begin(self) -> None:
        self._open: sqlite3.Connection | None = None
        self._is_useless = False
        self._made: dict[bytes, tuple[int, bytes, bytes]] = {}
        self._used: set[bytes] = set()
        # Tasks of one call may be done in several threads.
        self._lock = threading.RLock()

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder, "_most_bytes": self._most_bytes, "_session": self._session}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state
        self._begin()

    @classmethod
    def of(cls, store: "RunStore | str | Path | None") -> "RunStore | None":
        """Return a store for one call alone, given another of the same command or a folder of results; None without."""
        return copy.copy(store) if store is None or isinstance(store, RunStore) else cls(store)

    @cached_property
    def made_with(self) -> str:
        """The digest of the code and the libraries by which runs are made here."""
        return made_with()

    @property
    def file(self) -> Path:
        """Where the entries are."""
        return self.folder / _FILE

    def find(self, address: bytes) -> Entry | None:
        """Return what is kept under an address; None if nothing is, or not as it was kept."""
        with self._told("read") as connection:
            row: Any = self._made.get(address)
            if row is None and connection is not None:
                query = "SELECT bytes, content, seal FROM runs WHERE address = ?"
                row = connection.execute(query, (address,)).fetchone()
        if row is None:
            return None
        n_bytes, content, seal = row
        try:
            if _seal(address, n_bytes, content) != seal:
                raise ValueError
            entry = _unpacked(content, n_bytes)
        except _DAMAGES:
            self._say("a run that was kept here is damaged, and is run again")
            return None
        with self._lock:
            self._used.add(address)
        return entry

    def keep(self, address: bytes, entry: Entry) -> None:
        """Keep what something came to, from the next :meth:`commit` on."""
        if self._is_useless:
            return
        content, n_bytes = _packed(entry)
        if len(content) <= _SHARE_DROPPED * self._most_bytes:
            with self._lock:
                self._made[address] = n_bytes, content, _seal(address, n_bytes, content)

    def commit(self) -> None:
        """Write what was kept and used since the last time: all of it or nothing."""
        if not (self._made or self._used):
            return
        with self._told("written") as connection:
            made, used, session = self._made, self._used - self._made.keys(), self._session
            self._made, self._used = {}, set()
            if connection is None:
                return
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("UPDATE runs SET used = ? WHERE address = ?", ((session, one) for one in used))
                connection.executemany(
                    "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
                    ((address, session, session, *entry) for address, entry in made.items()),
                )
            if made and self._bytes(connection) > self._most_bytes:
                self._drop_some(connection)

    def session(self) -> Session:
        """Return how many runs this store's owner and its workers have taken from it, and have added to it."""
        with self._told("read") as connection:
            if connection is not None:
                query = "SELECT sum(made <> used), sum(made = used) FROM runs WHERE used = ?"
                before, made = connection.execute(query, (self._session,)).fetchone()
                return Session(before or 0, made or 0)
        return Session(0, 0)

    def size(self) -> StoreSize:
        """Return how much is kept."""
        n_bytes = sum(path.stat().st_size for path in self._files())
        with self._told("read") as connection:
            if connection is not None and n_bytes:
                return StoreSize(connection.execute("SELECT count(*) FROM runs").fetchone()[0], n_bytes)
        return StoreSize(0, n_bytes)

    def empty(self) -> None:
        """Remove all that is kept, damaged or not.

        Raises:
            OSError: if it cannot be removed.
        """
        self.close()
        for path in self._files():
            steps.remove(path)
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def close(self) -> None:
        """Commit, and let go of the file; the next to ask opens it again."""
        self.commit()
        if self._open is not None:
            self._open.close()
        self._open = None

    def __del__(self) -> None:
        if self._open is not None:
            self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Commit, whatever has happened: what has come to its end has done so."""
        self.commit()

    def _files(self) -> list[Path]:
        # What SQLite has beside its file goes first: beside another file it would be taken for that one's.
        return [path for end in ("-wal", "-shm", "") if (path := self.folder / f"{_FILE}{end}").is_file()]

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[sqlite3.Connection | None]:
        """Yield the connection, or None if the store is of no use; what goes wrong is said, and nothing is raised."""
        with self._lock:
            try:
                if self._open is None and not self._is_useless:
                    self._open = self._connected(writes=what == "written")
            except _TROUBLES as error:
                self._give_up(what, error)
            try:
                yield None if self._is_useless else self._open
            except _TROUBLES as error:
                self._give_up(what, error)

    def _give_up(self, what: str, error: Exception) -> None:
        self._is_useless = True
        self._say(f"kept runs cannot be {what}, and are done without ({error}); `wom clean runs` empties the store")

    def _connected(self, writes: bool) -> sqlite3.Connection | None:
        if not writes and not self.file.is_file():
            return None
        if writes:
            steps.make_folder(self.folder)
        if hasattr(os, "geteuid") and self.folder.stat().st_uid not in (os.geteuid(), 0):
            raise PermissionError("the folder is somebody else's")
        # A store is one thread's, or handed from one to another.
        connection = sqlite3.connect(self.file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.executescript("PRAGMA trusted_schema = OFF; PRAGMA synchronous = NORMAL;")
        if _is_ours(connection):
            return
        with locked(self.folder):
            connection.execute("PRAGMA journal_mode = WAL")
            # Another may have been quicker.
            if not _is_ours(connection):
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    for statement in _SCHEMA:
                        connection.execute(statement)

    def _bytes(self, connection: sqlite3.Connection) -> int:
        pages, free, each = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * each

    def _drop_some(self, connection: sqlite3.Connection) -> None:
        (count,) = connection.execute("SELECT count(*) FROM runs").fetchone()
        oldest = "SELECT address FROM runs ORDER BY used, rowid LIMIT ?"
        connection.execute(f"DELETE FROM runs WHERE address IN ({oldest})", (max(1, int(_SHARE_DROPPED * count)),))

    def _say(self, what: str) -> None:
        """Say once what is wrong; of worker processes, which all find the same, the first one speaks."""
        from multiprocessing import current_process

        if what not in _SAID and (current_process().name == "MainProcess" or current_process().name.endswith("-1")):
            _log.warning("wom: %s: %s", self.file, what)
        _SAID.add(what)


def _is_ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION)


# What this process has said.
_SAID: set[str] = set()


def entry_of(store: RunStore | None, address: Callable[[], bytes], make: Callable[[], Entry]) -> Entry:
    """Return what is kept under an address; else what is made now, which is kept. Without a store it is made."""
    if store is None:
        return make()
    entry = store.find(place := address())
    if entry is None:
        entry = make()
        store.keep(place, entry)
    return entry


def _seal(address: bytes, n_bytes: int, content: bytes) -> bytes:
    sealed = hashlib.blake2b(address, digest_size=16)
    sealed.update(n_bytes.to_bytes(8, "little"))
    sealed.update(content)
    return sealed.digest()


@cache
def _codec() -> "pyarrow.Codec":
    import pyarrow

    return pyarrow.Codec("lz4")


def _packed(entry: Entry) -> tuple[bytes, int]:
    """Return an entry as compressed bytes, and how many they are uncompressed: what there is, then the numbers.

    Arrays of one type and shape lie in one block.
    """
    arrays, texts = list(entry.arrays.values()), {}
    blocks: dict[Any, list[int]] = {}
    for place, values in enumerate(arrays):
        if values.dtype.hasobject:
            texts[place] = values.tolist()
        else:
            blocks.setdefault((values.dtype, values.shape), []).append(place)
    shapes = [[dtype.str, shape, places] for (dtype, shape), places in blocks.items()]
    head = json.dumps([entry.content, list(entry.arrays), texts, shapes]).encode()
    numbers = (arrays[place].tobytes() for places in blocks.values() for place in places)
    whole = b"".join((len(head).to_bytes(8, "little"), head, *numbers))
    return _codec().compress(whole, asbytes=True), len(whole)


def _unpacked(compressed: bytes, n_bytes: int) -> Entry:
    """Return the entry of compressed bytes.

    Raises:
        ValueError: if they are of none.
    """
    whole = _codec().decompress(compressed, decompressed_size=n_bytes, asbytes=True)
    end = 8 + int.from_bytes(whole[:8], "little")
    content, names, texts, blocks = json.loads(whole[8:end])
    arrays = {int(place): np.array(values, dtype=object) for place, values in texts.items()}
    for kind, shape, places in blocks:
        dtype = np.dtype(kind)
        if dtype.kind not in "biuf":
            raise ValueError(f"{kind} is no kind of number")
        count = len(places) * math.prod(shape)
        arrays |= zip(places, np.frombuffer(whole, dtype, count, end).reshape(len(places), *shape), strict=True)
        end += count * dtype.itemsize
    return Entry(content, {name: arrays[place] for place, name in enumerate(names)})
