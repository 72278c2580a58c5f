"""Recipes: whatever the lab says of how to get the same elsewhere does it, on the command line and in Python."""

import shlex

import pytest
from typer.testing import CliRunner
from wordofmouth.catalogue import load_result
from wordofmouth.cli.main import app
from wordofmouth.lab.sharing import recipes
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.compare.task import compare

CHANGES = {"brand.quality": 0.55, "consumers": 200, "weeks": 6}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in a folder of one's own, where nothing of the repository is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    return tmp_path


def executed(program):
    names = {}
    exec(compile(program, "recipe", "exec"), names)
    return names


def commanded(line):
    """Run a command as a shell would read it, and return the result that it leaves."""
    name, *words = shlex.split(line.replace("\\\n", ""))
    assert name == "wom"
    answer = CliRunner().invoke(app, [*words, "--workers", "0", "--out", "kept"])
    assert answer.exit_code == 0, answer.output
    return load_result("kept")


@pytest.mark.parametrize("preset", ["small", ""], ids=["a preset that is changed", "a file"])
def test_a_run_is_the_same_elsewhere(folder, preset):
    """The market on the page comes out of the command, and out of the program."""
    scenario = Scenario.load("small").varied(CHANGES)
    (folder / recipes.FILE).write_text(recipes.toml(scenario), encoding="utf-8")
    by_program = executed(recipes.python(scenario, 3, preset))["result"]
    by_command = commanded(recipes.command(scenario, 3, preset))
    for result in (by_program, by_command):
        assert Scenario.from_dict(result.manifest.scenario).digest == scenario.digest
        assert result.manifest.seed == 3
    assert by_program.manifest.table_digest == by_command.manifest.table_digest


def test_a_comparison_is_the_same_elsewhere(folder):
    """Presets by their names, and other scenarios as files."""
    base = Scenario.load("small").varied(CHANGES)
    scenarios = {"base.toml": base, "cheap.toml": base.varied({"brand.price": 20.0, "name": "cheap"})}
    for name, scenario in scenarios.items():
        (folder / name).write_text(recipes.toml(scenario), encoding="utf-8")
    shown = compare(*scenarios.values(), replications=4, seed=7, measure="profit", workers=0)
    by_program = executed(recipes.compare_python(list(scenarios), shown.manifest))["comparison"]
    by_command = commanded(recipes.compare_command(list(scenarios), shown.manifest))
    for comparison in (by_program, by_command):
        assert comparison.finding() == shown.finding()
        assert comparison.manifest.table_digest == shown.manifest.table_digest
