"""Loaded: which heavy packages a process has read, here or in a worker."""

import sys

from wordofmouth.runs.runner import _Replicator

# What the way to the first number has no use for; of SciPy, numba asks for the version, which takes next to nothing.
HEAVY = (
    "matplotlib",
    "mesa",
    "networkx",
    "optuna",
    "pandas",
    "rich",
    "scipy.linalg",
    "scipy.optimize",
    "scipy.sparse",
    "scipy.special",
    "scipy.stats",
    "typer",
)
# What numba needs to compile, and not to run what is compiled.
COMPILING = ("coverage", "numba.np.arraymath", "numba.np.npyimpl", "numba.typed.typeddict")


def loaded():
    """Return which of all that this process has read."""
    return [name for name in (*HEAVY, *COMPILING) if name in sys.modules]


def replicator(job):
    """Return what a worker does for a run, as the runner has it, and tells besides what it has read so far."""
    work = _Replicator(job)
    return lambda replication: (work(replication)[0], loaded())
