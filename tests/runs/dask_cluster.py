"""A Dask cluster on this machine: a scheduler and workers that start in a folder of their own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from patience import PATIENCE, until

# What a worker loads first: it cannot open anything below a folder, as if the disk were another machine's.
_BLIND = """
import os, sys

def forbid(event, args):
    if event == "open" or event.startswith("os."):
        for arg in args:
            if isinstance(arg, (str, bytes)) and os.path.abspath(os.fsdecode(arg)).startswith({folder!r}):
                raise FileNotFoundError(2, "another machine's disk", os.fsdecode(arg))

sys.addaudithook(forbid)
"""


class DaskCluster(NamedTuple):
    """Processes of a cluster that has begun."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@contextlib.contextmanager
def dask_cluster(folder: Path, workers: int = 2, unseen: Path | None = None) -> Iterator[DaskCluster]:
    """Yield a cluster that has its files in a folder, and whose workers see nothing below another."""
    folder.mkdir(exist_ok=True)
    contact, blind = folder / "scheduler.json", folder / "blind.py"
    blind.write_text(_BLIND.format(folder=f"{unseen}{os.sep}") if unseen else "")
    joining = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--preload", str(blind)]
    scheduler = _dask(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    begun = [scheduler, *(_dask(folder, "worker", *joining) for _ in range(workers))]
    try:
        until(lambda: contact.exists() and contact.read_text(), scheduler)
        address = json.loads(contact.read_text())["address"]
        _wait_for(address, workers)
        yield DaskCluster(address, scheduler, begun[1:])
    finally:
        for process in begun:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process of a cluster with all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _dask(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(folder / "scheduler.json")]
    (folder / "own").mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(folder / "own")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **quiet)


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=PATIENCE)
