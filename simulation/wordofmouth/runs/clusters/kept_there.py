"""Stores of runs where tasks are done on a cluster, whose workers cannot have the store of whoever asks.

SQLite's locks do not hold between machines. So what was kept before is looked up where the store is, before a task is
given out (:class:`OnlyKept`), and what workers make travels back with their results and is kept here (:class:`Made`).
"""

from typing import Any

from wordofmouth.runs.store import Entry, RunStore


class NotKept(BaseException):
    """A run that a task needs is not kept; no error of the run, which a task might take for its result."""


class OnlyKept(RunStore):
    """A store from which tasks take what is there; one that needs what is not ends.

    Args:
        store: in which what is kept is.
    """

    def __init__(self, store: RunStore) -> None:
        super().__init__(store.folder.parent)
        self._store = store

    def find(self, address: bytes) -> Entry:
        """Return what is kept under an address.

        Raises:
            NotKept: if nothing is.
        """
        entry = self._store.find(address)
        if entry is None:
            raise NotKept
        return entry

    def keep(self, address: bytes, entry: Entry) -> None:
        """Keep nothing: what is there is kept already."""

    def commit(self) -> None:
        """Write what was used since the last time."""
        self._store.commit()


class Made(RunStore):
    """What a worker of a cluster has for a store: it has nothing, and remembers what is made until it is taken."""

    def __init__(self) -> None:
        self._entries: list[tuple[bytes, Entry]] = []
        self._open = None

    def __getstate__(self) -> dict[str, Any]:
        return {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]

    def find(self, address: bytes) -> None:
        """Return nothing."""

    def keep(self, address: bytes, entry: Entry) -> None:
        """Remember what something came to."""
        self._entries.append((address, entry))

    def commit(self) -> None:
        """Write nothing."""

    def taken(self) -> list[tuple[bytes, Entry]]:
        """Return what was made since the last time."""
        entries, self._entries = self._entries, []
        return entries


class Returning:
    """Makes a worker that gives back, with each result, the runs that it has made for a store.

    Args:
        worker: called with a job, returns what does its tasks.
    """

    def __init__(self, worker: Any) -> None:
        self._worker = worker

    def __call__(self, job: Any) -> Any:
        """Return what does the tasks of a job."""
        work, store = self._worker(job), store_of(job)
        return lambda task: (work(task), store.taken() if isinstance(store, Made) else [])


def store_of(job: Any) -> RunStore | None:
    """Return the store of a job, if it has one."""
    return getattr(job, "store", None)
