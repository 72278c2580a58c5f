"""Comparisons: common random numbers, each market simulated once, sentences that claim what is distinguishable."""

import math
from dataclasses import replace

import numpy as np
import pytest
from test_summaries import adoption_table
from wordofmouth import Comparison, Scenario, ScenarioError, compare, run
from wordofmouth.errors import ManifestError, OutcomeError
from wordofmouth.results.tables import digest, stacked, unstacked
from wordofmouth.statistics.outcomes import OUTCOMES
from wordofmouth.statistics.paired import Lights
from wordofmouth.statistics.reported import drivers
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import conclusion
from wordofmouth.tasks.compare.task import comparable
from wordofmouth.tasks.run.record import Result
from wordofmouth.words.numbers import format_number

# Many post, so that there are stars in every run.
SMALL = Scenario.load("small").varied({"weeks": 12, "behaviours.posting.post_rate": 0.5})
WORSE = SMALL.varied({"name": "worse", "title": "A worse product", "brand.quality": 0.3})
QUIET = SMALL.varied({"name": "quiet", "campaign.launch_ads.reach": 0.0})
VARIED = Scenario.from_dict(
    SMALL.model_dump() | {"variants": {"quiet": {"campaign.launch_ads.reach": 0.0}, "poor": {"brand.quality": 0.3}}}
)


@pytest.fixture(scope="module")
def compared():
    return compare(SMALL, WORSE, QUIET, replications=4, seed=3, workers=0)


class TestSpending:
    """No comparison of different budgets passes as one of strategies."""

    def test_of_two_it_is_said_by_how_much(self, compared):
        dear = SMALL.varied({"name": "dear", "campaign.launch_ads.cost": 100.0})
        text = compare(SMALL, dear, replications=3, seed=3, workers=0).finding()
        assert text.endswith("; dear spends 400 more in all")
        assert compare(dear, SMALL, replications=3, seed=3, workers=0).finding().endswith("spends 400 less in all")

    def test_of_several_between_what_they_lie(self, compared):
        cost = {row.scenario: row.value for row in compared.summary() if row.measure == "total_cost"}
        assert max(cost.values()) > min(cost.values())
        assert "; they do not spend alike: " in compared.finding()

    def test_nothing_is_said_where_they_spend_alike(self):
        other = SMALL.varied({"name": "other", "brand.quality": 0.7})
        plain = [one.without_campaign() for one in (SMALL, other)]
        assert "spend" not in compare(*plain, replications=2, seed=3, workers=0).finding()


class TestCompare:
    def test_each_scenario_is_as_if_run_alone(self, compared):
        """Table, baseline and economics; though the baselines of two that differ in the campaign alone are one."""
        for scenario in (SMALL, WORSE, QUIET):
            alone = run(scenario, replications=4, seed=3, workers=0)
            assert digest(compared.tables[scenario.name]) == alone.manifest.table_digest
            assert digest(compared.baselines[scenario.name]) == alone.manifest.baseline_digest
        assert set(compared.baseline["scenario"].to_pylist()) == {"small", "worse"}

    def test_workers_change_nothing(self, compared):
        again = compare(SMALL, WORSE, QUIET, replications=4, seed=3, workers=2)
        assert compared.differences(again) == []
        assert compared.manifest.table_digest == again.manifest.table_digest

    def test_scenarios_share_the_network_of_a_replication(self, compared):
        assert len(compared.manifest.network_digests) == 4

    def test_one_with_variants_is_compared_with_them(self):
        result = compare(VARIED, replications=2, seed=3, workers=0)
        assert list(result.labels.items()) == [("small", "A village"), ("small-quiet", "quiet"), ("small-poor", "poor")]
        table = result.table
        assert table.columns[0] == "scenario"
        assert table["scenario"].unique().tolist() == list(result.labels)

    def test_the_differences_are_those_of_the_tables(self, compared):
        final = {name: table["buyers"].to_numpy().reshape(4, 12)[:, -1] for name, table in compared.tables.items()}
        for pair in compared.pairs("buyers"):
            assert pair.difference == pytest.approx(np.mean(final[pair.scenario] - final[pair.base]))
            assert pair.beats == pytest.approx(
                np.mean(np.sign(final[pair.scenario] - final[pair.base]) / 2 + 0.5), abs=1e-12
            )
        assert [(pair.base, pair.scenario) for pair in compared.pairs()] == [
            ("small", "worse"), ("small", "quiet"), ("worse", "quiet")
        ]  # fmt: skip

    def test_the_summary_is_of_every_scenario_beside_the_base(self, compared):
        rows = compared.summary()
        assert {row.base for row in rows} == {"small"}
        # A market of one brand has no rivals to share it with.
        usual = {name for name, asked in OUTCOMES.items() if not asked.needs_rivals}
        assert {row.measure for row in rows} >= usual | {"won_by_friends", "won_by_reviews"}
        costs = {row.scenario: row for row in rows if row.measure == "campaign_cost"}
        assert costs["quiet"].beats == 1.0
        assert costs["quiet"].difference < 0
        money = {row.scenario: row.difference for row in rows if row.measure == "profit"}
        buyers = {row.scenario: row.difference for row in rows if row.measure == "buyers"}
        assert money["worse"] < 0
        assert buyers["worse"] < 0

    @pytest.mark.slow
    def test_runs_go_on_until_the_interval_is_narrow_enough(self):
        told = []
        result = compare(SMALL, WORSE, replications=3, precision=0.03, workers=0, progress=told.append)
        assert told == list(range(1, result.manifest.replications + 1))
        assert result.manifest.replications > 3
        assert max(pair.half_width for pair in result.pairs()) <= 0.03
        assert not any("precision" in note for note in result.manifest.notes)
        first = compare(SMALL, WORSE, replications=3, workers=0)
        assert result.table[result.table["replication"] < 3].reset_index(drop=True).equals(first.table)

    def test_it_is_kept_and_read_back(self, compared, tmp_path):
        folder = compared.save(tmp_path / "kept", csv=True)
        assert sorted(path.name for path in folder.iterdir()) == [
            "baseline.csv", "baseline.parquet", "comparison.png", "manifest.json", "table.csv", "table.parquet",
        ]  # fmt: skip
        again = Comparison.load(folder)
        assert compared.differences(again) == []
        assert again.finding() == compared.finding()
        assert again.summary() == compared.summary() or any(math.isnan(row.saved) for row in compared.summary())
        with pytest.raises(ManifestError, match="another task: compare"):
            Result.load(folder)

    @pytest.mark.parametrize(
        ("scenarios", "says"),
        [
            ([SMALL], "no variants"),
            ([SMALL, SMALL], "same market as small"),
            ([SMALL, SMALL.varied(title="Other", name="other")], "same market as small"),
            ([SMALL, "launch"], "52 weeks and small 12"),
            ([SMALL, "lunch"], "did you mean 'launch'"),
            ([], "name 2 to"),
        ],
    )
    def test_what_cannot_be_compared_is_told(self, scenarios, says):
        with pytest.raises(ScenarioError, match=says):
            compare(*scenarios, workers=0)

    def test_wrong_numbers_and_measures_are_refused(self):
        with pytest.raises(OutcomeError, match="did you mean 'profit'"):
            compare(SMALL, WORSE, measure="pofit")
        for wrong in ({"replications": 0}, {"precision": 0.0}, {"precision": math.nan}, {"seed": -1}):
            with pytest.raises(ValueError, match=next(iter(wrong))):
                compare(SMALL, WORSE, workers=0, **wrong)

    def test_two_of_one_name_get_names_of_their_own(self):
        names = [scenario.name for scenario in comparable([SMALL, SMALL.varied(consumers=100), WORSE])]
        assert names == ["small", "small-2", "worse"]

    def test_who_has_no_short_title_of_its_own_goes_by_name(self):
        others = [SMALL.varied(name="small-by_far_the_best", consumers=100), WORSE.varied(title="W" * 100)]
        result = compare(SMALL, *others, replications=1, workers=0)
        assert list(result.labels.values()) == ["small", "by far the best", "worse"]

    def test_few_common_random_numbers_are_noted(self):
        result = compare(SMALL, SMALL.varied(name="few", consumers=100), replications=2, workers=0)
        assert any("few random numbers are common" in note for note in result.manifest.notes)


class TestStacks:
    def test_a_stack_is_taken_apart_again(self):
        """Though one has a measure that the other has not, and a rating that is missing."""
        rating = np.full((2, 3, 1), np.nan)
        tables = {
            "one": adoption_table(np.ones((2, 3, 1)), rating=rating, spent_on_ads=np.ones((2, 3, 1))),
            "two": adoption_table(np.ones((2, 3, 2)), rating=np.ones((2, 3, 2))),
        }
        stack = stacked(tables)
        assert stack.column_names[0] == "scenario"
        assert digest(stack) != digest(stacked(dict(reversed(tables.items()))))
        for name, table in unstacked(stack).items():
            assert table.column_names == tables[name].column_names
            assert digest(table) == digest(tables[name])

    def test_channels_that_all_have_are_drivers(self):
        one = adoption_table(np.ones((1, 1, 1)), won_by_friends=[[[1]]], won_by_reviews=[[[0]]])
        other = adoption_table(np.ones((1, 1, 1)), won_by_reviews=[[[1]]])
        assert [driver.name for driver in drivers([one, other])] == ["won_by_reviews"]


def pair(scenario, base, difference, half=0.01, p=0.001, measure="penetration", value=0.5, beats=None):
    """Return a difference as one would read it from twenty runs."""
    outcome = OUTCOMES[measure]
    beats = (1.0 if (difference > 0) != outcome.is_cost else 0.0) if beats is None else beats
    return Difference(
        measure, outcome.label, outcome.unit, scenario, base, value + difference, value, difference,
        difference - half, difference + half, p, beats, 0.0, 1.0, 2.0, 20,
    )  # fmt: skip


LABELS = {"a": "A", "b": "B", "c": "C", "d": "D"}


class TestConclusion:
    @pytest.mark.parametrize(
        ("pairs", "measure", "says"),
        [
            ([pair("b", "a", 0.041, 0.009, beats=0.97)], "penetration",
             "B sells 4.1 points more than A (95 %: 3.2 to 5.0); it is better in 97 % of runs"),
            ([pair("b", "a", -0.041, 0.009, beats=0.03)], "penetration",
             "B sells 4.1 points less than A (95 %: 3.2 to 5.0); it is worse in 97 % of runs"),
            ([pair("b", "a", 0.002, 0.009, p=0.6)], "penetration",
             "B and A are not statistically distinguishable in 20 runs: "
             "the difference lies between −0.7 and +1.1 points (95 %); "
             "about 405 runs would tell, if it is as large as it seems"),
            ([replace(pair("b", "a", 0.0, math.nan, p=1.0), differing=0)], "penetration",
             "A and B do not differ in any of 20 runs, so in no more than 16 % of all runs (95 %)"),
            ([replace(pair("b", "a", 0.01, math.nan, p=0.25), differing=3)], "penetration",
             "B and A differ in 3 of 20 runs only (5 % to 36 % of all runs, 95 %), too few to tell by how much; "
             "about 34 runs would tell, if it is as large as it seems"),
            ([replace(pair("b", "a", 0.3, 0.1), lights=Lights((0.4, 0.2, 0.6), (0.7, 0.5, 0.9), 0.3, 0.1, 0.5, 0.0))],
             "penetration",
             "B sells 30 points more than A (95 %: 20 to 40); it is better in 100 % of runs; "
             "B catches on in 70 % of runs and A in 40 % (difference, 95 %: +10 to +50 points)"),
            ([replace(pair("b", "a", -900, math.nan, p=0.0, measure="campaign_cost", value=2000), differing=20)],
             "campaign_cost", "B spends 900 less on its campaign than A (nearly all runs differ alike); "
             "it is better in 100 % of runs"),
            ([pair("b", "a", -900, 30, measure="campaign_cost", value=2000)], "campaign_cost",
             "B spends 900 less on its campaign than A (95 %: 870 to 930); it is better in 100 % of runs"),
            ([pair("b", "a", 0.1, 0.02, value=0.5), pair("c", "a", 0.2, 0.02, value=0.5),
              pair("c", "b", 0.1, 0.02, value=0.6)], "penetration",
             "C sells most: it sells 20 points more than A (95 %: 18 to 22)"),
            ([pair("b", "a", -0.1, 0.02, value=0.5), pair("c", "a", -0.2, 0.02, value=0.5),
              pair("c", "b", -0.1, 0.02, value=0.4)], "penetration",
             "A sells most: it sells 10 points more than the next, B (95 %: 8 to 12)"),
            ([pair("b", "a", 0.1, 0.02, value=0.5), pair("c", "a", 0.11, 0.02, value=0.5),
              pair("c", "b", 0.01, 0.02, p=0.3, value=0.6)], "penetration",
             "C sells most on average, but in 20 runs it is not statistically distinguishable from B "
             "(the others do worse)"),
            ([pair("b", "a", 0.01, 0.02, p=0.4), pair("c", "a", 0.02, 0.02, p=0.3),
              pair("c", "b", 0.01, 0.02, p=0.3, value=0.51)], "penetration",
             "C sells most on average, but in 20 runs it is not statistically distinguishable from any other"),
        ],
    )  # fmt: skip
    def test_hand_made(self, pairs, measure, says):
        names = {name for pair in pairs for name in (pair.base, pair.scenario)}
        labels = {name: label for name, label in LABELS.items() if name in names}
        assert conclusion(OUTCOMES[measure], pairs, labels, 20) == says

    def test_titles_of_several_words_are_marked(self):
        text = conclusion(
            OUTCOMES["penetration"], [pair("b", "a", 0.1, 0.02)], {"a": "launch", "b": "No gifts, ever"}, 20
        )
        assert text.startswith("“No gifts, ever” sells 10 points more than launch (")

    def test_from_one_run_nothing_is_concluded(self):
        only = pair("b", "a", 0.04, math.nan, p=math.nan)
        assert conclusion(OUTCOMES["penetration"], [only], {"a": "A", "b": "B"}, 1) == (
            "B sells 4.0 points more than A in the only run, of which chance may be the cause"
        )

    def test_who_has_no_value_is_named(self):
        nothing = Difference("rating", "rating", "stars", "b", "a", *[math.nan] * 10, pairs=0)
        text = conclusion(OUTCOMES["rating"], [nothing], {"a": "A", "b": "B"}, 20)
        assert text == "Nothing to compare: no rating for A and B"

    @pytest.mark.parametrize(
        ("value", "unit", "precision", "text"),
        [
            (0.0413, "share", 0.009, "+4.1"), (0.0413, "share", 0.02, "+4"), (-0.00413, "share", 0.0004, "−0.41"),
            (12345.6, "money", 800, "+12,346"), (-0.2, "money", 800, "0"), (0.123, "ratio", 0.0, "+0.12"),
            (0.0, "share", 0.0, "0"),
        ],
    )  # fmt: skip
    def test_numbers_have_the_decimals_that_they_deserve(self, value, unit, precision, text):
        assert format_number(value, unit, precision, sign=True) == text

    def test_what_is_sure_never_reads_as_nothing(self):
        """An interval that excludes 0 shows it, however near it comes."""
        sure = pair("b", "a", 0.033, 0.032, p=0.04, measure="rating", value=3)
        assert "(95 %: 0.001 to 0.065)" in conclusion(OUTCOMES["rating"], [sure], {"a": "A", "b": "B"}, 20)

    def test_turned_twice_is_the_same(self):
        one = pair("b", "a", 0.04)
        assert one.turned().turned() == one
        assert (one.turned().scenario, one.turned().difference, one.turned().beats) == ("a", -0.04, 0.0)
