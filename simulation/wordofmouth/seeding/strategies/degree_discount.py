"""Degree discount: ties to consumers already chosen count no longer, and who may be reached anyway counts less.

A candidate counts, with those influenced directly, unless a seed has influenced the candidate already: the product of
the probabilities that none has, times one plus the sum of those of the ties to consumers who are no seeds. The
paper's d − 2t − (d − t)tp comes from this with one small probability p.

Source: Chen, Wang and Yang (2009), Efficient influence maximization in social networks, KDD.
"""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.seeding.lazy import choose_lazily
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.strategy import strategy


@strategy
def degree_discount(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who influences most others directly who are not influenced by those chosen before."""
    forward, reverse = spreading.forward, spreading.reverse
    missed = np.ones(spreading.n)
    direct = np.bincount(
        np.repeat(np.arange(spreading.n), spreading.network.degree), spreading.probability, spreading.n
    )
    first = zip((1 + direct).tolist(), range(spreading.n), strict=True)
    seeds = np.empty(count, np.int32)
    for place, i in enumerate(choose_lazily(first, lambda i: missed[i] * (1 + direct[i]), count)):
        seeds[place] = i
        _discount(i, forward, reverse, missed, direct)
    return seeds


@kernel
def _discount(i, forward, reverse, missed, direct):
    for k in range(forward.starts[i], forward.starts[i + 1]):
        missed[forward.targets[k]] *= 1.0 - forward.probability[k]
    for k in range(reverse.starts[i], reverse.starts[i + 1]):
        direct[reverse.targets[k]] -= reverse.probability[k]
