"""Worker: a fresh interpreter that does tasks of one job, one at a time, and ends when whoever started it does.

It and its parent have one pipe between them and nothing else: no lock and no queue that others share, so that it may be
killed at any moment, and nothing ever lies in shared memory.

It lives no longer than its parent in three ways, since none holds always. While it waits, the pipe closes. While it
works, a thread waits for the parent's end, which needs a moment in which Python may run. On Linux the kernel kills it,
though it be stopped; not if a thread other than the main one has started it, whose end the kernel takes for the
parent's.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
import types
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from wordofmouth.engine.compiling import COMPILING, Preparation
from wordofmouth.errors import PluginError
from wordofmouth.results import steps
from wordofmouth.scenario.plugins.loading import Plugin, receive, sent

_PR_SET_PDEATHSIG = 1
_NONE_YET = object()
_ONE_AT_A_TIME = threading.Lock()

type Work = Callable[[Any], Any]


class EndedEarly(Exception):
    """A worker has ended before its task was done."""


class _Plugins(NamedTuple):
    """What a worker loads before its next task: it comes along as it is here, wherever its file lies."""

    plugins: tuple[Plugin, ...]


class Worker:
    """A worker process, seen from its parent.

    Attributes:
        pipe: ready when the task is done, when the process has ended, and when it tells how far it has prepared itself.
        task: what it was given last.
    """

    def __init__(self, job: bytes) -> None:
        """Start it with what :func:`packed` returns.

        Raises:
            OSError: if the system starts no process.
        """
        self.task: Any = None
        self._has: tuple[Plugin, ...] = ()
        self._answer: Any = _NONE_YET
        self.pipe, theirs = multiprocessing.Pipe()
        by_kernel = threading.current_thread() is threading.main_thread()
        try:
            with _nothing_of_the_script(), _without_interrupts():
                self._process = steps.start_process(_work, (theirs, job, by_kernel))
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()

    def give(self, task: Any) -> None:
        """Give it a task; that it has ended meanwhile is noticed when the result is asked for."""
        self.task, self._answer = task, _NONE_YET
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if (plugins := sent()) != self._has:
                self.pipe.send(_Plugins(plugins))
                self._has = plugins
            self.pipe.send(task)

    def is_done(self) -> bool:
        """Wait for what it sends next, and tell whether it is at the end of its task, or at its own."""
        try:
            message = self.pipe.recv()
        except (EOFError, OSError):
            message = None
        if isinstance(message, Preparation):
            COMPILING.hear(message)
            return False
        self._answer = message
        return True

    def result(self) -> Any:
        """Return what the task came to, when it is done.

        Raises:
            EndedEarly: if the process ends before.
            Exception: what the task has raised.
        """
        while self._answer is _NONE_YET and not self.is_done():
            pass
        if self._answer is None:
            self.end()
            raise EndedEarly
        done, result, where = self._answer
        if not done:
            result.add_note(where)
            raise result
        return result

    def end(self) -> None:
        """End it at once; a task that it is at is lost, and nothing else."""
        self.pipe.close()
        self._process.kill()
        steps.join_process(self._process)


def packed(worker: Callable[[Any], Work], job: Any) -> bytes:
    """Return what a worker process is sent: what to call once, and with what.

    Raises:
        PluginError: if it has parts that are defined in a script or a notebook, which no other process can import.
    """
    with _nothing_of_the_script():
        try:
            return pickle.dumps((worker, job))
        except (pickle.PicklingError, AttributeError) as error:
            what = f"what a script or a notebook defines itself does not reach other processes ({error})"
            raise PluginError(
                f'{what}; save it in a file and name that, as in wom.use("my_parts.py"), or ask for `workers` 0'
            ) from None


def begun(job: bytes) -> Work:
    """Return what does the tasks of a job, which this package has packed; its plugins are loaded by then."""
    worker, about = pickle.loads(job)
    work: Work = worker(about)
    return work


def _work(pipe: Connection, job: bytes, by_kernel: bool) -> None:
    """Do tasks until nobody gives any more."""
    _end_with_parent(by_kernel)
    # An interrupt is for whoever asked, who then ends the workers; and each worker is one thread's work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NUMBA_NUM_THREADS"] = "1"
    # Whatever it imports is kept, as in the command that has started it.
    gc.set_threshold(20_000)
    COMPILING.tell(pipe.send)
    work: Work | None = None
    plugins: tuple[Plugin, ...] = ()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = pipe.recv()
            if isinstance(task, _Plugins):
                plugins = task.plugins
                continue
            try:
                receive(plugins)
                if work is None:
                    work = begun(job)
                answer = True, work(task), ""
            except Exception as error:
                answer = False, error, f"In a worker process:\n{traceback.format_exc()}"
            try:
                pipe.send(answer)
            except (pickle.PicklingError, TypeError, AttributeError):
                # An error of a library's own kind may not travel.
                _, unsent, where = answer
                pipe.send((False, RuntimeError(f"{type(unsent).__name__}: {unsent}"), where))


def _end_with_parent(by_kernel: bool) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    if by_kernel and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def _nothing_of_the_script() -> Iterator[None]:
    """Start processes that do not import the script which asks: it need not be importable, nor guard itself."""
    with _ONE_AT_A_TIME:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that an interrupt from the terminal does not reach, not even while they begin."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It is started with the first process otherwise, and lets interrupts through again when it has been.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
