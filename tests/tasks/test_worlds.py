"""Worlds: what differs in them and what holds, what answers claim of them, and what one knows besides."""

import math

import numpy as np
import pytest
import wordofmouth.tasks.worlds.over as over_module
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import RequestError, ScenarioError
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.run.task import run
from wordofmouth.tasks.worlds.answer import answer, turns, worth_learning
from wordofmouth.tasks.worlds.ensemble.shipped import Worlds, shipped
from wordofmouth.tasks.worlds.evidence import Evidence
from wordofmouth.tasks.worlds.finding import evidence, headline, sentences
from wordofmouth.tasks.worlds.over import check_worlds, over_worlds
from wordofmouth.tasks.worlds.record import OverWorlds
from wordofmouth.tasks.worlds.simulate import in_world
from wordofmouth.tasks.worlds.space import AXES, unknown, world
from wordofmouth.words.catalogue import Words
from worlds_made import alone, over

LABELS = {"one": "A", "other": "B"}
PROFIT = outcome("profit")


def test_what_a_scenario_sets_holds_in_every_world_and_what_is_off_stays_off():
    scenario = Scenario.load("launch").varied({"consumer.risk_fear": 0.9})
    values = world(scenario, [0.9] * len(AXES), 3) | {
        "consumer.risk_fear": 0.1,
        "behaviours.shopping.shopping_rate": 0.3,
    }
    there = in_world(scenario, values)
    assert there.consumer.risk_fear == 0.9
    assert there.behaviours["shopping"].shopping_rate == scenario.behaviours["shopping"].shopping_rate
    assert there.channels["community"].joining == 0 == there.behaviours["speaking"].relay_content
    assert there.behaviours["posting"].post_rate > scenario.behaviours["posting"].post_rate


def has_worlds(names):
    """Tell of how many presets what they are in a world is allowed."""
    scenarios = [scenario for name in names if "decisions" in (scenario := Scenario.load(name)).model.knows]
    for scenario in scenarios:
        values = world(scenario, shipped().places[7], 7)
        assert values.keys() == unknown(scenario).keys()
        in_world(scenario, values)
    return len(scenarios)


def test_presets_that_have_worlds_can_be_in_one():
    assert has_worlds(["launch", "durable", "promise", "best_members"]) == 4


@pytest.mark.slow
def test_every_preset_that_has_worlds_can_be_in_one():
    assert has_worlds(presets()) > 20


def test_worlds_come_along_with_their_bank_and_recipe(tmp_path):
    worlds = shipped()
    assert worlds.places.shape == (200, len(AXES))
    assert worlds.places.min() >= 0
    assert worlds.places.max() <= 1
    assert tuple(worlds.recipe["axes"]) == AXES
    assert worlds.recipe["sets"] == len(worlds.sets)
    again = worlds.write(tmp_path / "one.npz").read_bytes()
    assert Worlds.read(tmp_path / "one.npz").write(tmp_path / "two.npz").read_bytes() == again


def test_worlds_that_differ_are_counted_and_those_that_runs_cannot_tell_are_open():
    found = answer(over([5.0] * 30 + [-5.0] * 10 + [0.0] * 10, noise=1.0), "other", "one")
    assert (found.more, found.less) == pytest.approx((0.6, 0.2), abs=0.03)
    assert found.more + found.less + found.open == pytest.approx(1)
    assert found.expected == pytest.approx(2.0, abs=0.4)
    assert found.cautious < found.expected


def test_the_spread_of_runs_is_not_taken_for_that_of_worlds():
    """Where all worlds are alike nine of ten come to nearly the same, however much single runs differ."""
    found = answer(over([1.0] * 100, noise=8.0), "other", "one")
    assert found.high - found.low < 8.0 / 2
    assert found.open > 0.8
    apart = answer(over(np.linspace(-10, 10, 100), noise=8.0), "other", "one")
    assert apart.low == pytest.approx(-9, abs=1.5)
    assert apart.high == pytest.approx(9, abs=1.5)


def test_a_switching_value_is_where_the_difference_is_nothing_and_only_if_runs_can_tell():
    [turn] = turns(over([1.0] * 12)._replace(alone=alone(-2, 2, 3)[0], as_is=alone(0, 0, 0)[1]), "other", "one")
    assert turn.at == pytest.approx(0.25, abs=0.03)
    points, as_is = alone(-2, 2, 3, noise=20)
    [turn] = turns(over([1.0] * 12)._replace(alone=points, as_is=as_is), "other", "one")
    assert math.isnan(turn.at)


def test_what_decides_is_worth_learning_and_what_does_not_is_not():
    """What a choice hangs on is worth knowing; noise, and what never turns a choice, is worth nothing."""
    shares = np.random.default_rng(0).random((100, 4))
    rows = worth_learning(over(20 * (shares[:, 2] - 0.5), shares, noise=1))
    assert rows[0].path == "consumer.interest"
    assert rows[0].is_told
    assert rows[0].value == pytest.approx(2.5, abs=0.6)
    assert not any(row.is_told for row in rows[1:])
    assert not any(row.is_told for row in worth_learning(over(5 + shares[:, 2], shares)))
    assert not any(row.is_told for row in worth_learning(over(np.random.default_rng(1).normal(0, 5, 100), shares)))


def test_worlds_that_fit_badly_count_less_and_too_few_say_nothing():
    logs = np.where(np.arange(40) < 20, 0.0, -50.0)
    found = over([3.0] * 20 + [-3.0] * 20, noise=0.5, fits=[logs])
    assert answer(found, "other", "one").more == pytest.approx(1)
    assert found.effective == pytest.approx(20)
    assert "count as 20" in headline(found, PROFIT, LABELS)
    few = over([3.0] * 40, fits=[np.where(np.arange(40) < 4, 0.0, -50.0)])
    for text in (headline(few, PROFIT, LABELS), *sentences(few, PROFIT, LABELS, {}, Words("fr"))):
        assert "B" not in text
    assert any("piece 0: alone it leaves 4 of 40" in line for line in evidence(few))


def test_worlds_are_kept_in_tables_and_read_again():
    points, as_is = alone(-2, 2, 3)
    found = over([1.0, 2.0, 3.0], fits=[[0, -1, -2]])._replace(alone=points, as_is=as_is)
    again = OverWorlds.of_files(found.files())
    for one, other in zip(found[2:6], again[2:6], strict=True):
        assert np.array_equal(one, other)
    assert (again.pieces, again.as_is, again.paths) == (found.pieces, found.as_is, found.paths)
    assert all(
        np.array_equal(one.outcomes, other.outcomes) for one, other in zip(found.alone, again.alone, strict=True)
    )


def test_what_is_known_of_an_assumption_narrows_it_the_more_the_more_were_asked():
    scenario = Scenario.load("launch")
    drawn = [{"behaviours.posting.post_rate": rate} for rate in np.linspace(0.015, 0.1, 50)]
    rates = np.array([values["behaviours.posting.post_rate"] for values in drawn])
    spreads = []
    for asked in (50, 500, 5_000):
        [piece] = Evidence(survey=[{"path": "behaviours.posting.post_rate", "share": 0.04, "asked": asked}]).pieces
        logs = piece.log_likelihood(scenario, drawn, np.empty(0))
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        spreads.append(np.sqrt(weights @ (rates - weights @ rates) ** 2))
    assert spreads[0] > 2 * spreads[1] > 4 * spreads[2]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ({"survey": [{"path": "consumer.risk_feer", "share": 0.1, "asked": 9}]}, "did you mean 'consumer.risk_fear'"),
        ({"survey": [{"path": "consumer.occasion", "share": 2, "asked": 9}]}, "survey.0.share: 2 is not allowed"),
        ({"range": [{"path": "consumer.occasion", "from": 0.5, "to": 0.2}]}, "must end above 0.5"),
        ({"sales": [{"measure": "byers", "value": 9}]}, "measure"),
        ({"test": [{"changes": {"brand.prize": 9}, "ratio": 1, "low": 0.5, "high": 2}]}, "test.0.changes: brand.prize"),
        ({"test": [{"changes": {"brand.price": 9}, "ratio": 3, "low": 0.5, "high": 2}]}, "must lie between low"),
        ({"surveys": []}, "survey"),
    ],
)
def test_mistakes_in_evidence_are_named(content, line):
    with pytest.raises(ScenarioError, match=line):
        Evidence(**content).checked(Scenario.load("launch"))


def test_worlds_are_refused_where_there_are_none():
    with pytest.raises(RequestError, match="10 to 200"):
        check_worlds(Scenario.load("launch"), 3)
    with pytest.raises(RequestError, match="'bass' has none"):
        check_worlds(Scenario.load("bass"), 20)
    done = CliRunner().invoke(app, ["compare", "launch", "--evidence", "nothing.toml"])
    assert done.exit_code == 2
    assert "--worlds 50" in done.stderr


def test_runs_over_worlds_are_the_runs_of_the_scenarios_in_them(monkeypatch):
    """What stands in the table is what those runs come to; what is set weighs; a test of nothing moves no world."""
    for name in ("REPLICATIONS", "ALONE", "ALONE_RUNS"):
        monkeypatch.setattr(over_module, name, 2)
    monkeypatch.setattr(over_module, "FEWEST_WORLDS", 4)
    small = {"consumers": 100, "weeks": 3, "variants": {}, "brand.known_by": 1.0, "behaviours.speaking.talk_rate": 0.2}
    base = Scenario.load("launch").varied(small)
    other = base.varied({"name": "dear", "brand.price": 90.0})
    known = Evidence(test=[{"changes": {"brand.price": 60.0}, "ratio": 1.0, "low": 0.1, "high": 9.0}])
    found = over_worlds([base, other], 4, measure="buyers", evidence=known, workers=0)
    values = {path: float(f"{value:.5g}") if isinstance(value, float) else value
              for path, value in world(base, shipped().places[3], 3).items()}  # fmt: skip
    plain = run(in_world(other, values), replications=2, first=6, workers=0, baseline=False)
    ends = [rows["buyers"] for rows in plain.arrow.to_pylist() if rows["week"] == 3]
    assert found.outcomes[3, 1, :2].tolist() == ends
    assert found.pieces[0] == "what the scenario sets"
    assert found.effective_by((0,)) < 4
    assert found.effective_by((1,)) > 3.9
    assert {one.path for one in found.alone} <= {"", *found.paths}
