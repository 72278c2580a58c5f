"""Chaos: killed, stopped and doubled at random moments, a sweep ends in the bytes of an undisturbed one.

On request: `uv run pytest -n 0 -m slow tests/runs/test_chaos.py`; `WORDOFMOUTH_CHAOS=20` sweeps 20 times in place of
200, and `WORDOFMOUTH_CHAOS_SEED` draws other moments. What is done to a sweep follows from the seed and its number; at
what the sweep is at that moment, no seed decides. Every fifth sweep runs on a Dask cluster, and to that things are done
too. Trials that held are remembered by pytest's cache, for the code they held for: a second command goes on, and a page
counts them.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from dask_cluster import dask_cluster
from patience import PATIENCE, until
from places import ROOT
from wordofmouth.resources import PACKAGE
from wordofmouth.results.code import tree_digest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]

COUNT = int(os.environ.get("WORDOFMOUTH_CHAOS", "200"))
SEED = int(os.environ.get("WORDOFMOUTH_CHAOS_SEED", "15"))
PAGE = ROOT / "tests" / "runs" / "CHAOS.md"
# The code that a trial tries: of runs, of what they leave, and of a sweep.
CODE = [
    tree_digest(path.read_bytes())
    for room in ("runs", "results", "tasks/sweep")
    for path in sorted((PACKAGE / room).rglob("*.py"))
]
MARK = "WORDOFMOUTH_CHAOS_TRIAL"
# Some twenty parts; each replication is a run of a millisecond.
DESIGN = """
name = "chaos"
scenario = "bass"
replications = 400

[fixed]
consumers = 2000
weeks = 20

[factors]
"model.p" = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]
"""
SWEEP = """
import resource, signal, sys
folder, design, room, *where = sys.argv[1:]
if room != "all":
    # A disk on which no file finds room that is longer than this.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
sys.argv = ["wom", "sweep", design, "--out", folder, *where, "--resume"]
from wordofmouth.__main__ import main
main()
"""
LONGEST = 6.0
# What is done to a sweep, and to one on a cluster besides; a sweep that has ended by then is left as it is.
DONE = ("KILL", "TERM", "HUP", "INT", "terminal closed", "worker", "stopped worker", "stopped", "full", "two")
DONE_TO_CLUSTERS = (
    "KILL",
    "TERM",
    "INT",
    "stopped",
    *("worker", "stopped worker", "scheduler", "stopped scheduler") * 2,
)
# What a shell would show: by a signal, or with the status that says so.
ENDED = {0, 2, *(-number for number in (1, 2, 9, 15)), *(128 + number for number in (1, 2, 15))}


class Trial:
    """One sweep, and what is done to it."""

    done = DONE

    def __init__(self, room: Path, number: int) -> None:
        self.chance = random.Random(f"{SEED}:{number}")
        self.mark = f"{os.getpid()}-{number}"
        self.folder, self.temporary = room / "results" / "sweep", room / "temporary"
        self.temporary.mkdir(parents=True)
        self.design = room / "chaos.toml"
        self.design.write_text(DESIGN)
        self.said: list[str] = []

    def started(self, room: str = "all", *where: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {MARK: self.mark, "TMPDIR": str(self.temporary)}
        words = [sys.executable, "-c", SWEEP, str(self.folder), str(self.design), room, *(where or ("--workers", "2"))]
        return subprocess.Popen(
            words, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def processes(self) -> list[int]:
        """Return all processes that come from this trial, however far from it they are by now."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                is_dead = path.joinpath("stat").read_text().rsplit(")")[1].split()[0] == "Z"
                if not is_dead and f"{MARK}={self.mark}".encode() in path.joinpath("environ").read_bytes().split(b"\0"):
                    found.append(int(path.name))
        return found

    def workers(self, parent: int) -> list[int]:
        return [pid for pid in self.processes() if pid != parent and b"spawn_main" in command_of(pid)]

    def disturb(self) -> None:
        """Sweep, do something to it at some moment, and wait until nothing is left of it."""
        what = self.chance.choice(self.done)
        self.said.append(what)
        process = self.started(str(self.chance.randrange(500, 40_000)) if what == "full" else "all")
        self._wait(what, [process, *([self.started()] if what == "two" else [])])

    def _wait(self, what: str, processes: list[subprocess.Popen[bytes]]) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            processes[0].wait(self.chance.uniform(0, LONGEST))
        if processes[0].poll() is None:
            self._do(what, processes[0].pid)
        for one in processes:
            _, complaint = one.communicate(timeout=PATIENCE)
            assert one.returncode in ENDED, (self.said, one.returncode, complaint)
            assert b"Traceback" not in complaint, (self.said, complaint)
        until(lambda: not self.processes(), told=lambda: f"{self.said}: {self.processes()} are left")

    def _do(self, what: str, parent: int) -> None:
        worker = self.chance.choice(self.workers(parent) or [parent])
        with contextlib.suppress(ProcessLookupError):
            if what == "terminal closed":
                os.killpg(parent, signal.SIGHUP)
            elif what == "worker":
                os.kill(worker, self.chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGHUP]))
            elif what == "stopped worker":
                # It is stopped still when the parent ends.
                os.kill(worker, signal.SIGSTOP)
                time.sleep(self.chance.uniform(0, 1))
                os.kill(parent, signal.SIGKILL)
            elif what == "stopped":
                self._pause(parent)
            elif what in ("KILL", "TERM", "HUP", "INT"):
                os.kill(parent, getattr(signal, f"SIG{what}"))

    def _pause(self, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        time.sleep(self.chance.uniform(0, 1))
        os.kill(pid, signal.SIGCONT)


class ClusterTrial(Trial):
    """One sweep on a Dask cluster, to whose scheduler and workers things are done too."""

    done = DONE_TO_CLUSTERS

    def disturb(self) -> None:
        """Sweep on a cluster of its own, do something to one or the other, and wait until nothing is left of it."""
        what = self.chance.choice(self.done)
        self.said.append(f"cluster: {what}")
        with dask_cluster(self.folder.parent.parent / f"cluster {len(self.said)}") as self.cluster:
            self._wait(what, [self.started("all", "--cluster", self.cluster.address)])

    def workers(self, parent: int) -> list[int]:
        return [worker.pid for worker in self.cluster.workers]

    def _do(self, what: str, parent: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if what == "scheduler":
                os.kill(self.cluster.scheduler.pid, self.chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGHUP]))
            elif what == "stopped scheduler":
                self._pause(self.cluster.scheduler.pid)
            elif what == "stopped worker":
                self._pause(self.chance.choice(self.workers(parent)))
            else:
                super()._do(what, parent)


def command_of(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def finished(trial: Trial) -> dict[str, bytes]:
    """Return the bytes of a sweep that goes on undisturbed, in processes here; nothing lies beside its results."""
    process = trial.started()
    _, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (trial.said, complaint)
    manifest = json.loads((trial.folder / "manifest.json").read_text())
    assert manifest["failures"] == []
    assert {path.name for path in trial.folder.iterdir()} == {"manifest.json", *manifest["files"]}, trial.said
    # Beside the result lie the runs that are kept, and nothing else.
    beside = {".runs", "sweep"}
    until(lambda: {path.name for path in trial.folder.parent.iterdir()} <= beside, told=lambda: str(trial.said))
    until(lambda: not [*trial.temporary.iterdir()], told=lambda: f"{trial.said}: {[*trial.temporary.iterdir()]}")
    return {path.name: path.read_bytes() for path in trial.folder.glob("*.parquet")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return finished(Trial(tmp_path_factory.mktemp("whole"), -1))


@pytest.mark.parametrize("number", range(COUNT))
def test_whatever_is_done_to_a_sweep_it_ends_in_the_same_bytes(tmp_path, whole, request, number):
    """One to four times something is done to it; then it is left alone, and has lost nothing."""
    cache, key = request.config.cache, f"chaos/trials-{SEED}"
    code, held = cache.get(key, (CODE, {}))
    if code != CODE:
        held = {}
    if str(number) in held:
        PAGE.write_text(page([*held.values()]), encoding="utf-8")
        pytest.skip("it held before")
    trial = (Trial if number % 5 else ClusterTrial)(tmp_path, number)
    for _ in range(trial.chance.randint(1, 4 if number % 5 else 2)):
        trial.disturb()
    assert finished(trial) == whole, trial.said
    cache.set(key, (CODE, held | {str(number): trial.said}))
    PAGE.write_text(page([*held.values(), trial.said]), encoding="utf-8")


def page(trials: list[list[str]]) -> str:
    """Return the page that says what was done, and what came of it."""
    counts = Counter(what for said in trials for what in said)
    return "\n".join(
        [
            "# Chaos",
            "",
            "Made by `uv run pytest -n 0 -m slow tests/runs/test_chaos.py`.",
            "",
            f"In each of {len(trials):,} trials, drawn from the seed {SEED}, a sweep of 2,400 runs was begun and",
            "gone on with, one to four times: in two processes, or in every fifth trial on a Dask cluster of a",
            "scheduler and two workers. Each time something was done to it within its first six seconds, at a moment",
            "that the seed draws. Then it went on undisturbed.",
            "",
            "Every trial ended in the bytes of an undisturbed sweep, and nothing that was done left a traceback, a",
            "process or a scrap. What was done, and how often:",
            "",
            "| what | times |",
            "|---|---|",
            *(f"| {what} | {times:,} |" for what, times in sorted(counts.items())),
            "",
        ]
    )
