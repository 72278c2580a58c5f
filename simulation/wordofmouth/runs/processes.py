"""Processes: tasks in parallel, in fresh interpreters, none of whose ends loses another's work."""

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

_WAITING_EACH = 2


class Died(NamedTuple):
    """What a task gives back whose process ended before it did: killed, out of memory, or crashed."""

    reason: str = "its process ended before it did: killed, out of memory, or crashed"


class Processes:
    """Worker processes that run tasks of one job; with none, tasks run in this process.

    The workers are fresh interpreters on every system: nothing half-copied from threads of this one, and nothing of
    the script or notebook that asks, so it needs no guard.

    >>> with Processes(2, prepare, job) as processes:
    ...     for task, result in processes.run(work, tasks):
    ...         ...

    Args:
        workers: how many; 0 for none.
        prepare, job: called once in every process with what all tasks share.
    """

    def __init__(self, workers: int, prepare: Callable[[Any], None], job: Any) -> None:
        self._workers, self._prepare, self._job = workers, prepare, job
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if not self._workers:
            self._prepare(self._job)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(self, work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done; few more are waiting than are worked on.

        A task whose process ends is tried again, alone; if that ends too, its result is :class:`Died`.
        """
        if not self._workers:
            yield from ((task, work(task)) for task in tasks)
            return
        left, pending = iter(tasks), {}
        while True:
            try:
                self._fill(work, left, pending)
                if not pending:
                    return
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    yield pending.pop(future), result
            except BrokenProcessPool:
                # One of these ended its process, and took the others' with it.
                suspects = list(pending.values())
                pending.clear()
                yield from self._alone(work, suspects)

    def _fill(self, work: Callable[[Any], Any], tasks: Iterator[Any], pending: dict[Future[Any], Any]) -> None:
        while len(pending) < self._workers * _WAITING_EACH:
            task = next(tasks, self)
            if task is self:
                return
            if self._pool is None:
                self._pool = self._new_pool(self._workers)
            with _nothing_of_the_script():
                try:
                    pending[self._pool.submit(work, task)] = task
                except BrokenProcessPool:
                    pending[Future()] = task
                    raise

    def _alone(self, work: Callable[[Any], Any], tasks: list[Any]) -> Iterator[tuple[Any, Any]]:
        self.__exit__()
        self._pool = None
        for task in tasks:
            with self._new_pool(1) as pool:
                try:
                    with _nothing_of_the_script():
                        future = pool.submit(work, task)
                    result = future.result()
                except BrokenProcessPool:
                    result = Died()
            yield task, result

    def _new_pool(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin,
            initargs=(self._prepare, self._job),
        )  # fmt: skip


def _begin(prepare: Callable[[Any], None], job: Any) -> None:
    # An interrupt is for whoever asked, who then ends the workers; and each worker is one thread's work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NUMBA_NUM_THREADS"] = "1"
    prepare(job)


_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def _nothing_of_the_script() -> Iterator[None]:
    """Start processes that do not import the script which asks: it need not be importable, nor guard itself."""
    with _ONE_AT_A_TIME:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script
