"""Processes: tasks in parallel, in fresh interpreters, none of whose ends loses another's work."""

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cached_property
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, Self

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.engine.cores import can_start_processes, usable_cores
from wordofmouth.scenario.scenario import Scenario

_WAITING_EACH = 2
# Below this many consumer-weeks another process costs more to start than it saves (some 50 ns each, measured).
_WORTH_A_PROCESS = 50_000_000

type Work = Callable[[Any], Any]


class Died(NamedTuple):
    """What a task gives back whose process ended before it did: killed, out of memory, or crashed."""

    reason: str = "its process ended before it did: killed, out of memory, or crashed"


class Processes:
    """Worker processes that run tasks of one job; with none, tasks run in this process.

    The workers are fresh interpreters on every system: nothing half-copied from threads of this one, and nothing of
    the script or notebook that asks, so it needs no guard. What a job keeps from task to task is in its worker, and
    there is one in each process, or one here for each of these: jobs of several threads do not meet.

    >>> with Processes(2, Worker, job) as processes:
    ...     for task, result in processes.run(tasks):
    ...         ...

    Args:
        workers: how many; 0 for none.
        worker: called once in every process with the job, that is all that its tasks share; returns what does a task.
        job: what a process is sent, once.
    """

    def __init__(self, workers: int, worker: Callable[[Any], Work], job: Any) -> None:
        self._workers, self._worker, self._job = workers, worker, job
        self._pool: ProcessPoolExecutor | None = None
        self._writers: list[Connection] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        while self._writers:
            self._writers.pop().close()

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done; few more are waiting than are worked on.

        A task whose process ends is tried again, alone; if that ends too, its result is :class:`Died`.
        """
        if not self._workers:
            yield from ((task, self._here(task)) for task in tasks)
            return
        left = iter(tasks)
        pending: dict[Future[Any], Any] = {}
        while True:
            try:
                self._fill(left, pending)
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
                yield from self._alone(suspects)

    @cached_property
    def _here(self) -> Work:
        """The worker of this process."""
        return self._worker(self._job)

    def _fill(self, tasks: Iterator[Any], pending: dict[Future[Any], Any]) -> None:
        while len(pending) < self._workers * _WAITING_EACH:
            task = next(tasks, self)
            if task is self:
                return
            if self._pool is None:
                self._pool = self._new_pool(self._workers)
            with _nothing_of_the_script():
                try:
                    pending[self._pool.submit(_do, task)] = task
                except BrokenProcessPool:
                    pending[Future()] = task
                    raise

    def _alone(self, tasks: list[Any]) -> Iterator[tuple[Any, Any]]:
        self.__exit__()
        self._pool = None
        for task in tasks:
            with self._new_pool(1) as pool:
                try:
                    with _nothing_of_the_script():
                        future = pool.submit(_do, task)
                    result = future.result()
                except BrokenProcessPool:
                    result = Died()
            yield task, result

    def _new_pool(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        # What a worker says of its compiling is short, so it is written at once or not at all, and nobody waits for one
        # who was killed meanwhile, as with a queue.
        reader, writer = context.Pipe(duplex=False)
        self._writers.append(writer)
        threading.Thread(target=_listen, args=(reader,), daemon=True).start()
        return ProcessPoolExecutor(
            workers, mp_context=context, initializer=_begin, initargs=(self._worker, self._job, writer)
        )


# Of a worker process, which has one job as long as it lives; nothing is ever put here in the process that asks.
_work: Work


def _listen(reader: Connection) -> None:
    with suppress(EOFError, OSError):
        while True:
            COMPILING.hear(reader.recv())


def _begin(worker: Callable[[Any], Work], job: Any, writer: Connection) -> None:
    global _work
    # An interrupt is for whoever asked, who then ends the workers; and each worker is one thread's work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NUMBA_NUM_THREADS"] = "1"
    COMPILING.tell(writer.send)
    _work = worker(job)


def _do(task: Any) -> Any:
    return _work(task)


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


def useful_workers(scenarios: Sequence[Scenario], replications: int) -> int:
    """Return how many processes are worth their start; 0 means this one."""
    work = sum(scenario.consumers * scenario.weeks for scenario in scenarios) * replications
    return 0 if work < _WORTH_A_PROCESS or not can_start_processes() else min(replications, usable_cores())
