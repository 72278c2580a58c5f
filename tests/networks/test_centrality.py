"""Centrality: against networkx, against slow twins, and against what must hold in any network."""

import os
import subprocess
import sys
from itertools import groupby

import networkx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from wordofmouth.networks.centrality import community_spread, core_number, pagerank, top
from wordofmouth.networks.network import Network

PRECISION = 1e-8  # of a score; the scores of a network sum to 1


@st.composite
def networks(draw, directed=None):
    """Return a network of up to 12, in up to 4 communities."""
    n = draw(st.integers(1, 12))
    consumer = st.integers(0, n - 1)
    ties = draw(st.lists(st.tuples(consumer, consumer), max_size=50))
    community = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    return from_list(n, ties, draw(st.booleans()) if directed is None else directed, np.array(community))


def from_list(n, ties, directed=False, community=None):
    ends = np.array(ties, np.int32).reshape(-1, 2)
    strong = np.zeros(len(ends), np.bool_)
    return Network.from_ties(n, ends[:, 0], ends[:, 1], strong, directed=directed, community=community)


def by_id(n, values):
    return np.array([values[i] for i in range(n)])


@given(networks(), st.floats(0, 0.95))
def test_pagerank_is_that_of_networkx_with_influence_turned_round(network, damping):
    """Scores pass from the influenced to the influencer; where ties are mutual it is PageRank as it is known."""
    graph = network.to_networkx()
    graph = graph.reverse() if network.directed else graph
    expected = networkx.pagerank(graph, damping, tol=1e-13, max_iter=10_000)
    np.testing.assert_allclose(pagerank(network, damping), by_id(network.n, expected), atol=PRECISION)


@given(networks())
def test_pagerank_is_a_distribution(network):
    """Scores are above zero and sum to 1."""
    score = pagerank(network)
    assert score.dtype == np.float64
    assert (score > 0).all()
    assert abs(score.sum() - 1) < 1e-12


def test_who_starts_a_chain_of_influence_has_the_highest_score():
    """Along 0 → 1 → … → 9 the score i steps from the end is (1 + d + … + dⁱ), up to a common factor."""
    n, damping = 10, 0.85
    network = from_list(n, [(i, i + 1) for i in range(n - 1)], directed=True)
    expected = np.cumsum(damping ** np.arange(n))[::-1]
    np.testing.assert_allclose(pagerank(network, damping), expected / expected.sum(), atol=PRECISION)


@given(st.integers(3, 40), st.integers(1, 3), st.booleans())
def test_equals_score_the_same_to_the_bit(n, reach, directed):
    """On a ring, where all stand alike, no rounding tells consumers apart: the choice falls on the smallest numbers."""
    network = from_list(n, [(i, (i + step) % n) for i in range(n) for step in range(1, reach + 1)], directed)
    score = pagerank(network)
    assert len(np.unique(score)) == 1
    assert top(score, n).tolist() == list(range(n))


@pytest.mark.parametrize("damping", [1, 1.5, -0.1, float("nan")])
def test_damping_out_of_range_is_refused(damping):
    """Damping is the chance of going on: 1 would never end."""
    with pytest.raises(ValueError, match="damping"):
        pagerank(from_list(3, [(0, 1)]), damping)


def test_damping_too_near_one_is_refused_and_not_answered_wrongly():
    """Scores that have not come to rest are no answer."""
    with pytest.raises(ValueError, match="too near 1"):
        pagerank(from_list(4, [(0, 1), (1, 2), (2, 0), (2, 3)], directed=True), 1 - 1e-12)


@given(networks())
def test_core_numbers_are_those_of_networkx(network):
    """In a directed network a tie counts at both its ends, as there."""
    core = core_number(network)
    assert core.dtype == np.int64
    assert core.tolist() == by_id(network.n, networkx.core_number(network.to_networkx())).tolist()


@given(networks(directed=False))
def test_in_a_core_everybody_has_as_many_ties_to_it(network):
    """Whoever is in the k-core has k ties to others in it: the definition."""
    core = core_number(network)
    for i, k in enumerate(core):
        row = network.targets[network.starts[i] : network.starts[i + 1]]
        assert np.count_nonzero(core[row] >= k) >= k


@given(networks(), st.data())
def test_community_spread_is_that_of_its_slow_twin(network, data):
    """One of each community by turns, the largest first, by degree within it; equals by the smallest number."""
    count = data.draw(st.integers(0, network.n))
    degree, community = network.degree.tolist(), network.community.tolist()
    members = [
        list(group) for _, group in groupby(sorted(range(network.n), key=community.__getitem__), community.__getitem__)
    ]
    queues = sorted(members, key=lambda group: (-len(group), community[group[0]]))
    queues = [sorted(queue, key=lambda i: (-degree[i], i)) for queue in queues]
    expected = [queue[turn] for turn in range(network.n) for queue in queues if turn < len(queue)]
    chosen = community_spread(network, count)
    assert chosen.dtype == np.int32
    assert chosen.tolist() == expected[:count]


@given(st.lists(st.one_of(st.integers(-3, 3), st.floats(-3, 3)), min_size=1, max_size=30), st.data())
def test_top_is_a_sort_by_score_and_then_number(score, data):
    """The highest first; among equals the smallest number."""
    count = data.draw(st.integers(0, len(score)))
    expected = sorted(range(len(score)), key=lambda i: (-score[i], i))[:count]
    chosen = top(np.array(score), count)
    assert chosen.dtype == np.int32
    assert chosen.tolist() == expected


@given(networks(), st.integers(-3, 20))
def test_more_than_there_are_cannot_be_chosen(network, count):
    """A count out of range is a mistake that says how many there are."""
    assume(not 0 <= count <= network.n)
    with pytest.raises(ValueError, match=f"count: {count} .* {network.n},"):
        top(np.zeros(network.n), count)
    with pytest.raises(ValueError, match=f"count: {count} .* {network.n},"):
        community_spread(network, count)


PLAIN = """
import hashlib, numpy as np
from wordofmouth.networks.centrality import core_number, pagerank
from wordofmouth.networks.network import Network
k = np.arange(900)
for directed in (False, True):
    network = Network.from_ties(300, k * k % 300, (7 * k + 3) % 300, k % 3 == 0, directed=directed)
    print(*(hashlib.sha256(score(network)).hexdigest() for score in (core_number, pagerank)))
"""


def test_plain_python_gives_the_same_bits():
    """The kernels are plain Python functions: uncompiled they give the same scores, without a warning."""

    def printed(disabled):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        command = [sys.executable, "-W", "error", "-c", PLAIN]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert printed("1") == printed("0") != ""
