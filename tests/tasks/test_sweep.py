"""Sweeps: the same bytes whatever the number of workers, whatever is killed, and nothing lost that was done."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from patience import PATIENCE, until
from wordofmouth import run
from wordofmouth.errors import FolderError
from wordofmouth.runs.processes import Died
from wordofmouth.tasks.run.finding import economics
from wordofmouth.tasks.sweep import worker as parts
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

LONG = {"scenario": "small", "fixed": {"weeks": 40}, "seed": 5}
SCRIPT = """
import sys, json
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep
sweep(Design(**json.loads(sys.argv[1])), out=sys.argv[2], resume=sys.argv[3] == "resume", workers=int(sys.argv[4]))
"""


def design(**given: object) -> Design:
    factors = {"brand.quality": [0.4, 0.9], "campaign.leaders.count": [0, 5]}
    return Design(**{"name": "leaders", "scenario": "small", "replications": 4, "factors": factors, **given})


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep") / "here"
    sweep(design(), out=folder, workers=0)
    return folder


@pytest.fixture(scope="module")
def long_swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Design, Path]:
    """Return a sweep that is long enough to be disturbed, and where it lies, undisturbed."""
    said, folder = design(**LONG, replications=40), tmp_path_factory.mktemp("sweep") / "long"
    sweep(said, out=folder, workers=2)
    return said, folder


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing_to_the_byte(swept, tmp_path, workers):
    sweep(design(), out=tmp_path / "again", workers=workers)
    assert files(tmp_path / "again") == files(swept)


def test_a_run_in_a_sweep_is_the_run_alone(swept):
    """Point by point and replication by replication the table is that of `wom run` with the same values."""
    table = pyarrow.parquet.read_table(swept / "table.parquet").to_pandas()
    alone = run(design().base.varied({"brand.quality": 0.9, "campaign.leaders.count": 5}), replications=4).table
    here = table.query("point == 3").drop(columns=["point", "brand.quality", "campaign.leaders.count"])
    assert here.reset_index(drop=True)[alone.columns].equals(alone)


def test_every_row_says_of_which_point_it_is(swept):
    table = pyarrow.parquet.read_table(swept / "table.parquet").to_pandas()
    assert len(table) == 4 * 4 * 26
    points = table.groupby("point")[["brand.quality", "campaign.leaders.count"]].first()
    assert points.to_numpy().tolist() == [[0.4, 0], [0.4, 5], [0.9, 0], [0.9, 5]]
    outcomes = pyarrow.parquet.read_table(swept / "outcomes.parquet").to_pandas()
    last = table.query("week == 26").reset_index()
    assert outcomes["penetration"].tolist() == last["penetration"].tolist()
    assert outcomes["profit"].tolist() == pytest.approx(
        table.groupby(["point", "replication"])["profit"].sum().tolist()
    )


def test_a_run_that_fails_is_kept_with_its_error_and_the_others_go_on(tmp_path):
    """Two values each of which is right, and which together are not: a lever for more consumers than there are."""
    factors = {"campaign.leaders.count": [0, 150], "consumers": [100, 200]}
    result = sweep(design(factors=factors, replications=2), out=tmp_path / "sweep", workers=0)
    assert [(failure.point, failure.replication) for failure in result.failures] == [(2, 0), (2, 1)]
    assert "must be at most the number of consumers, 100" in result.failures[0].error
    assert sorted(set(result.outcomes["point"].to_pylist())) == [0, 1, 3]
    assert json.loads((tmp_path / "sweep" / "manifest.json").read_text())["failures"]


def test_measures_that_some_points_lack_are_missing_there(tmp_path):
    """A campaign is a factor too: what one lever costs is unknown where there is none."""
    campaigns = [[], [{"kind": "discount", "cost": 3.0}]]
    result = sweep(design(factors={"campaign": campaigns}, replications=1), out=tmp_path / "sweep", workers=0)
    costs = result.table.groupby("point")["spent_on_discount"]
    assert np.isnan(costs.sum(min_count=1)[0])
    assert costs.sum()[1] == 3.0 * 26


def test_a_baseline_tells_what_the_campaign_added(tmp_path):
    result = sweep(design(baseline=True, replications=3), out=tmp_path / "sweep", workers=0)
    alone = run(result.design.base.varied({"brand.quality": 0.9, "campaign.leaders.count": 5}), replications=3)
    rows = {row.name: row for row in economics(alone)}
    found = result.outcomes.to_pandas().query("point == 3")
    for name in ("total_cost", "extra_buyers"):
        assert found[name].mean() == pytest.approx(rows[name].mean)
    # The run's is the ratio of means; a sweep keeps that of each run.
    expected = found["total_cost"].sum() / found["extra_buyers"].sum()
    assert rows["cost_per_customer"].value == pytest.approx(expected)


def test_runs_are_spent_until_precise(tmp_path):
    """Every point has its interval narrow enough, or as many runs as are allowed; the sure ones have fewer."""
    wanted = {"measure": "penetration", "half_width": 0.03, "at_most": 80}
    result = sweep(design(precision=wanted, factors={"brand.quality": [0.1, 0.9]}), out=tmp_path / "sweep", workers=0)
    outcomes = result.outcomes.to_pandas()
    counts = outcomes.groupby("point").size()
    spread = outcomes.groupby("point")["penetration"].std()
    assert (counts >= 10).all()
    assert (counts <= 80).all()
    assert all(count == 80 or 2.1 * sd / np.sqrt(count) < 0.032 for count, sd in zip(counts, spread, strict=True))
    assert counts[spread.idxmax()] == counts.max()


def test_folders_are_not_harmed(swept, tmp_path):
    sweep(design(), out=tmp_path / "nothing", resume=True, workers=0)
    assert files(tmp_path / "nothing") == files(swept)
    with pytest.raises(FolderError, match="another design"):
        sweep(design(seed=9), out=swept, resume=True, workers=0)
    before = files(swept)
    sweep(design(), out=swept, resume=True, workers=0)
    assert files(swept) == before
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(FolderError):
        sweep(design(), out=other, workers=0)
    assert (other / "letter.txt").read_text() == "mine"


def started(said: Design, folder: Path, how: str, workers: int) -> subprocess.Popen[bytes]:
    """Start a sweep in a process group of its own."""
    words = [sys.executable, "-c", SCRIPT, said.model_dump_json(), str(folder), how, str(workers)]
    # What it complains of goes to where the test's own output goes.
    return subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL)


def kill_all(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def killed_and_resumed(said: Design, folder: Path, kills: int, most: int, chance: random.Random) -> int:
    """Kill a sweep, with all its workers, at random moments, and resume it each time; return how often it was alive.

    A moment is told by how many files of parts, finished or not, have come since it was begun: fewer than ``most``.
    """
    alive = 0
    for _ in range(kills):
        begun = (folder / "sweep.json").exists()
        process = started(said, folder, "resume" if begun else "new", 2)
        wanted = _entries(folder) + chance.randrange(most)
        until(lambda process=process, wanted=wanted: process.poll() is not None or _entries(folder) >= wanted)
        alive += process.poll() is None
        kill_all(process)
        if (folder / "manifest.json").exists():
            break
    if not (folder / "manifest.json").exists():
        process = started(said, folder, "resume" if (folder / "sweep.json").exists() else "new", 2)
        assert process.wait(PATIENCE) == 0
    return alive


def _entries(folder: Path) -> int:
    return len(list((folder / "parts").glob("*")))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_sweep_killed_and_resumed_is_the_same_to_the_byte(long_swept, tmp_path):
    said, whole = long_swept
    assert killed_and_resumed(said, tmp_path / "killed", 1, 3, random.Random(1)) > 0
    assert files(tmp_path / "killed") == files(whole)
    assert not (tmp_path / "killed" / "parts").exists()


@pytest.mark.slow
def test_a_long_sweep_killed_ten_times_is_the_same_to_the_byte(tmp_path):
    """Two thousand runs, killed with SIGKILL at ten random moments."""
    said = design(**LONG, replications=500)
    sweep(said, out=tmp_path / "whole", workers=2)
    assert killed_and_resumed(said, tmp_path / "killed", 10, 12, random.Random(2)) >= 5
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


@pytest.mark.skipif(sys.platform != "linux", reason="finds workers in /proc")
def test_a_killed_worker_loses_nothing(tmp_path):
    """One worker process is killed in mid-sweep: the sweep ends, with all runs, none of them failed."""
    said = design(**LONG, replications=30)
    process = started(said, tmp_path / "sweep", "new", 2)
    until(lambda: list((tmp_path / "sweep" / "parts").glob("*.outcomes.parquet")), process)
    workers = until(lambda: [pid for pid in children(process.pid) if "spawn_main" in _command(pid)][1:], process)
    os.kill(workers[-1], signal.SIGKILL)
    assert process.wait(PATIENCE) == 0
    manifest = json.loads((tmp_path / "sweep" / "manifest.json").read_text())
    assert (manifest["runs"], manifest["failures"]) == (120, [])


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_results_can_be_read_while_a_sweep_runs(tmp_path):
    """Each part is a table of its own, with the factors of its runs, as soon as it is there."""
    seen = []

    def look(progress: object) -> None:
        parts = sorted((tmp_path / "sweep" / "parts").glob("*.table.parquet"))
        seen.append(sum(pyarrow.parquet.read_table(part).num_rows for part in parts))

    sweep(design(**LONG, replications=40), out=tmp_path / "sweep", workers=0, progress=look)
    assert seen == sorted(seen)
    assert seen[-1] == 160 * 40
    assert 0 < seen[1] < seen[-1]


def dask(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(long_swept, tmp_path, monkeypatch):
    """On a Dask scheduler with two workers, one of which is killed in mid-sweep, and a result is lost on its way.

    The one that is killed is the first that has the job.
    """
    distributed = pytest.importorskip("distributed")
    fetched, lost = distributed.Future.result, []
    submitted, once = distributed.Client.submit, []

    def submit(client, function, *given, **how):
        if not once:
            once.extend(place for place, pid in client.run(os.getpid).items() if pid == workers[0].pid)
            how |= {"workers": once, "allow_other_workers": True}
        return submitted(client, function, *given, **how)

    monkeypatch.setattr(distributed.Client, "submit", submit)

    def result(future, *how):
        if lost:
            return fetched(future, *how)
        lost.append(future.key)
        raise distributed.CancelledError(future.key)

    monkeypatch.setattr(distributed.Future, "result", result)
    said, here = long_swept
    contact = tmp_path / "scheduler.json"
    scheduler = dask(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(contact), "--no-dashboard"
    )
    joining = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file", str(contact))
    workers = [dask("worker", *joining, "--local-directory", str(tmp_path)) for _ in range(2)]
    try:
        address = _address(contact, workers=2)
        killed: list[int] = []

        def kill_one(progress: object) -> None:
            if progress.runs and not killed:
                killed.append(workers[0].pid)
                workers[0].kill()

        sweep(said, out=tmp_path / "there", cluster=address, progress=kill_one)
        assert killed
        assert lost
    finally:
        for process in (*workers, scheduler):
            kill_all(process)
    assert files(tmp_path / "there") == files(here)


def _address(contact: Path, workers: int) -> str:
    from distributed import Client

    until(lambda: contact.exists() and contact.read_text())
    address = json.loads(contact.read_text())["address"]
    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=PATIENCE)
    return address


class Workers:
    """Workers that leave a part of every unit in which each run failed, and end their process where they are told.

    Args:
        folder: that of the parts.
        dies: whether the process of a unit ends.
        last: after how many units somebody interrupts.
    """

    def __init__(self, folder, dies=lambda unit: False, last=10**9):
        self.folder, self.dies, self.last, self.asked = folder, dies, last, []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def run(self, *given):
        for unit in given[-1]:
            if len(self.asked) == self.last:
                raise KeyboardInterrupt
            self.asked.append(unit)
            if self.dies(unit):
                yield unit, Died()
                continue
            failures = [parts.Failure(*run, 0, "no") for run in unit.runs]
            parts.write(parts.SweepJob(design(), self.folder, design().digest), unit, [], [], failures)
            yield unit, len(failures)
        if len(self.asked) == self.last:
            raise KeyboardInterrupt


class TestDeath:
    """A worker that dies takes nothing along: not the runs beside the one that killed it, and not when resumed."""

    @pytest.fixture(autouse=True)
    def _small_units(self, monkeypatch):
        monkeypatch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 4)

    def sweep(self, monkeypatch, folder, resume=False, **how):
        workers, seen = Workers(folder / "parts", **how), []
        monkeypatch.setattr("wordofmouth.tasks.sweep.task._workers", lambda *_: workers)
        try:
            result = sweep(design(), out=folder, resume=resume, progress=seen.append)
        except KeyboardInterrupt:
            result = None
        return workers.asked, seen, result

    def test_its_runs_are_lived_one_by_one_and_only_the_one_that_kills_fails(self, monkeypatch, tmp_path):
        """Point 1, replication 2 ends every process it is run in."""
        asked, seen, result = self.sweep(monkeypatch, tmp_path / "sweep", dies=lambda unit: (1, 2) in unit.runs)
        assert [len(unit.runs) for unit in asked] == [4, 4, 4, 4, 1, 1, 1, 1]
        assert (seen[-1].runs, seen[-1].failures, result.manifest.runs) == (16, 16, 16)
        said = {(failure.point, failure.replication): failure.error for failure in result.failures}
        assert len(said) == len(result.failures) == 16
        assert [run for run, error in said.items() if error != "no"] == [(1, 2)]
        assert "killed" in said[1, 2]

    @pytest.mark.parametrize("done", range(9))
    def test_resumed_it_does_what_is_not_done_and_no_more(self, monkeypatch, tmp_path, done):
        """Whenever it is interrupted: units and pieces that are there are kept, a unit of which some lack is redone."""
        asked, _, result = self.sweep(
            monkeypatch, tmp_path / "sweep", dies=lambda unit: (1, 2) in unit.runs and len(unit.runs) > 1, last=done
        )
        assert result is None
        whole = {unit for unit in asked if len(unit.runs) == 4 and (1, 2) not in unit.runs}
        pieces = [unit for unit in asked if len(unit.runs) == 1]
        kept = 4 * len(whole) + (4 if len(pieces) == 4 else 0)
        again, seen, result = self.sweep(monkeypatch, tmp_path / "sweep", resume=True)
        assert [len(unit.runs) for unit in again] == [4] * ((16 - kept) // 4)
        assert not whole & set(again)
        assert (seen[0].runs, seen[0].failures) == (kept, kept)
        told = [(failure.point, failure.replication) for failure in result.failures]
        assert sorted(told) == [(point, replication) for point in range(4) for replication in range(4)]
        assert result.manifest.runs == 16
