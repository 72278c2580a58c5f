"""Influence: who bought after whose word, and the cascades that this makes."""

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario
from wordofmouth.instruments.influence import Voice, cascades, forest, graph, influence, leaders_reach
from wordofmouth.instruments.log import influence_table

# Here some are given the product, talk, and buy it after the word of those whom they have won.
TALKATIVE = Scenario(
    consumers=150,
    weeks=20,
    leaders={"share": 0.3},
    behaviours={"shopping": {"repurchase_interval": 4.0, "shopping_rate": 0.3}, "speaking": {"relay": 0.5}},
    channels={"reviews": {"consult_rate": 0.0}, "community": {"visit_rate": 0.0}},
    network={"kind": "communities", "community_size": 30.0},
    campaign=[{"kind": "seeding", "strategy": "leaders", "count": 20, "disclosed": False}],
)
markets = scenarios() | st.just(TALKATIVE)


def simulated(scenario, seed=0):
    market = Market(scenario, seed, record={"influence"})
    market.run()
    return market


def rows(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*(v.tolist() for v in columns.values()), strict=True)]


@settings(max_examples=60)
@given(scenario=markets, seed=seeds)
def test_each_buyer_is_there_once_and_channels_won_what_they_are_said_to_have_won(scenario, seed):
    market = simulated(scenario, seed)
    found, names = rows(influence(market)), [brand.name for brand in scenario.brands]
    buyers = {(names[b], int(i)) for i, b in zip(*np.nonzero(market.brand_states.purchases > 0), strict=True)}
    assert len(found) == len(buyers)
    assert {(row["brand"], row["consumer"]) for row in found} == buyers
    assert [row["week"] for row in found] == sorted(row["week"] for row in found)
    for channel in market.channels:
        won = np.zeros((scenario.weeks, len(names)), np.int64)
        for row in found:
            won[row["week"] - 1, names.index(row["brand"])] += row["channel"] == channel.kind
        assert np.array_equal(won, np.array(market.history[f"won_by_{channel.kind}"]))


@settings(max_examples=60)
@given(scenario=markets, seed=seeds)
def test_a_parent_could_speak_and_could_be_heard(scenario, seed):
    """She had bought, was given or had heard of the brand before that week, and her word has a way to the buyer."""
    market = Market(scenario, seed, record={"influence"})
    known_since = np.full(market.brand_states.shape, scenario.weeks + 1)
    known_since[market.brand_states.aware] = 0
    while market.week < scenario.weeks:
        market.step()
        known_since[market.brand_states.aware & (known_since > market.week)] = market.week
    names, network = [brand.name for brand in scenario.brands], market.network
    starts, followers = market.audiences
    for row in rows(influence(market)):
        parent, buyer = row["parent"], row["consumer"]
        assert (parent >= 0) == (row["channel"] in ("friends", "acquaintances", "leaders"))
        if parent >= 0:
            assert known_since[parent, names.index(row["brand"])] < row["week"]
            ties = network.targets[network.starts[parent] : network.starts[parent + 1]]
            heard_by = {
                "friends": ties[: network.strong[parent]],
                "acquaintances": ties[network.strong[parent] :],
                "leaders": followers[starts[parent] : starts[parent + 1]],
            }
            assert buyer in heard_by[row["channel"]]


@settings(max_examples=60)
@given(scenario=markets, seed=seeds)
def test_cascades_are_trees_in_time(scenario, seed):
    """Each voice follows from one at most, earlier than she; depths and sizes are those of the graph."""
    market = simulated(scenario, seed)
    drawn, found = graph(market), rows(influence(market))
    assert not drawn or networkx.is_forest(drawn.to_undirected())
    assert max((degree for _, degree in drawn.in_degree), default=0) <= 1
    assert drawn.number_of_edges() == sum(row["parent"] >= 0 for row in found)
    for parent, buyer, about in drawn.edges(data=True):
        assert parent.brand == buyer.brand
        assert about["week"] == drawn.nodes[buyer]["week"]
        assert buyer.bought
        assert not parent.bought or drawn.nodes[parent]["week"] < about["week"]
    for row in found:
        voice = Voice(row["brand"], row["consumer"], True)
        assert row["depth"] == len(networkx.ancestors(drawn, voice))
        assert [(parent.consumer, parent.bought) for parent in drawn.pred[voice]] == [
            (row["parent"], bool(row["parent_bought"]))
        ] * (row["parent"] >= 0)
    trees = rows(cascades(market))
    assert sum(tree["size"] for tree in trees) == len(found)
    assert [tree["size"] for tree in trees] == sorted((tree["size"] for tree in trees), reverse=True)
    for tree in trees:
        root = Voice(tree["brand"], tree["consumer"], bool(tree["bought"]))
        distances = networkx.single_source_shortest_path_length(drawn, root)
        assert not list(drawn.pred[root])
        assert tree["size"] == sum(voice.bought for voice in distances)
        assert tree["depth"] == max(distances.values())


@settings(max_examples=60)
@given(scenario=markets, seed=seeds)
def test_leaders_reach_as_far_as_the_graph(scenario, seed):
    """Whoever follows from a leader's word is counted once for her, and she herself never."""
    market = simulated(scenario, seed)
    drawn, found = graph(market), rows(leaders_reach(market))
    assert sorted(row["consumer"] for row in found) == np.flatnonzero(market.consumers.leader).tolist()
    for row in found:
        leader = [voice for voice in drawn if voice.consumer == row["consumer"]]
        below = set().union(*(networkx.descendants(drawn, voice) for voice in leader)) - set(leader)
        assert row["won"] == sum(drawn.out_degree(voice) for voice in leader)
        assert row["influenced"] == len(below)
        assert row["followers"] == np.diff(market.audiences[0])[row["consumer"]]
        assert row["shown"] >= 0


def test_what_leaders_show_is_what_followers_hear():
    market = simulated(Scenario.load("launch"))
    shown = sum(np.array(market.history[f"{word}_leaders"]).sum() for word in ("praise", "criticism"))
    assert leaders_reach(market)["shown"].sum() == shown > 0
    assert forest(market).depth.max() > 1


def test_many_replications_are_one_table_in_which_nobody_is_missing():
    runs = [(replication, influence(simulated(Scenario.load("small"), replication))) for replication in (0, 1)]
    table = influence_table(runs)
    assert table["replication"].to_pylist() == [number for number, run in runs for _ in run["week"]]
    for name in ("week", "brand", "consumer"):
        assert table[name].to_pylist() == [value for _, run in runs for value in run[name].tolist()]
        assert table[name].null_count == 0
    assert table["parent"].to_pylist() == [
        parent if parent >= 0 else None for _, run in runs for parent in run["parent"].tolist()
    ]
    assert table["channel"].to_pylist() == [kind or None for _, run in runs for kind in run["channel"]]
    reach = influence_table([(4, leaders_reach(simulated(Scenario.load("small"))))])
    assert set(reach["replication"].to_pylist()) == {4}


def test_without_a_record_there_is_nothing_to_tell():
    market = Market(Scenario.load("small"))
    market.run()
    for instrument in (influence, cascades, leaders_reach, graph):
        with pytest.raises(ValueError, match="nothing of it is recorded"):
            instrument(market)
