"""Benchmark of the start: how long whoever has just installed the package waits, and whoever comes back."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from wordofmouth.errors import RequestError
from wordofmouth.resources import CACHE

REPEATS = 5
# Of one scenario, a few points: what it takes is what its workers take to begin.
_DESIGN = """
name = "bench"
scenario = "launch"
replications = 2
[fixed]
consumers = 1000
[factors]
"brand.quality" = [0.5, 0.6, 0.7, 0.8]
"""
_COMMAND = ("-m", "wordofmouth")

type Environment = Mapping[str, str]
# Measures once, in an environment and with an empty folder; returns the seconds that passed, and those of processors.
type _Once = Callable[[Environment, Path], tuple[float, float]]


class StartTiming(NamedTuple):
    """What one command takes from its first instruction to its last, in a process of its own.

    Attributes:
        what: what was asked for.
        wall: seconds until it is there (a median).
        cpu: seconds of processors, of its worker processes too (a median); not a number where no system tells.
        repeats: how often it was measured.
    """

    what: str
    wall: float
    cpu: float
    repeats: int


def measure(say: Callable[[str], None], repeats: int = REPEATS) -> list[StartTiming]:
    """Time clean processes, some with a store of compiled kernels that is empty, and some with one that is filled.

    All is done once beforehand, so that files are in memory, and Python's own bytecode is written.

    Args:
        say: called with what is being done.
        repeats: how often each is measured.

    Raises:
        RequestError: if a command fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        design = folder / "bench.toml"
        design.write_text(_DESIGN, encoding="utf-8")
        filled = _environment(folder / "filled")
        run = (*_COMMAND, "run", "launch", "--force", "--out")
        sweep = (*_COMMAND, "sweep", str(design), "--workers", "2", "--force", "--out")

        def timed(what: str, once: _Once, is_first: bool = False) -> StartTiming:
            say(f"{what}, {repeats} times")
            took = []
            for _ in range(repeats):
                with tempfile.TemporaryDirectory(dir=folder) as name:
                    empty = Path(name)
                    took.append(once(_environment(empty / "kernels") if is_first else filled, empty))
            wall, cpu = (statistics.median(each) for each in zip(*took, strict=True))
            return StartTiming(what, wall, cpu, repeats)

        # Runs are kept beside a result: each is simulated where it lies in a folder of its own.
        def alone(*words: str) -> _Once:
            return lambda environment, empty: _ended((*words, str(empty / "result")), environment)

        say("filling a store of compiled kernels")
        for words in (run, sweep):
            _ended((*words, str(folder / "kept" / "result")), filled)
        rows = [
            timed("import wordofmouth", lambda environment, _: _ended(("-c", "import wordofmouth"), environment)),
            timed("wom --help", lambda environment, _: _ended((*_COMMAND, "--help"), environment)),
            timed("first wom run launch, no kernel compiled", alone(*run), is_first=True),
            timed("wom run launch", alone(*run)),
            timed(
                "wom run launch, its runs kept",
                lambda environment, _: _ended((*run, str(folder / "kept" / "result")), environment),
            ),
            timed("first wom sweep, 2 workers, no kernel compiled", alone(*sweep), is_first=True),
        ]
        if find_spec("nicegui") is None:
            say("the lab is not installed: its first page is left out")
        else:
            _first_page(filled)
            rows.append(timed("wom lab, its first page", lambda environment, _: _first_page(environment)))
        return rows


def markdown(rows: Sequence[StartTiming]) -> str:
    """Return a page that shows what was measured."""
    lines = [
        "# How long one waits",
        "",
        f"Medians of {rows[0].repeats} clean processes each, made by `wom bench start --page results/benchmark.md` on "
        f"{os.cpu_count()} cores. Processor time is that of workers too.",
        "",
        "| what | wall (s) | processors (s) |",
        "|---|---|---|",
        *(f"| {row.what} | {row.wall:.2f} | {row.cpu:.2f} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _environment(store: Path) -> Environment:
    """Return the environment of a process whose compiled kernels are kept in a folder, and that may keep bytecode."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        CACHE: str(store)
    }


def _ended(words: Sequence[str], environment: Environment) -> tuple[float, float]:
    """Run Python with some words to its end; return the seconds that passed, and those of processors."""
    started, cpu = time.perf_counter(), _processor_seconds()
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        message = done.stderr.strip().splitlines() or ["it said nothing"]
        raise RequestError(f"bench: `python {' '.join(words)}` failed: {message[-1]}")
    return time.perf_counter() - started, _processor_seconds() - cpu


def _first_page(environment: Environment) -> tuple[float, float]:
    """Open the lab and ask for its first page; return the seconds until it is there, and those of processors."""
    started, cpu = time.perf_counter(), _processor_seconds()
    words = [sys.executable, *_COMMAND, "lab", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            # It says where it is open, before it can answer.
            address = process.stdout.readline().split()
            if not address:
                raise RequestError("bench: the lab did not open")
            with urllib.request.urlopen(address[-1]) as page:
                page.read()
            wall = time.perf_counter() - started
        finally:
            process.terminate()
            process.communicate()
    return wall, _processor_seconds() - cpu


def _processor_seconds() -> float:
    """Return what all processes took that have ended and that this one began, and those that they began."""
    try:
        import resource
    except ImportError:
        return float("nan")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
