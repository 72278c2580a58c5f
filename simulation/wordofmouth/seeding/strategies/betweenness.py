"""Betweenness: on how many shortest paths a consumer lies, estimated from paths that begin at a few.

Source: Brandes (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25; Brandes and
Pich (2007), Centrality estimation in large networks, International Journal of Bifurcation and Chaos 17.
"""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.centrality import top
from wordofmouth.networks.network import Network
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.strategy import strategy

PIVOTS = 256

_PIVOTS = purpose("maximisation: pivots")


@strategy
def betweenness(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who lies on most shortest paths, estimated from those that begin at 256 consumers."""
    return top(betweenness_of(spreading.network, key=key), count)


def betweenness_of(network: Network, pivots: int = PIVOTS, key: int | np.uint64 = 0) -> np.ndarray:
    """Return on how many shortest paths between others each consumer lies: float64 (n), estimated.

    Of several shortest paths between two, each counts in part. The estimate is from the paths that begin at so many
    pivots, drawn at random, and exact when all are pivots; a path of an undirected network counts in both directions.
    """
    order = np.arange(network.n, dtype=np.int32)
    shuffle(np.uint64(key), _PIVOTS, 0, order, network.n)
    between = np.zeros(network.n)
    _add_paths(network.starts, network.targets, order[:pivots].copy(), between)
    return between * (network.n / min(pivots, network.n))


@kernel
def _add_paths(starts, targets, pivots, between):
    """Add the dependencies of every pivot: out by steps, counting paths; and back, sharing them out."""
    n = len(between)
    step = np.full(n, -1, np.int32)
    paths = np.empty(n)
    share = np.empty(n)
    reached = np.empty(n, np.int32)
    for pivot in pivots:
        reached[0] = pivot
        step[pivot] = 0
        paths[pivot] = 1.0
        count = 1
        position = 0
        while position < count:
            i = reached[position]
            share[i] = 0.0
            for k in range(starts[i], starts[i + 1]):
                j = targets[k]
                if step[j] < 0:
                    step[j] = step[i] + 1
                    paths[j] = 0.0
                    reached[count] = j
                    count += 1
                if step[j] == step[i] + 1:
                    paths[j] += paths[i]
            position += 1
        # Each consumer's share is whole before those nearer to the pivot ask for it.
        for position in range(count - 1, 0, -1):
            i = reached[position]
            for k in range(starts[i], starts[i + 1]):
                j = targets[k]
                if step[j] == step[i] + 1:
                    share[i] += paths[i] / paths[j] * (1.0 + share[j])
            between[i] += share[i]
        for position in range(count):
            step[reached[position]] = -1
