"""Contacts: how many of those who influence a consumer are in some state, kept up as states change."""

import math

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import uniform
from wordofmouth.networks.network import Network


def influencers(network: Network) -> np.ndarray:
    """Return how many may influence each consumer: int32 (n,), those in whose rows the consumer stands."""
    if not network.directed:
        return network.degree.astype(np.int32)
    return np.bincount(network.targets, minlength=network.n).astype(np.int32)


def rows_of_influencers(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Return who may influence whom, in sparse rows: int64 starts (n + 1), and ids, ascending where ties have ways."""
    if not network.directed:
        return network.starts, network.targets
    sources = np.repeat(np.arange(network.n, dtype=np.int32), network.degree)
    starts = np.concatenate(([0], np.cumsum(influencers(network), dtype=np.int64)))
    return starts, sources[np.argsort(network.targets, kind="stable")]


def room_for_ties(network: Network, tellers: np.ndarray) -> np.ndarray:
    """Return room for the ids, each once, of all to whom the tellers are tied: int32, empty."""
    ties = int((network.starts[tellers + 1] - network.starts[tellers]).sum())
    return np.empty(min(ties, network.n), np.int32)


@kernel
def tell(starts, targets, tellers, count):
    """Add one to the count of everyone to whom the tellers are tied."""
    for i in tellers:
        for k in range(starts[i], starts[i + 1]):
            count[targets[k]] += 1


def outside(counted: np.ndarray, community: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the share of those outside each community who are counted, 0 or 1 by consumer: float64 (communities,).

    Where everyone is of one community, all others are outside it for whoever is not counted.
    """
    if len(sizes) == 1:
        return counted.sum() / np.maximum(sizes - 1, 1)
    inside = np.bincount(community, weights=counted, minlength=len(sizes))
    return (inside.sum() - inside) / (sizes.sum() - sizes)


@kernel
def binomial(word, n, probability):
    """Return how many of n succeed, each with this probability, from one word (by inversion)."""
    if n == 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return n
    share = uniform(word)
    odds = probability / (1.0 - probability)
    # Terms are kept as logarithms: that none of many succeeds can be less likely than the least number above 0.
    term = n * math.log1p(-probability)
    reached, successes = math.exp(term), 0
    while share >= reached and successes < n:
        successes += 1
        term += math.log(odds * (n - successes + 1) / successes)
        reached += math.exp(term)
    return successes
