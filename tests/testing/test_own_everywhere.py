"""One set of rules of one's own at every size of use: a lever, a channel, a behaviour, a network and an outcome."""

import json
import os
import subprocess
import sys
import urllib.request

import numpy as np
import pytest
import wordofmouth as wom
from lab_browser import serving
from own_parts import forget, write
from patience import PATIENCE, until
from wordofmouth.catalogue import load_result, report
from wordofmouth.pages.page import page
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import to_toml
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design

KINDS = ("lever", "channel", "behaviour", "generator", "outcome")
MARKET = {
    "plugins": [f"own_{what}.py" for what in KINDS],
    "consumers": 120,
    "weeks": 5,
    "brands": [{"name": "Ours", "known_by": 0.5}],
    "network": {"kind": "own_generator"},
    "channels": {"own_channel": {"listeners": 5}},
    "behaviours": {"own_behaviour": {}},
    "campaign": [{"kind": "own_lever", "week": 2, "receivers": 10}],
}
DESIGN = {"scenario": "s.toml", "replications": 2, "factors": {"campaign.own_lever.receivers": [0, 30]}}
COLUMNS = {"spent_on_own_lever", "praise_own_channel", "own_behaviour"}


@pytest.fixture
def market(own_parts):
    """Return a market with a part of each kind, whose files lie beside it and are accepted."""
    for what in KINDS:
        wom.use(write(own_parts, what))
    (own_parts / "s.toml").write_text(to_toml(MARKET))
    (own_parts / "d.toml").write_text(to_toml(DESIGN))
    return Scenario.load("s.toml")


def test_run(market):
    result = wom.run(market, replications=2, workers=0)
    assert {*result.arrow.column_names} >= COLUMNS
    (row,) = (row for row in result.summary() if row.name == "own_outcome")
    assert row.value > 0


@pytest.mark.slow
def test_report(market):
    """Of a result on disk, in a process that has loaded nothing yet."""
    wom.run(market, replications=2, workers=0).save("r", figure=lambda folder: None)
    forget()
    text = report(load_result("r"))
    assert "own lever" in text.lower()
    assert "own_outcome" in text or "own outcome" in text


def test_compare(market):
    compared = wom.compare(
        market,
        market.varied(title="More", name="more", **{"campaign.own_lever.receivers": 60}),
        replications=3,
        measure="own_outcome",
        workers=0,
    )
    assert compared.finding()
    assert "own_outcome" in {row.measure for row in compared.summary()}


def test_a_sweep_that_is_interrupted_and_goes_on_in_another_process(market, own_parts, monkeypatch):
    """It ends in the bytes of one that was not, and each run has the outcome."""

    def interrupt(progress):
        if progress.runs:
            raise KeyboardInterrupt

    monkeypatch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 2)
    whole = wom.sweep("d.toml", out="whole", workers=0)
    with pytest.raises(KeyboardInterrupt):
        wom.sweep("d.toml", out="killed", workers=0, progress=interrupt)
    forget()
    again = wom.sweep("d.toml", out="killed", workers=0, resume=True)
    assert again.manifest.is_same(whole.manifest)
    values = again.outcomes.column("own_outcome").to_numpy()
    assert len(values) == 4
    assert np.isfinite(values).all()
    assert {name.name for name in (own_parts / "killed" / "inputs").iterdir() if name.suffix == ".py"}


def test_optimise(market):
    goal = Goal(
        scenario="s.toml",
        objective="own_outcome",
        budget=100.0,
        trials=3,
        replications=2,
        fresh=2,
        vary={"campaign.own_lever.receivers": [0, 30]},
    )
    best = wom.optimise(goal, workers=0)
    assert best.best.plugins == market.plugins
    best.finding()


@pytest.mark.slow
def test_calibrate(market, own_parts):
    """What its own fields are is sought as ours are."""
    sold = wom.run(market.varied(weeks=8), replications=1, workers=0, baseline=False).table["purchases"]
    file = "period,sales\n" + "".join(f"{week},{n + 1}\n" for week, n in enumerate(sold, 1))
    (own_parts / "sales.csv").write_text(file)
    ranges = {"behaviours.own_behaviour.rate": {"from": 0.0, "to": 0.2}}
    result = wom.calibrate(market.varied(weeks=8), "sales.csv", ranges=ranges, trials=8, weeks_per_period=1, workers=0)
    assert result.scenario.plugins == market.plugins


def test_story_and_page(market):
    assert str(wom.story(market))
    text = page([market])
    assert "own_lever" in text
    assert str(market.plugins[0]) not in text


def test_the_mesa_model(market):
    model = wom.WordOfMouth(market, rng=1)
    model.run_model()
    assert {*model.adoption.columns} >= COLUMNS


CELLS = (
    f"import wordofmouth as wom\nfor name in {MARKET['plugins']}:\n    wom.use(name)",
    "wom.run('s.toml', replications=2, workers=0)",
    "wom.sweep('d.toml', out='in_a_cell', workers=0, progress=True).by('own_outcome')",
    "wom.WordOfMouth(wom.Scenario.load('s.toml'), rng=1)",
    "wom.load_result('in_a_cell').plot('own_outcome')",
)


@pytest.mark.slow
def test_a_notebook_shows_what_they_come_to(market, own_parts):
    """In a kernel that has loaded nothing yet: the finding, the picture and the rows of one's own, and a bar."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(own_parts)}}).execute()
    outputs = [cell["outputs"] for cell in notebook.cells]
    ran, swept, model = ("".join(each.get("data", {}).get("text/html", "") for each in of) for of in outputs[1:4])
    assert "own outcome" in ran.lower()
    assert "own outcome" in swept.lower()
    assert "receivers" in swept.lower()
    assert all("<svg" in shown or "image/svg+xml" in shown for shown in (ran, swept))
    assert "120 consumers" in model
    assert any("image/png" in each.get("data", {}) for each in outputs[4])
    assert any("4/4" in each.get("text", "") for each in outputs[2])


@pytest.mark.slow
def test_the_page_of_the_lab(market, own_parts):
    """As it is given on the command line: the lever has its card, and no page tells where its file lies."""
    given = (option for name in MARKET["plugins"] for option in ("--with", str(own_parts / name)))
    with (
        serving(str(own_parts / "s.toml"), *given) as address,
        urllib.request.urlopen(address, timeout=PATIENCE) as page,
    ):
        text = page.read().decode()
    assert "Own lever" in text
    assert str(own_parts) not in text


@pytest.mark.slow
def test_worker_processes_have_them(market, own_parts):
    """Their files being gone: what was loaded here is what they have."""
    expected = wom.sweep("d.toml", out="here", workers=0)
    there = wom.sweep("d.toml", out="there", workers=2)
    assert there.manifest.is_same(expected.manifest)


@pytest.mark.slow
def test_a_cluster_has_them(market, own_parts, tmp_path):
    """Two workers of Dask, begun elsewhere, which have none of the files."""
    distributed = pytest.importorskip("distributed")
    contact, elsewhere = tmp_path / "scheduler.json", tmp_path / "elsewhere"
    elsewhere.mkdir()

    def dask(*words):
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(contact)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=elsewhere, start_new_session=True, env=os.environ.copy(), **quiet)

    begun = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    begun += [dask("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)]
    try:
        until(lambda: contact.exists() and contact.read_text())
        address = json.loads(contact.read_text())["address"]
        with distributed.Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        here = wom.sweep("d.toml", out="here", workers=0)
        there = wom.sweep(Design.load("d.toml"), out="there", cluster=address)
        assert there.manifest.is_same(here.manifest)
    finally:
        for process in begun:
            process.kill()
            process.wait()
