"""Sensitivity: indices of functions that are known, the seed's share apart, and what is missing left out."""

import json
import math
import re

import numpy as np
import pytest
import wordofmouth.cli.commands.sensitivity  # noqa: F401 - its tasks become the command's
from test_figures import collisions, texts
from typer.testing import CliRunner
from wordofmouth.cli.options import app
from wordofmouth.errors import SensitivityError
from wordofmouth.figures.style import house_style
from wordofmouth.scenario.factors import assumptions
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.sampling import unit_points
from wordofmouth.tasks.sensitivity.assumed import designed
from wordofmouth.tasks.sensitivity.finding import as_data, notes
from wordofmouth.tasks.sensitivity.seed_variance import seed_variance
from wordofmouth.tasks.sensitivity.task import analysed, sensitivity
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

PATHS = ("brand.quality", "survey.heed_criticism", "survey.follow_praise", "survey.innovators")


def design(n_factors=3, kind="saltelli", points=512, replications=1, **given):
    factors = {path: {"from": 0.1, "to": 0.9} for path in PATHS[:n_factors]}
    return Design(
        **{
            "name": "mine",
            "scenario": "small",
            "design": kind,
            "points": points,
            "seed": 2,
            "replications": replications,
            "factors": factors,
            **given,
        }
    )


def unit(asked):
    return unit_points(asked.design, len(asked.factors), asked.points, asked.seed)


def ishigami(share):
    x, y, z = (2 * math.pi * share - math.pi).T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


# a = 7, b = 0.1. Source: Ishigami and Homma (1990), An importance quantification technique in uncertainty analysis.
_VARIANCE = 7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.1**2 * math.pi**8 / 18 + 0.5
_FIRST = (0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2 / _VARIANCE, 7**2 / 8 / _VARIANCE, 0.0)
_X_AND_Z = 0.1**2 * math.pi**8 * (1 / 18 - 1 / 50) / _VARIANCE
_TOTAL = (_FIRST[0] + _X_AND_Z, _FIRST[1], _X_AND_Z)


def g_function(share, weights):
    return np.prod((np.abs(4 * share - 2) + weights) / (1 + weights), axis=1)


def by_path(found):
    return {factor.path: factor for factor in found.factors}


def test_indices_of_the_ishigami_function():
    """First, total and second order lie in their intervals, which are narrow."""
    asked = design(points=1024)
    found = analysed(asked, ishigami(unit(asked))[:, None], "penetration")
    for path, first, total in zip(PATHS, _FIRST, _TOTAL, strict=False):
        factor = by_path(found)[path]
        for estimate, truth in ((factor.first, first), (factor.total, total)):
            assert estimate.low <= truth <= estimate.high
            assert estimate.high - estimate.low < 0.25
    pairs = {(pair.path, pair.other): pair.second for pair in found.pairs}
    assert pairs[PATHS[0], PATHS[2]].low <= _X_AND_Z <= pairs[PATHS[0], PATHS[2]].high
    assert pairs[PATHS[0], PATHS[1]].low <= 0 <= pairs[PATHS[0], PATHS[1]].high
    assert found.pairs[0].path, found.pairs[0].other == (PATHS[0], PATHS[2])


def test_indices_of_the_g_function():
    """Source: Saltelli and Sobol' (1995): V_i = 1 / (3 (1 + a_i)²), and products of 1 + V_i."""
    weights = np.array([0.0, 1.0, 4.5, 99.0])
    asked = design(n_factors=4, points=2048)
    found = by_path(analysed(asked, g_function(unit(asked), weights)[:, None], "penetration"))
    parts = 1 / (3 * (1 + weights) ** 2)
    whole = np.prod(1 + parts) - 1
    for path, part in zip(PATHS, parts, strict=True):
        assert found[path].first.low <= part / whole <= found[path].first.high
        total = part * np.prod(1 + parts) / (1 + part) / whole
        assert found[path].total.low <= total <= found[path].total.high
    assert [*found] == list(PATHS)


@pytest.mark.parametrize(("alone", "mixed"), [(0.3, 0.0), (0.0, 0.3), (0.2, 0.2), (0.0, 0.0)])
def test_the_seeds_share_is_the_noise_that_was_added(alone, mixed):
    """Noise that is the same at all points, and noise that depends on the point, each so much times the function's."""
    random = np.random.default_rng(8)
    asked = design(points=256, replications=20)
    values = ishigami(unit(asked))[:, None] / math.sqrt(_VARIANCE)
    values = (
        values + math.sqrt(alone) * random.normal(size=20) + math.sqrt(mixed) * random.normal(size=(len(values), 20))
    )
    found = analysed(asked, values, "penetration")
    share = (alone + mixed) / (1 + alone + mixed)
    assert found.seed_variance.share.low <= share + 1e-9
    assert found.seed_variance.share.high >= share - 1e-9
    assert found.seed_variance.noise == pytest.approx(mixed / 20 / (1 + mixed / 20), rel=0.15, abs=1e-9)
    for path, total in zip(PATHS, _TOTAL, strict=False):
        assert by_path(found)[path].total.low <= total <= by_path(found)[path].total.high


def test_the_interval_of_the_seeds_share_covers_it():
    """In nine of ten samples and more, even with four replications: 120 samples, less than 101 one in 10,000."""
    random, covered = np.random.default_rng(5), 0
    for _ in range(120):
        values = math.sqrt(12) * random.random((32, 6, 1)) + 0.5 * random.normal(size=4)
        values = values + 0.5 * random.normal(size=(32, 6, 4))
        share = seed_variance(values, is_morris=False).share
        covered += share.low <= 0.5 / 1.5 <= share.high
    assert covered >= 101


def test_noise_that_is_everywhere_the_same_changes_no_index():
    asked = design(points=64, replications=5)
    values = ishigami(unit(asked))[:, None]
    plain, shifted = (analysed(asked, values + by * np.arange(5.0), "penetration") for by in (0.0, 3.0))
    for one, other in zip(plain.factors, shifted.factors, strict=True):
        assert one.total == pytest.approx(other.total)
    assert shifted.seed_variance.noise == pytest.approx(0, abs=1e-12)
    assert shifted.seed_variance.alone == pytest.approx(shifted.seed_variance.share.value)


def test_what_the_seed_feigns_is_said_to_be_noise():
    """A factor that does nothing does not stand out, whose total index is all noise left in the means."""
    asked = design(points=128, replications=4)
    noise = np.random.default_rng(4).normal(0, 0.6, (len(asked), 4))
    found = analysed(asked, unit(asked)[:, :1] * 4 + noise, "penetration")
    assert found.is_distinguishable(by_path(found)[PATHS[0]])
    assert not any(found.is_distinguishable(factor) for factor in found.factors[1:])
    assert any("heed criticism" in note and "noise" in note for note in notes(found))


def test_morris_ranks_factors_by_what_they_move():
    asked = design(n_factors=4, kind="morris", points=20)
    share = unit(asked)
    found = analysed(asked, (8 * share[:, 0] - 4 * share[:, 1] + share[:, 2])[:, None] / 10, "penetration")
    assert [factor.path for factor in found.factors] == list(PATHS)
    assert [factor.strength.value for factor in found.factors] == pytest.approx([0.8, 0.4, 0.1, 0])
    assert [factor.mean for factor in found.factors] == pytest.approx([0.8, -0.4, 0.1, 0])
    assert max(factor.spread for factor in found.factors) == pytest.approx(0, abs=1e-12)
    assert found.finding() == (
        "Quality moves adoption most: by 80.0 points over its range (95 %: 80.0 to 80.0), heed criticism 40.0 points"
    )


def test_morris_noise_is_what_a_factor_without_influence_shows():
    asked = design(kind="morris", points=400, replications=2)
    values = np.random.default_rng(1).normal(0, 1, (len(asked), 2)) + 10 * unit(asked)[:, :1]
    found = analysed(asked, values, "buyers")
    assert found.factors[-1].strength.value == pytest.approx(found.seed_variance.noise, rel=0.1)


@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_a_group_with_a_missing_run_is_left_out_whole(kind):
    """The rest says what it says alone, and how many are left out is said."""
    asked = design(kind=kind, points=64, replications=2)
    size = 8 if kind == "saltelli" else 4
    values = np.repeat(unit(asked)[:, :1], 2, axis=1) + np.array([0, 0.01])
    values[3 * size + 1, 1] = math.nan
    values[7 * size] = math.nan
    found = analysed(asked, values, "penetration")
    assert (found.groups, found.left_out) == (62, 2)
    assert "2 of 64 groups" in notes(found)[0]
    assert found.factors[0].path == PATHS[0]


def test_too_few_groups_and_nothing_that_differs_are_refused():
    asked = design(points=16, replications=2)
    values = np.repeat(unit(asked)[:, :1], 2, axis=1)
    broken = values.copy()
    broken[: 9 * 8] = math.nan
    with pytest.raises(SensitivityError, match=r"7 of 16 groups .* at least 8"):
        analysed(asked, broken, "penetration")
    with pytest.raises(SensitivityError, match="is the same"):
        analysed(asked, np.full_like(values, 0.3), "penetration")
    with pytest.raises(SensitivityError, match="'saltelli' or 'morris'"):
        sensitivity(Design(scenario="small", factors={PATHS[0]: [0.2, 0.4]}))


def test_a_factor_of_words_counts_as_any_other():
    """One of two words with chance one half, of effect 1, beside a uniform number: variances 1/4 and 1/12."""
    strategy = "campaign.leaders.strategy"
    asked = design(points=512, factors={PATHS[0]: {"from": 0.1, "to": 0.9}, strategy: ["random", "leaders"]})
    share = unit(asked)
    chosen = [asked.point(number).values[strategy] == "leaders" for number in range(len(asked))]
    found = by_path(analysed(asked, (share[:, 0] + chosen)[:, None], "penetration"))
    assert found[strategy].first.low <= 0.75 <= found[strategy].first.high
    assert found[PATHS[0]].total.low <= 0.25 <= found[PATHS[0]].total.high


def test_the_effect_of_names_in_morris_is_the_widest_difference_and_no_slope():
    """Three names, of which the one between is as the first: their order says nothing, and a step is one of names."""
    strategy, worth = "campaign.leaders.strategy", {"random": 0.0, "leaders": 0.0, "degree": 0.4}
    asked = design(
        kind="morris",
        points=12,
        factors={PATHS[0]: {"from": 0.1, "to": 0.9}, strategy: ["random", "degree", "leaders"]},
    )
    values = [worth[asked.point(number).values[strategy]] for number in range(len(asked))]
    found = by_path(analysed(asked, (unit(asked)[:, 0] + values)[:, None], "penetration"))
    assert found[strategy].strength.value == pytest.approx(0.4)
    assert found[PATHS[0]].strength.value == pytest.approx(1.0)


def test_a_list_of_more_values_than_morris_has_levels_is_refused():
    asked = design(
        kind="morris", points=8, factors={PATHS[0]: [0.1, 0.3, 0.5, 0.7, 0.9], PATHS[1]: {"from": 0.1, "to": 0.9}}
    )
    with pytest.raises(SensitivityError, match="5 values are listed, and a design 'morris' tries 4 levels"):
        sensitivity(asked)


def test_mostly_luck_and_estimates_that_cannot_be_are_said():
    asked = design(points=8, replications=4, factors={path: {"from": 0.1, "to": 0.9} for path in PATHS[:2]})
    generator = np.random.default_rng(0)
    values = 0.05 * unit(asked)[:, :1] + generator.standard_normal((len(asked), 4))
    said = " ".join(notes(analysed(asked, values, "penetration")))
    assert "mostly luck: the seed decides" in said


@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_on_the_model(tmp_path, kind):
    """A short run goes through: the design is run once, and its result says the same."""
    asked = design(
        kind=kind,
        points=8,
        replications=3,
        fixed={"weeks": 10},
        factors={
            PATHS[0]: {"from": 0.2, "to": 0.9},
            "campaign.leaders.count": {"from": 0, "to": 20},
            "campaign.leaders.strategy": ["random", "leaders"],
        },
    )
    found = sensitivity(asked, out=tmp_path / "here", workers=0)
    assert 0 < found.seed_variance.share.value < 1
    assert {factor.path for factor in found.factors} == set(asked.factors)
    assert as_data(found)["notes"] == notes(found)
    again = sensitivity(sweep(asked, out=tmp_path / "here", resume=True))
    assert as_data(again) == as_data(found)


def test_the_command_says_what_python_says(tmp_path, monkeypatch):
    """In a table and as JSON, with the figure in the folder; another kind of design is refused in a line."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.toml"
    text = 'scenario = "small"\ndesign = "{}"\npoints = 8\nreplications = 3\nfixed = {{ weeks = 10 }}\n[factors]\n'
    factors = '"brand.quality" = { from = 0.2, to = 0.9, steps = 2 }\n"consumer.risk_fear" = [0.0, 2.0]\n'
    file.write_text(text.format("saltelli") + factors)
    ran = CliRunner().invoke(app, ["sensitivity", "mine.toml", "--workers", "0"])
    assert ran.exit_code == 0, ran.output
    said = " ".join(ran.output.split())
    assert "; the seed " in said
    assert "sensitivity.png" in said
    again = CliRunner().invoke(app, ["sensitivity", "mine.toml", "--measure", "npv", "--resume", "--json"])
    found = json.loads(again.stdout)
    assert found["measure"] == "npv"
    assert {factor["label"] for factor in found["factors"]} == {"quality", "risk fear"}
    assert CliRunner().invoke(app, ["sensitivity", "mine.toml", "--workers", "0"]).exit_code == 0
    file.write_text(text.format("grid") + factors)
    refused = CliRunner().invoke(app, ["sensitivity", "mine.toml"])
    assert refused.exit_code == 2
    assert "'saltelli' or 'morris'" in refused.stderr


def test_of_a_scenario_its_assumptions_vary_over_their_ranges():
    """By name, file or as it is: what it leaves as it is, over the prior's range, and nothing that has a source."""
    scenario = Scenario.load("small")
    asked = designed("small", "penetration", {"weeks": 9})
    assert asked.factors == assumptions(scenario)
    assert (asked.design, asked.base.weeks, asked.baseline) == ("morris", 9, False)
    assert designed(scenario, "extra_profit").baseline
    assert "behaviours.speaking.talk_rate" in asked.factors
    assert "survey.follow_praise" not in asked.factors


def test_a_name_means_a_scenario_or_a_design_that_can_be_analysed(tmp_path):
    """A design that comes along keeps its name; where it is of another kind, a preset of that name is meant."""
    assert designed("what_matters", "penetration").design == "saltelli"
    assert designed("bad_news", "penetration").name == "bad_news-assumptions"
    assert designed("bad_news/two_percent", "penetration").name == "bad_news-two_percent-assumptions"
    file = tmp_path / "mine.toml"
    file.write_text('weeks = 5\nmodel = "susceptible_infected"\n')
    assert next(iter(designed(file, "penetration").factors)) == "model.probability"
    file.write_text('design = "morris"\n[factors]\n"brand.quality" = [0.2, 0.9]\n')
    assert list(designed(file, "penetration").factors) == ["brand.quality"]
    for source, changes, line in (
        ("lanch", {}, "no scenario or design is called 'lanch'; did you mean 'launch'?"),
        ("what_matters", {"weeks": 5}, "what_matters: is a design, whose own"),
        ("talk_of_the_network", {"network": {"kind": "cliques", "strong_share": 0.9}}, "no number of it is an"),
    ):
        with pytest.raises(SensitivityError, match=re.escape(line)):
            designed(source, "penetration", changes)


def test_the_command_varies_the_assumptions_of_a_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('model = "susceptible_infected"\nconsumers = 200\nweeks = 5\n')
    how = ["sensitivity", "mine.toml", "--set", "network.kind=random", "--workers", "0", "--json"]
    ran = CliRunner().invoke(app, how)
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert {factor["path"] for factor in found["factors"]} == {
        "model.probability", "network.strong_share", "network.mean_degree",
    }  # fmt: skip
    assert sensitivity(tmp_path / "mine.toml", out=tmp_path / "again", workers=0).design.name == "mine-assumptions"


@pytest.mark.parametrize(
    ("kind", "n_factors", "replications"),
    [("saltelli", 3, 4), ("saltelli", 2, 1), ("saltelli", 4, 2), ("morris", 4, 4), ("morris", 2, 1)],
)
def test_the_figure_can_be_read(kind, n_factors, replications):
    asked = design(n_factors, kind, 32, replications, title="What decides how many buy")
    share = unit(asked)
    values = share @ np.arange(n_factors, 0, -1) / 10 + share[:, 0] * share[:, -1]
    noise = np.random.default_rng(0).normal(0, 0.05, (len(share), replications))
    found = analysed(asked, values[:, None] + noise, "penetration")
    with house_style():
        figure = found.plot()
        figure.canvas.draw()
        assert not collisions(figure)
        width, height = figure.canvas.get_width_height()
        for text, box in texts(figure):
            assert 0 < box.x0 < box.x1 < width, text
            assert 0 < box.y0 < box.y1 < height, text
    title = figure.texts[0].get_text().replace("\n", " ").replace("\xa0", " ")
    assert title == found.finding()
