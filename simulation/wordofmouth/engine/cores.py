"""Cores: how many this process may use, which in a container or on a shared machine are fewer than there are."""

import contextlib
import math
import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path

# Where Linux tells of the limits of a process, and where they are.
_MEMBERSHIP, _GROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """Return how many cores this process may use, at least 1.

    The fewest of: those to which it is bound (``taskset``, a job's set of cores, ``PYTHON_CPU_COUNT``), what its
    container's quota of CPU time comes to, and what the batch system SLURM has given a task; in a worker of
    pytest-xdist, its share of them.
    """
    return max(1, min([_bound(), *_quotas(), *_number("SLURM_CPUS_PER_TASK")]) // _sharers())


def can_start_processes() -> bool:
    """Tell whether this process may start others: one that is itself a daemon of a pool may not."""
    return not multiprocessing.current_process().daemon


def _bound() -> int:
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _sharers() -> int:
    return max([1, *_number("PYTEST_XDIST_WORKER_COUNT")])


def _number(variable: str) -> Iterator[int]:
    with contextlib.suppress(KeyError, ValueError):
        yield int(os.environ[variable])


def _quotas() -> Iterator[int]:
    """Yield what each limit on the way to the root of the control groups comes to, in whole cores."""
    for quota, period in _limits():
        if quota > 0 and period > 0:
            yield math.ceil(quota / period)


def _limits() -> Iterator[tuple[int, int]]:
    with contextlib.suppress(OSError):
        for line in _MEMBERSHIP.read_text().splitlines():
            _, controllers, name = line.split(":", 2)
            if controllers == "":
                yield from _each_limit(_GROUPS, name, _of_version_2)
            elif "cpu" in controllers.split(","):
                yield from _each_limit(_GROUPS / "cpu", name, _of_version_1)


def _each_limit(root: Path, name: str, read: Callable[[Path], tuple[int, int]]) -> Iterator[tuple[int, int]]:
    own = root / name.strip("/")
    # In a container the path may be the host's, of which only the root is there.
    for folder in {own, *own.parents, root}:
        if folder.is_relative_to(root):
            with contextlib.suppress(OSError, ValueError):
                yield read(folder)


def _of_version_2(folder: Path) -> tuple[int, int]:
    quota, period = (folder / "cpu.max").read_text().split()
    return (0 if quota == "max" else int(quota)), int(period)


def _of_version_1(folder: Path) -> tuple[int, int]:
    return int((folder / "cpu.cfs_quota_us").read_text()), int((folder / "cpu.cfs_period_us").read_text())
