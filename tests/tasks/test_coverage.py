"""Coverage: intervals hold as they say, and each error that one could make turns its row red."""

import math

import numpy as np
import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.statistics import intervals, means, paired
from wordofmouth.statistics.forecasting import combination
from wordofmouth.statistics.intervals import PRINTED, student
from wordofmouth.tasks.peers import estimate
from wordofmouth.tasks.validate.coverage import page, rows
from wordofmouth.tasks.validate.coverage.populations import formulas
from wordofmouth.tasks.validate.coverage.rows import Found, found, of_formulas

ROWS = list(of_formulas(formulas(), 2_000, 400))
PAGE = page.PAGE.read_text(encoding="utf-8")
NAMES = [f"{row.name}, {row.case}, {row.runs}" for row in ROWS]


@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=[pytest.mark.slow] * (row.name == "peers")) for row in ROWS], ids=NAMES
)
def test_an_interval_holds_as_it_says_and_as_the_page_does(row):
    assert not is_red(row), (found(row), on_the_page(row))


def test_rows_of_many_trials_are_on_the_page():
    """Whoever changes an interval makes the page again: `wom validate coverage`."""
    assert not any(math.isnan(on_the_page(row)) for row in ROWS)


def one_sided(degrees):
    """Return how far an interval would reach whose both sides had the error of one."""
    from scipy.special import ndtri, stdtrit

    is_normal = np.isinf(degrees)
    return np.where(is_normal, ndtri(0.95), stdtrit(np.where(is_normal, 1, degrees), 0.95))[()]


def normal(degrees):
    return student(np.full(np.shape(degrees), np.inf))[()]


PLANTS = {
    "z for t": [(means, "student", normal)],
    "one-sided for two": [
        *((module, "student", one_sided) for module in (intervals, means, paired)),
        (estimate, "normal_half_width", lambda error: 1.645 * error),
        (combination, "_reach", lambda freedom: 1.645 / 1.96 * reach(freedom)),
    ],
    "sd for standard error": [
        (means, "standard_error", lambda variance, n: np.sqrt(variance)),
        (rows, "wilson", lambda share, n: intervals.wilson(share, 1)),
        (paired, "tango", lambda more, less, n: proportions_of_one(more, less, n)),
        (estimate, "normal_half_width", lambda error: 20 * error),
        (rows, "tango", lambda more, less, n: proportions_of_one(more, less, n)),
    ],
}
tango, reach = paired.tango, combination._reach


def proportions_of_one(more, less, n):
    """Return how much more often, as wide as a standard deviation has it."""
    low, high = tango(more, less, n)
    seen = (more - less) / n
    return seen + math.sqrt(n) * (low - seen), seen + math.sqrt(n) * (high - seen)


def on_the_page(row):
    """Return the coverage of a row as COVERAGE.md has it, if it is from as many trials; else not a number."""
    start = f"| {row.name} | {row.case} | {row.runs or 'varies'} | {row.trials:,} | "
    lines = [line for line in PAGE.splitlines() if line.startswith(start)]
    return float(lines[0].removeprefix(start).partition(" ")[0]) / 100 if lines else math.nan


def is_red(row):
    """Tell whether a row does not hold, or not as often as on the page, which is from the same draws."""
    now = found(row)
    return not now.holds or abs(now.coverage - on_the_page(row)) > 0.006


def turned_red(name, plant, monkeypatch):
    """Tell whether some row of an interval turns red with an error planted."""
    for module, function, wrong in PLANTS[plant]:
        monkeypatch.setattr(module, function, wrong)
    return any(is_red(row) for row in ROWS if row.name == name)


PLANTED = [
    *((name, plant) for plant in PLANTS for name in ("difference", "mean", "precision")),
    # A band's width is that of the largest deviation of all weeks: the quantile of one of them cancels.
    *(("curve", plant) for plant in PLANTS if plant != "one-sided for two"),
    *((name, plant) for plant in ("one-sided for two", "sd for standard error")
      for name in ("better", "lights", "differ", "survey", "exposed", "peers")),
    ("forecast", "one-sided for two"),
]  # fmt: skip
# Those that take long are planted in the slow suite.
LONG = {*(("precision", plant) for plant in PLANTS), *(("peers", plant) for plant in PLANTS)}


@pytest.mark.parametrize(
    ("name", "plant"), [pytest.param(*each, marks=[pytest.mark.slow] * (each in LONG)) for each in PLANTED]
)
def test_a_planted_error_turns_it_red(name, plant, monkeypatch):
    assert turned_red(name, plant, monkeypatch)


@pytest.mark.parametrize("name", ["difference", "lights", "better"])
def test_broken_pairs_turn_it_red(name, monkeypatch):
    """Each first is beside the second of another pair."""
    samples = rows.Population.samples

    def broken(self, generator, n, trials):
        first, second = samples(self, generator, n, trials)
        return first, generator.permuted(second, axis=0)

    monkeypatch.setattr(rows.Population, "samples", broken)
    assert any(is_red(row) for row in ROWS if row.name == name)


def test_the_page_has_every_row_and_every_interval_that_is_printed():
    results = [Found(row.name, row.case, row.runs, row.trials, 0.95, 0.005, 1.0, 1.0, 0.0) for row in ROWS]
    results[0] = results[0]._replace(coverage=0.8)
    text = page.text(results)
    assert text.count("**does not hold**") == 1
    assert all(f"| {row.name} | {row.case} |" in text for row in [*ROWS, *PRINTED])


def test_coverage_is_measured_alone():
    done = CliRunner().invoke(app, ["validate", "coverage", "bad_news"])
    assert done.exit_code == 2
    assert "alone" in done.stderr


@pytest.mark.parametrize(
    ("coverage", "width", "trials", "holds"),
    [(0.95, 1.0, 2000, True), (0.91, 1.0, 2000, False), (0.91, 1.0, 400, True), (0.975, 1.0, 2000, False),
     (0.95, 1.6, 2000, False)],
)  # fmt: skip
def test_what_holds(coverage, width, trials, holds):
    assert Found("", "", 20, trials, coverage, 0.0, width, 1.0, 0.0).holds == holds
