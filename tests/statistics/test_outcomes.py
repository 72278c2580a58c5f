"""Outcomes: one list; whoever asks for outcomes has a new one as soon as it is on it."""

import importlib.util
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from test_economics import money_table
from test_summaries import adoption_table, one_brand
from wordofmouth.errors import OutcomeError
from wordofmouth.figures import labels
from wordofmouth.statistics import outcomes
from wordofmouth.statistics.outcomes import KNOWN, OUTCOMES, RunTables, outcome
from wordofmouth.statistics.summaries import summarise
from wordofmouth.tasks.compare.finding import conclusion
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.worker import outcomes_of
from wordofmouth.words.catalogue import Words

BEFORE = Path(__file__).parents[1] / "before"
MODULE = """
from wordofmouth.statistics.outcomes import Outcome, register

register(Outcome("first_buyers", "consumers", lambda runs: runs.cube("buyers")[:, 0]))
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Add an outcome by one small file, and take it off the list again."""
    for table in (KNOWN, OUTCOMES):
        for name, found in list(table.items()):
            monkeypatch.setitem(table, name, found)
        monkeypatch.setitem(table, "first_buyers", None)
        del table["first_buyers"]
    path = tmp_path / "mine.py"
    path.write_text(MODULE)
    spec = importlib.util.spec_from_file_location("mine", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return outcome("first_buyers")


TABLE = adoption_table(one_brand([2, 3, 1], [4, 0, 0]))


class TestANewOne:
    """A name, a unit and a function in one file are enough."""

    def test_it_is_in_summaries_and_sweeps(self, added):
        row = next(row for row in summarise(TABLE) if row.name == "first_buyers")
        assert (row.value, row.unit, row.label) == (3.0, "consumers", "first buyers")
        assert outcomes_of(TABLE, None, 0.0)["first_buyers"].tolist() == [2, 4]
        assert Design(scenario="small", factors={"weeks": [5]}, precision={"measure": "first_buyers"}).precision

    def test_scenarios_are_compared_by_it(self, added):
        comparison = Comparison.load(BEFORE / "compare")
        pairs = comparison.pairs("first_buyers")
        tables = [table.filter(np.asarray(table["week"]) == 1) for table in comparison.tables.values()]
        first = [np.asarray(table["buyers"], dtype=float) for table in tables]
        assert pairs[0].difference == pytest.approx((first[1] - first[0]).mean())
        assert "first_buyers" in {row.measure for row in comparison.summary()}
        said = conclusion(added, pairs, comparison.labels, comparison.manifest.replications)
        assert "first buyers" in said or "No difference" in said or "do not differ" in said

    def test_it_has_a_heading_an_axis_and_claims(self, added):
        assert (labels.heading(added), labels.unit(added)) == ("First buyers", "consumers")
        assert added.more.format(amount=3) == "has 3 more first buyers than"
        assert added.best == "has most first buyers"

    def test_a_campaign_may_be_sought_that_has_most_of_it(self, added):
        goal = Goal.load("best_launch")
        assert Goal(**goal.model_dump() | {"objective": "first_buyers"}).objective == "first_buyers"

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_the_lab_offers_it(self, added, language):
        """What a language has no word for is said in English."""
        say = Words(language)
        offered = {name: asked.label_in(say) for name, asked in OUTCOMES.items()}
        assert offered["first_buyers"] == "first buyers"

    def test_its_name_is_its_own(self, added):
        with pytest.raises(OutcomeError, match="'first_buyers' is there already"):
            outcomes.register(added)


def test_an_unknown_one_is_told_the_nearest():
    with pytest.raises(OutcomeError, match="did you mean 'penetration'"):
        outcome("penetratoin")


@pytest.mark.parametrize("name", KNOWN)
def test_each_is_one_number_a_run_and_a_curve_that_ends_there(name):
    """Of any table: NaN for every run if the table lacks its columns, and never an error."""
    rich = money_table(
        [[0, 5, 5], [0, 1, 1]],
        [[-100, 80, 80], [-100, 20, 20]],
        [[100, 0, 0], [100, 0, 0]],
        **{
            column: one_brand([1, 2, 3], [4, 5, 6])
            for column in (
                "purchases",
                "repeat_purchases",
                "loyal",
                "rating",
                "revenue",
                "deterred",
                "convinced",
                "recommenders",
                "cocreators",
                "unit_costs",
                "refunds",
                "claims",
            )
        },
    )
    plain = money_table([[0, 0, 2], [0, 1, 1]], [[0, 0, 10], [0, 20, 20]])
    asked = outcome(name)
    runs = RunTables(rich, plain, 0.1)
    assert asked.is_in(runs) or asked.needs_rivals
    assert asked.values(runs).shape == (2,)
    assert asked.curve(runs).shape == (2, 3)
    assert np.array_equal(asked.curve(runs)[:, -1], asked.by_brand(runs)[:, 0], equal_nan=True)
    bare = RunTables(TABLE)
    assert asked.is_in(bare) or np.isnan(asked.values(bare)).all()
    assert not asked.needs_rivals or not asked.is_in(runs)
    for text in (asked.label, asked.meaning, asked.unit, asked.heading, asked.best):
        assert text
    assert "3" in asked.more.format(amount=3)
    assert "3" in asked.less.format(amount=3)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("penetration", [0.11, 0.02]),
        ("buyers", [11, 2]),
        ("purchases", [6, 15]),
        ("loyal", [3, 6]),
        ("profit", [60, -60]),
        ("npv", [60, -60]),
        ("campaign_cost", [100, 100]),
        ("cost_per_customer", [100 / 9, np.nan]),
        ("return_on_spend", [0.5, -1]),
        ("deterred", [0.5, 0.5]),
        ("extra_buyers", [9, 0]),
    ],
)
def test_by_hand(name, values):
    """Two runs of three weeks: 1, 5 and 5 new buyers, or 0, 1 and 1; without the campaign 2 and 2 at the end."""
    columns = {name: one_brand([1, 2, 3], [4, 5, 6]) for name in ("purchases", "loyal", "deterred", "convinced")}
    table = money_table([[1, 5, 5], [0, 1, 1]], [[-100, 80, 80], [-100, 20, 20]], [[100, 0, 0], [100, 0, 0]], **columns)
    plain = money_table([[0, 0, 2], [0, 1, 1]], [[0, 0, 10], [0, 20, 20]])
    assert outcome(name).values(RunTables(table, plain, 0.0)) == pytest.approx(values, nan_ok=True)


def _rivals(needs=()):
    """Two runs of three weeks: 1, 2 and 3 units, or 4, 5 and 6; of two rivals twice and three times as many."""
    own = np.array([[1, 2, 3], [4, 5, 6]])
    counts = np.stack([own, 2 * own, 3 * own], axis=2)
    columns = {"purchases": counts, "revenue": 10.0 * counts, "new_buyers": counts}
    buyers = np.cumsum(counts, axis=1)
    return RunTables(
        to_table_of(["Own", "Rival", "Third"], columns | {"buyers": buyers, "penetration": buyers / 100}), needs=needs
    )


def to_table_of(names, cubes):
    """Return an adoption table of cubes by measure."""
    runs, weeks, brands = next(iter(cubes.values())).shape
    at = np.stack(np.meshgrid(range(runs), range(1, weeks + 1), range(brands), indexing="ij"), axis=-1).reshape(-1, 3)
    of = {"replication": at[:, 0], "week": at[:, 1], "brand": np.array(names, object)[at[:, 2]]}
    return pyarrow.table(of | {name: cube.reshape(-1) for name, cube in cubes.items()})


def test_shares_of_the_market_are_of_all_brands_for_the_need():
    """One of six units; one of three where the third is for something else, of which it has all, as no rival is."""
    for name in ("market_share", "revenue_share"):
        assert outcome(name).by_brand(_rivals()) == pytest.approx(np.array([[1 / 6, 2 / 6, 3 / 6]] * 2))
        assert outcome(name).values(_rivals(["a", "a", "b"])) == pytest.approx(1 / 3)
        assert not outcome(name).is_in(_rivals(["a", "b", "b"]))


def test_a_share_of_the_market_is_of_all_that_was_sold_so_far():
    """In each run by itself, from its first week to the week."""
    sold = np.random.default_rng(1).integers(1, 99, (3, 5, 2)).astype(float)
    shares = RunTables(to_table_of(["One", "Other"], {"purchases": sold})).market_share("purchases")
    for run in range(3):
        for week in range(5):
            so_far = sold[run, : week + 1].sum(axis=0)
            assert shares[run, week] == pytest.approx(so_far / so_far.sum())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_rival_has_is_an_outcome(language):
    """Of any outcome that brands have, patterns among them; less of it is better, and it is told in words."""
    asked = outcome("brands.Rival.market_share")
    assert asked.values(_rivals()) == pytest.approx(1 / 3)
    assert outcome("brands.Third.total_purchases").values(_rivals()).tolist() == [18.0, 45.0]
    assert asked.is_cost
    assert not asked.is_in(RunTables(TABLE))
    said = [asked.label_in(Words(language)), *(asked.claim_in(Words(language), word, "3") for word in ("more", "best"))]
    assert (
        said
        == {
            "en": ["market share of Rival", "has 3 more market share of Rival than", "has least market share of Rival"],
            "fr": [
                "part de marché de Rival",
                "a 3 de plus (part de marché de Rival) que",
                "a le moins (part de marché de Rival)",
            ],
        }[language]
    )
    for name in ("brands.Rival.extra_profit", "brands.A.brands.B.profit", "brands.Rival.profits"):
        with pytest.raises(OutcomeError):
            outcome(name)


def test_one_number_of_a_run_is_level_over_its_weeks():
    """Half of the six buyers have bought by 1.33 weeks, half of the four by half a week."""
    found = outcome("week_50").curve(RunTables(TABLE))
    assert np.allclose(found, np.array([[1 + 1 / 3] * 3, [0.5] * 3]))
