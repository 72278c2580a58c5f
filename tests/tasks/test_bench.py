"""The command `wom bench`: it measures what it says, in few words, and takes no option that it does not use."""

import json

import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app


def bench(*words):
    """Run the command in this process; return its exit status, what it printed and what it complained of."""
    done = CliRunner().invoke(app, ["bench", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("what", ["bass", "cascade"])
def test_it_measures_the_same_work_beside_others(what):
    status, printed, _ = bench(what, "--consumers", "1000", "--json")
    rows = json.loads(printed)
    assert status == 0
    assert len(rows) > 1
    if what == "bass":
        assert all(row["seconds"] > 0 and row["weeks"] > 0 for row in rows)
    else:
        ours = {row["probability"]: row for row in rows if row["library"] == "wom"}
        for row in rows:
            mine = ours[row["probability"]]
            # The same cascades: by whichever library, they reach as many.
            assert abs(row["mean"] - mine["mean"]) < 5 * (row["error"] ** 2 + mine["error"] ** 2) ** 0.5


def test_it_measures_a_sweep():
    status, printed, _ = bench("sweep", "--runs", "10", "--workers", "1", "--json")
    timing = json.loads(printed)
    assert (status, timing["runs"], timing["workers"]) == (0, 10, 1)
    assert timing["seconds"] > 0
    assert timing["megabytes"] > 10


def test_it_measures_the_start(tmp_path):
    """Each of what one waits for takes time, an empty store takes the longest, and the page shows what is printed."""
    status, printed, _ = bench("start", "--repeats", "1", "--page", str(tmp_path / "benchmark.md"), "--json")
    assert status == 0
    rows = json.loads(printed)
    assert all(row["wall"] > 0 and row["cpu"] > 0 and row["repeats"] == 1 for row in rows)
    took = {row["what"]: row["cpu"] for row in rows}
    assert took["import wordofmouth"] < took["wom run launch"] < took["first wom run launch, empty store"]
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    for row in rows:
        assert f"| {row['what']} | {row['wall']:.2f} | {row['cpu']:.2f} |" in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["swep"], "bench: nothing called 'swep' is measured; did you mean 'sweep'?"),
        (
            ["sweep", "--consumers", "1000"],
            "--consumers: `bench sweep` has no use for it; it takes --runs and --workers",
        ),
        (["--runs", "10"], "--runs: `bench market` has no use for it; it takes --consumers"),
        (["bass", "--network", "ties.csv"], "--network: `bench bass` has no use for it; it takes --consumers"),
    ],
)
def test_what_it_does_not_use_is_refused(words, says):
    assert bench(*words) == (2, "", f"wom: {says}\n")
