"""Summaries of a sweep: means with their intervals, the best distinguished from the rest, and what each factor does."""

import json
import math

import numpy as np
import pyarrow
import pytest
from scipy import stats
from wordofmouth.errors import OutcomeError
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.sweep.design import DESIGNS, Design
from wordofmouth.tasks.sweep.finding import finding
from wordofmouth.tasks.sweep.gathering.join import manifest_of
from wordofmouth.tasks.sweep.labels import FactorWords
from wordofmouth.tasks.sweep.record import FAILURES, SweepResult
from wordofmouth.tasks.sweep.summary import best, main_effects, replicated, summarise, varied
from wordofmouth.tasks.sweep.trends import trends

QUALITY, LEADERS, STRATEGY = "brand.quality", "campaign.leaders.count", "campaign.leaders.strategy"


def swept(tmp_path, function, replications=10, measure="penetration", missing=(), **design):
    """Return a sweep of which a function of the point's values and the replication is the outcome."""
    design = Design(**{"name": "mine", "scenario": "small", "seed": 3, "replications": replications, **design})
    runs = [
        (point, replication)
        for point in range(len(design))
        for replication in range(replications)
        if (point, replication) not in missing
    ]
    values = [float(function(design.point(point).values, replication)) for point, replication in runs]
    places, numbers = zip(*runs, strict=True)
    outcomes = pyarrow.table({"point": places, "replication": numbers, measure: values})
    kept = [{"point": p, "replication": r, "seed": 3, "error": "no"} for p, r in missing]
    (tmp_path / FAILURES).write_text(json.dumps(kept))
    manifest = manifest_of(design, runs=len(runs), tables={}, failures=[str(run) for run in missing], seconds=0)
    return SweepResult(tmp_path, manifest, outcomes)


def noise(replication, size=0.05):
    """Return a number that is the same at all points."""
    return size * math.sin(7 * replication + 1)


def test_a_point_has_the_mean_of_its_runs_and_nearly_students_interval(tmp_path):
    result = swept(tmp_path, lambda at, r: at[QUALITY] / 2 + noise(r), factors={QUALITY: [0.4, 0.8]})
    for row, values in zip(summarise(result), replicated(result, "penetration"), strict=True):
        assert row.mean == pytest.approx(values.mean())
        low, high = stats.t.interval(0.95, 9, values.mean(), stats.sem(values))
        assert (row.low, row.high) == pytest.approx((low, high), abs=0.25 * (high - low))
        assert (row.replications, row.failures) == (10, 0)
    assert result.summary() == summarise(result)


def test_a_failed_run_is_no_value_and_is_counted(tmp_path):
    result = swept(tmp_path, lambda at, r: at[QUALITY], missing=[(1, 0), (1, 3)], factors={QUALITY: [0.4, 0.8]})
    assert [(row.replications, row.failures) for row in summarise(result)] == [(10, 0), (8, 2)]


def test_an_unknown_measure_is_refused_with_the_nearest(tmp_path):
    result = swept(tmp_path, lambda at, r: 1, factors={QUALITY: [0.4, 0.8]})
    with pytest.raises(OutcomeError, match="penetration"):
        summarise(result, "penetratoin")


def test_points_are_told_apart_within_replications(tmp_path):
    """Noise ten times as large as the difference hides nothing, as it is the same at both."""
    result = swept(
        tmp_path,
        lambda at, r: at[QUALITY] / 100 + noise(r) + noise(r * at[QUALITY], 1e-4),
        factors={QUALITY: [0.4, 0.8]},
    )
    first, second = summarise(result)
    assert first.high > second.low
    found = best(result)
    assert (found.point, found.runner_up, found.alike) == (1, 0, ())
    assert found.low <= 0.004 <= found.high


def test_what_differs_by_chance_alone_is_not_distinguishable(tmp_path):
    noise = np.random.default_rng(1).normal(0, 0.02, (10, 20))
    result = swept(
        tmp_path,
        lambda at, r: 0.5 + noise[round(at[QUALITY] * 10), r],
        replications=20,
        factors={QUALITY: [0.2, 0.4, 0.6, 0.8]},
    )
    assert len(best(result).alike) == 3
    assert "not distinguishable from any other point" in finding(result)


def test_the_best_of_a_cost_is_the_lowest(tmp_path):
    result = swept(
        tmp_path, lambda at, r: at[LEADERS] + noise(r), measure="campaign_cost", factors={LEADERS: [1, 5, 9]}
    )
    assert best(result, "campaign_cost").point == 0
    assert finding(result, "campaign_cost").startswith("Spending on the campaign is lowest with leaders count 1")


def test_main_effects_are_those_of_an_additive_outcome(tmp_path):
    result = swept(
        tmp_path,
        lambda at, r: at[QUALITY] / 2 + at[LEADERS] / 100 + noise(r),
        factors={LEADERS: [0, 5, 10], QUALITY: [0.2, 0.9], "consumers": [200]},
    )
    quality, leaders = main_effects(result)
    assert (quality.path, quality.lowest, quality.highest) == (QUALITY, 0.2, 0.9)
    assert (quality.reach, leaders.reach) == pytest.approx((0.35, 0.1))
    assert quality.is_distinguishable
    assert [level.value for level in leaders.levels] == [0, 5, 10]
    assert list(varied(result)) == [LEADERS, QUALITY]


@pytest.mark.parametrize(("levels", "pairs"), [([0.2, 0.9], 1), ([0.2, 0.5, 0.9], 3), ([0.2, 0.4, 0.6, 0.9], 6)])
def test_a_main_effect_is_corrected_for_all_pairs_of_values(tmp_path, levels, pairs):
    """Its p-value is that of the pairs of the two values farthest apart, times how many pairs there are."""
    noise = np.random.default_rng(5).normal(0, 0.02, (10, 10))
    result = swept(
        tmp_path, lambda at, r: at[QUALITY] / 30 + noise[round(at[QUALITY] * 10), r], factors={QUALITY: levels}
    )
    (effect,) = main_effects(result)
    values = dict(zip(levels, replicated(result, "penetration"), strict=True))
    test = paired(values[effect.lowest], values[effect.highest], (0.0, 1.0))
    assert 0 < test.p * pairs < 1
    assert effect.p == pytest.approx(test.p * pairs, rel=1e-9)
    reach = np.ptp([value.mean() for value in values.values()])
    assert (effect.reach, effect.low, effect.high) == pytest.approx((reach, test.low, test.high))


@pytest.mark.parametrize(
    ("function", "given", "said"),
    [
        (
            lambda at, r: at[QUALITY] / 2 + noise(r, 0.01),
            {"factors": {QUALITY: [0.4, 0.8]}},
            "Adoption is highest with quality 0.8: 40.1 % (95 %: 39.5 to 40.6 %); 20 points less with quality 0.4",
        ),
        (lambda at, r: 0.25, {"factors": {QUALITY: [0.4, 0.8]}}, "Adoption is 25.0 % at every point"),
        (
            lambda at, r: math.nan,
            {"factors": {QUALITY: [0.4, 0.8]}},
            "Adoption: fewer than two points have a value, so there is nothing to compare",
        ),
        (
            lambda at, r: at[QUALITY],
            {"factors": {QUALITY: [0.4, 0.8]}, "replications": 1},
            "Adoption is highest with quality 0.8: 80 % in the only run",
        ),
        (
            lambda at, r: at[QUALITY] / 2 + (at[STRATEGY] == "leaders") / 100 + noise(r, 0.01),
            {"factors": {QUALITY: [0.4, 0.8], STRATEGY: ["random", "leaders"]}},
            "Adoption is highest with quality 0.8, leaders strategy leaders: 41.1 % (95 %: 40.5 to 41.6 %); "
            "1 points less with leaders strategy random; quality matters most: 20 points between 0.4 and 0.8",
        ),
        (
            lambda at, r: at.get(LEADERS, 4) / 10 + noise(r, 0.01),
            {"design": "list", "cases": [{QUALITY: 0.8}, {QUALITY: 0.8, LEADERS: 2}]},
            "Adoption is highest with quality 0.8: 40.1 % (95 %: 39.5 to 40.6 %); 20 points less with leaders count 2",
        ),
    ],
)
def test_the_finding_is_a_sentence_with_numbers(tmp_path, function, given, said):
    assert finding(swept(tmp_path, function, **given)) == said


def test_a_trend_explains_what_its_factor_explains(tmp_path):
    """Of 3 x + y, x and y uniform, x explains nine tenths and y one; a factor that does nothing explains nothing."""
    factors = {
        QUALITY: {"from": 0.0, "to": 1.0},
        "survey.heed_criticism": {"from": 0.001, "to": 0.999},
        LEADERS: {"from": 1, "to": 100, "scale": "log"},
        STRATEGY: ["random", "leaders"],
    }
    result = swept(
        tmp_path,
        lambda at, r: (3 * at[QUALITY] + at["survey.heed_criticism"]) / 4 + noise(r),
        replications=2,
        design="sobol",
        points=256,
        factors=factors,
    )
    found = {trend.path: trend for trend in trends(result)}
    assert found[QUALITY].explained == pytest.approx(0.9, abs=0.02)
    assert found["survey.heed_criticism"].explained == pytest.approx(0.1, abs=0.05)
    assert found[LEADERS].explained < 0.03
    assert found[STRATEGY].explained < 0.03
    assert np.diff(found[QUALITY].means).min() > 0
    assert finding(result).startswith("Quality explains most of adoption: 90 %")


def test_factors_are_called_what_they_mean():
    paths = {LEADERS: [1], QUALITY: [0.5], "channels.friends.trust": [1.0], "network.mean_degree": [4.0], "weeks": [9]}
    words = FactorWords.all_of(Design(scenario="small", factors=paths))
    assert [about.label for about in words.values()] == [
        "leaders count",
        "quality",
        "friends trust",
        "mean degree",
        "weeks",
    ]
    assert words[LEADERS].about == "consumers who are given the product each time"
    assert words["channels.friends.trust"].about == "what one message counts as evidence (messages)"
    both = FactorWords.all_of(
        Design(
            scenario="two_brands", factors={QUALITY: [0.5], "survey.innovators": [0.1], "brands.Borealis.quality": [1]}
        )
    )
    assert both["brands.Borealis.quality"].label == "Borealis quality"


@pytest.mark.parametrize("name", [path.stem for path in sorted(DESIGNS.glob("*.toml"))])
def test_a_design_that_comes_along_is_right_and_small(name):
    """It has a title, and no more consumers and weeks than are lived in a minute or so on two cores."""
    design = Design.load(name)
    assert design.name == name
    assert design.title
    assert len(design) * design.replications * (design.base.consumers * design.base.weeks + 100_000) < 1e9
