"""Plot and reproduce: every kind of result is drawn and made again, from its folder or from any file of it."""

import json
import pickle
import shutil

import pytest
from in_process import wom
from planted import RANGES, planted, scenario
from wordofmouth import Scenario, compare, run
from wordofmouth.errors import TableError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.provenance import traced
from wordofmouth.results.tables import digest
from wordofmouth.tasks.calibrate.record import Calibration
from wordofmouth.tasks.calibrate.task import calibrate
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

SMALL = Scenario.load("small").varied(weeks=8)
TASKS = ("run", "compare", "sweep", "optimise", "calibrate")


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """Return a folder with a result of each task, called as the task is; each is what another process would draw."""
    room = tmp_path_factory.mktemp("results")
    sent(run(SMALL, replications=2, workers=0)).save(room / "run")
    poor = SMALL.varied({"name": "poor", "brand.quality": 0.2})
    sent(compare(SMALL, poor, replications=2, workers=0)).save(room / "compare")
    asked = {"scenario": SMALL.model_dump(mode="json"), "replications": 2, "factors": {"brand.quality": [0.3, 0.9]}}
    swept = sweep(Design(**asked), out=room / "sweep", workers=0)
    swept.save_figure(room / "sweep" / swept.figure_name)
    vary = {"campaign.leaders.count": [0, 2, 3]}
    goal = Goal(scenario="small", budget=100, trials=3, replications=2, fresh=2, vary=vary)
    sent(optimise(goal, workers=0)).save(room / "optimise")
    observed = planted(8, weeks=12)[1]
    how = {"ranges": RANGES, "holdout": 4, "trials": 10, "seed": 3}
    sent(calibrate(scenario(consumers=200, weeks=12), observed, workers=0, **how)).save(room / "calibrate")
    return room


def sent(record):
    """Return a record as another process has it."""
    return pickle.loads(pickle.dumps(record))


@pytest.fixture
def results(originals, tmp_path, monkeypatch):
    """Return a copy of them, in the folder where one is."""
    shutil.copytree(originals, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("task", TASKS)
def test_it_is_drawn_again_to_the_byte(results, task):
    (path,) = (results / task).glob("*.png")
    before = path.read_bytes()
    path.unlink()
    assert wom("plot", task)[0] == 0
    assert path.read_bytes() == before
    assert wom("plot", task, "--out", "figure.svg")[0] == 0
    assert traced(results / task / path.name)[1] == results / task


@pytest.mark.parametrize("task", TASKS)
def test_it_is_made_again_to_the_bit(results, task):
    status, printed, _ = wom("reproduce", task, "--workers", 0)
    assert status == 0
    assert printed.startswith("Reproduced to the bit")


@pytest.mark.parametrize("task", TASKS)
def test_what_was_changed_since_is_not_made_again(results, task):
    path = results / task / "manifest.json"
    kept = json.loads(path.read_text())
    place = kept["design"] if task in ("sweep", "optimise", "calibrate") else kept["scenario"]
    place["trials" if "trials" in place else "seed" if task == "sweep" else "weeks"] = 9
    path.write_text(json.dumps(kept))
    status, _, complained = wom("reproduce", task, "--workers", 0)
    assert status == 2
    assert "it was changed since" in complained


@pytest.mark.parametrize("task", TASKS)
def test_every_file_of_it_leads_to_its_manifest(results, task):
    wom("report", task)
    wom("plot", task, "--out", f"{task}/figure.svg")
    manifest = Manifest.read(results / task)
    files = {path for path in (results / task).iterdir() if path.is_file()}
    names = {*manifest.files, "figure.svg", "manifest.json"}
    for path in (path for path in files if path.name in names):
        found, folder = traced(path)
        assert (found.digest, folder) == (manifest.digest, results / task)
    assert {".png", ".svg", ".parquet", ".html"} <= {path.suffix for path in files}


@pytest.mark.parametrize("task", TASKS)
def test_a_figure_alone_is_enough(results, task):
    """Of either format, which carry the same."""
    for ending in ("png", "svg"):
        wom("plot", task, "--out", f"alone.{ending}")
    carried = [traced(results / f"alone.{ending}") for ending in ("png", "svg")]
    assert carried[0] == carried[1]
    assert carried[0][1] is None
    assert wom("reproduce", "alone.svg", "--workers", 0)[0] == 0


def test_a_table_alone_is_enough(results):
    shutil.copy(results / "run" / "table.parquet", results / "alone.parquet")
    assert wom("reproduce", "alone.parquet", "--workers", 0)[0] == 0


def test_a_report_alone_is_enough(results):
    wom("report", "run", "--out", "alone.html")
    assert traced(results / "alone.html")[1] is None
    assert wom("reproduce", "alone.html", "--workers", 0)[0] == 0


@pytest.mark.parametrize("name", ["adoption.png", "baseline.parquet"])
def test_any_file_can_be_made_again(results, name):
    assert wom("reproduce", f"run/{name}", "--workers", 0)[0] == 0


def test_a_file_of_another_result_is_told(results):
    shutil.copy(results / "compare" / "comparison.png", results / "run" / "adoption.png")
    assert traced(results / "run" / "adoption.png")[1] is None
    shutil.copy(results / "compare" / "comparison.png", results / "mine.png")
    (results / "notes.txt").write_text("mine")
    (results / "broken.png").write_text("mine")
    (results / "broken.parquet").write_text("mine")
    for name in ("notes.txt", "broken.png", "broken.parquet"):
        status, _, complained = wom("reproduce", name)
        assert status == 2
        assert "this is no file of a result" in complained
    status, _, complained = wom("reproduce", "adoption.png")
    assert (status, "no such file" in complained) == (2, True)


def test_a_calibration_comes_back_as_it_was(results):
    result = Calibration.load(results / "calibrate")
    kept = json.loads((results / "calibrate" / "fit.json").read_text())
    assert json.loads(json.dumps(result.fit())) == kept
    assert result.written.digest == Scenario.load(results / "calibrate" / "scenario.toml").digest
    kept["sales"]["median"][0] += 1
    for text in (json.dumps(kept), "{}"):
        (results / "calibrate" / "fit.json").write_text(text)
        with pytest.raises(TableError, match=r"fit\.json: this is not the file of the manifest"):
            Calibration.load(results / "calibrate")


@pytest.mark.parametrize("other", ["arrow", "baseline", "groups", "influence", "leaders"])
def test_what_differs_is_told(tmp_path, other):
    """One table is of other luck than the manifest says, whichever it is: where it differs is told."""
    mine, lucky = (run(SMALL, replications=2, seed=seed, workers=0, by=("leader",), influence=True) for seed in (0, 1))
    setattr(mine, other, getattr(lucky, other))
    tables = {"arrow": "table_digest", "baseline": "baseline_digest"}
    if other in tables:
        digests = {tables[other]: digest(getattr(lucky, other))}
        mine.manifest = mine.manifest.model_copy(update=digests)
    mine.save(tmp_path / "result", figure=False)
    status, printed, _ = wom("reproduce", tmp_path / "result", "--workers", 0)
    assert status == 1
    head, *lines = printed.splitlines()
    assert head == "Not reproduced."
    name = {"arrow": "", "groups": "breakdown: "}.get(other, f"{other}: ")
    assert lines
    assert all(line.startswith(f"  {name}") and line.endswith("(then and now)") for line in lines)
