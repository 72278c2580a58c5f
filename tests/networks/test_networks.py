"""Networks: rows, what is dropped on the way in, strengths, communities, other libraries' graphs and back."""

import networkx
import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.engine.randomness import purpose, run_key
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.network import Network, random_strong, strongest

KEY = run_key(1)


@st.composite
def tie_lists(draw, largest=9):
    """Return n, and ties (source, target, strong) with self-ties and repeats among them."""
    n = draw(st.integers(1, largest))
    consumer = st.integers(0, n - 1)
    return n, draw(st.lists(st.tuples(consumer, consumer, st.booleans()), max_size=40))


def from_list(n, ties, **options):
    source, target, strong = zip(*ties, strict=True) if ties else ((), (), ())
    return Network.from_ties(n, np.array(source, int), np.array(target, int), np.array(strong, bool), **options)


networks = st.builds(
    lambda tie_list, directed: from_list(*tie_list, directed=directed), tie_lists(), st.booleans()
).flatmap(
    lambda network: st.lists(st.integers(0, 3), min_size=network.n, max_size=network.n).map(
        lambda community: network.with_communities(np.array(community))
    )
)


def rows(network):
    return [network.targets[a:b].tolist() for a, b in zip(network.starts[:-1], network.starts[1:], strict=True)]


@given(tie_lists(), st.booleans())
def test_rows_are_those_of_a_dictionary_of_ties(tie_list, directed):
    """Each row is the strong ties in order, then the weak ones; a tie is strong if any copy is, and stands once."""
    n, ties = tie_list
    known = {}
    for a, b, strong in ties:
        for ends in ((a, b),) if directed else ((a, b), (b, a)):
            known[ends] = known.get(ends, False) or strong
    expected = [sorted((b for a, b in known if a == i != b), key=lambda b: (not known[i, b], b)) for i in range(n)]
    network = from_list(n, ties, directed=directed)
    assert rows(network) == expected
    assert network.strong.tolist() == [sum(known[i, b] for b in row) for i, row in enumerate(expected)]
    assert network.n_ties == sum(map(len, expected)) / (1 if directed else 2)
    assert network.degree.tolist() == list(map(len, expected))
    assert [array.dtype for array in (network.starts, network.targets, network.strong)] == [np.int64, *[np.int32] * 2]


@given(tie_lists(), st.booleans())
def test_what_is_dropped_is_counted(tie_list, directed):
    """The ties given are those kept, the self-ties and the repeats; the note says how many of each."""
    n, ties = tie_list
    network = from_list(n, ties, directed=directed, notes=("read from a file",))
    loops = sum(a == b for a, b, _ in ties)
    repeats = len(ties) - loops - network.n_ties
    note = network.notes[1] if len(network.notes) > 1 else ""
    assert network.notes[0] == "read from a file"
    assert (f"{loops} self-tie" in note) == (loops > 0)
    assert (f"{repeats} repeated tie" in note) == (repeats > 0)


def test_notes_are_worded_for_one_and_for_many():
    assert from_list(2, [(0, 0, True), (0, 1, True), (1, 0, False)]).notes == (
        "1 self-tie and 1 repeated tie were dropped",
    )
    assert from_list(2, [(0, 0, True)]).notes == ("1 self-tie was dropped",)
    assert from_list(2, [(0, 1, True)] * 1201).notes == ("1,200 repeated ties were dropped",)
    assert from_list(2, [(0, 1, True)]).notes == ()


def test_a_hub_has_her_row_in_order_however_long():
    """Rows too long for plain insertion are sorted too, with repeats among them."""
    n = 20_000
    others = np.arange(1, n, dtype=np.int32)
    shuffle(KEY, purpose("test"), 0, others, n - 1)
    strong = others % 3 == 0
    ends = np.concatenate([others, others[:500]])
    network = Network.from_ties(n, np.zeros_like(ends), ends, np.concatenate([strong, strong[:500]]))
    assert rows(network)[0] == sorted(range(1, n), key=lambda i: (i % 3 != 0, i))
    assert network.notes == ("500 repeated ties were dropped",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 0, "source": [], "target": [], "strong": []}, "consumers: 0 is not between 1 and"),
        ({"n": 2, "source": [0, 1], "target": [1], "strong": [True]}, "2 sources, 1 targets and 1 strengths differ"),
        ({"n": 2, "source": [0, 1], "target": [1, 2], "strong": [True] * 2}, "tie 1: its target 2 is not between 0"),
        ({"n": 2, "source": [-1], "target": [1], "strong": [True]}, "tie 0: its source -1 is not between 0 and 1"),
        ({"n": 2, "source": [0.5], "target": [1], "strong": [True]}, "every source must be an integer"),
        ({"n": 2, "source": [0], "target": [1], "strong": [True], "names": ["a"]}, "1 different ones for 2 consumers"),
        ({"n": 2, "source": [0], "target": [1], "strong": [True], "names": ["a"] * 2}, "1 different ones for 2"),
        ({"n": 2, "source": [0], "target": [1], "strong": [True], "community": [0]}, "one integer per consumer"),
        ({"n": 1, "source": [], "target": [], "strong": [], "community": [0.5]}, "one integer per consumer"),
    ],
)
def test_wrong_ties_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Network.from_ties(**options)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12))
def test_communities_are_renumbered_without_gaps(labels):
    """Consumers share a community afterwards if and only if they did before, and no number is left out."""
    network = from_list(len(labels), []).with_communities(np.array(labels))
    assert set(network.community) == set(range(network.n_communities))
    assert len(set(zip(labels, network.community, strict=True))) == network.n_communities == len(set(labels))
    assert network.community.dtype == np.int32


def test_communities_numbered_already_keep_their_numbers():
    assert from_list(4, []).with_communities(np.array([2, 0, 1, 0])).community.tolist() == [2, 0, 1, 0]


@given(networks, networks)
def test_digest_tells_networks_apart(one, other):
    """Two networks have one digest if and only if their arrays and direction are the same."""
    same = one.directed == other.directed and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("starts", "targets", "strong", "community")
    )
    assert (one.digest == other.digest) == same
    assert one.digest == one.with_communities(one.community).digest


def test_a_network_describes_itself():
    network = from_list(3, [(0, 1, True), (1, 2, False)])
    assert repr(network) == "<Network: 3 consumers in 1 communities, 2 ties, 50% of them strong>"


@given(networks)
def test_networkx_and_back_is_the_same_network(network):
    back = Network.from_networkx(network.to_networkx(), strength="strong", community="community")
    assert back.digest == network.digest
    assert network.to_networkx().is_directed() == network.directed


@given(networks)
def test_scipy_and_back_is_the_same_network(network):
    """Strengths survive as levels; communities are not in a matrix."""
    matrix = network.to_scipy()
    back = Network.from_scipy(matrix, strength="level", directed=network.directed)
    assert back.with_communities(network.community).digest == network.digest
    assert matrix.sum() == len(network.targets) + network.strong.sum()


def test_a_graph_of_names_keeps_them():
    """Nodes that are not 0 to n − 1 are numbered in their order and named; the way back has the names."""
    graph = networkx.Graph([("Zoe", "Ann"), ("Ann", "Bea")])
    network = Network.from_networkx(graph, strong_share=1)
    assert network.names == ("Zoe", "Ann", "Bea")
    assert rows(network) == [[1], [0, 2], [1]]
    assert networkx.utils.graphs_equal(networkx.Graph(network.to_networkx().edges), networkx.Graph(graph.edges))


def test_numbered_nodes_keep_their_numbers_in_any_order():
    graph = networkx.Graph([(2, 0), (0, 1)])
    assert Network.from_networkx(graph).names is None
    assert rows(Network.from_networkx(graph, strong_share=1)) == [[1, 2], [0], [0]]


def test_weights_make_the_heaviest_ties_strong():
    graph = networkx.Graph()
    graph.add_weighted_edges_from([(0, 1, 1.0), (0, 2, 5.0), (0, 3, 3.0), (0, 4, 2.0)])
    by_edge = Network.from_networkx(graph, strength="weight", strong_share=0.5)
    by_cell = Network.from_scipy(networkx.to_scipy_sparse_array(graph), strength="weight", strong_share=0.5)
    assert rows(by_edge)[0] == rows(by_cell)[0] == [2, 3, 1, 4]
    assert by_edge.strong.tolist() == by_cell.strong.tolist() == [2, 0, 1, 1, 0]


def test_graphs_that_lack_something_are_refused():
    graph = networkx.path_graph(3)
    with pytest.raises(ValueError, match="tie 0-1: it has no attribute 'weight'"):
        Network.from_networkx(graph, strength="weight")
    with pytest.raises(ValueError, match="node 0: it has no attribute 'group'"):
        Network.from_networkx(graph, community="group")
    with pytest.raises(ValueError, match="2 rows and 3 columns, yet it must be square"):
        Network.from_scipy(scipy.sparse.csr_array((2, 3)))
    with pytest.raises(ValueError, match="not symmetric; pass directed=True"):
        Network.from_scipy(scipy.sparse.csr_array([[0, 1], [0, 0]]))
    with pytest.raises(ValueError, match="'heavy' is neither 'level' nor 'weight' nor None"):
        Network.from_scipy(scipy.sparse.csr_array([[0, 1], [1, 0]]), strength="heavy")


def test_repeated_edges_and_loops_of_other_libraries_are_dropped():
    graph = networkx.MultiGraph([(0, 1), (0, 1), (1, 1)])
    assert Network.from_networkx(graph).notes == ("1 self-tie and 1 repeated tie were dropped",)
    assert Network.from_scipy(scipy.sparse.csr_array([[1, 1], [1, 0]])).notes == ("1 self-tie was dropped",)


@given(st.lists(st.integers(0, 5), max_size=30), st.floats(0, 1))
def test_the_strongest_are_as_many_as_asked_and_none_is_lighter_than_the_rest(weights, share):
    weights = np.array(weights)
    strong = strongest(weights, share)
    assert strong.sum() == round(share * len(weights))
    assert weights[strong].min(initial=9) >= weights[~strong].max(initial=-1)
    equal = np.flatnonzero(weights == weights[strong].min(initial=9))
    assert (np.diff(strong[equal].astype(int)) <= 0).all(), "among equals the earlier ones"


def test_a_weight_that_is_no_number_is_refused():
    for weights in (np.array([1.0, np.nan]), np.array(["heavy", "light"])):
        with pytest.raises(ValueError, match="is no number"):
            strongest(weights, 0.5)


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0, 1), st.integers(0, 2**63 - 1))
def test_a_ties_strength_depends_on_its_place_alone(n, more, share, seed):
    """With more ties the first keep their strengths; at share 0 none is strong, at 1 all are."""
    key = run_key(seed)
    assert np.array_equal(random_strong(n + more, share, key)[:n], random_strong(n, share, key))
    assert not random_strong(n, 0, key).any()
    assert random_strong(n, 1, key).all()


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_the_share_of_strong_ties_is_the_one_asked_for(share):
    """Binomial: five standard deviations, wrong once in two million keys."""
    n = 100_000
    assert abs(random_strong(n, share, KEY).sum() - n * share) < 5 * np.sqrt(n * share * (1 - share))


def test_neighbouring_ties_are_strong_independently():
    """Correlation at each of eight lags below five standard errors: wrong once in 200,000 keys."""
    strong = random_strong(100_000, 0.3, KEY) - 0.3
    for lag in range(1, 9):
        assert abs(np.mean(strong[lag:] * strong[:-lag])) < 5 * 0.21 / np.sqrt(100_000)


@given(st.integers(0, 40), st.integers(0, 40))
def test_shuffling_permutes_the_first_items_and_no_others(n, rest):
    items = np.arange(n + rest)
    shuffle(KEY, purpose("test"), 7, items, n)
    assert sorted(items[:n]) == list(range(n))
    assert items[n:].tolist() == list(range(n, n + rest))


def test_every_order_is_as_likely():
    """Chi-squared of the 24 orders of four items over 12,000 groups: above 73 once in two million keys."""
    counts = {}
    for group in range(12_000):
        items = np.arange(4)
        shuffle(KEY, purpose("test"), group, items, 4)
        counts[tuple(items)] = counts.get(tuple(items), 0) + 1
    assert len(counts) == 24
    assert sum((count - 500) ** 2 / 500 for count in counts.values()) < 73
