"""Processes: tasks in parallel, in fresh interpreters, none of whose ends loses another's work.

A worker (``runs/worker.py``) may be killed at any moment, and it ends when this process does, however that ends.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from wordofmouth.engine.cores import can_start_processes, usable_cores
from wordofmouth.runs.same_code import SameCode
from wordofmouth.runs.worker import EndedEarly, Work, Worker, packed

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario

# How often a task is tried that ends its process: once beside others, then alone, with all the memory there is.
_TRIES = 3
# Below this many consumer-weeks another process costs more to start than it saves (some 50 ns each, measured).
_WORTH_A_PROCESS = 50_000_000


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
        workers: how many; 0 for none. A daemonic process may start none, and a system that starts none has none.
        worker: called once in every process with the job, that is all that its tasks share; returns what does a task.
        job: what a process is sent, once.
    """

    def __init__(self, workers: int, worker: Callable[[Any], Work], job: Any) -> None:
        self._most = workers if can_start_processes() else 0
        self._worker, self._job = worker, job
        self._idle: list[Worker] = []
        self._busy: dict[Any, Worker] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """End the workers, at once: one that has a task still is wanted no longer, and others have nothing to lose."""
        workers = [*self._idle, *self._busy.values()]
        self._idle, self._busy = [], {}
        for worker in workers:
            worker.end()

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done; no task is taken before a worker is free for it.

        A task whose process ends is tried again, alone; if each of these ends too, its result is :class:`Died`.
        """
        left, suspects = self._given_out(iter(tasks)), []
        while self._busy:
            for pipe in wait(list(self._busy)):
                worker = self._busy[pipe]
                if not worker.is_done():
                    continue
                self._idle.append(self._busy.pop(pipe))
                task = worker.task
                try:
                    result = worker.result()
                except EndedEarly:
                    self._idle.remove(worker)
                    suspects.append(task)
                    left = self._given_out(left)
                else:
                    left = self._given_out(left)
                    yield task, result
        # Where no process can be started, this one does the work.
        yield from ((task, self._here(task)) for task in left)
        if suspects:
            self.__exit__()
            yield from ((task, self._alone(task)) for task in suspects)

    @cached_property
    def _here(self) -> Work:
        """The worker of this process."""
        return self._worker(self._job)

    @cached_property
    def _packed(self) -> bytes:
        """What every worker process is sent; one whose code decides other numbers refuses its tasks."""
        return packed(SameCode(self._worker), self._job)

    def _given_out(self, tasks: Iterator[Any]) -> Iterator[Any]:
        """Give a task to every worker that is free, starting as many as are wanted; return the tasks that are left."""
        while self._idle or len(self._busy) < self._most:
            task = next(tasks, self)
            if task is self:
                return tasks
            if not self._idle:
                try:
                    self._idle.append(Worker(self._packed))
                except OSError:
                    # The system starts no more: there are as many as there are.
                    self._most = len(self._busy)
                    return itertools.chain([task], tasks)
            worker = self._idle.pop()
            worker.give(task)
            self._busy[worker.pipe] = worker
        return tasks

    def _alone(self, task: Any) -> Any:
        for _ in range(1, _TRIES):
            try:
                worker = Worker(self._packed)
            except OSError:
                break
            self._busy[worker.pipe] = worker
            worker.give(task)
            try:
                return worker.result()
            except EndedEarly:
                continue
            finally:
                self.__exit__()
        return Died()


def useful_workers(scenarios: "Sequence[Scenario]", replications: int) -> int:
    """Return how many processes are worth their start; 0 means this one."""
    work = sum(scenario.consumers * scenario.weeks for scenario in scenarios) * replications
    return 0 if work < _WORTH_A_PROCESS or not can_start_processes() else min(replications, usable_cores())
