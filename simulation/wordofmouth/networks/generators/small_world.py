"""Small worlds: a ring of neighbours in which a few ties are cut and lead far away."""

from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, chance, purpose, words
from wordofmouth.networks.generator import TieGenerator, degree_mistakes
from wordofmouth.networks.network import Network, random_strong
from wordofmouth.scenario.families.generator import Mistake
from wordofmouth.scenario.parts import Prior, field

_REWIRED = purpose("small world: rewired")
_ACQUAINTED = purpose("small world: acquainted")


class SmallWorld(TieGenerator):
    """Everyone knows the nearest on a ring, but for the ties that are rewired to anyone: clustered, yet close.

    Source: Watts and Strogatz (1998), Collective dynamics of 'small-world' networks, Nature 393.
    """

    kind: Literal["small_world"] = "small_world"
    mean_degree: int = field(
        10,
        "ties of a consumer, half to either side",
        unit="ties",
        source=Prior(4, 20, "people talk with some ten to twenty others regularly; by how one asks"),
        ge=2,
        le=1000,
        multiple_of=2,
        label="Friends and acquaintances",
        hint="how many people each one talks to, on average",
    )
    rewiring: float = field(
        0.1,
        "share of the ties that lead to anyone",
        unit="share of ties",
        source=Prior(0.01, 0.3, "worlds are small and clustered between some .01 and .1: Watts and Strogatz 1998"),
        ge=0,
        le=1,
    )

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistake of more neighbours than there are others."""
        return degree_mistakes(self.mean_degree, consumers, step=2)

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return the ring, rewired."""
        side = self.mean_degree // 2
        ring = np.empty((consumers, side), np.int32)
        _rewire(key, chance(self.rewiring), ring)
        source = np.repeat(np.arange(consumers, dtype=np.int32), side)
        strong = random_strong(len(source), self.strong_share, key)
        return Network.from_ties(consumers, source, ring.reshape(-1), strong)


@kernel
def _rewire(key, threshold, ring):
    n, side = ring.shape
    for i in range(n):
        for j in range(side):
            ring[i, j] = (i + j + 1) % n
    for k in range(n * side):
        if k & 3 == 0:
            drawn = words(key, _REWIRED, 0, k >> 2, 0)
        if drawn[k & 3] >= threshold:
            continue
        i, j = k // side, k % side
        # In a crowded ring there may be nobody new: the tie then stays.
        for attempt in range(32):
            if attempt & 3 == 0:
                candidates = words(key, _ACQUAINTED, 0, k, attempt >> 2)
            other = below(candidates[attempt & 3], n)
            known = other == i
            for place in range(side):
                known |= ring[i, place] == other or ring[other, place] == i
            if not known:
                ring[i, j] = other
                break
