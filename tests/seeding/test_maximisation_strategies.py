"""Strategies: each on hand-made networks, some against enumeration and networkx; and the choice under the market."""

import itertools

import networkx
import numpy as np
import pytest
from cascade_examples import TINY, exact, from_list, random_network
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.market.levers.seeding import Seeding
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.seeding.lazy import choose_lazily
from wordofmouth.seeding.spreading import independent_cascade, linear_threshold, weighted_cascade
from wordofmouth.seeding.strategies.betweenness import betweenness_of
from wordofmouth.seeding.strategies.greedy import greedy_seeds
from wordofmouth.seeding.strategy import choose, strategies
from wordofmouth.tasks.seeds.under_the_market import under_the_market

STRATEGIES = sorted(strategies())


@pytest.mark.parametrize("name", ["kite", "kite with doubts", "diamond, each its own", "diamond, thresholds"])
def test_greedy_is_greedy(name):
    """Each choice adds most, by enumeration, up to the error of 20,000 runs."""
    spreading = TINY[name]
    seeds = greedy_seeds(spreading, 3, 20_000).tolist()
    for place, i in enumerate(seeds):
        before = seeds[:place]
        value = {j: exact(spreading, [*before, j]) for j in range(spreading.n) if j not in before}
        assert value[i] >= max(value.values()) - 0.03


def test_laziness_changes_nothing():
    """Gains are those of coverage, which fall; equals go by the smallest id."""
    sets = [frozenset(range(i, 40, 1 + i % 7)) for i in range(15)]
    chosen = []

    def gain(i):
        return len(sets[i].difference(*(sets[j] for j in chosen)))

    for i in choose_lazily(((gain(i), i) for i in range(15)), gain, 10):
        assert i == max((j for j in range(15) if j not in chosen), key=lambda j: (gain(j), -j))
        chosen.append(i)
    assert len(chosen) == 10


@given(st.integers(2, 10), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30), st.booleans())
def test_betweenness_is_that_of_networkx(n, ties, directed):
    network = from_list(n, [tie for tie in ties if max(tie) < n], directed)
    expected = networkx.betweenness_centrality(network.to_networkx(), normalized=False)
    both = 1 if directed else 2
    np.testing.assert_allclose(betweenness_of(network, n), [both * expected[i] for i in range(n)], atol=1e-9)


def test_degree_discount_is_that_of_the_paper():
    """The score is d − 2t − (d − t)tp, for a small p."""
    network, p = random_network(60, 6), 1e-4
    chosen = []
    for i in choose("degree_discount", independent_cascade(network, p), 15).tolist():
        seeded = [np.isin(row, chosen).sum() for row in np.split(network.targets, network.starts[1:-1])]
        score = [d - 2 * t - (d - t) * t * p for d, t in zip(network.degree, seeded, strict=True)]
        assert score[i] >= max(score[k] for k in range(60) if k not in chosen) - 1e-9
        chosen.append(i)


def star(directed=False):
    return from_list(10, [(4, i) for i in range(10) if i != 4], directed)


def two_cliques():
    ties = [pair for group in (range(6), range(6, 10)) for pair in itertools.combinations(group, 2)]
    return from_list(10, ties, community=np.array([0] * 6 + [1] * 4))


NETWORKS = {
    "star": star(),
    "directed star": star(directed=True),
    "path": from_list(10, [(i, i + 1) for i in range(9)]),
    "directed path": from_list(10, [(i, i + 1) for i in range(9)], directed=True),
    "two cliques": two_cliques(),
    "alone": from_list(10, [(2, 3)]),
    "nobody knows anybody": from_list(3, []),
    "one": from_list(1, []),
}


@pytest.mark.parametrize("strategy", STRATEGIES)
class TestStrategies:
    @pytest.mark.parametrize("name", NETWORKS)
    @pytest.mark.parametrize("make", [lambda network: independent_cascade(network, 0.5), linear_threshold])
    def test_seeds_are_different_consumers_and_the_same_every_time(self, strategy, name, make):
        """For none, some and all of them."""
        n = NETWORKS[name].n
        for count in {0, 1, n // 2, n}:
            seeds = choose(strategy, make(NETWORKS[name]), count, key=5)
            assert seeds.dtype == np.int32
            assert len(set(seeds.tolist())) == len(seeds) == count
            assert not count or 0 <= seeds.min() <= seeds.max() < n
            assert (seeds == choose(strategy, make(NETWORKS[name]), count, key=5)).all()

    @pytest.mark.parametrize("name", ["star", "directed star"])
    def test_the_centre_of_a_star_comes_first(self, strategy, name):
        # Nobody is between others where nobody passes anything on.
        if strategy != "random" and (strategy, name) != ("betweenness", "directed star"):
            assert choose(strategy, independent_cascade(NETWORKS[name], 0.5), 1).tolist() == [4]

    def test_two_cliques_get_a_seed_each(self, strategy):
        """From whoever looks at more than a consumer's own ties."""
        if strategy in ("greedy", "reverse_reachable", "degree_discount", "community"):
            seeds = choose(strategy, independent_cascade(NETWORKS["two cliques"], 0.9), 2)
            assert sorted(seeds >= 6) == [False, True]

    def test_a_chain_is_seeded_at_its_beginning(self, strategy):
        if strategy in ("greedy", "reverse_reachable", "pagerank"):
            assert choose(strategy, weighted_cascade(NETWORKS["directed path"]), 1).tolist() == [0]

    @pytest.mark.parametrize("count", [-1, 11])
    def test_impossible_counts_are_refused(self, strategy, count):
        with pytest.raises(ValueError, match=rf"`count`: {count} is not between 0 and 10"):
            choose(strategy, weighted_cascade(NETWORKS["star"]), count)

    def test_it_says_in_a_line_what_it_does(self, strategy):
        assert strategies()[strategy].name == strategy
        assert 20 < len(strategies()[strategy].description) < 120


def test_an_unknown_strategy_is_told_the_nearest():
    with pytest.raises(ValueError, match="'degree'"):
        choose("degre", weighted_cascade(NETWORKS["star"]), 1)


class TestUnderTheMarket:
    village = Scenario.load("small").varied(weeks=8, campaign=[])

    def test_greedy_is_no_worse_than_those_who_propose(self):
        """On the runs on which it chooses; and the same is chosen every time."""
        choice = under_the_market(self.village, 3, candidates=10, replications=6)
        assert choice.tried["greedy"] == max(choice.tried.values()) == choice.tried[choice.how]
        assert len(choice.seeds) <= 3
        assert choice.values.shape == choice.without.shape == (6,)
        mean, error = choice.added
        assert mean == pytest.approx((choice.values - choice.without).mean())
        assert error > 0
        again = under_the_market(self.village, 3, candidates=10, replications=6)
        assert choice.seeds.tolist() == again.seeds.tolist()

    def test_large_counts_go_to_the_best_strategy(self):
        choice = under_the_market(self.village, 40, candidates=10, replications=4, proposers=("degree", "random"))
        assert choice.how in ("degree", "random")
        assert len(choice.seeds) == 40
        assert choice.added[0] > 0

    def test_who_costs_more_than_she_brings_is_not_chosen(self):
        gift = Seeding(name="gifts", cost_per_gift=1e6)
        choice = under_the_market(self.village, 5, aim="profit", gift=gift, candidates=5, replications=3)
        assert choice.how == "greedy"
        assert len(choice.seeds) == 0
        assert choice.added[0] == 0

    def test_the_budget_is_kept(self):
        gift = Seeding(name="gifts", cost_per_gift=30.0)
        choice = under_the_market(self.village, 50, gift=gift, budget=100.0, candidates=2, replications=2)
        assert len(choice.seeds) == 3
