"""Rankings: seeds by where they stand in the network, whatever spreads there."""

import numpy as np

from simulation import centrality
from simulation.maximisation.diffusion import Diffusion
from simulation.maximisation.family import strategy
from simulation.randomness import purpose
from simulation.shuffling import shuffle

_ORDER = purpose("maximisation: random order")


@strategy
def random(diffusion: Diffusion, count: int, key: np.uint64) -> np.ndarray:
    """Consumers drawn at random."""
    order = np.arange(diffusion.n, dtype=np.int32)
    shuffle(key, _ORDER, 0, order, diffusion.n)
    return order[:count].copy()


@strategy
def degree(diffusion: Diffusion, count: int, key: np.uint64) -> np.ndarray:
    """Who influences most others directly."""
    return centrality.top(diffusion.network.degree, count)


@strategy
def pagerank(diffusion: Diffusion, count: int, key: np.uint64) -> np.ndarray:
    """Who influences many who influence many and whom few others influence."""
    return centrality.top(centrality.pagerank(diffusion.network), count)


@strategy
def k_core(diffusion: Diffusion, count: int, key: np.uint64) -> np.ndarray:
    """Who is in the densest core, those with most ties first."""
    network = diffusion.network
    return np.lexsort((-network.degree, -centrality.core_number(network)))[:count].astype(np.int32)


@strategy
def community_spread(diffusion: Diffusion, count: int, key: np.uint64) -> np.ndarray:
    """Who has most ties in each community, one community after another."""
    return centrality.community_spread(diffusion.network, count)
