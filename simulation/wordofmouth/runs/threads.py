"""Threads: tasks side by side in this process, where they are too short to be worth processes of their own.

A kernel leaves the interpreter to other threads while it runs, and most of a market's week is spent in kernels.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from wordofmouth.engine.cores import usable_cores
from wordofmouth.runs.worker import Work

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario

# With fewer, a week's kernels take less than the Python between them, which one thread does at a time.
_WORTH_A_THREAD = 5_000
# Beyond so many, each would wait for the interpreter more than it works.
_MOST = 4


def side_by_side(work: Work, tasks: Iterable[Any], threads: int) -> Iterator[Any]:
    """Yield what each task comes to, as it is done; no task is taken before a thread is free for it.

    Whoever asks for no more of them leaves the tasks that are under way to their ends.

    Args:
        work: does a task, in several threads at once.
        tasks: what is to be done.
        threads: how many do it; with one, tasks are done one after another in this thread.

    Raises:
        Exception: what a task has raised; no other is begun then.
    """
    if threads < 2:
        yield from map(work, tasks)
        return
    left, taking = iter(tasks), threading.Lock()
    done: SimpleQueue[tuple[bool, Any]] = SimpleQueue()
    is_over = threading.Event()

    def do() -> None:
        try:
            while not is_over.is_set():
                with taking:
                    task = next(left, _NONE)
                if task is _NONE:
                    break
                done.put((True, work(task)))
        except BaseException as error:
            done.put((False, error))
        else:
            done.put((True, _NONE))

    for _ in range(threads):
        threading.Thread(target=do, daemon=True).start()
    try:
        while threads:
            is_well, result = done.get()
            if not is_well:
                raise result
            if result is _NONE:
                threads -= 1
            else:
                yield result
    finally:
        is_over.set()


def useful_threads(scenarios: "Sequence[Scenario]", replications: int) -> int:
    """Return in how many threads of this process so many replications of scenarios are best run; 1 means this one."""
    if min(scenario.consumers for scenario in scenarios) < _WORTH_A_THREAD:
        return 1
    return min(replications, usable_cores(), _MOST)


_NONE = object()
