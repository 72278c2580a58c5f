"""Rankings: seeds by where they stand in the network, whatever spreads there."""

import numpy as np

from wordofmouth.engine.randomness import purpose
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks import centrality
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.strategy import strategy

_ORDER = purpose("maximisation: random order")


@strategy
def random(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Consumers drawn at random."""
    order = np.arange(spreading.n, dtype=np.int32)
    shuffle(key, _ORDER, 0, order, spreading.n)
    return order[:count].copy()


@strategy
def degree(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who influences most others directly."""
    return centrality.top(spreading.network.degree, count)


@strategy
def pagerank(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who influences many who influence many and whom few others influence."""
    return centrality.top(centrality.pagerank(spreading.network), count)


@strategy
def core(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who is in the densest core, those with most ties first."""
    network = spreading.network
    return np.lexsort((-network.degree, -centrality.core_number(network)))[:count].astype(np.int32)


@strategy
def community(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who has most ties in each community, one community after another."""
    return centrality.community_spread(spreading.network, count)
