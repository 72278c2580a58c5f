"""Steps: all that the runner does to the machine, to files, processes and the clock, one function a step.

Nobody else writes a result's files or starts a process. So a test can let each of them fail in turn, by putting another
function in its place, and sees that nothing is lost (``tests/runs/test_faults.py``).
"""

import contextlib
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def now() -> float:
    """Return the seconds of a clock that nobody sets."""
    return time.perf_counter()


def start_process(work: Callable[..., None], arguments: tuple[Any, ...]) -> Any:
    """Return a fresh interpreter at work; it is ended when this one ends well."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def join_process(process: Any) -> None:
    """Wait until a process that was told to end has ended."""
    process.join()


def make_folder(path: Path) -> None:
    """Make a folder, and those around it, if they are not there."""
    path.mkdir(parents=True, exist_ok=True)


def create(path: Path) -> None:
    """Make an empty file, which nobody else has."""
    path.open("xb").close()


def write(path: Path, data: bytes) -> None:
    """Write a file whose bytes are known."""
    path.write_bytes(data)


def sync(path: Path) -> None:
    """Wait until a file's bytes are where no loss of power reaches them."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, target: Path) -> None:
    """Give a file or a folder another name, in one step; a file takes the place of another."""
    path.replace(target)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are where no loss of power reaches them; only some systems know that."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        # Some file systems have nothing to wait for, and say so by an error.
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if path.exists():
        shutil.rmtree(path)
