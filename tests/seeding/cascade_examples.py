"""Small cascades whose spread can be enumerated, and networks to seed."""

import itertools
import math

import networkx
import numpy as np
from wordofmouth.networks.generators.random import Random
from wordofmouth.networks.network import Network
from wordofmouth.seeding.spreading import drawn_cascade, independent_cascade, linear_threshold, weighted_cascade


def from_list(n, ties, directed=False, community=None):
    ends = np.array(ties, np.int32).reshape(-1, 2)
    return Network.from_ties(
        n, ends[:, 0], ends[:, 1], np.zeros(len(ends), np.bool_), directed=directed, community=community
    )


def random_network(n, degree, seed=1):
    return Random(mean_degree=degree, community_method="none").build(n, np.uint64(seed))


def reached(live, seeds, quality, n):
    """Return the expected number of positive consumers when it is known which ties are live."""
    graph = networkx.DiGraph(live)
    graph.add_nodes_from([*range(n), "all"])
    graph.add_edges_from(("all", i) for i in seeds)
    steps = networkx.single_source_shortest_path_length(graph, "all")
    return sum(quality**d for i, d in steps.items() if i != "all")


def exact(spreading, seeds):
    """Return the spread by enumeration of everything that can happen."""
    n, network = spreading.n, spreading.network
    source = np.repeat(np.arange(n), network.degree).tolist()
    ties = list(zip(source, network.targets.tolist(), spreading.probability.tolist(), strict=True))
    if spreading.threshold:
        ways = [[(tie[:2], tie[2]) for tie in ties if tie[1] == j] for j in range(n)]
        ways = [[*way, (None, max(0.0, 1 - sum(p for _, p in way)))] for way in ways]
    else:
        ways = [[(tie[:2], tie[2]), (None, 1 - tie[2])] for tie in ties]
    return sum(
        math.prod(p for _, p in world) * reached([tie for tie, _ in world if tie], seeds, spreading.quality, n)
        for world in itertools.product(*ways)
    )


PATH = from_list(4, [(0, 1), (1, 2), (2, 3)], directed=True)
KITE = from_list(5, [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4)])
DIAMOND = from_list(5, [(0, 1), (0, 2), (1, 3), (2, 3), (3, 0), (3, 4), (1, 4)], directed=True)
TINY = {
    "path": independent_cascade(PATH, 0.5),
    "path with doubts": independent_cascade(PATH, 0.9, quality=0.8),
    "path, nothing passes": independent_cascade(PATH, 0.0),
    "kite": independent_cascade(KITE, 0.3),
    "kite with doubts": independent_cascade(KITE, 0.6, quality=0.7),
    "kite, nothing good": independent_cascade(KITE, 0.5, quality=0.0),
    "diamond, each its own": independent_cascade(DIAMOND, np.array([0.9, 0.1, 0.5, 0.0, 1.0, 0.25, 0.7])),
    "diamond, drawn": drawn_cascade(DIAMOND, (0.8, 0.3), key=5, quality=0.9),
    "diamond, weighted": weighted_cascade(DIAMOND),
    "diamond, certain": independent_cascade(DIAMOND, 1.0, quality=0.9),
    "diamond, thresholds": linear_threshold(DIAMOND),
    "diamond, weights": linear_threshold(DIAMOND, np.array([0.6, 0.9, 0.3, 0.5, 0.4, 0.0, 0.4])),
    "kite, thresholds": linear_threshold(KITE),
}
