"""Contacts: how many of those who influence a consumer are in some state, kept up as states change."""

import math

import numpy as np

from simulation.kernels import kernel
from simulation.network import Network


def influencers(network: Network) -> np.ndarray:
    """Return how many may influence each consumer: int32 (n,), those in whose rows she stands."""
    if not network.directed:
        return network.degree.astype(np.int32)
    return np.bincount(network.targets, minlength=network.n).astype(np.int32)


@kernel
def tell(starts, targets, tellers, count):
    """Add one to the count of everyone to whom the tellers are tied."""
    for i in tellers:
        for k in range(starts[i], starts[i + 1]):
            count[targets[k]] += 1


def outside(counted: np.ndarray, community: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the share of the consumers outside each community who are counted: float64 (communities,).

    ``counted`` are 0 or 1 by consumer. Where everyone is of one community, it is the share of all.
    """
    inside = np.bincount(community, weights=counted, minlength=len(sizes))
    elsewhere = len(community) - sizes
    inside[elsewhere == 0], elsewhere[elsewhere == 0] = 0.0, len(community)
    return (inside.sum() - inside) / elsewhere if len(sizes) > 1 else counted.sum() / elsewhere


@kernel
def binomial(word, n, probability):
    """Return how many of n succeed, each with this probability, from one word (by inversion)."""
    if n == 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return n
    luck = (word + 0.5) * 2.3283064365386963e-10
    odds = probability / (1.0 - probability)
    term = math.exp(n * math.log1p(-probability))
    reached, successes = term, 0
    while luck >= reached and successes < n:
        successes += 1
        term *= odds * (n - successes + 1) / successes
        reached += term
    return successes
