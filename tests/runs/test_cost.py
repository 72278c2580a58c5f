"""What takes more memory or time than there is is told before anything is built."""

import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import SizeError
from wordofmouth.runs import cost, runner
from wordofmouth.runs.cost import Cost, check_cost, memory
from wordofmouth.runs.processes import Processes
from wordofmouth.scenario.scenario import Scenario

DESIGN = """
name = "long"
scenario = "small"
replications = 1000

[factors]
weeks = [10, 10000]
"brand.quality" = { from = 0.1, to = 0.9, steps = 100 }
"""
ASKED = {
    "memory of a market": ["run", "launch", "--set", "consumers=100000000"],
    "memory of a table": ["run", "small", "--replications", "100000", "--set", "weeks=10000"],
    "memory of tables": ["compare", "loyalty", "--replications", "100000", "--set", "weeks=10000"],
    "days": ["sweep", "long.toml"],
    "days too": ["sensitivity", "long.toml"],
}


@pytest.fixture(autouse=True)
def _nothing_is_built(monkeypatch, tmp_path):
    """With 8 GB and two cores; whatever begins to run anything fails the test."""

    def build(*_, **__):
        raise AssertionError("it was built")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "long.toml").write_text(DESIGN)
    monkeypatch.setattr(cost, "memory", lambda: 8e9)
    monkeypatch.setattr(cost, "usable_cores", lambda: 2)
    monkeypatch.setattr(Processes, "run", build)
    monkeypatch.setattr(runner, "simulate", build)


@pytest.mark.parametrize("words", ASKED.values(), ids=ASKED)
def test_it_is_told_with_the_figure(tmp_path, words):
    if words[0] == "sensitivity":
        (tmp_path / "long.toml").write_text(
            DESIGN.replace("[factors]", 'design = "morris"\npoints = 1000\n[factors]').replace(
                "[10, 10000]", "{ from = 10, to = 10000 }"
            ).replace(", steps = 100", "")
        )  # fmt: skip
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2, done.output
    (line,) = done.stderr.strip().splitlines()
    assert "this takes at least" in line
    assert line.endswith("; ask for less, or go on with --force-size")
    assert any(unit in line for unit in (" GB", " hours", " days"))
    assert not (tmp_path / "results").exists()


def test_forced_it_begins():
    done = CliRunner().invoke(app, [*ASKED["memory of a market"], "--workers", "0", "--force-size"])
    assert "it was built" in str(done.exception)


def test_fewer_processes_are_named_where_they_would_do():
    markets = Cost.of([Scenario.load("small").varied({"consumers": 20_000_000})], 10)
    with pytest.raises(SizeError, match=r"8 processes take at least .* there are 8\.0 GB; `workers` 2 would do"):
        check_cost(markets, 8)
    check_cost(markets, 2)


@pytest.mark.parametrize("name", ["launch", "small", "bass"])
def test_what_is_usual_is_never_refused(name):
    check_cost(Cost.of([Scenario.load(name)], 1_000))


def test_cost_follows_consumers_weeks_brands_and_runs():
    small = Scenario.load("small")
    one = Cost.of([small], 1)
    assert Cost.of([small, small], 3).seconds == pytest.approx(6 * one.seconds)
    assert Cost.of([small.varied({"consumers": 400})], 1).bytes_each == 2 * one.bytes_each
    assert Cost.of([small.varied({"weeks": 52})], 1).bytes_kept == 2 * one.bytes_kept
    assert Cost.of([small], 1, is_kept=False).bytes_kept == 0


def test_memory_is_as_many_pages_as_there_are(tmp_path, monkeypatch):
    """Or what a container allows, if that is less."""
    pages = {"SC_PHYS_PAGES": 1_000, "SC_PAGE_SIZE": 4_096}
    monkeypatch.setattr("wordofmouth.runs.cost.os.sysconf", pages.__getitem__)
    monkeypatch.setattr("wordofmouth.runs.cost._CGROUP", tmp_path)
    assert memory() == 4_096_000
    (tmp_path / "memory.max").write_text("1000000\n")
    assert memory() == 1_000_000
