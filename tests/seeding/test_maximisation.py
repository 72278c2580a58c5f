"""Influence maximisation: against enumeration, brute force, theory and computed spreads, and on hand-made networks."""

import csv
import gzip
import itertools
import json
import math
import os
import subprocess
import sys
from typing import get_args

import numpy as np
import pytest
from cascade_examples import KITE, PATH, TINY, exact, from_list, random_network
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from real_data import DATA
from scipy.stats import binom
from strategies import networks
from wordofmouth.market.levers.seeding import Seeding
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.seeding import reverse_sets
from wordofmouth.seeding.coverage import cover
from wordofmouth.seeding.reverse_sets import ReverseSets, Sampler
from wordofmouth.seeding.spread import spread, spreads
from wordofmouth.seeding.spreading import (
    Spreading,
    drawn_cascade,
    in_degree,
    independent_cascade,
    linear_threshold,
    weighted_cascade,
)
from wordofmouth.seeding.strategies.greedy import greedy_seeds
from wordofmouth.seeding.strategies.reverse_reachable import _at_least, _at_most, _numbers_of_sets, guaranteed_seeds
from wordofmouth.seeding.strategy import Placed, choose
from wordofmouth.tasks.seeds.under_the_market import under_the_market

# Means are within so many standard errors of the truth; the chance of failing is 6e-5 each.
ERRORS = 4


@pytest.mark.parametrize("name", TINY)
@pytest.mark.parametrize("seeds", [[0], [1, 3]])
class TestSpreadIsExact:
    def test_by_simulation(self, name, seeds):
        found = spread(TINY[name], seeds, 100_000, key=3)
        assert abs(found.mean - exact(TINY[name], seeds)) <= ERRORS * found.error + 1e-9

    def test_by_reverse_reachable_sets(self, name, seeds):
        n, n_sets = TINY[name].n, 100_000
        share = Sampler(TINY[name], np.uint64(4)).count_met(np.array(seeds), n_sets) / n_sets
        error = math.sqrt(0.25 / n_sets)
        assert abs(TINY[name].quality * share - exact(TINY[name], seeds) / n) <= ERRORS * error


def test_opinions_along_a_path_sour_step_by_step():
    """Where every tie is live the consumer d steps away is positive with probability q^(d + 1): Chen et al. (2011)."""
    n, q = 200, 0.9
    path = from_list(n, [(i, i + 1) for i in range(n - 1)], directed=True)
    assert spread(independent_cascade(path, 1.0, q), [0], 2).mean == pytest.approx(q * (1 - q**n) / (1 - q))


@pytest.mark.parametrize(("probability", "share"), [(0.375, 0.5828), (0.5, 0.7968)])
def test_giant_component_of_a_random_graph(probability, share):
    """S = 1 − e^(−zpS), z = 4; an outbreak in one graph of 20,000 is within 0.01 of it."""
    sizes = spreads(independent_cascade(random_network(20_000, 4), probability), range(20), 200)
    assert np.mean(sizes[sizes > 1000]) / 20_000 == pytest.approx(share, abs=0.01)


def real_network(name, directed):
    with gzip.open(DATA / "networks" / f"{name}.csv.gz", "rt") as file:
        ties = [tuple(map(int, row[:2])) for row in itertools.islice(csv.reader(file), 1, None)]
    return from_list(1 + max(map(max, ties)), ties, directed)


@pytest.mark.data
def test_spreads_on_real_networks():
    """Within three standard errors of those that two independent programs computed."""
    chosen = json.loads((DATA / "targets" / "independent_cascade_seeds.json").read_text())
    with (DATA / "targets" / "independent_cascade_spreads.csv").open(encoding="utf-8") as file:
        targets = list(csv.DictReader(file))
    assert len(targets) >= 5
    for target in targets:
        network = real_network(target["network"], target["directed"] == "True")
        spreading = independent_cascade(network, float(target["p"])) if target["p"] else weighted_cascade(network)
        found = spread(spreading, chosen[target["network"]][target["seeds"]], 10_000)
        error = math.hypot(found.error, float(target["se"]))
        assert abs(found.mean - float(target["mean_spread"])) < 3 * error, target


@pytest.mark.parametrize(
    "make",
    [
        lambda network: independent_cascade(network, 0.1),
        lambda network: independent_cascade(network, 0.2, quality=0.7),
        drawn_cascade,
        weighted_cascade,
        linear_threshold,
    ],
)
def test_reverse_sets_tell_what_cascades_do(make):
    """Of 3,000 consumers, from 30 seeds."""
    spreading = make(random_network(3000, 6))
    n_sets, seeds = 200_000, np.arange(30)
    share = Sampler(spreading, np.uint64(2)).count_met(seeds, n_sets) / n_sets
    found = spread(spreading, seeds, 5_000, key=1)
    positive = spreading.quality * spreading.n
    error = math.hypot(found.error, positive * math.sqrt(share * (1 - share) / n_sets))
    assert abs(found.mean - share * positive) < ERRORS * error


@pytest.mark.parametrize("lot", [50_000, 1_000])
def test_sets_are_the_same_however_they_are_drawn(monkeypatch, lot):
    """At once or in lots, by threads, or counted without being kept; and they begin with their roots, drawn evenly."""
    monkeypatch.setattr(reverse_sets, "_LOT", lot)
    monkeypatch.setattr(reverse_sets, "usable_cores", lambda: 7)
    sampler = Sampler(weighted_cascade(random_network(500, 5)), np.uint64(9))
    whole, lots = sampler.draw(20_000), sampler.draw(20_000, sampler.draw(3_000))
    end = whole.starts[-1]
    assert (whole.starts == lots.starts).all()
    assert (whole.members[:end] == lots.members[:end]).all()
    seeds = np.array([3, 77])
    inside = np.isin(whole.members[:end], seeds)
    assert sampler.count_met(seeds, 20_000) == len(
        np.unique(np.searchsorted(whole.starts, np.flatnonzero(inside), "right"))
    )
    roots = np.bincount(whole.members[whole.starts[:-1]], minlength=500)
    assert abs(((roots - 40) ** 2 / 40).sum() - 499) < 5 * math.sqrt(2 * 499)


@given(st.lists(st.frozensets(st.integers(0, 7), max_size=5), min_size=1, max_size=25), st.integers(0, 8))
def test_cover_is_greedy_and_bounds_the_best(sets, count):
    """Each gain is the largest there is, and no choice of as many meets more sets than the bound."""
    starts = np.concatenate(([0], np.cumsum([len(members) for members in sets])))
    members = np.array([i for members in sets for i in sorted(members)], np.int32)
    found = cover(ReverseSets(starts, members), 8, count)
    left = list(sets)
    for i, gain in zip(found.chosen.tolist(), found.gains.tolist(), strict=True):
        assert gain == max(sum(j in members for members in left) for j in range(8))
        assert gain == sum(i in members for members in left)
        left = [members for members in left if i not in members]
    assert len(set(found.chosen.tolist())) == count
    best = max(
        sum(not members.isdisjoint(some) for members in sets) for some in itertools.combinations(range(8), count)
    )
    assert len(sets) - len(left) <= best <= found.bound <= len(sets)


class TestGuarantee:
    @pytest.mark.parametrize("share", [0.001, 0.05, 0.5])
    def test_bounds_fail_as_seldom_as_they_say(self, share):
        """By the binomial distribution of the sets that are met."""
        n_sets, doubt = 2_000, math.log(100)
        met = np.arange(n_sets + 1)
        chance = binom.pmf(met, n_sets, share)
        too_high = np.array([_at_least(m, doubt) > n_sets * share for m in met])
        too_low = np.array([_at_most(m, doubt) < n_sets * share for m in met])
        assert chance[too_high].sum() <= 0.01
        assert chance[too_low].sum() <= 0.01

    def test_numbers_of_sets(self):
        """Those of the paper, for n = 1,000, k = 10, ε = .1, δ = .001, worked out by hand."""
        few, enough = _numbers_of_sets(1000, 10, 0.1, 0.001)
        choices, doubt, share = math.log(math.comb(1000, 10)), math.log(6000), 1 - math.exp(-1)
        root = share * math.sqrt(doubt) + math.sqrt(share * (choices + doubt))
        assert enough == pytest.approx(2 * 1000 * root**2 / (0.1**2 * 10))
        assert few == pytest.approx(enough * 0.1**2 * 10 / 1000)

    @pytest.mark.parametrize("quality", [1.0, 0.8])
    def test_holds_against_brute_force(self, quality):
        """On a network of 12, of all pairs of seeds; and the estimate is the spread."""
        network = random_network(12, 3)
        spreading = independent_cascade(network, 0.3, quality)
        found = guaranteed_seeds(spreading, 2, 0.05, 0.01, key=7)
        all_pairs = [spread(spreading, pair, 4_000).mean for pair in itertools.combinations(range(12), 2)]
        mean = spread(spreading, found.seeds, 40_000).mean
        assert mean >= found.share * max(all_pairs)
        assert mean >= 0.98 * max(all_pairs)
        assert found.at_least <= mean
        assert found.spread == pytest.approx(mean, rel=0.05)
        assert 1 - 1 / math.e - 0.05 <= found.share <= 1
        assert found.delta == 0.01
        assert "of the best, with probability 1 − 0.01" in str(found)

    def test_tight_demands_cost_sets(self):
        spreading = weighted_cascade(random_network(1000, 4))
        loose, tight = (guaranteed_seeds(spreading, 10, epsilon) for epsilon in (0.3, 0.05))
        assert loose.n_sets < tight.n_sets
        assert loose.share < tight.share


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda network: independent_cascade(network, 0.08), marks=pytest.mark.slow),
        weighted_cascade,
        pytest.param(linear_threshold, marks=pytest.mark.slow),
    ],
)
def test_reverse_sets_choose_as_well_as_greedy(make):
    """At least .99 of the spread of greedy's seeds (10 of 800)."""
    spreading = make(random_network(800, 6))
    greedy, by_sets = (
        spread(spreading, choose(name, spreading, 10), 20_000).mean for name in ("greedy", "reverse_reachable")
    )
    assert by_sets >= 0.99 * greedy


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: independent_cascade(PATH, 1.5), "probability: that of a tie is not between 0 and 1"),
        (lambda: independent_cascade(PATH, math.nan), "probability: that of a tie is not between 0 and 1"),
        (lambda: independent_cascade(PATH, np.full(2, 0.1)), "is not one float64 per entry"),
        (lambda: independent_cascade(PATH, 0.1, quality=-0.1), "quality: -0.1 is not between 0 and 1"),
        (lambda: Spreading(PATH, np.full(3, 0.1), True, 0.5), "negative opinions"),
        (lambda: linear_threshold(KITE, np.full(10, 0.6)), "the weights of the ties to consumer 2 sum to 1.8"),
        (lambda: spread(TINY["kite"], [5]), "seeds: 5 is not between 0 and 4"),
        (lambda: spread(TINY["kite"], [-1]), "seeds: -1 is not"),
        (lambda: spread(TINY["kite"], [0], runs=0), "runs: 0"),
        (lambda: greedy_seeds(TINY["kite"], 1, runs=0), "runs: 0"),
        (lambda: greedy_seeds(TINY["kite"], 1, runs=2**30), "reverse_reachable"),
        (lambda: guaranteed_seeds(TINY["kite"], 1, epsilon=0.7), "epsilon: 0.7"),
        (lambda: guaranteed_seeds(TINY["kite"], 1, delta=0), "delta: 0"),
        (lambda: under_the_market(Scenario.load("small"), 2, aim="fame"), "`aim`: 'fame'"),
        (lambda: under_the_market(Scenario.load("small"), 201), "`count`: 201"),
        (lambda: under_the_market(Scenario.load("small"), 2, replications=0), "`replications`: 0"),
        (lambda: under_the_market(Scenario.load("small"), 2, budget=-1), "`budget`: -1"),
        (lambda: under_the_market(Scenario.load("small"), 2, proposers=()), "`proposers`: none"),
        (lambda: under_the_market(Scenario.load("small"), 2, gift=Seeding(name="launch_ads")), "the same name"),
    ],
)
def test_what_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("strategy", sorted({*get_args(Placed)} - {"reverse_reachable"}))
@given(data=st.data())
def test_the_first_few_are_a_choice_of_few(strategy, data):
    """Levers rank no further down than they must."""
    spreading = weighted_cascade(data.draw(networks()))
    count = data.draw(st.integers(0, spreading.n))
    assert (choose(strategy, spreading, count, 3) == choose(strategy, spreading, spreading.n, 3)[:count]).all()


@settings(max_examples=20)
@given(
    st.lists(st.floats(0, 1), min_size=19, max_size=19) | st.floats(0, 1).map(lambda even: [even] * 19),
    st.sets(st.integers(0, 9), max_size=4),
    st.integers(0, 9),
)
def test_more_seeds_reach_more_in_every_run(probability, seeds, one_more):
    """Luck is common: whoever is reached is reached again, whoever is seeded beside."""
    ties = [(i, (i + 1 + i % 4) % 10) for i in range(10)] + [(i, (i + 5) % 10) for i in range(9)]
    network = from_list(10, ties, directed=True)
    assume(len(network.targets) == 19)
    spreading = independent_cascade(network, np.array(probability))
    fewer, more = (spreads(spreading, sorted(some), 50) for some in (seeds, seeds | {one_more}))
    assert (fewer <= more).all()
    assert (fewer >= len(seeds)).all()


def test_probabilities_of_a_weighted_cascade_sum_to_one():
    network = random_network(300, 5)
    total = np.bincount(network.targets, weighted_cascade(network).probability, 300)
    np.testing.assert_allclose(total, in_degree(network) > 0)


PLAIN = """
import numpy as np
from wordofmouth.seeding.spreading import drawn_cascade, independent_cascade, linear_threshold, weighted_cascade
from wordofmouth.seeding.strategy import Placed, choose
from wordofmouth.seeding.strategies.greedy import greedy_seeds
from wordofmouth.seeding.reverse_sets import Sampler
from wordofmouth.seeding.spread import spread
from wordofmouth.networks.network import Network
i = np.arange(40)
ties = np.concatenate((i, i)), np.concatenate(((i + 1) % 20, (3 * i + 2) % 20))
network = Network.from_ties(40, *ties, np.zeros(80, bool))
drawn, even = drawn_cascade(network, (.5, .2), 1, .9), independent_cascade(network, .4)
for spreading in (drawn, even, weighted_cascade(network), linear_threshold(network)):
    print(spread(spreading, [3], 30), greedy_seeds(spreading, 4, 20), Sampler(spreading, np.uint64(1)).draw(9).starts)
    print(*(choose(name, spreading, 4) for name in ("degree_discount", "random", "betweenness")))
"""


@pytest.mark.slow
def test_plain_python_gives_the_same_bits():
    def printed(disabled):
        command = [sys.executable, "-W", "error", "-c", PLAIN]
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert printed("1") == printed("0") != ""


@pytest.mark.slow
def test_fifty_of_a_million():
    """On five million ties, with a guarantee, by a weighted cascade."""
    spreading = weighted_cascade(random_network(1_000_000, 10))
    found = guaranteed_seeds(spreading, 50)
    assert found.share >= 1 - 1 / math.e - 0.1
    assert found.at_least <= spread(spreading, found.seeds, 200).mean
