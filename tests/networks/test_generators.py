"""Network generators: what holds for every kind, and what the literature says of each."""

import math
import os
import subprocess
import sys

import networkx
import numpy as np
import pytest
from generator_requests import KINDS, requests
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from wordofmouth.engine.randomness import run_key
from wordofmouth.networks.generators.communities import Communities
from wordofmouth.networks.generators.complete import Complete
from wordofmouth.networks.generators.lattice import Lattice
from wordofmouth.networks.generators.random import Random
from wordofmouth.networks.generators.scale_free import ScaleFree
from wordofmouth.networks.generators.small_world import SmallWorld
from wordofmouth.networks.network import Network

KEY = run_key(1)


def check_laws(network: Network, consumers: int) -> None:
    """Hold what must be true of any undirected network."""
    assert network.n == consumers
    assert (network.starts[0], network.starts[-1]) == (0, len(network.targets))
    assert ((network.strong >= 0) & (network.strong <= network.degree)).all()
    falls = np.flatnonzero(np.diff(network.targets) <= 0) + 1
    assert np.isin(falls, [network.starts[:-1], network.starts[:-1] + network.strong]).all(), "strong, weak; in order"
    matrix = network.to_scipy()
    assert not matrix.diagonal().any(), "no self-ties"
    assert matrix.has_canonical_format, "no repeats"
    assert (matrix != matrix.T).nnz == 0, "every tie in both rows, with one strength"
    assert np.bincount(network.community).all(), "no community empty"
    assert network.community.min() == 0
    arrays = (network.starts, network.targets, network.strong, network.community)
    assert [array.dtype for array in arrays] == [np.int64, np.int32, np.int32, np.int32]


@given(requests(), st.integers(0, 2**63 - 1))
def test_every_kind_builds_a_lawful_network(request, seed):
    """Rows are sorted, symmetric, without self-ties or repeats; communities are dense; one key gives one network."""
    generator, consumers = request
    assert generator.mistakes(consumers) == []
    network = generator.build(consumers, run_key(seed))
    check_laws(network, consumers)
    assert network.digest == generator.build(consumers, run_key(seed)).digest


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_another_key_is_another_network(kind):
    """Ties differ with the key, or, where the rule leaves no choice, their strengths do."""
    one, other = (KINDS[kind]().build(900, run_key(seed)) for seed in (1, 2))
    assert one.digest != other.digest
    if kind in ("lattice", "complete"):
        assert (one.to_scipy() != 0).sum() == one.to_scipy().minimum(1).multiply(other.to_scipy().minimum(1)).sum()


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_the_realised_share_of_strong_ties_is_the_one_set(kind, share):
    """Each tie is strong by a draw of its own: five standard deviations, wrong once in two million keys."""
    network = KINDS[kind](strong_share=share).build(2500, KEY)
    n_strong = network.strong.sum() / 2
    assert abs(n_strong - share * network.n_ties) <= 5 * math.sqrt(share * (1 - share) * network.n_ties)


DIGESTS = """
import numpy as np
from wordofmouth.networks.communities import detect
from wordofmouth.scenario.families.generator import NetworkGenerator

for kind, generator in NetworkGenerator.kinds.items():
    fields = {"communities": {"community_size": 18}}.get(kind, {})
    for consumers in (36, 210) if kind != "file" else ():
        network = generator(**fields).build(consumers, np.uint64(2**64 - 5))
        found = network.with_communities(detect(network, "louvain", np.uint64(3)))
        print(kind, consumers, network.digest, found.digest)
"""


def test_compiled_and_plain_python_give_the_same_bits():
    """Every generator and both ways of finding communities, with every warning an error."""
    outputs = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", DIGESTS],
            env=os.environ | {"NUMBA_DISABLE_JIT": disabled},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for disabled in ("0", "1")
    ]
    assert outputs[0].count("\n") == 2 * len(KINDS)
    assert outputs[0] == outputs[1]


def test_building_refuses_what_checking_reports():
    with pytest.raises(ValueError, match="consumers: 6,000 are too many for everyone to know everyone; at most 5,000"):
        Complete().build(6000, KEY)
    with pytest.raises(ValueError, match="mean_degree: 10 ties each are too many for 8 consumers; at most 7"):
        Random().build(8, KEY)


@pytest.mark.parametrize(
    ("generator", "consumers", "field", "message"),
    [
        (SmallWorld(), 10, "mean_degree", "10 ties each are too many for 10 consumers; at most 8"),
        (ScaleFree(), 10, "mean_degree", "10 ties each are too many for 10 consumers; at most 9"),
        (Random(mean_degree=1000), 2_000_000, "mean_degree", "at most 536"),
        (Lattice(), 997, "consumers", "997 fill no rectangle at least 3 wide and 3 high; 996 do"),
        (Lattice(), 10_007, "consumers", "10,007 fill no rectangle at least 3 wide and 3 high; 10,008 do"),
        (Lattice(), 1, "consumers", "1 fill no rectangle at least 3 wide and 3 high; 9 do"),
        (Lattice(width=30), 100, "consumers", "100 fill no rectangle 30 wide and 3 high; 90 do"),
        (Lattice(width=30), 60, "consumers", "60 fill no rectangle 30 wide and 3 high; 90 do"),
        (Lattice(width=2), 100, "width", "2 is too narrow; at least 3, or 0"),
        (Communities(strong_share=0.8), 1000, "strong_share", "0.8 strong and mixing 0.3 are more than 1"),
        (
            Communities(community_size=10),
            1000,
            "community_size",
            "10 is below 15, twice the ties inside",
        ),
        (Communities(), 20, "mean_degree", "10 ties each are too many for 20 consumers in communities; at most 6"),
        (Communities(mixing=0.7, mean_degree=40), 100, "mean_degree", "at most 35"),
    ],
)
def test_mistakes_name_the_field_and_what_would_work(generator, consumers, field, message):
    mistakes = {mistake.field: mistake for mistake in generator.mistakes(consumers)}
    assert message in mistakes[field].message
    assert mistakes[field].value == (consumers if field == "consumers" else getattr(generator, field))


@given(st.integers(1, 5000), st.sampled_from([0, 3, 4, 17]))
def test_the_size_that_a_lattice_names_works_and_none_is_nearer(consumers, width):
    lattice = Lattice(width=width)
    wrong = lattice.mistakes(consumers)
    if wrong:
        named = int(wrong[0].message.split("; ")[1].removesuffix(" do").replace(",", ""))
        nearer = range(consumers - abs(consumers - named) + 1, consumers + abs(consumers - named))
        assert not lattice.mistakes(named)
        assert all(lattice.mistakes(size) for size in nearer if size > 0)


def test_a_small_worlds_mean_degree_is_even():
    with pytest.raises(ValidationError, match="multiple of 2"):
        SmallWorld(mean_degree=5)


def test_without_rewiring_a_small_world_is_the_ring():
    network = SmallWorld(mean_degree=6, rewiring=0).build(50, KEY)
    ring = networkx.circulant_graph(50, [1, 2, 3])
    assert set(map(frozenset, network.to_networkx().edges)) == set(map(frozenset, ring.edges))


@given(st.integers(1, 6), st.floats(0, 1), st.integers(14, 80), st.integers(0, 99))
def test_rewiring_keeps_the_number_of_ties_and_one_end_of_each(side, rewiring, consumers, seed):
    """As Watts and Strogatz have it: half of everyone's ties are kept, so nobody has fewer."""
    network = SmallWorld(mean_degree=2 * side, rewiring=rewiring).build(consumers, run_key(seed))
    assert network.n_ties == consumers * side
    assert network.degree.min() >= side


@pytest.mark.parametrize("rewiring", [0.05, 0.3, 1.0])
def test_a_small_world_is_as_rewired_and_as_clustered_as_theory_has_it(rewiring):
    """Ties off the ring are binomial; clustering falls as (1 − rewiring)³ from 3(k − 2) / 4(k − 1), to order 1/n.

    Six standard deviations of the share of ties kept, and 0.002 for the triangles of chance: wrong once in 10⁸ keys.
    Source: Barrat and Weigt (2000), On the properties of small-world network models, European Physical Journal B 13.
    """
    n, degree = 10_000, 10
    network = SmallWorld(mean_degree=degree, rewiring=rewiring, community_method="none").build(n, KEY)
    source, target, _ = network.ties()
    apart = np.minimum(target - source, n - target + source)
    error = 6 * math.sqrt(rewiring * (1 - rewiring) / len(source)) + 1e-3
    assert abs(np.mean(apart > degree // 2) - rewiring) < error
    matrix = network.to_scipy().astype(bool).astype(int)
    wedges = np.sum(network.degree * (network.degree - 1))
    clustering = (matrix @ matrix).multiply(matrix).sum() / wedges
    most = 3 * (degree - 2) / (4 * (degree - 1))
    # Wedges too grow with rewiring: the variance of the degrees is that of the ends that arrive and leave.
    spread = degree / 2 * rewiring * (2 - rewiring) * n / wedges
    assert abs(clustering - most * (1 - rewiring) ** 3 * (1 - spread)) < 3 * most * error + 0.002


def test_ties_are_rewired_independently():
    """Correlation of a ring's ties at each of eight lags below five standard errors: wrong once in 200,000 keys."""
    n, side, rewiring = 20_000, 5, 0.3
    network = SmallWorld(mean_degree=2 * side, rewiring=rewiring, community_method="none").build(n, KEY)
    matrix = network.to_scipy()
    ring = [matrix[np.arange(n), (np.arange(n) + step) % n] > 0 for step in range(1, side + 1)]
    kept = np.stack(ring, axis=1).reshape(-1) - (1 - rewiring)
    for lag in range(1, 9):
        assert abs(np.mean(kept[lag:] * kept[:-lag])) < 5 * rewiring * (1 - rewiring) / math.sqrt(n * side)


def test_attachment_gives_the_tail_of_preferential_attachment():
    """The share with k ties or more is m(m + 1) / k(k + 1): five standard deviations and a hundredth for finite size.

    Source: Bollobás, Riordan, Spencer and Tusnády (2001), The degree sequence of a scale-free random graph process.
    """
    n, each = 100_000, 4
    degree = ScaleFree(mean_degree=2 * each, community_method="none").build(n, KEY).degree
    assert degree.min() == each
    for least in (5, 6, 8, 12, 20, 40, 80, 200):
        expected = each * (each + 1) / (least * (least + 1))
        assert abs(np.mean(degree >= least) - expected) < 5 * math.sqrt(expected / n) + 0.01 * expected


@given(st.floats(2, 12), st.integers(20, 300), st.integers(0, 99))
def test_newcomers_bring_half_the_mean_degree(mean_degree, consumers, seed):
    """Each brings the whole number below or above; with the first, who know each other, all ties are accounted for."""
    network = ScaleFree(mean_degree=mean_degree).build(consumers, run_key(seed))
    source, target, _ = network.ties()
    brought = np.bincount(np.maximum(source, target), minlength=consumers)
    newcomer = np.arange(consumers)
    half = mean_degree / 2
    assert (brought >= np.minimum(newcomer, math.floor(half))).all()
    assert (brought <= np.minimum(newcomer, math.ceil(half))).all()


@pytest.mark.parametrize("mean_degree", [5.0, 9.2])
def test_a_fraction_of_a_tie_is_a_draw(mean_degree):
    """Six standard deviations of the binomial number of consumers who bring one tie more: wrong once in 10⁸ keys."""
    n = 50_000
    network = ScaleFree(mean_degree=mean_degree, community_method="none").build(n, KEY)
    share = mean_degree / 2 % 1
    assert abs(network.n_ties - n * mean_degree / 2) < 6 * math.sqrt(n * share * (1 - share)) + mean_degree**2


@pytest.mark.parametrize(("n", "mean_degree"), [(20_000, 10.0), (20_000, 0.7), (400, 200.0)])
def test_random_degrees_are_binomial(n, mean_degree):
    """Number of ties and variance of degrees, each within five standard deviations: wrong once in a million keys.

    The variance of a sample variance is (2σ⁴ + fourth cumulant) / n; the ties of others add nothing to that order.
    """
    degree = Random(mean_degree=mean_degree, community_method="none").build(n, KEY).degree
    p = mean_degree / (n - 1)
    pairs = n * (n - 1) / 2
    assert abs(degree.sum() / 2 - pairs * p) < 5 * math.sqrt(pairs * p * (1 - p))
    variance = (n - 1) * p * (1 - p)
    error = math.sqrt((2 * variance**2 + variance * abs(1 - 6 * p * (1 - p))) / n)
    assert abs(degree.var() - variance) < 5 * error


def test_every_pair_is_as_likely_in_a_random_network():
    """Chi-squared of the 45 pairs of ten consumers over 4,000 keys: above 112 once in a million."""
    counts = np.zeros((10, 10))
    generator = Random(mean_degree=3, community_method="none")
    for seed in range(4000):
        source, target, _ = generator.build(10, run_key(seed)).ties()
        counts[source, target] += 1
    drawn = counts[np.triu_indices(10, 1)]
    p = 3 / 9
    assert counts.sum() == drawn.sum()
    assert np.sum((drawn - 4000 * p) ** 2 / (4000 * p * (1 - p))) < 112


def test_a_random_network_of_chance_one_is_complete():
    assert Random(mean_degree=19).build(20, KEY).n_ties == 190


@pytest.mark.parametrize("neighbours", [4, 8])
@pytest.mark.parametrize(("width", "height"), [(3, 3), (3, 7), (6, 4), (5, 5)])
def test_a_lattice_ties_those_one_step_away_on_the_torus(width, height, neighbours):
    network = Lattice(neighbours=neighbours, width=width).build(width * height, KEY)
    assert (network.degree == neighbours).all()
    source, target, _ = network.ties()
    across, along = np.abs(source % width - target % width), np.abs(source // width - target // width)
    steps = np.minimum(across, width - across), np.minimum(along, height - along)
    assert (np.maximum(*steps) == 1).all()
    assert neighbours == 8 or (np.add(*steps) == 1).all()


@given(st.integers(3, 200))
def test_a_lattice_is_as_square_as_its_population_allows(root):
    """Without a width, the rows of a square are as long as there are rows."""
    network = Lattice(neighbours=4, community_method="none").build(root * root, KEY)
    assert set(network.targets[: network.starts[1]].tolist()) == {1, root - 1, root, root * (root - 1)}


def test_everyone_knows_everyone_in_a_complete_network():
    network = Complete().build(60, KEY)
    assert network.n_ties == 60 * 59 / 2
    assert network.n_communities == 1


def test_the_smallest_complete_networks_have_no_ties_or_one():
    assert [Complete().build(n, KEY).n_ties for n in (1, 2)] == [0, 1]


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"complete"}))
def test_a_million_consumers_keep_every_law(kind):
    """The laws hold at full size too."""
    check_laws(KINDS[kind]().build(1_000_000, KEY), 1_000_000)
