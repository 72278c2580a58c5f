"""What must always hold of the textbook models, and what their authors and mathematics say comes out."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_textbook import RULES
from scipy.stats import binom
from strategies import networks, seeds
from test_textbook_twin import textbook_scenarios
from wordofmouth.diffusion.contacts import binomial
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.engine.randomness import run_key
from wordofmouth.errors import ScenarioError
from wordofmouth.market.market import Market
from wordofmouth.networks.generators.lattice import Lattice
from wordofmouth.networks.network import Network
from wordofmouth.runs.simulate import start
from wordofmouth.scenario.scenario import Scenario

CASCADES = ["independent_cascade", "weighted_cascade", "negative_cascade", "linear_threshold", "threshold_cascade"]


def simulated(
    model: Any, network: Network | dict[str, Any], seed: int = 0, replication: int = 0, **more: Any
) -> Diffusion:
    """Return a run that is at its end, on a network or on one that is generated."""
    given = isinstance(network, Network)
    fields = {"weeks": 40, "consumers": 1000} | ({} if given else {"network": network}) | more
    run = Diffusion(Scenario(model=model, **fields), seed, replication, network if given else None)
    run.run()
    return run


def path(n: int, directed: bool = False) -> Network:
    """Return consumers in a row, each tied to the next."""
    return Network.from_ties(n, np.arange(n - 1), np.arange(1, n), np.ones(n - 1, bool), directed=directed)


@pytest.mark.parametrize("kind", sorted(RULES))
@given(data=st.data(), seed=seeds)
def test_states_sum_to_everyone_and_buyers_never_fall(data, seed, kind):
    """In every period everyone is in one state, and nobody gives back what she has adopted."""
    scenario = data.draw(textbook_scenarios(kind))
    run = Diffusion(scenario, seed)
    run.run()
    table = run.table()
    counts = np.array([table[state.name] for state in scenario.model.states])
    assert (counts.sum(axis=0) == run.n).all()
    adopted = np.array([state.adopted for state in scenario.model.states])
    assert (counts[adopted].sum(axis=0) == table["buyers"]).all()
    assert (np.diff(table["buyers"]) >= 0).all()
    assert (np.cumsum(table["new_buyers"])[-1]) == table["buyers"][-1]
    assert np.array_equal(table["penetration"], table["buyers"] / run.n)


@pytest.mark.parametrize("kind", CASCADES)
@given(network=networks(30), seed=seeds, chosen=st.lists(st.integers(0, 29), min_size=2, max_size=8, unique=True))
def test_more_seeds_reach_no_fewer(network, seed, chosen, kind):
    """With common random numbers, whoever is active from some seeds is active from these and another one."""
    model = {"kind": kind, "strategy": "list"}
    model |= {"probability": 0.4} if kind in ("independent_cascade", "negative_cascade") else {}
    fewer, more = (simulated(model | {"consumers": ids}, network, seed).state > 0 for ids in (chosen[:-1], chosen))
    assert (more >= fewer).all()
    assert more[chosen].all()


@given(network=networks(30), seed=seeds, quality=st.sampled_from([0.0, 0.3, 1.0]))
def test_the_spread_does_not_depend_on_quality(network, seed, quality):
    """As many talk of a bad product as of a good one: those of the plain cascade (Chen et al.)."""
    model = {"kind": "negative_cascade", "probability": 0.5, "seeds": 3}
    cascade = simulated(model | {"kind": "independent_cascade"}, network, seed)
    negative = simulated(model | {"quality": quality}, network, seed)
    assert np.array_equal(negative.state > 0, cascade.state > 0)
    assert quality < 1.0 or not (negative.state == 2).any()
    assert quality > 0.0 or not (negative.state == 1).any()


def test_on_a_path_the_positive_are_q_to_the_power():
    """P(positive at depth d) = q^(d+1), within 4.5 standard errors of 4,000 runs at each depth (Chen et al. 2011)."""
    row, runs = path(6), 4000
    model = {"kind": "negative_cascade", "probability": 1.0, "quality": 0.7, "strategy": "list", "consumers": [0]}
    scenario = Scenario(weeks=5, model=model)
    positive = np.zeros(6)
    for replication in range(runs):
        run = Diffusion(scenario, 3, replication, row)
        run.run()
        positive += run.state == 1
    expected = 0.7 ** np.arange(1, 7)
    assert (abs(positive / runs - expected) < 4.5 * np.sqrt(expected * (1 - expected) / runs)).all()


def test_cascades_go_the_way_of_the_ties():
    """On a one-way path the last reaches nobody, the first everyone, a tie a period; so do all models."""
    row = path(8, directed=True)
    for kind in ("independent_cascade", "weighted_cascade", "linear_threshold", "complex_contagion"):
        always = {"independent_cascade": {"probability": 1.0}, "complex_contagion": {"needed": 1}}.get(kind, {})
        for seed, reached in ((0, 8), (7, 1), (5, 3)):
            model = {"kind": kind, "strategy": "list", "consumers": [seed]} | always
            run = simulated(model, row)
            assert run.history["buyers"][-1][0] == reached
            assert [int(values[0]) for values in run.history["buyers"][:7]] == [min(2 + t, reached) for t in range(7)]


@pytest.mark.parametrize("kind", ["bad_news", "uncertain_bad_news"])
def test_bad_news_goes_the_way_of_the_ties(kind):
    """With advertising in the first period alone, nobody decides whom no earlier decider has reached."""
    row = path(60, directed=True)
    certain = {"strong_effect": 1.0, "negative_weight": 1.0, "weak_ties": 0, "fading": 0.0, "advertising": 0.1}
    run = simulated({"kind": kind, **certain, "update": "synchronous"}, row, weeks=1)
    first = int(np.flatnonzero(run.state)[0])
    later = simulated({"kind": kind, **certain, "update": "synchronous"}, row, weeks=60)
    assert 0 < first < 59
    assert not later.state[:first].any()
    assert later.state[first:].all()


def test_bass_on_everyone_is_the_exact_chain():
    """The mean of 100 runs among 200 is the Markov chain's, within 3 standard deviations over √100 in each period.

    The standard deviation too is the chain's. The independent hazards are slower, and visibly so.
    """
    n, runs, p, q = 200, 100, 0.03, 0.38
    share = {
        hazard: np.array(
            [
                simulated({"kind": "bass", "hazard": hazard}, path(n), 5, replication, weeks=20).table()["penetration"]
                for replication in range(runs)
            ]
        )
        for hazard in ("linear", "independent")
    }
    chance = np.zeros(n + 1)
    chance[0] = 1.0
    for week in range(20):
        after = np.zeros(n + 1)
        for k in np.flatnonzero(chance > 1e-15):
            hazard, waiting = p + q * k / n, n - k
            new = np.arange(waiting + 1)
            logs = [math.lgamma(waiting + 1) - math.lgamma(x + 1) - math.lgamma(waiting - x + 1) for x in new]
            after[k:] += chance[k] * np.exp(logs + new * math.log(hazard) + (waiting - new) * math.log1p(-hazard))
        chance = after
        mean = chance @ np.arange(n + 1) / n
        deviation = math.sqrt(chance @ (np.arange(n + 1) / n - mean) ** 2)
        assert abs(share["linear"][:, week].mean() - mean) <= 3 * deviation / math.sqrt(runs)
        if week == 9:
            assert mean - share["independent"][:, week].mean() > 3 * deviation / math.sqrt(runs)


def test_bass_on_a_complete_network_is_nearly_bass_among_everyone():
    """To whom one is tied is everyone else: within 5 standard errors of 60 runs at the steepest."""
    ties = {"kind": "complete", "community_method": "none"}
    finals = [
        np.array([run.latest()["penetration"] for run in runs])
        for runs in (
            [simulated({"kind": "bass", "around": around}, ties, 1, r, consumers=300, weeks=7) for r in range(60)]
            for around in ("everyone", "neighbours")
        )
    ]
    error = math.sqrt(sum(values.var(ddof=1) / 60 for values in finals))
    assert abs(finals[0].mean() - finals[1].mean()) < 5 * error


def test_bass_comes_near_continuous_time():
    """With many steps a period the share is the closed form's, and on a ring Fibich's and Gibori's, to 2 points."""
    n = 20_000
    everyone = simulated({"kind": "bass", "steps": 50}, path(n), weeks=20)
    expected = everyone.model.curve(np.arange(1, 21))
    assert abs(everyone.table()["penetration"] - expected).max() < 0.02
    ring = Network.from_ties(n, np.arange(n), (np.arange(n) + 1) % n, np.ones(n, bool), directed=True)
    around = simulated({"kind": "bass", "steps": 50, "around": "neighbours"}, ring, weeks=20)
    found = around.table()["penetration"]
    assert abs(found - around.model.on_a_ring(np.arange(1, 21))).max() < 0.02
    assert round(float(around.model.on_a_ring(10)), 4) == 0.5583
    assert (expected - found)[9] > 0.1


def test_certain_things_happen_at_once():
    """With every chance 1 everybody adopts in the first period; with every chance 0 nobody ever does."""
    groups = {"kind": "cliques"}
    for model in (
        {"kind": "bass", "p": 1.0},
        {"kind": "talk_of_the_network", "advertising": 1.0},
        {"kind": "bad_news", "advertising": 1.0},
        {"kind": "uncertain_bad_news", "advertising": 1.0},
        {"kind": "threshold_cascade", "threshold": 0.0, "seeds": 0},
    ):
        assert simulated(model, groups).history["buyers"][0][0] == 1000
    for model in (
        {"kind": "bass", "p": 0.0},
        {"kind": "talk_of_the_network", "advertising": 0.0},
        {"kind": "bad_news", "advertising": 0.0},
        {"kind": "uncertain_bad_news", "advertising": 0.0},
        *({"kind": kind, "seeds": 0} for kind in (*CASCADES, "susceptible_infected")),
    ):
        assert simulated(model, groups).latest()["buyers"] == 0
    assert simulated({"kind": "independent_cascade", "probability": 0.0, "seeds": 7}, groups).latest()["buyers"] == 7
    for kind in (*CASCADES, "susceptible_infected"):
        assert simulated({"kind": kind, "seeds": 1000}, groups).state.all()


def test_a_cascade_of_certain_ties_fills_its_component():
    """At chance 1 a group of nine is active after one period, and no other group is."""
    run = simulated({"kind": "independent_cascade", "probability": 1.0}, {"kind": "cliques", "size": 9}, weeks=3)
    assert [int(values[0]) for values in run.history["buyers"]] == [9, 9, 9]
    assert len(set(run.network.community[run.state == 1].tolist())) == 1


def test_thresholds_are_reached_and_not_only_passed():
    """A consumer with one active neighbour of k follows at a threshold of 1/k exactly, and not just above."""
    for k in range(1, 60):
        star = Network.from_ties(k + 1, np.zeros(k, int), np.arange(1, k + 1), np.ones(k, bool))
        for threshold, follows in ((1 / k, True), (math.nextafter(1 / k, 2), False)):
            if threshold <= 1:
                model = {"kind": "threshold_cascade", "threshold": threshold, "strategy": "list", "consumers": [1]}
                assert (simulated(model, star, weeks=1).state[0] == 1) == follows, k


def test_nobody_dissatisfied_means_nobody_rejects():
    """At d = 0 all 3,000 buy in the end; at d = 1 rejecters are many."""
    groups = {"kind": "cliques", "size": 9}
    content = simulated({"kind": "bad_news", "dissatisfied": 0.0}, groups, consumers=3000, weeks=150)
    assert (content.latest()["rejecters"], content.latest()["dissatisfied"]) == (0, 0)
    assert content.latest()["buyers"] == 3000
    angry = simulated({"kind": "bad_news", "dissatisfied": 1.0}, groups, consumers=3000, weeks=150)
    assert angry.latest()["satisfied"] == 0
    assert angry.latest()["rejecters"] > 2000


@pytest.mark.parametrize(
    ("n", "p"), [(0, 0.5), (3, 0.0), (3, 1.0), (10, 0.3), (5000, 0.5), (1000, 0.999), (90_000, 0.04)]
)
def test_successes_are_quantiles_of_the_binomial(n, p):
    """Those of scipy, to the rounding of sums, even where none of many has no chance that is a number above 0."""
    words = np.linspace(0, 2**32 - 1, 9).astype(np.int64)
    expected = binom.ppf((words + 0.5) / 2**32, n, p)
    assert [binomial(word, n, p) for word in words] == expected.tolist()


def test_bad_news_ends_where_it_was_computed():
    """The NPV of bad news: 1,021 adopters of 3,000, ± 35 and 4.5 standard errors of 60 runs; synchronous more."""
    groups = {"kind": "cliques", "size": 9}
    finals = {
        update: np.array(
            [
                simulated(
                    {"kind": "bad_news", "update": update}, groups, 2, replication, consumers=3000, weeks=120
                ).latest()["buyers"]
                for replication in range(60)
            ]
        )
        for update in ("asynchronous", "synchronous")
    }
    error = finals["asynchronous"].std(ddof=1) / math.sqrt(60)
    assert abs(finals["asynchronous"].mean() - 1021) < 35 + 4.5 * error
    assert finals["synchronous"].mean() - finals["asynchronous"].mean() > 25


def test_talk_of_the_network_takes_the_time_it_was_computed_to():
    """Centre of the design: the first periods with 16, 50 and 95 % are 6.31, 9.38 and 13.95 on average, ± .15."""
    groups = {"kind": "cliques", "size": 18}
    curves = [
        simulated({"kind": "talk_of_the_network"}, groups, 4, replication, consumers=3000, weeks=40).table()[
            "penetration"
        ]
        for replication in range(60)
    ]
    times = [np.mean([np.argmax(curve >= share) + 1 for curve in curves]) for share in (0.16, 0.5, 0.95)]
    assert times == pytest.approx([6.31, 9.38, 13.95], abs=0.15)


@pytest.mark.parametrize(("needed", "weeks"), [(1, 46), (2, 76), (3, 120)])
def test_complex_contagion_walks_over_the_torus(needed, weeks):
    """Time to 90 % on 100 × 100 with 8 neighbours, exactly (Centola and Macy 2007)."""
    torus = {"kind": "lattice", "community_method": "none"}
    shares = simulated({"kind": "complex_contagion", "needed": needed}, torus, consumers=10_000, weeks=130).table()
    assert np.argmax(shares["penetration"] >= 0.9) + 1 == weeks


def test_long_ties_stop_what_takes_two():
    """Where 20 % of the ties are rewired two active neighbours are enough to reach all, where 50 % are nobody is."""
    shares = [
        simulated(
            {"kind": "complex_contagion", "needed": 2},
            {"kind": "lattice", "rewiring": rewiring, "community_method": "none"},
            consumers=10_000,
            weeks=100,
        ).latest()["penetration"]
        for rewiring in (0.2, 0.5)
    ]
    assert shares[0] > 0.99
    assert shares[1] < 0.02
    noisy = {"kind": "complex_contagion", "needed": 2, "noise": 0.05}
    rewired = {"kind": "lattice", "rewiring": 0.5, "community_method": "none"}
    assert simulated(noisy, rewired, consumers=10_000, weeks=100).latest()["penetration"] > 0.99


@given(
    neighbours=st.sampled_from([4, 8]),
    rewiring=st.floats(0.01, 1),
    width=st.integers(3, 9),
    height=st.integers(3, 9),
    seed=seeds,
)
def test_rewired_lattices_keep_everyones_ties(neighbours, rewiring, width, height, seed):
    """Everyone has as many different ties as before, whoever they are."""
    lattice = Lattice(neighbours=neighbours, rewiring=rewiring, width=width, community_method="none")
    network = lattice.build(width * height, run_key(seed))
    assert (network.degree == neighbours).all()
    assert not network.notes


def test_the_share_of_rewired_ties_is_the_one_set():
    """Within 5 standard deviations of the draws; a swap leads back to a former tie hardly ever."""
    before = Lattice(community_method="none").build(10_000, run_key(0)).to_scipy().minimum(1)
    for share in (0.1, 0.5):
        after = Lattice(rewiring=share, community_method="none").build(10_000, run_key(0)).to_scipy().minimum(1)
        changed = 1 - before.multiply(after).sum() / before.sum()
        assert abs(changed - share) < 5 * math.sqrt(share * (1 - share) / 40_000)


def test_the_giant_component_is_what_certain_ties_reach():
    """A share S = 1 − e^(−zpS) is reached where the cascade takes off: .5828 at zp = 1.5 (Erdős and Rényi)."""
    ties = {"kind": "random", "mean_degree": 5, "community_method": "none"}
    model = {"kind": "independent_cascade", "probability": 0.3, "seeds": 20}
    finals = [
        simulated(model, ties, 6, replication, consumers=20_000, weeks=80).latest()["penetration"]
        for replication in range(10)
    ]
    assert np.mean(finals) == pytest.approx(0.5828, abs=0.012)


def test_a_networks_own_size_is_held_to_the_rules():
    """Seeds that fit the scenario but not the network that is passed are told, and nothing else is begun."""
    with pytest.raises(ScenarioError, match=r"model\.seeds: 50 is not allowed on this network: must be at most"):
        start(Scenario(consumers=100, model={"kind": "independent_cascade", "seeds": 50}), seed=0, network=path(10))
    with pytest.raises(ScenarioError, match="has no influence to record"):
        start(Scenario(consumers=100, model="bass"), seed=0, record=["influence"])
    assert isinstance(start(Scenario(consumers=100), seed=0), Market)
    assert isinstance(start(Scenario(consumers=100, model="bass"), seed=0), Diffusion)
