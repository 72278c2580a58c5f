"""Peers: a known effect of contacts is found again on a real network, standard errors are right, mistakes are told."""

import csv
from pathlib import Path

import numpy as np
import pytest

from experiments.calibration.peers import PeerError, exposure_of, peer_effects, simulate_adoption
from simulation import Market, Scenario

DATA = Path(__file__).parents[2] / "shared" / "data" / "network_diffusion"
needs_data = pytest.mark.skipif(not DATA.exists(), reason=f"the real data is not at {DATA}")
PERIODS = 10


def village_ties():
    network = Market(Scenario(consumers=1_000)).network
    return np.column_stack([np.repeat(np.arange(network.n), np.diff(network.starts)), network.targets])


def korea():
    with (DATA / "korea_fp_nodes.csv").open(encoding="utf-8") as file:
        nodes = list(csv.DictReader(file))
    place = {row["id"]: number for number, row in enumerate(nodes)}
    with (DATA / "korea_fp_edges.csv").open(encoding="utf-8") as file:
        rows = [(row["source"], row["target"]) for row in csv.DictReader(file)]
    ties = [(place[hears], place[heard]) for hears, heard in rows if {hears, heard} <= place.keys()]
    return np.array([float(row["toa"]) for row in nodes]), np.array(ties)


def check_recovery(ties, n, trials=12, **how):
    """Over simulated adoptions the estimates are right on average, and their errors as large as they say."""
    away = []
    for seed in range(trials):
        times = simulate_adoption(ties, n, PERIODS, seed=seed, **how)
        fit = peer_effects(times, ties, PERIODS, exposure=how.get("exposure", "share"), link=how.get("link", "cloglog"))
        away.append((fit.peers.value - how["peers"]) / fit.peers.error)
    assert abs(np.mean(away)) < 3 / np.sqrt(trials)
    assert 0.5 < np.std(away) < 1.7


@pytest.mark.parametrize("link", ["cloglog", "logit"])
@pytest.mark.parametrize(("exposure", "peers"), [("share", 1.5), ("count", 0.3), ("share", 0.0)])
def test_a_known_effect_is_found_again(link, exposure, peers):
    check_recovery(village_ties(), 1_000, peers=peers, constant=-3.0, exposure=exposure, link=link)


@needs_data
def test_a_known_effect_is_found_again_among_korean_women():
    times, ties = korea()
    check_recovery(ties, len(times), peers=1.5, constant=-3.0)


@needs_data
def test_korean_women_adopt_after_their_contacts():
    times, ties = korea()
    fit = peer_effects(times, ties, PERIODS)
    assert fit.adoptions == np.sum(times <= PERIODS)
    assert fit.peers.low > 0.3
    assert fit.log_likelihood > fit.log_likelihood_without + 10
    assert fit.finding().startswith("All contacts instead of none multiplies the chance to adopt by 2.")


def test_covariates_take_up_what_is_theirs():
    """Adoption that comes of a trait, and not of contacts, is put down to it."""
    generator = np.random.default_rng(2)
    ties, media = village_ties(), generator.standard_normal(1_000)
    chance = np.exp(-3.0 + 0.8 * media)
    times = np.minimum(generator.geometric(1 - np.exp(-chance)), PERIODS + 1)
    for by_period in (True, False):
        fit = peer_effects(times, ties, PERIODS, covariates={"media": media}, by_period=by_period)
        found = {effect.name: effect for effect in fit.effects}
        assert found["media"].low < 0.8 < found["media"].high
        assert fit.peers.low < 0 < fit.peers.high
        assert fit.finding().endswith("it may be none")
    assert found["constant"].low < -3.0 < found["constant"].high


def test_exposure_is_of_contacts_who_adopted_before():
    times = np.array([1, 2, 4, 4])
    ties = np.array([[2, 0], [2, 1], [3, 0], [0, 3]])
    assert exposure_of(times, ties, 3, "count").tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 2], [0, 1, 1]]
    assert exposure_of(times, ties, 3)[2].tolist() == [0, 0.5, 1]


@pytest.mark.parametrize(
    ("times", "ties", "how", "rule"),
    [
        ([1, 2, 3], [[0, 5]], {}, "pairs of people's numbers"),
        ([0, 2, 3], [[0, 1]], {}, "whole numbers from 1"),
        ([1.5, 2, 3], [[0, 1]], {}, "whole numbers from 1"),
        ([9, 9, 9], [[0, 1]], {}, "does not vary"),
        ([1, 2, 3], [[0, 1], [1, 0], [2, 0]], {"covariates": {"age": [1, 2]}}, "age: must be numbers"),
    ],
)
def test_mistakes_are_told(times, ties, how, rule):
    with pytest.raises(PeerError, match=rule):
        peer_effects(times, ties, 4, **how)
