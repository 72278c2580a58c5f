"""One run again: of a sweep by its point and replication, or of a scenario by its number, to the bit, and told of."""

import json

import pyarrow.parquet
import pytest
from in_process import wom
from wordofmouth import run
from wordofmouth.results.manifest import Manifest
from wordofmouth.tasks.sweep.task import sweep

DESIGN = """
name = "again"
scenario = "small"
seed = 7
replications = 3
baseline = true
fixed = { weeks = 8, consumers = 60 }

[factors]
"brand.quality" = [0.4, 0.8]
"campaign.leaders.count" = [0, 3]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "again.toml").write_text(DESIGN)
    return tmp_path


def test_a_run_of_a_sweep_is_run_again_with_its_log_and_story(here):
    """From the design, and from the folder of the sweep; its table is the one in the sweep's."""
    sweep("again.toml", out=here / "swept", workers=0)
    for source, folder in (("again.toml", "results/again-point-3-replication-2"), (here / "swept", "other")):
        words = ("--point", 3, "--replication", 2, "--workers", 0, *(("--out", folder) if folder == "other" else ()))
        assert wom("run", source, *words)[0] == 0
        for name in ("table.parquet", "baseline.parquet"):
            alone = pyarrow.parquet.read_table(here / folder / name).to_pandas()
            swept = pyarrow.parquet.read_table(here / "swept" / name).to_pandas()
            swept = swept.query("point == 3 and replication == 2").reset_index(drop=True)
            assert swept[alone.columns].equals(alone)
        log = pyarrow.parquet.read_table(here / folder / "log.parquet").to_pandas()
        praised = log.query("event == 'heard' and valence == 1 and brand == 'Aster'").groupby("week").size()
        table = pyarrow.parquet.read_table(here / folder / "table.parquet").to_pandas()
        heard = table.query("brand == 'Aster'").set_index("week").filter(like="praise_").sum(axis=1)
        assert praised.to_dict() == heard[heard > 0].to_dict()
        assert "week" in (here / folder / "story.txt").read_text()
        assert {"log.parquet", "story.txt"} <= {*Manifest.read(here / folder).files}
    status, told, _ = wom("reproduce", "other")
    assert (status, told.startswith("Reproduced to the bit: 1 run")) == (0, True)
    # Its folder holds a result and nothing else, which the next one may replace.
    assert wom("run", "again.toml", "--point", 0, "--out", "other", "--workers", 0)[0] == 0


def test_a_run_of_a_scenario_is_run_alone(here):
    words = ("run", "small", "--set", "weeks=8", "--replication", 5, "--workers", 0, "--json")
    status, told, _ = wom(*words)
    assert (status, json.loads(told)["folder"]) == (0, "results/small-5")
    alone = pyarrow.parquet.read_table(here / "results" / "small-5" / "table.parquet")
    assert set(alone["replication"].to_pylist()) == {5}
    together = run("small", replications=6, workers=0).table
    assert (
        together.query("replication == 5 and week <= 3")
        .reset_index(drop=True)
        .equals(alone.to_pandas().query("week <= 3").reset_index(drop=True))
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--point", 4), "--point: 4 is not allowed: points go from 0 to 3"),
        (("--point", 0, "--replication", 3), "--replication: 3 is not allowed: replications go from 0 to 2"),
        (("--point", 0, "--seed", 1), "--seed: again.toml says it for all points; leave it out"),
        (("--point", 0, "--set", "weeks=3"), "--set: again.toml says it for all points; leave it out"),
    ],
)
def test_what_is_not_there_is_refused(here, words, line):
    assert wom("run", "again.toml", *words) == (2, "", f"wom: {line}\n")
