"""Cluster: tasks on the workers of a Dask scheduler, as :mod:`wordofmouth.runs.processes` runs them on this machine.

It needs the extra ``cluster``, and the workers need this package, in the same version; nothing else: jobs travel with
the files that they read, results travel back. A worker that is lost loses the tasks it was at, which the scheduler
gives to another.
"""

import io
import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, Self

from wordofmouth import carried
from wordofmouth.carried import CarriedFile
from wordofmouth.errors import ClusterError, LostClusterError
from wordofmouth.extras import need
from wordofmouth.runs.clusters.kept_there import Made, NotKept, OnlyKept, Returning, store_of
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.runs.same_code import SameCode
from wordofmouth.runs.worker import Work, begun, packed
from wordofmouth.scenario.plugins.loading import Plugin, receive, sent

_WAITING_EACH = 2
# How often a task is done again whose result was lost with the worker that had it.
_MOST_LOST = 5
# Seconds after which it is looked whether there still are workers, and for how long there may be none.
_LOOK, _PATIENCE = 5.0, 60.0
# What tells of a scheduler that is lost by tracebacks; whoever asks is told in a line.
_LOGS = ("distributed", "distributed.client")
# In a worker of Dask, whose threads may be at tasks of different jobs: the job of each, and what does its tasks.
_HERE = threading.local()


class _Job(NamedTuple):
    """A job as it travels: unpacked where its plugins are loaded and its files lie, which come along."""

    plugins: tuple[Plugin, ...]
    files: tuple[CarriedFile, ...]
    packed: bytes

    def begun(self) -> Work:
        carried.receive(self.files)
        receive(self.plugins)
        return begun(self.packed)

    def received(self) -> "_Job":
        """Return it, where it has arrived: a task of its own, on which all others wait.

        Dask sends what a task has come to from worker to worker, and does it again where the last copy was lost with a
        worker. What is scattered to all workers is lost then, and they may ask each other for it for ever.
        """
        return self


def parallel(worker: Callable[[Any], Work], job: Any, *, workers: int, cluster: str = "") -> "Processes | Cluster":
    """Return what runs the tasks of a job: so many processes of this machine, or the workers of a cluster.

    Raises:
        MissingExtraError: if there is to be a cluster, and its extra is not installed.
    """
    return Cluster(cluster, worker, job) if cluster else Processes(workers, worker, job)


class Cluster:
    """The workers of a Dask scheduler, which run tasks of one job.

    Where the job has a store, what is kept there is done by no worker, and what they make is kept there.

    Args:
        address: of the scheduler, as in ``tcp://host:8786``.
        worker, job: as of :class:`wordofmouth.runs.processes.Processes`; called once in every thread of a worker.

    Raises:
        MissingExtraError: if the extra ``cluster`` is not installed.
        ClusterError: when it is entered, if the scheduler does not answer or has no workers.
    """

    def __init__(self, address: str, worker: Callable[[Any], Work], job: Any) -> None:
        need("cluster")
        self._address, self._worker, self._job = address, worker, job
        self._store = store_of(job)
        # The job as it is done here, as far as everything is kept.
        self._kept = worker(job._replace(store=OnlyKept(self._store))) if self._store is not None else None
        self._without_workers: float | None = None

    def __enter__(self) -> Self:
        from distributed import Client

        for name in _LOGS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client: Client = Client(self._address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"cluster: {self._address}: no scheduler answers there ({error})") from None
        if not self._threads():
            self._client.close()
            raise ClusterError(f"cluster: {self._address}: this scheduler has no workers yet; start some")
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done; a task that no worker survives gives :class:`Died`.

        Raises:
            LostClusterError: if the scheduler is lost, or all its workers are and no other comes.
            ClusterError: if a worker has another version of this package.
        """
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        left = iter(tasks)
        # The job goes to every worker once, not with every task.
        job = self._client.submit(self._as_sent().received, pure=False)
        # Each task, and how often its result was lost.
        pending: dict[Any, tuple[Any, int]] = {}
        done: SimpleQueue[Any] = SimpleQueue()

        def give(task: Any, lost: int) -> None:
            future = self._client.submit(_do, task, job, pure=False)
            pending[future] = task, lost
            future.add_done_callback(done.put)

        def fill() -> Iterator[tuple[Any, Any]]:
            """Give out as many tasks as there is work for; yield those whose runs are all kept."""
            while len(pending) < _WAITING_EACH * max(1, self._threads()):
                task = next(left, self)
                if task is self:
                    return
                try:
                    yield task, self._from_kept(task)
                except NotKept:
                    give(task, 0)

        yield from fill()
        while pending:
            future = self._next(done)
            task, lost = pending.pop(future)
            try:
                result, made = future.result()
            except KilledWorker:
                yield task, Died()
            except (CancelledError, CommClosedError):
                if self._client.status == "running" and lost < _MOST_LOST:
                    give(task, lost + 1)
                    continue
                raise self._lost("the scheduler was lost") from None
            except (ImportError, AttributeError) as error:
                # It could not even unpack what it was sent.
                what = f"a worker has another version of this package, or of what it needs ({error})"
                raise ClusterError(f"cluster: {what}; install the same there") from None
            else:
                if self._store is not None:
                    with self._store as store:
                        for address, entry in made:
                            store.keep(address, entry)
                yield task, result
            yield from fill()

    def _from_kept(self, task: Any) -> Any:
        """Return what a task comes to, if all that it needs is kept.

        Raises:
            NotKept: if not.
        """
        if self._kept is None:
            raise NotKept
        return self._kept(task)

    def _as_sent(self) -> _Job:
        job = self._job if self._store is None else self._job._replace(store=Made())
        as_bytes = packed(SameCode(Returning(self._worker)), job)
        return _Job(sent(), _files_of(job), as_bytes)

    def _next(self, done: SimpleQueue[Any]) -> Any:
        """Return the next task that is done, once one is.

        Raises:
            LostClusterError: if for too long there has been nobody to do it.
        """
        while True:
            try:
                future = done.get(timeout=_LOOK)
            except Empty:
                if self._threads():
                    self._without_workers = None
                    continue
                self._without_workers = self._without_workers or time.monotonic()
                if time.monotonic() - self._without_workers >= _PATIENCE:
                    raise self._lost("all workers were lost, and no other has come") from None
            else:
                self._without_workers = None
                return future

    def _threads(self) -> int:
        """Return how many tasks the workers can be at together."""
        try:
            return sum(self._client.nthreads().values())
        except (OSError, RuntimeError, TimeoutError):
            raise self._lost("the scheduler was lost") from None

    def _lost(self, what: str) -> LostClusterError:
        return LostClusterError(f"cluster: {self._address}: {what}; start it again")


def _do(task: Any, job: _Job) -> Any:
    # A thread may be given several jobs after each other, and each is begun when its first task comes.
    if getattr(_HERE, "job", None) is not job:
        _HERE.job, _HERE.work = job, job.begun()
    return _HERE.work(task)


class _Noting(pickle.Pickler):
    """Notes which files are read by what it packs: whatever says so itself, by a method ``reads_files``."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO())
        self.files: dict[str, None] = {}

    def reducer_override(self, value: Any) -> Any:
        if not isinstance(value, type) and callable(reads := getattr(value, "reads_files", None)):
            self.files |= dict.fromkeys(map(str, reads()))
        return NotImplemented


def _files_of(job: Any) -> tuple[CarriedFile, ...]:
    """Return the files that a job reads; of one that cannot be read is told where it is read."""
    noting = _Noting()
    noting.dump(job)
    files = []
    for path in noting.files:
        with suppress(OSError):
            files.append(CarriedFile.of(path))
    return tuple(files)
