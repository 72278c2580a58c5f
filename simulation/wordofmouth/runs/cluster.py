"""Cluster: tasks on the workers of a Dask scheduler, as :mod:`wordofmouth.runs.processes` runs them on this machine.

It needs the extra ``cluster``. The workers need this package, in the same version, and the folder of the results at the
same path. A worker that is lost loses the tasks it was at, which the scheduler gives to another.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Self

from wordofmouth.errors import ClusterError
from wordofmouth.runs.processes import Died
from wordofmouth.runs.same_code import SameCode
from wordofmouth.runs.worker import Work, begun, packed
from wordofmouth.scenario.plugins.loading import Plugin, receive, sent

_WAITING_EACH = 2
# How often a task is done again whose result was lost with the worker that had it.
_MOST_LOST = 5
# What tells of a scheduler that is lost by tracebacks; whoever asks is told in a line.
_LOGS = ("distributed", "distributed.client")
# In a worker of Dask, whose threads may be at tasks of different jobs: the job of each, and what does its tasks.
_HERE = threading.local()


class _Job(NamedTuple):
    """A job as it travels: unpacked where its plugins are loaded, which come along as they are here."""

    plugins: tuple[Plugin, ...]
    packed: bytes

    def begun(self) -> Work:
        receive(self.plugins)
        return begun(self.packed)

    def received(self) -> "_Job":
        """Return it, where it has arrived: a task of its own, on which all others wait.

        Dask sends what a task has come to from worker to worker, and does it again where the last copy was lost with a
        worker. What is scattered to all workers is lost then, and they may ask each other for it for ever.
        """
        return self


class Cluster:
    """The workers of a Dask scheduler, which run tasks of one job.

    Args:
        address: of the scheduler, as in ``tcp://host:8786``.
        worker, job: as of :class:`wordofmouth.runs.processes.Processes`; called once in every thread of a worker.

    Raises:
        ClusterError: when it is entered, if the scheduler does not answer or has no workers.
    """

    def __init__(self, address: str, worker: Callable[[Any], Work], job: Any) -> None:
        self._address, self._worker, self._job = address, worker, job

    def __enter__(self) -> Self:
        from distributed import Client

        for name in _LOGS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client: Client = Client(self._address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"cluster: {self._address}: no scheduler answers there ({error})") from None
        if not self._client.nthreads():
            self._client.close()
            raise ClusterError(f"cluster: {self._address}: this scheduler has no workers yet; start some")
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done; a task that no worker survives gives :class:`Died`."""
        from distributed import CancelledError, KilledWorker, as_completed
        from distributed.comm import CommClosedError

        left = iter(tasks)
        # The job goes to every worker once, not with every task.
        work = _Job(sent(), packed(SameCode(self._worker), self._job))
        job = self._client.submit(work.received, pure=False)
        # Each task, and how often its result was lost.
        pending: dict[Any, tuple[Any, int]] = {}
        done = as_completed(loop=self._client.loop)

        def give(task: Any, lost: int) -> None:
            future = self._client.submit(_do, task, job, pure=False)
            pending[future] = task, lost
            done.add(future)

        def fill() -> None:
            while len(pending) < _WAITING_EACH * max(1, sum(self._client.nthreads().values())):
                task = next(left, self)
                if task is self:
                    return
                give(task, 0)

        fill()
        while pending:
            future = next(done)
            task, lost = pending.pop(future)
            try:
                yield task, future.result()
            except KilledWorker:
                yield task, Died()
            except (CancelledError, CommClosedError):
                if self._client.status == "running" and lost < _MOST_LOST:
                    give(task, lost + 1)
                    continue
                raise self._lost() from None
            except (ImportError, AttributeError) as error:
                # It could not even unpack what it was sent.
                what = f"a worker has another version of this package, or of what it needs ({error})"
                raise ClusterError(f"cluster: {what}; install the same there") from None
            fill()

    def _lost(self) -> ClusterError:
        return ClusterError(f"cluster: {self._address}: the scheduler was lost; what is done is kept")


def _do(task: Any, job: _Job) -> Any:
    # A thread may be given several jobs after each other, and each is begun when its first task comes.
    if getattr(_HERE, "job", None) is not job:
        _HERE.job, _HERE.work = job, job.begun()
    return _HERE.work(task)
