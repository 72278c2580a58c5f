"""The commands of a job array: what they print, and with which status they end."""

import json

import pytest
from in_process import wom

DESIGN = """
name = "quality"
scenario = "small"
replications = 2
fixed = { weeks = 5 }
factors = { "brand.quality" = [0.4, 0.9] }
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 1)
    (tmp_path / "quality.toml").write_text(DESIGN)


def part(number, *words):
    return wom("sweep", "quality.toml", "--part", f"{number}/2", "--workers", 0, *words)


def test_an_array_is_done_gathered_and_told(tmp_path):
    status, printed, _ = part(1)
    assert (status, "Part 1 of 2 is done: 2 runs" in printed) == (0, True)
    assert "wom gather results/quality-parts" in " ".join(printed.split())
    status, _, complaint = wom("gather", "results/quality-parts")
    assert (status, len(complaint.splitlines())) == (2, 1)
    assert "2 runs of 2 parts are missing: part 2 not there" in complaint
    assert not (tmp_path / "results" / "quality").exists()
    status, printed, _ = part(2, "--json")
    assert (status, json.loads(printed)["part"], json.loads(printed)["runs"]) == (0, "2/2", 2)
    status, printed, _ = wom("gather", "results/quality-parts")
    assert (status, "2 points, 4 runs" in printed) == (0, True)
    assert (tmp_path / "results" / "quality" / "sweep.png").exists()


@pytest.mark.parametrize("wrong", ["3/2", "0/2", "two", "1/", "1/2/3"])
def test_a_part_that_is_none_is_refused_in_a_line(wrong):
    status, _, complaint = wom("sweep", "quality.toml", "--part", wrong)
    assert (status, len(complaint.splitlines())) == (2, 1)
    assert "--part" in complaint
