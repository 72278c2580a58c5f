"""Cores: how many this process may use, which in a container or on a shared machine are fewer than there are."""

import os


def usable_cores() -> int:
    """Return how many cores this process may use, at least 1."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
