"""What Mesa promises of models, agents, sets, events, collectors and batches holds of ours, or is refused in words."""

import copy
import gc
import pickle
from contextlib import suppress

import mesa
import networkx
import numpy as np
import pandas
import pytest
import scipy.sparse
from mesa.experimental.scenarios import Scenario as MesaScenario
from wordofmouth import ConsumerAgent, ConsumerSet, Scenario, ScenarioError, WordOfMouth, run
from wordofmouth.mesa.parameters import Parameters


class Firm(mesa.Agent):
    def __init__(self, model, size=1):
        super().__init__(model)
        self.size = size

    def step(self):
        self.size += 1


@pytest.fixture
def model():
    return WordOfMouth("small", rng=7, weeks=12)


def nobody(model):
    return model.agents.select(lambda consumer: False)


# Models.


def test_the_model_has_a_scenario_of_mesas_that_reads_as_ours(model):
    assert isinstance(model.scenario, MesaScenario)
    assert model.scenario.model is model
    assert (model.scenario.rng, model.scenario.weeks) == (7, 12)
    assert model.agents[0].scenario is model.scenario
    again = type(model.scenario)(rng=7)
    assert WordOfMouth(again).market.scenario == model.market.scenario
    with pytest.raises(AttributeError):
        _ = model.scenario.weaks
    with pytest.raises(ValueError, match="during model run"):
        model.scenario.weeks = 3


def test_a_scenario_of_mesas_carries_values_by_path(model):
    kind = type(model.scenario)
    other = WordOfMouth(kind(rng=3, brand__quality=0.25, consumers=150))
    assert other.market.scenario.brands[0].quality == 0.25
    assert (other.market.n, other.market.seed, other.market.scenario.weeks) == (150, 3, 12)
    assert WordOfMouth(kind(scenario="launch", consumers=100), weeks=2).market.scenario.name == "launch"
    with pytest.raises(ScenarioError, match="did you mean 'quality'"):
        WordOfMouth(kind(brand__qualty=1))


def test_a_step_of_ones_own_need_not_call_ours(model):
    class Mine(WordOfMouth):
        def step(self):
            self.seen = [*getattr(self, "seen", []), self.market.week]

    mine = Mine("small", rng=7, weeks=12)
    mine.run_model()
    model.run_model()
    assert mine.seen == list(range(1, 13))
    pandas.testing.assert_frame_equal(mine.adoption, model.adoption)


def test_a_step_of_ones_own_that_calls_ours_is_one_week(model):
    class Mine(WordOfMouth):
        def step(self):
            super().step()
            self.aware = sum(self.agents.get("aware"))

    mine = Mine("small", rng=7, weeks=12)
    mine.run_model()
    model.run_model()
    assert mine.steps == 12
    assert mine.aware == mine.adoption["aware"].iloc[-1]
    pandas.testing.assert_frame_equal(mine.adoption, model.adoption)


@pytest.mark.parametrize("scenario", ["small", "bass"])
def test_the_table_can_be_had_at_any_moment(scenario):
    model = WordOfMouth(scenario, rng=1, weeks=4, consumers=100)
    assert len(model.adoption) == 0
    model.datacollector.collect(model)
    assert model.datacollector.get_model_vars_dataframe()["buyers"].isna().all()
    types = model.adoption.dtypes
    for time in (0.5, 1.0, 1.5, 2.2):
        model.run_until(time)
        assert model.adoption["week"].tolist() == list(range(1, int(time) + 1))
        assert model.adoption.dtypes.equals(types)


def test_seeds_are_reset_or_refused(model):
    drawn = model.rng.random(), model.random.random()
    model.reset_rng()
    model.reset_randomizer.__func__(model)
    assert (model.rng.random(), model.random.random()) == drawn
    with pytest.raises(ValueError, match=r"WordOfMouth\(rng=8\)"):
        model.reset_rng(8)


def test_consumers_stay_in_their_market(model):
    for leave in (model.remove_all_agents, model.agents[3].remove):
        with pytest.raises(TypeError, match="do not leave the market"):
            leave()
    with pytest.raises(TypeError, match="come with their market"):
        ConsumerAgent.create_agents(model, 3)
    assert len(model.agents) == model.market.n


# Agents.


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("satisfaction", 5),
        ("satisfaction", 0.5),
        ("praise", float("nan")),
        ("praise", -1.0),
        ("criticism", float("inf")),
        ("scepticism", 1.5),
        ("online", 2),
        ("owner", "yes"),
        ("aware", None),
        ("purchases", 40_000),
        ("reference_stake", float("nan")),
    ],
)
def test_values_that_no_consumer_can_have_are_refused(model, name, value):
    before = model.agents.get(name)
    for write in (lambda: setattr(model.agents[2], name, value), lambda: model.agents.set(name, value)):
        with pytest.raises(ValueError, match=f"{name}: .* is not allowed: must be"):
            write()
    assert model.agents.get(name) == before


def test_every_column_is_written_within_bounds_or_kept_by_the_market(model):
    """Whatever may be written takes its own values back; all else is refused by name."""
    written = 0
    for name in model.market.columns():
        values = np.array(model.agents.get(name))
        with suppress(AttributeError):
            model.agents.set(name, values)
            written += 1
        assert model.agents.get(name) == values.tolist()
    assert written == 15


def test_attributes_of_ones_own_stay(model):
    agents = model.agents
    agents[4].mood = "glad"
    agents[4].pos = (1, 2)
    agents.select(lambda consumer: consumer.row < 3).set("mood", "sad")
    gc.collect()
    assert [agents[row].mood for row in (0, 2, 4)] == ["sad", "sad", "glad"]
    assert (agents[4].pos, agents[5].pos) == ((1, 2), None)
    with pytest.raises(AttributeError, match="mood"):
        _ = agents[3].mood
    assert agents.get("mood", handle_missing="default", default_value="none")[3] == "none"
    some = agents.select(lambda consumer: hasattr(consumer, "mood"))
    assert {mood: len(of) for mood, of in some.groupby("mood")} == {"sad": 3, "glad": 1}
    del agents[4].mood
    assert not hasattr(agents[4], "mood")
    for name in ("unique_id", "row", "model", "ties"):
        with pytest.raises(AttributeError, match="can be read and not set"):
            setattr(agents[0], name, 1)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_copies_have_what_their_users_set(model, copied):
    model.agents[4].mood = "glad"
    firm = Firm(model, 3)
    model.run_for(2)
    other = copied(model)
    other.agents_by_type[ConsumerAgent][4].mood = "sad"
    assert model.agents_by_type[ConsumerAgent][4].mood == "glad"
    assert other.agents_by_type[Firm].to_list()[0].unique_id == firm.unique_id
    assert other.scenario.model is other
    assert other.scenario.weeks == model.scenario.weeks
    for each in (model, other):
        each.run_for(4)
    pandas.testing.assert_frame_equal(other.adoption, model.adoption)


def test_agents_of_a_second_kind_live_beside_consumers(model):
    firms = Firm.create_agents(model, 2, [5, 7])
    assert [firm.unique_id for firm in firms] == [model.market.n + 1, model.market.n + 2]
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents) == model.market.n + 2
    assert model.agent_types == [ConsumerAgent, Firm]
    assert isinstance(model.agents_by_type[ConsumerAgent], ConsumerSet)
    gc.collect()
    assert model.agents.select(agent_type=Firm).get("size") == [5, 7]
    assert len(model.agents.select(agent_type=ConsumerAgent)) == model.market.n
    model.agents.select(agent_type=Firm).do("step")
    collector = mesa.DataCollector(agenttype_reporters={Firm: {"size": "size"}, ConsumerAgent: {"aware": "aware"}})
    collector.collect(model)
    assert collector.get_agenttype_vars_dataframe(Firm)["size"].tolist() == [6, 8]
    model.run_model()
    firms.to_list()[0].remove()
    assert len(model.agents) == model.market.n + 1


# Sets.


def test_a_selection_of_nobody_is_still_of_its_market(model):
    empty = nobody(model)
    assert len(empty.set("loyal", True).set("mood", 1).do("remove").shuffle().sort("praise")) == 0
    assert empty.get("praise") == empty.map("step") == empty.to_list() == []
    empty.add(model.agents[3])
    assert empty.set("praise", 2.0).get("praise") == [2.0]
    chosen = model.agents.select(lambda consumer: False, inplace=True)
    assert len(chosen.set("loyal", True)) == 0
    assert nobody(model) == nobody(model)


def test_sets_have_places_and_algebra(model):
    agents = model.agents
    assert agents[0].row == 0
    assert agents[-1].row == model.market.n - 1
    assert [agent.row for agent in agents[2:8:2]] == [2, 4, 6]
    with pytest.raises(IndexError):
        _ = agents[model.market.n]
    first, even = agents.select(at_most=4), agents.select(lambda consumer: consumer.row % 2 == 0)
    assert (first & even).rows.tolist() == [0, 2]
    assert sorted((first | even).rows)[:5] == [0, 1, 2, 3, 4]
    assert (first - even).rows.tolist() == [1, 3]
    assert first & even <= even


# Events.


def test_events_at_any_time_and_again_and_again(model):
    happened = []

    def note():
        happened.append(model.time)

    def note_late():
        happened.append(-model.time)

    model.schedule_event(note, at=0.25)
    model.schedule_event(note_late, after=3.5)
    model.schedule_recurring(note, mesa.time.Schedule(interval=2.0, start=2.0))
    model.run_until(6)
    assert happened == [0.25, 2.0, -3.5, 4.0, 6.0]
    cancelled = model.schedule_event(note, at=6.5)
    cancelled.cancel()
    model.run_for(1)
    assert happened[-1] == 6.0
    assert len(model.adoption) == 7


# Batches.


def test_a_scenario_is_one_value_and_not_its_fields():
    scenario = Scenario.load("small").varied({"weeks": 3})
    with pytest.raises(TypeError):
        iter(scenario)
    assert len({scenario, Scenario.load("small").varied({"weeks": 3}), Scenario.load("small")}) == 2
    rows = mesa.batch_run(
        WordOfMouth, {"scenario": scenario, "brand.quality": [0.1, 0.9]}, rng=[1], display_progress=False
    )
    assert [row["brand.quality"] for row in rows] == [0.1, 0.9]
    assert rows[0]["scenario"] is scenario


# Networks.


class OfAnotherLibrary:
    """As igraph has it."""

    def __init__(self, graph):
        self.graph = graph

    def to_networkx(self):
        return self.graph


def test_ties_come_in_any_form(tmp_path):
    graph = networkx.connected_watts_strogatz_graph(80, 6, 0.1, seed=1)
    path = tmp_path / "ties.csv"
    path.write_text("source,target\n" + "".join(f"{a},{b}\n" for a, b in graph.edges()))
    matrix = networkx.to_scipy_sparse_array(graph)
    forms = [graph, OfAnotherLibrary(graph), matrix, scipy.sparse.coo_matrix(matrix), matrix.toarray(), path, str(path)]
    for form in forms:
        model = WordOfMouth("small", rng=1, weeks=3, network=form)
        network = model.market.network
        assert (network.n, network.n_ties, network.directed) == (80, graph.number_of_edges(), False)
        assert network.n_communities > 1
        model.run_model()
    again = WordOfMouth("small", rng=1, network=network.to_networkx()).market.network
    assert again.digest == network.digest
    assert run("small", replications=1, workers=0, network=graph).manifest.network_digests
    assert WordOfMouth("small", network=np.triu(matrix.toarray())).market.network.directed
    with pytest.raises(TypeError, match="list is no network"):
        WordOfMouth("small", network=[(0, 1)])
    with pytest.raises(ValueError, match="2 rows and 3 columns"):
        WordOfMouth("small", network=np.ones((2, 3)))


def test_tables_and_impossible_weights_are_no_networks():
    for table in (pandas.DataFrame({"a": [1, 2], "b": [2, 3]}), pandas.DataFrame(np.ones((3, 3)))):
        with pytest.raises(TypeError, match="may be ties or a matrix"):
            WordOfMouth("small", network=table)
    for matrix in (-np.ones((4, 4)), np.full((4, 4), np.nan), np.array([["a", "b"], ["b", "a"]])):
        with pytest.raises(ValueError, match="no weight"):
            WordOfMouth("small", network=matrix)


def test_people_have_the_names_of_their_network():
    graph = networkx.relabel_nodes(networkx.path_graph(30), lambda node: f"p{node}")
    assert WordOfMouth("small", network=graph).agents[3].name == "p3"
    assert WordOfMouth("small").agents[3].name is None


def test_a_scenario_of_mesas_own_is_read_by_its_parameters():
    class Mine(MesaScenario):
        consumers: int = 120

    model = WordOfMouth(scenario=Mine(rng=3, brand__quality=0.25))
    assert (model.market.n, model.market.seed, model.market.scenario.brands[0].quality) == (120, 3, 0.25)
    assert Parameters(scenario="launch", rng=1).weeks == 52
    assert "rng=1" in repr(Parameters(rng=1, consumers=50))
    for other in (5, {"consumers": 3}):
        with pytest.raises(ScenarioError, match="is none: give a Scenario"):
            WordOfMouth(other)
