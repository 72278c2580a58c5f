"""The Mesa face: a Mesa model over arrays, whose agents are views of rows."""

import mesa
import numpy as np
import pandas
import pytest
from wordofmouth import ConsumerAgent, ConsumerSet, Market, Scenario, ScenarioError, WordOfMouth

CAMPAIGN = [
    {"kind": "advertising", "weeks": [1, 8], "reach": 0.05},
    {"kind": "seeding", "count": 5},
    {"kind": "discount", "when": "penetration > 0.05", "off": 0.25},
    {"kind": "guarantee", "weeks": [3, 9], "every": 3},
]


@pytest.fixture
def model():
    return WordOfMouth(rng=7, consumers=300, weeks=20, campaign=CAMPAIGN)


def test_mesa_and_the_bare_market_are_one(model):
    """Mesa's events drive the campaign; the table is that of the market alone, to the bit."""
    model.run_model()
    market = Market(model.market.scenario, 7)
    market.run()
    assert model.steps == model.time == 20
    for name, values in market.table().items():
        np.testing.assert_array_equal(model.market.table()[name], values, err_msg=name)
    assert set(model.adoption["price"]) == {60.0, 45.0}


def test_run_model_stops_and_step_goes_on(model):
    model.run_model()
    assert not model.running
    model.step()
    assert (model.steps, model.market.week) == (21, 21)


def test_events_between_weeks_act_with_the_campaign(model):
    """What a user schedules half a week before the step happens in that week."""

    def give_bad_news():
        model.market.brand_states.criticism[:] += 100.0

    model.schedule_event(give_bad_news, at=4.5)
    model.run_for(4)
    assert model.market.brand_states.criticism.max() < 100
    model.run_for(1)
    assert model.market.brand_states.criticism.min() > 90


def test_events_scheduled_long_before_act_all_the_same():
    """The week is opened first, whenever an event for it was scheduled: prices last, gifts are experienced."""
    model = WordOfMouth("small", rng=3, weeks=8)

    def give_and_cut_the_price():
        model.market.brands[0].price = 1.0
        model.market.give(np.arange(50, 150, dtype=np.int32), 0, (False, 1.0, 0.0))

    model.schedule_event(give_and_cut_the_price, at=4.5)
    model.run_model()
    assert model.adoption["price"].tolist() == [60.0] * 4 + [1.0] + [60.0] * 3
    assert (model.market.brand_states.satisfaction[50:150] != 0).sum() > 50


@pytest.mark.parametrize("name", ["community", "leader", "bought_at", "satisfied_friends", "gift", "last_channel"])
def test_what_the_market_keeps_itself_cannot_be_set(model, name):
    """Kernels use these as places in other arrays, unchecked."""
    with pytest.raises(AttributeError, match="keeps it itself"):
        model.agents.set(name, 1)
    with pytest.raises(AttributeError, match="keeps it itself"):
        setattr(next(iter(model.agents)), name, 1)


def test_agents_are_rows(model):
    model.run_for(5)
    agents = model.agents
    assert isinstance(agents, ConsumerSet)
    assert len(agents) == 300
    assert model.agents_by_type[ConsumerAgent].rows.tolist() == list(range(300))
    assert model.agent_types == [ConsumerAgent]
    third = agents.to_list()[2]
    assert third.unique_id == 3
    assert third in agents
    third.praise = 3.5
    third.online = False
    assert model.market.brand_states.praise[2, 0] == third.praise == third.brand_states.praise[0] == 3.5
    assert not model.market.consumers.online[2]
    assert third == next(agent for agent in agents if agent.unique_id == 3)
    assert third.ties.rows.tolist() == model.market.network.targets[slice(*model.market.network.starts[2:4])].tolist()
    with pytest.raises(AttributeError, match="prase"):
        _ = third.prase
    with pytest.raises(TypeError, match="leave"):
        third.remove()


def test_agent_sets_do_what_mesas_do(model):
    """select, agg, get, set, groupby, do, map, sort and shuffle give what they give on a set of plain agents."""
    model.run_for(10)
    agents, brand_states = model.agents, model.market.brand_states[:, 0]
    owners = agents.select(lambda consumer: consumer.owner)
    assert owners.rows.tolist() == np.flatnonzero(brand_states.owner).tolist()
    assert agents.agg("praise", [np.mean, max]) == [
        pytest.approx(brand_states.praise.mean()),
        brand_states.praise.max(),
    ]
    assert agents.get(["owner", "row"])[1] == [bool(brand_states.owner[1]), 1]
    assert agents.get("nothing", handle_missing="default", default_value=1) == [1] * 300
    by_community = agents.groupby("community")
    assert sum(by_community.count().values()) == 300
    assert list(by_community.groups) == list(range(model.market.network.n_communities))
    assert agents.sort("praise").rows[0] == brand_states.praise.argmax()
    assert agents.sort(lambda consumer: -consumer.row).rows.tolist() == list(range(300))
    assert sorted(agents.shuffle().rows) == list(range(300))
    assert agents.select(at_most=0.1).rows.tolist() == list(range(30))
    assert agents.map(lambda consumer, add: consumer.row + add, 1)[:2] == [1, 2]
    owners.set("praise", 0.0)
    assert not brand_states.praise[brand_states.owner].any()
    owners.do(lambda consumer: setattr(consumer, "praise", 2.0)).shuffle_do("__repr__")
    assert set(owners.get("praise")) == {2.0}
    rest = agents.select(lambda consumer: not consumer.owner)
    first = next(iter(owners))
    rest.add(first)
    assert first in rest
    rest.discard(first)
    with pytest.raises(KeyError):
        rest.remove(first)


def test_stock_data_collectors_work(model):
    """Model, agent and agent-type reporters of Mesa's own DataCollector read rows."""
    collector = mesa.DataCollector(
        model_reporters={"owners": lambda m: sum(m.agents.get("owner"))},
        agent_reporters={"praise": "praise"},
        agenttype_reporters={ConsumerAgent: {"aware": "aware"}},
    )
    model.run_for(3)
    collector.collect(model)
    agents = collector.get_agent_vars_dataframe()
    assert len(agents) == 300
    assert agents["praise"].tolist() == model.market.brand_states.praise[:, 0].tolist()
    assert len(collector.get_agenttype_vars_dataframe(ConsumerAgent)) == 300
    assert model.datacollector.get_model_vars_dataframe()["buyers"].tolist() == model.adoption["buyers"].tolist()


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run_works_with_plain_keywords(processes):
    """Mesa's own batch runner varies fields by path and seeds by ``rng``; the same seed gives the same row."""
    rows = pandas.DataFrame(
        mesa.batch_run(
            WordOfMouth,
            {"scenario": "small", "brand.quality": [0.2, 0.9], "weeks": 12},
            rng=[1, 2, 1],
            number_processes=processes,
            display_progress=False,
        )
    ).sort_values("RunId")
    assert len(rows) == 6
    assert rows["Step"].tolist() == [12] * 6
    reported = [name for name in rows if name not in ("RunId", "iteration", "rng")]
    first, again = (rows[rows["iteration"] == iteration][reported].reset_index(drop=True) for iteration in (0, 2))
    pandas.testing.assert_frame_equal(first, again)
    alone = WordOfMouth("small", rng=1, brand__quality=0.9, weeks=12)
    alone.run_model()
    assert alone.adoption["buyers"].iloc[-1] == first["buyers"].iloc[1]


def test_a_network_and_a_scenario_can_be_given():
    network = Market(Scenario(consumers=50)).network
    model = WordOfMouth(Scenario(consumers=50, weeks=3), rng=np.int64(3), network=network)
    model.run_model()
    assert model.market.network is network
    assert len(model.adoption) == 3


def test_mistakes_are_told_by_path():
    with pytest.raises(ScenarioError, match="did you mean 'quality'"):
        WordOfMouth(**{"brand.qualty": 1})


def test_no_seed_means_chance():
    tables = []
    for _ in range(3):
        model = WordOfMouth("small")
        model.run_model()
        tables.append(tuple(model.adoption["buyers"]))
    assert len(set(tables)) > 1
