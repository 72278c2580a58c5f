"""Copies: a run that is copied or pickled, whenever, goes on to the same bits, and neither moves the other."""

import copy
import pickle

import mesa
import numpy as np
import pytest
from graphs_of_objects import arrays_in, owner, same
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario, WordOfMouth, compare, presets, run
from wordofmouth.engine.linked import Linked
from wordofmouth.market.levers.advertising import Advertising
from wordofmouth.networks.network import Network
from wordofmouth.runs.simulate import simulate, start
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.testing.world import HandmadeWorld

WAYS = {
    "copied": copy.copy,
    "copied deeply": copy.deepcopy,
    "pickled": lambda run: pickle.loads(pickle.dumps(run)),
    "copied twice": lambda run: copy.deepcopy(copy.deepcopy(run)),
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
TEXTBOOKS = sorted(set(Model.kinds) - {"consumer"})
# So small that each example is a matter of milliseconds; every preset and every model.
FEW = {"consumers": 120, "weeks": 8}


def small(source, **changes):
    scenario = Scenario.load(source)
    named = {f"network.{name}" for name in type(scenario.network).model_fields}
    few = {"network.mean_degree": 6.0} if "network.mean_degree" in named else {}
    return scenario.varied({"variants": {}, "network.kind": "small_world", **few, **FEW} | changes)


def textbook(kind):
    return Scenario(model=kind, **FEW)


def gone_on(run):
    run.run()
    return run.table()


def check_copy(scenario, seed, week, way, record=()):
    """Copy a run in a week; let the copy end before the original goes on."""
    undisturbed = simulate(scenario, seed=seed).table()
    original = start(scenario, seed=seed, record=record)
    for _ in range(week):
        original.step()
    before = original.table() if week else {}
    other = way(original)
    same(gone_on(other), undisturbed)
    if week:
        same(original.table(), before)
    same(gone_on(original), undisturbed)
    np.testing.assert_array_equal(other.states(), original.states())


@ways
@settings(max_examples=10)
@given(scenario=scenarios(), seed=seeds, data=st.data())
def test_a_copy_of_any_market_at_any_week_goes_on_to_the_same_bits(way, scenario, seed, data):
    check_copy(scenario, seed, data.draw(st.integers(0, scenario.weeks)), way, data.draw(records()))


def records():
    return st.sets(st.sampled_from(["messages", "decisions", "influence"])).map(tuple)


@settings(max_examples=2 * len(Lever.kinds))
@given(data=st.data(), seed=seeds)
def test_what_a_lever_remembers_goes_along(data, seed):
    """Whatever the lever keeps from week to week: members, contributions, roles, invented reviews."""
    scenario = data.draw(scenarios(lever_kinds=[data.draw(st.sampled_from(sorted(Lever.kinds)))]))
    check_copy(scenario, seed, data.draw(st.integers(0, scenario.weeks)), data.draw(st.sampled_from([*WAYS.values()])))


@pytest.mark.parametrize("name", sorted(presets()))
def test_a_copy_of_every_preset_goes_on(name):
    scenario = Scenario.load(name)
    scenario = small(name) if "campaigns" in scenario.model.knows else scenario
    check_copy(scenario, 4, 3, copy.deepcopy)


@ways
@pytest.mark.parametrize("kind", TEXTBOOKS)
def test_a_copy_of_every_textbook_model_goes_on(kind, way):
    for week in (0, 3):
        check_copy(textbook(kind), 5, week, way)


def test_a_copy_made_while_a_week_is_under_way_goes_on():
    """What is said and spent so far is in the copy."""
    original = Market(small("launch"), 3)
    original.step()
    original.open_week()
    for lever in original.due():
        original.act(lever)
    other = copy.deepcopy(original)
    for each in (other, original):
        each.close_week()
    same(gone_on(other), gone_on(original))
    same(other.table(), simulate(original.scenario, seed=3).table())


def everything():
    yield Market(small("launch"), 2, record=["messages", "decisions", "influence"])
    yield from (start(textbook(kind), seed=2) for kind in TEXTBOOKS)
    yield HandmadeWorld(Network.from_ties(3, [0, 1], [1, 2], [True, False]), [Advertising()])


@pytest.mark.parametrize("way", [copy.deepcopy, WAYS["pickled"]], ids=["deepcopy", "pickle"])
def test_arrays_that_share_memory_share_it_in_a_copy(way):
    """Wherever in a run they are found: a view that a copy tears off would be a second state."""
    for original in everything():
        for step in range(3):
            if step and not isinstance(original, HandmadeWorld):
                original.step()
            other = way(original)
            mine, theirs = arrays_in(original), arrays_in(other)
            assert mine.keys() == theirs.keys()
            assert partition(mine) == partition(theirs), type(original)
            network = {id(owner(array)) for array in arrays_in(original.network).values()}
            both = {id(owner(array)) for array in mine.values()} & {id(owner(array)) for array in theirs.values()}
            assert both <= network


def partition(arrays):
    """Return which paths lead to the memory of one owner."""
    groups = {}
    for path, array in arrays.items():
        groups.setdefault(id(owner(array)), set()).add(path)
    return sorted(map(sorted, groups.values()))


def test_the_search_for_shared_memory_finds_it():
    """A view that is kept and not declared is found; were it not, the test above could not fail."""

    class Torn(Linked):
        views = ()

        def __init__(self):
            self.table = np.zeros(4)
            self.kept = {"first": [self.table[:1]]}

        def link(self):
            pass

    torn = Torn()
    other = copy.deepcopy(torn)
    assert partition(arrays_in(torn)) != partition(arrays_in(other))
    torn.table[0] = 1
    assert torn.kept["first"][0][0] == 1


def test_a_copy_shares_what_never_changes():
    """Ties and scenario are not copied: a copy costs the memory of its consumers."""
    market = Market(small("launch"), 2)
    other = copy.deepcopy(market)
    assert other.network is market.network
    assert other.scenario is market.scenario
    assert not np.shares_memory(other.brand_states, market.brand_states)
    both = copy.deepcopy([market, market])
    assert both[0] is both[1] is not market


CAMPAIGN = [
    {"kind": "advertising", "weeks": [1, 8], "reach": 0.05},
    {"kind": "seeding", "count": 5, "week": 5},
    {"kind": "discount", "when": "penetration > 0.05", "off": 0.25},
]


def cheaper(model):
    model.market.brands[0].price = 30.0


class Shop(WordOfMouth):
    """A model of a user's own, whose method is due between two weeks."""

    def sale(self):
        cheaper(self)


@pytest.mark.parametrize("way", [copy.deepcopy, WAYS["pickled"]], ids=["deepcopy", "pickle"])
@pytest.mark.parametrize("week", [0, 1, 4, 7])
def test_a_mesa_model_is_copied_with_its_schedule(way, week):
    """Events are the copy's own, those of users too; both go on to the table of an undisturbed model."""

    def model():
        made = Shop(rng=7, campaign=CAMPAIGN, **FEW)
        made.schedule_event(made.sale, at=5.5)
        return made

    undisturbed, original = model(), model()
    undisturbed.run_model()
    assert set(undisturbed.adoption["price"]) >= {30.0, 60.0}
    for _ in range(week):
        original.step()
    other = way(original)
    other.run_model()
    assert original.time == original.market.week == week
    original.run_model()
    for each in (other, original):
        same(each.market.table(), undisturbed.market.table())
        collected = each.datacollector.get_model_vars_dataframe()
        assert collected.equals(undisturbed.datacollector.get_model_vars_dataframe())
        assert each.random.random() == copy.deepcopy(undisturbed).random.random()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_agents_of_a_copy_are_its_own(way):
    """An agent that is copied deeply takes its market along; a plain copy of one is another view of the same row."""
    model = WordOfMouth(rng=7, **FEW)
    model.run_for(2)
    other = pickle.loads(pickle.dumps(model))
    agents = other.agents
    agents.set("praise", 9.0)
    assert agents.agg("praise", min) == 9.0
    assert model.agents.agg("praise", min) < 9.0
    agent = [*model.agents][3]
    twin = way(agent)
    twin.praise = 7.0
    assert twin.row == agent.row
    assert (agent.praise == 7.0) == (twin.model is agent.model)
    some = way(model.agents.select(lambda agent: agent.row % 2))
    assert len(some) == FEW["consumers"] // 2
    some.set("praise", 5.0)
    assert (model.agents.agg("praise", max) == 5.0) == (next(iter(some)).model is model)


def test_a_textbook_in_mesa_is_copied():
    model = WordOfMouth(rng=7, model="bass", **FEW)
    model.run_for(2)
    other = copy.deepcopy(model)
    for each in (other, model):
        each.run_model()
    same(other.market.table(), model.market.table())
    assert isinstance(other, mesa.Model)


@ways
def test_results_are_copied(way):
    """What a result holds, finds and draws from is in the copy."""
    plain = Scenario.load("small").varied(name="plain", campaign=[], **FEW)
    for result in (
        run(small("small"), replications=2, workers=0, by=["leader"], influence=True),
        compare(small("small", name="campaign"), plain, replications=2, workers=0),
    ):
        other = way(result)
        assert other is not result
        assert other.differences(result) == []
        assert other.manifest == result.manifest
        assert other.finding() == result.finding()
