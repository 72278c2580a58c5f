"""Trials: a copy of the repository, and processes that begin with everything imported but what is mutated.

Whoever starts them has imported what takes longest (Numba, Mesa, SciPy, pandas …) and nothing of this package; a trial
is a fork of that process, in which the package is imported from the copy, with the fault in it.
"""

import contextlib
import importlib
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mutants import ROOT

_WARM = (
    "hypothesis", "pytest", "numpy", "numba", "pandas", "pyarrow.parquet", "scipy.stats", "scipy.optimize",
    "scipy.sparse", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "mesa", "networkx", "pydantic", "typer",
    "typer.testing", "rich.console", "babel.numbers", "openpyxl", "PIL.Image", "SALib.sample.sobol", "optuna",
    "statsmodels.api",
)  # fmt: skip


class Ended(NamedTuple):
    """How a trial ended: with which status (None: it ran longer than allowed), what it says, after how many seconds."""

    status: int | None
    says: str
    seconds: float


def warm() -> None:
    """Import what takes longest, once."""
    for name in _WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    assert not any(name.partition(".")[0] == "wordofmouth" for name in sys.modules)


def copy_to(folder: Path) -> Path:
    """Bring a copy of all files that are under version control, or could be, up to date."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            there, code = folder / name, (ROOT / name).read_bytes()
            if not there.exists() or there.read_bytes() != code:
                there.parent.mkdir(parents=True, exist_ok=True)
                write_younger(there, code)
    return folder


def write_younger(path: Path, code: bytes) -> None:
    """Write a program a second younger than it was: bytecode is told by the second and the size alone."""
    younger = int(path.stat().st_mtime) + 1 if path.exists() else None
    path.write_bytes(code)
    if younger is not None:
        os.utime(path, (younger, younger))


def in_fork(folder: Path, work: Callable[[], tuple[int, str]], allowed: float) -> Ended:
    """Do some work in a fork of this process, in a copy; end it, and all that it started, when its time is over.

    Args:
        folder: the copy. What is printed goes to a file beside it.
        work: returns an exit status, and what is to be told.
        allowed: seconds of the processor, of each process that is started; the clock may take six times as long.
    """
    sys.stdout.flush()
    begun = time.perf_counter()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _do(folder, work, allowed, theirs)
    os.close(theirs)
    said, is_over = b"", False
    while not said.endswith(b"\0"):
        left = 6 * allowed - (time.perf_counter() - begun)
        is_over = left <= 0 or not select.select([ours], [], [], left)[0]
        if is_over or not (piece := os.read(ours, 65_536)):
            break
        said += piece
    os.close(ours)
    if is_over:
        os.kill(child, signal.SIGKILL)
    _, how = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    seconds = round(time.perf_counter() - begun, 2)
    if said.endswith(b"\0"):
        status, _, says = said[:-1].decode().partition("\n")
        return Ended(int(status), says, seconds)
    if is_over or (os.WIFSIGNALED(how) and os.WTERMSIG(how) == signal.SIGXCPU):
        return Ended(None, f"more than {allowed:g} s", seconds)
    return Ended(3, f"the process ended ({how})", seconds)


def _do(folder: Path, work: Callable[[], tuple[int, str]], allowed: float, pipe: int) -> None:
    os.setsid()
    soft = int(allowed) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 5))
    printed = os.open(folder.with_suffix(".out"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.chdir(folder)
    sys.path[:] = [str(folder / "simulation"), *(path for path in sys.path if not path.startswith(str(ROOT / "tests")))]
    os.environ |= {"PYTHONPATH": str(folder / "simulation"), "WORDOFMOUTH_CACHE": str(folder.parents[1] / "cache")}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    status, says = 3, "it could not be begun"
    try:
        status, says = work()
    except BaseException as error:
        says = repr(error)
    finally:
        os.write(pipe, f"{status}\n{says}\0".encode())
        os._exit(0)


class _First:
    """A plugin of pytest: the first test that fails."""

    failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def run(tests: list[str], *plugins: Any, until_one_fails: bool = True) -> tuple[int, str]:
    """Run tests in the order given; return the exit status, and the first that failed."""
    first = _First()
    # Plugins that are imported already cannot be rewritten, and need not be.
    quiet = "ignore::pytest.PytestAssertRewriteWarning"
    words = ["-n", "0", "-p", "no:cacheprovider", "-W", quiet, *(["-x"] if until_one_fails else []), *tests]
    status = pytest.main(words, plugins=[first, *plugins])
    return int(status), first.failed
