"""Cluster: tasks on the workers of a Dask scheduler, as :mod:`wordofmouth.runs.processes` runs them on this machine.

The workers need this package, and the folder of the results at the same path. A worker that is lost loses the tasks it
was at, which the scheduler gives to another.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from wordofmouth.errors import ClusterError
from wordofmouth.runs.processes import Died

if TYPE_CHECKING:
    pass

_WAITING_EACH = 2
_PREPARED: dict[str, Any] = {}


class Cluster:
    """The workers of a Dask scheduler, which run tasks of one job.

    Args:
        address: of the scheduler, as in ``tcp://host:8786``.
        prepare, job: called once in every worker with what all tasks share.

    Raises:
        ClusterError: if Dask is not installed, or the scheduler does not answer or has no workers.
    """

    def __init__(self, address: str, prepare: Callable[[Any], None], job: Any) -> None:
        self._address, self._prepare, self._job = address, prepare, job

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterError("cluster: needs Dask; pip install 'wordofmouth[cluster]'") from None
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

    def run(self, work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done; a task that no worker survives gives :class:`Died`."""
        from distributed import KilledWorker, as_completed

        left = iter(tasks)
        # The job goes to every worker once, not with every task.
        job = self._client.scatter(self._job, broadcast=True)
        pending = {}
        done = as_completed(loop=self._client.loop)

        def fill() -> None:
            while len(pending) < _WAITING_EACH * max(1, sum(self._client.nthreads().values())):
                task = next(left, self)
                if task is self:
                    return
                future = self._client.submit(_run, work, task, self._prepare, job, pure=False)
                pending[future] = task
                done.add(future)

        fill()
        while pending:
            future = next(done)
            task = pending.pop(future)
            try:
                yield task, future.result()
            except KilledWorker:
                yield task, Died()
            fill()


def _run(work: Callable[[Any], Any], task: Any, prepare: Callable[[Any], None], job: Any) -> Any:
    # A worker may be given several jobs after each other, and each is prepared when its first task comes.
    if _PREPARED.get("job") is not job:
        prepare(job)
        _PREPARED["job"] = job
    return work(task)
