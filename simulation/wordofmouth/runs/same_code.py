"""Same code: workers whose code decides other numbers do no work for whoever asks."""

from collections.abc import Callable
from typing import Any

from wordofmouth.errors import ClusterError
from wordofmouth.results.code import changed_rooms, code
from wordofmouth.runs.worker import Work


class SameCode:
    """Makes a worker where the code that decides numbers is that of whoever asks, and refuses all tasks elsewhere.

    It is made where tasks are given out, and called where they are done, in another process or on another machine; each
    process looks once at the code from which it runs.

    Args:
        worker: called with the job, returns what does a task.
    """

    def __init__(self, worker: Callable[[Any], Work]) -> None:
        self._worker, self._code = worker, code()

    def __call__(self, job: Any) -> Work:
        """Return what does the tasks of a job, or what refuses each of them."""
        others = changed_rooms(self._code, code())
        return _Refusing(others) if others else self._worker(job)


class _Refusing:
    """Refuses tasks. A worker that could not be begun would look as if its process had died."""

    def __init__(self, rooms: list[str]) -> None:
        self._rooms = rooms

    def __call__(self, task: Any) -> Any:
        import platform

        raise ClusterError(
            f"worker on {platform.node() or 'another machine'}: its code decides other numbers than that of this "
            f"process ({', '.join(self._rooms)}); install the same version there, and begin again"
        )
