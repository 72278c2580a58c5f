"""The command `wom sweep`: what it prints, how it complains, and how it is interrupted."""

import json
import os
import signal
import subprocess
import sys

import pytest
from in_process import wom
from patience import PATIENCE, until

DESIGN = """
name = "quality"
scenario = "small"
replications = 3

[fixed]
weeks = 10

[factors]
"brand.quality" = [0.4, 0.9]
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quality.toml").write_text(DESIGN)


def test_a_sweep_leaves_its_results(tmp_path):
    status, printed, _ = wom("sweep", "quality.toml", "--workers", 0)
    assert status == 0
    assert "2 points, 6 runs" in printed
    left = {path.name for path in (tmp_path / "results" / "quality").iterdir()}
    assert {"table.parquet", "outcomes.parquet", "manifest.json"} <= left
    assert not {"parts", "sweep.json"} & left


def test_json_tells_the_finding():
    status, printed, _ = wom("sweep", "quality.toml", "--workers", 0, "--json")
    told = json.loads(printed)
    assert status == 0
    assert (told["runs"], told["failures"]) == (6, [])
    assert told["finding"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"brand.quality"', '"brand.qualty"', "factors.brand.qualty: brand.qualty: no 'qualty' here; did you mean"),
        ("[0.4, 0.9]", "[0.4, 1.9]", "factors.brand.quality: brands.0.quality: 1.9 is not allowed: must be at most 1"),
        ("[0.4, 0.9]", "[]", "factors.brand.quality: is an empty list"),
        ("[0.4, 0.9]", "{ from = 0.9, to = 0.4 }", "a range must end above its beginning, and 0.4 is not above 0.9"),
        ("[0.4, 0.9]", "{ from = 0.4, to = 0.9 }", "a grid needs a list of values, or a range with 'steps'"),
        ("replications = 3", "replication = 3", "replication: no field is called 'replication' here; did you mean"),
        ('"small"', '"smal"', "scenario: no scenario is called 'smal'; did you mean 'small'?"),
        ("replications = 3", 'design = "sobl"', "did you mean 'sobol'?"),
        ("replications = 3", 'precision = { measure = "penetratio" }', "no outcome is called so; did you mean"),
        ("name", "name =", "this is not TOML"),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path, old, new, line):
    (tmp_path / "wrong.toml").write_text(DESIGN.replace(old, new, 1))
    for task in ("sweep", "check"):
        status, printed, complaint = wom(task, "wrong.toml")
        assert status == 2
        assert line in complaint
        assert "Traceback" not in complaint + printed
        assert len(complaint.strip().splitlines()) == 1


def test_unknown_designs_are_refused_and_what_has_not_begun_begins(tmp_path):
    status, _, complaint = wom("sweep", "leader")
    assert (status, "did you mean 'leaders'?" in complaint) == (2, True)
    status, _, complaint = wom("sweep", "quality.toml", "--resume")
    assert (status, "quality: nothing has begun here, so it begins" in complaint) == (0, True)
    status, _, complaint = wom("sweep", "quality.toml", "--cluster", "tcp://127.0.0.1:9")
    assert (status, "no scheduler answers there" in complaint) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_an_interrupted_sweep_tells_how_to_go_on(tmp_path):
    """Ctrl-C ends it and its workers, keeps what is done, and the command that it tells ends the rest."""
    (tmp_path / "quality.toml").write_text(DESIGN.replace("weeks = 10", "weeks = 80").replace("= 3", "= 30"))
    command = [sys.executable, "-m", "wordofmouth", "sweep", "quality.toml", "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        parts = tmp_path / "results" / "quality" / "parts"
        until(lambda: list(parts.glob("*.outcomes.parquet")), process)
        os.killpg(process.pid, signal.SIGINT)
        _, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "wom sweep quality.toml --resume" in complaint
    assert "Traceback" not in complaint
    assert wom("sweep", "quality.toml")[0] == 2
    status, printed, _ = wom("sweep", "quality.toml", "--resume")
    assert status == 0
    assert "60 runs" in printed
