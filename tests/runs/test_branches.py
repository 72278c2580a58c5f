"""Branches: a run goes on from one week with other values, as far as what they say was not settled at its start."""

import copy

import numpy as np
import pytest
from graphs_of_objects import same
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario
from wordofmouth.errors import KeptError, ScenarioError
from wordofmouth.runs.simulate import simulate, start
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.paths import paths

TEXTBOOKS = sorted(set(Model.kinds) - {"consumer"})
FEW = {"consumers": 100, "weeks": 6}


def launch(**changes):
    return Scenario.load("launch").varied({"variants": {}, **FEW} | changes)


def after(run, week):
    for _ in range(week):
        run.step()
    return run


def gone_on(run):
    run.run()
    return run.table()


@settings(max_examples=20)
@given(scenario=scenarios(), seed=seeds, data=st.data())
def test_a_branch_without_changes_goes_on_to_the_same_bits(scenario, seed, data):
    """From any week, on to the table of a run that nothing disturbed; and neither moves the other."""
    market = after(Market(scenario, seed), data.draw(st.integers(0, scenario.weeks)))
    branch = market.branch()
    same(gone_on(branch), simulate(scenario, seed=seed).table())
    same(gone_on(market), branch.table())


@settings(max_examples=2 * len(Lever.kinds))
@given(data=st.data(), seed=seeds)
def test_a_branch_takes_along_what_levers_remember(data, seed):
    scenario = data.draw(scenarios(lever_kinds=[data.draw(st.sampled_from(sorted(Lever.kinds)))]))
    branch = after(Market(scenario, seed), data.draw(st.integers(0, scenario.weeks))).branch()
    same(gone_on(branch), simulate(scenario, seed=seed).table())


@pytest.mark.parametrize("kind", TEXTBOOKS)
def test_textbooks_branch_too(kind):
    scenario = Scenario(model=kind, **FEW)
    branch = after(start(scenario, seed=5), 3).branch(weeks=9)
    same(gone_on(branch), simulate(scenario.varied(weeks=9), seed=5).table())


RICH = launch(
    segments=[{"name": "young", "share": 0.4, "risk_fear": 0.2, "moral_guarantee": 0.4, "price_sensitivity": 3.0}],
    brands=[{"name": "Aster", "known_by": 0.2}, {"name": "Other", "refund_coverage": 0.5}],
    campaign=[{"kind": "advertising", "reach": 0.1}, {"kind": "seeding", "count": 5}, {"kind": "discount", "off": 0.2}],
)
DESCRIBES = {"name", "title", "description", "group", "variants", "kind"}


def others(value):
    """Return other values that a field may take."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, (int, float)):
        return [value * 0.5, value * 1.5, 0.35, 1, 2, 3.0, 5]
    return []


def neighbours(scenario):
    """Yield every path of a scenario with a value that it might have as well, and the scenario that has it."""
    for path in paths(scenario.model_dump()):
        if path.split(".")[0] in DESCRIBES or path.split(".")[-1] in DESCRIBES:
            continue
        value = scenario.model_dump()
        for step in path.split("."):
            if isinstance(value, (list, tuple)):
                value = next(entry for entry in value if step in (entry.get("name"), entry.get("kind")))
            else:
                value = value[step]
        for other in others(value):
            try:
                changed = scenario.varied({path: other})
            except ScenarioError:
                continue
            if changed.digest != scenario.digest:
                yield path, other, changed
                break


def settled(scenario):
    """Return the paths whose values a run refuses to change, and those where it is then as it should be."""
    refused, taken = set(), set()
    market = start(scenario, seed=3)
    for path, value, changed in neighbours(scenario):
        try:
            branch = market.branch({path: value})
        except ScenarioError:
            refused.add(path)
            continue
        taken.add(path)
        try:
            same(gone_on(branch), simulate(changed, seed=3).table())
        except AssertionError as error:
            raise AssertionError(f"{path} = {value} is settled at the start, and was taken: {error}") from None
    return refused, taken


def test_before_the_first_week_a_branch_is_the_run_of_the_changed_scenario():
    """For every value that can change at all: what is settled at the start is refused, and nothing else is stale."""
    refused, taken = settled(RICH)
    assert {path.split(".")[0] for path in refused} <= {
        *("consumers", "network", "survey", "consumer", "segments", "leaders", "brands", "channels"),
    }
    assert {"brands.Aster.price", "brands.Other.refund_coverage", "survey.follow_praise", "weeks"} <= taken
    assert {"consumer.moral_guarantee", "segments.young.price_sensitivity", "campaign.seeding.count"} <= taken
    assert {"channels.friends.trust", "behaviours.speaking.talk_rate", "economics.discount_rate"} <= taken
    assert {"consumers", "survey.innovators", "brands.Aster.known_by", "leaders.share"} <= refused
    assert len(taken) > 60


@pytest.mark.parametrize("week", [0, 2])
@pytest.mark.parametrize(
    "path",
    ["channels.advertising.persuasion", "channels.community.moral_guarantee", "channels.leaders.moral_guarantee"],
)
def test_a_mechanism_begins_and_ends_in_the_midst_of_a_run(path, week):
    """What is kept for it alone is blank where it begins, gone where it ends, and before the first week never was."""
    lively = {"channels.community.visit_rate": 0.9, "channels.leaders.reach": 0.9, "behaviours.posting.post_rate": 0.9}
    lively |= {"consumer.risk_fear": 1.0, "behaviours.shopping.shopping_rate": 0.3, "campaign.launch_ads.reach": 0.3}
    idle, busy = (launch(**lively, **{path: share}, consumers=500, weeks=20) for share in (0.0, 0.9))
    for before, then, share in ((idle, busy, 0.9), (busy, idle, 0.0)):
        branch = gone_on(after(start(before, seed=3), week).branch({path: share}))
        if week == 0:
            same(branch, simulate(then, seed=3).table())
        assert not np.array_equal(branch["purchases"], simulate(before, seed=3).table()["purchases"])


@pytest.mark.parametrize("kind", TEXTBOOKS)
def test_textbooks_change_what_they_look_up_each_period(kind):
    model = Model.kinds[kind]
    refused, taken = settled(Scenario(model=kind, **FEW))
    assert {path.removeprefix("model.") for path in taken} - {"weeks", "economics.discount_rate"} <= {
        *model.changeable, *(path for path in taken if not path.startswith("model."))
    }  # fmt: skip
    assert model.changeable <= model.model_fields.keys()
    assert refused >= {"consumers"}


def test_what_was_stays_and_what_comes_is_other():
    market = after(Market(launch(), 7), 3)
    branch = market.branch({"brand.price": 30.0, "weeks": 8})
    unchanged, changed = gone_on(market), gone_on(branch)
    for name, values in unchanged.items():
        np.testing.assert_array_equal(values[:3], changed[name][:3], err_msg=name)
    assert changed["price"].tolist() == [60.0] * 3 + [30.0] * 5
    assert market.scenario.weeks == 6
    assert branch.scenario.brands[0].reference_price == 60.0


def test_a_lever_that_comes_later_was_nothing_before():
    """And the places of others, by which owners have their roles, are those of before."""
    campaign = [{"kind": "ambassadors", "count": 20}, {"kind": "co_creation", "response": 0.3}]
    scenario = launch(
        campaign=campaign,
        **{"consumer.cocreator_share": 0.5, "brand.known_by": 1.0, "consumer.occasion": 0.9, "weeks": 14},
    )
    market = after(Market(scenario, 7), 9)
    roles = market.brand_states.advocate.copy()
    assert set(np.unique(roles)) == {0, 1, 2}
    first = {"kind": "ambassadors", "name": "first", "count": 3, "reward": 2.0}
    branch = market.branch({"campaign": [first, *campaign]})
    assert (branch.brand_states.advocate == np.where(roles > 0, roles + 1, 0)).all()
    table = gone_on(branch)
    assert table["spent_on_first"][:9].sum() == 0
    assert table["spent_on_first"][9:].sum() > 0
    np.testing.assert_array_equal(table["profit"][:9], market.table()["profit"])


def test_what_a_lever_has_made_of_an_offer_stays():
    """Unless the very value is changed."""
    campaign = [{"kind": "co_creation", "response": 1.0, "half_way": 5.0}]
    changes = {"consumer.cocreator_share": 1.0, "brand.quality": 0.7, "brand.known_by": 1.0, "weeks": 12}
    scenario = launch(campaign=campaign, **changes)
    market = after(Market(scenario, 7), 8)
    better = market.offers[0].quality
    assert better > 0.7
    assert market.branch({"brand.price": 50.0}).offers[0].quality == better
    assert market.branch({"brand.quality": 0.5}).offers[0].quality == 0.5


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"consumers": 50},
            r"consumers: this was settled .* week 2; .* wom run launch --set consumers=50",
        ),
        ({"network.kind": "random"}, r"network.kind: this was settled"),
        ({"model": "bass"}, "settled as the run began|no campaigns"),
        ({"weeks": 1}, "weeks: 1 is not allowed: 2 weeks are over"),
        (
            {"campaign": []},
            r"campaign.leaders: a lever that is there stays; it ends with campaign.leaders.weeks = \[1, 2\]",
        ),
        ({"campaign.leaders.kind": "discount"}, "campaign.leaders.kind: this was settled"),
        ({"brands": [{"name": "Aster"}, {"name": "B"}]}, "brands.B: this was settled"),
        ({"brand.nme": 3}, "did you mean 'name'"),
        ({"brand.quality": 3}, "brands.0.quality: 3 is not allowed"),
    ],
)
def test_what_cannot_change_is_refused_in_one_line(changes, says):
    market = after(Market(launch(), 1), 2)
    with pytest.raises(ScenarioError, match=says):
        market.branch(changes)


def test_no_branch_grows_from_a_week_under_way():
    market = Market(launch(), 1)
    market.open_week()
    with pytest.raises(KeptError, match="week 1 is under way"):
        market.branch()


def test_a_branch_tells_where_it_comes_from():
    market = after(Market(launch(), 1), 2)
    branch = after(market.branch({"brand.price": 30.0}), 1).branch({"brand.price": 20.0})
    assert [(stage["week"], stage["scenario"]["brands"][0]["price"]) for stage in branch.lineage] == [
        (2, 60.0),
        (3, 30.0),
    ]
    assert copy.deepcopy(branch).lineage == branch.lineage
    assert market.lineage == ()


@settings(max_examples=10)
@given(scenario=scenarios(), seed=seeds, data=st.data())
def test_branches_agree_until_they_part(scenario, seed, data):
    """Common random numbers: what changes a lever that is not yet due changes nothing before it is."""
    week = data.draw(st.integers(0, scenario.weeks - 1))
    late = {"kind": "guarantee", "name": "late", "weeks": [scenario.weeks, scenario.weeks]}
    assume(scenario.weeks - 1 > week)
    campaign = [*(lever.model_dump() for lever in scenario.campaign), late]
    market = after(Market(scenario, seed), week)
    changed, unchanged = gone_on(market.branch({"campaign": campaign})), gone_on(market)
    rows = (scenario.weeks - 1) * len(scenario.brands)
    for name in unchanged:
        np.testing.assert_array_equal(changed[name][:rows], unchanged[name][:rows], err_msg=name)
