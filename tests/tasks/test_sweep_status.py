"""What the folder of a sweep tells of it: while it runs, when it was interrupted, and at its end."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import FolderError
from wordofmouth.results.manifest import Manifest
from wordofmouth.tasks.sweep import units
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.status import status
from wordofmouth.tasks.sweep.task import sweep

TINY = {"scenario": "bass", "fixed": {"consumers": 50, "weeks": 5}, "factors": {"model.p": [0.01, 0.3]}}


@pytest.fixture(autouse=True)
def _small_units(monkeypatch):
    monkeypatch.setattr(units, "_MOST_RUNS", 2)


def design(**given) -> Design:
    return Design(**{"name": "tiny", "replications": 4} | TINY | given)


def interrupted(folder: Path, said: Design, at: int, look=lambda: None) -> None:
    """Sweep until so many runs are done, look, and interrupt it."""

    def progress(now):
        if now.runs >= at:
            look()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(said, out=folder, workers=0, progress=progress)


def told(folder: Path) -> str:
    done = CliRunner().invoke(app, ["sweep", "--status", str(folder)])
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_it_tells_what_is_done_and_what_is_left(tmp_path):
    """Who is at it while somebody is; the finding so far is that of the runs that are done, with its interval."""
    seen = []
    interrupted(tmp_path / "sweep", design(), 6, lambda: seen.append(status(tmp_path / "sweep")))
    (running,) = seen
    left = status(tmp_path / "sweep")
    assert (running.state, left.state) == ("running", "unfinished")
    assert "process" in running.owner
    assert left.owner == ""
    for found in (running, left):
        assert (found.done, found.left, found.causes) == (6, 2, [])
        assert "p 0.3" in found.result.finding()
    assert "unfinished: 6 runs done, 2 left" in told(tmp_path / "sweep")
    whole = sweep(design(), out=tmp_path / "sweep", resume=True, workers=0)
    assert status(tmp_path / "sweep")[:4] == ("finished", "", 8, 0)
    assert whole.finding() in told(tmp_path / "sweep")


def test_equal_failures_are_one_line(tmp_path):
    """Those that are left out of the finding, by cause with one example each, while it runs and at its end."""
    factors = {"campaign.leaders.count": [150, 160, 0], "consumers": [100]}
    said = design(scenario="small", fixed={"weeks": 3}, factors=factors)
    interrupted(tmp_path / "sweep", said, 8)
    for end in (False, True):
        found = status(tmp_path / "sweep")
        assert [(cause.runs, cause.example.point) for cause in found.causes] == [(4, 0), (4, 1)]
        assert told(tmp_path / "sweep").count("Failed: 4 runs, as point") == 2
        if not end:
            sweep(said, out=tmp_path / "sweep", resume=True, workers=0)


def test_nothing_is_known_yet(tmp_path):
    interrupted(tmp_path / "sweep", design(), 0)
    assert "No run has come to its end yet" in told(tmp_path / "sweep")
    until_precise = design(precision={"measure": "penetration", "half_width": 0.2, "at_most": 20})
    interrupted(tmp_path / "other", until_precise, 2)
    assert status(tmp_path / "other").left is None


def test_where_no_sweep_is_it_says_so(tmp_path):
    with pytest.raises(FolderError, match="there is no sweep here"):
        status(tmp_path)
    done = CliRunner().invoke(app, ["sweep"])
    assert (done.exit_code, "name a design" in done.stderr) == (2, True)


@pytest.mark.parametrize("look", [status, lambda folder: sweep(design(), out=folder, workers=0)])
def test_one_killed_after_its_manifest_is_finished_by_the_next_look(tmp_path, look):
    """What only a sweep under way needs is removed; nothing is run again, nor refused as unfinished."""
    folder = tmp_path / "sweep"
    interrupted(folder, design(), 8)
    shutil.copytree(folder, tmp_path / "before")
    sweep(design(), out=folder, resume=True, workers=0)
    for name in ("sweep.json", "parts"):
        copy = shutil.copytree if (tmp_path / "before" / name).is_dir() else shutil.copyfile
        copy(tmp_path / "before" / name, folder / name)
    look(folder)
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "table.parquet", "outcomes.parquet"}


def test_an_earlier_result_is_there_until_the_new_one_is(tmp_path):
    """Interrupted, the folder still holds it; the new one leaves nothing of it."""
    folder = tmp_path / "sweep"
    other = design(baseline=True, scenario="small", factors={"brand.quality": [0.2, 0.9]}, fixed={"weeks": 2})
    earlier = sweep(other, out=folder, workers=0)
    assert (folder / "baseline.parquet").exists()
    interrupted(folder, design(), 2)
    assert SweepResult.load(folder).manifest == earlier.manifest
    sweep(design(), out=folder, resume=True, workers=0)
    assert Manifest.read(folder).design_digest == design().digest
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "table.parquet", "outcomes.parquet"}


def test_a_state_that_is_damaged_is_named(tmp_path):
    interrupted(tmp_path / "sweep", design(), 2)
    (tmp_path / "sweep" / "sweep.json").write_text(json.dumps(["no"]))
    with pytest.raises(FolderError, match=r"sweep\.json: .* it is damaged"):
        sweep(design(), out=tmp_path / "sweep", resume=True, workers=0)
    assert sweep(design(), out=tmp_path / "sweep", force=True, workers=0).manifest.runs == 8
