"""The command `wom bench`: it measures what it says, in few words, and takes no option that it does not use."""

import json

import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import RequestError
from wordofmouth.tasks.bench import start


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


@pytest.mark.slow
def test_it_measures_a_sweep():
    status, printed, _ = bench("sweep", "--runs", "10", "--workers", "1", "--json")
    timing = json.loads(printed)
    assert (status, timing["runs"], timing["workers"]) == (0, 10, 1)
    assert timing["seconds"] > 0
    assert timing["megabytes"] > 10


def test_what_the_start_takes_is_printed_and_written(tmp_path, monkeypatch):
    """The page shows what is printed, and the command is told how often to measure."""
    asked = []

    def measure(say, repeats):
        asked.append(repeats)
        return [start.StartTiming("wom --help", 0.25, 0.5, repeats), start.StartTiming("wom run", 3.0, 6.75, repeats)]

    monkeypatch.setattr(start, "measure", measure)
    page = tmp_path / "benchmark.md"
    status, printed, _ = bench("start", "--repeats", "3", "--page", str(page), "--json")
    assert (status, asked) == (0, [3])
    assert [(row["what"], row["wall"], row["cpu"]) for row in json.loads(printed)] == [
        ("wom --help", 0.25, 0.5),
        ("wom run", 3.0, 6.75),
    ]
    written = page.read_text(encoding="utf-8")
    assert "| wom --help | 0.25 | 0.50 |\n| wom run | 3.00 | 6.75 |\n" in written
    assert "3 clean processes" in written


def test_a_process_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(RequestError, match="failed: ValueError: so it is"):
        start._ended(("-c", "raise ValueError('so it is')"), {})


@pytest.mark.slow
def test_it_measures_the_start():
    """Each of what one waits for takes time, and an empty store takes the longest."""
    status, printed, _ = bench("start", "--repeats", "1", "--json")
    assert status == 0
    rows = json.loads(printed)
    assert len(rows) == 6
    assert all(row["wall"] > 0 and row["cpu"] > 0 and row["repeats"] == 1 for row in rows)
    took = {row["what"]: row["cpu"] for row in rows}
    assert took["import wordofmouth"] < took["wom run launch"] < took["first wom run launch, empty store"]


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
