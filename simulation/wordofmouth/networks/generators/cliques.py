"""Cliques: small groups in which everyone knows everyone, and nobody else."""

from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.networks.network import MOST_CONSUMERS, Network, random_strong
from wordofmouth.scenario.families.generator import Mistake, NetworkGenerator
from wordofmouth.scenario.parts import field


class Cliques(NetworkGenerator):
    """Groups of one size, the last of what is left; each is a community, with no tie to another.

    Source: Goldenberg, Libai and Muller (2001), Talk of the network, Marketing Letters 12 (groups of s + 1).
    """

    kind: Literal["cliques"] = "cliques"
    size: int = field(
        9, "members of a group", unit="consumers", source="Goldenberg, Libai, Moldovan and Muller 2007", ge=1, le=10_000
    )

    def degree(self, consumers: int) -> float:
        """Return how many others a group has."""
        return min(self.size, consumers) - 1.0

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistake of more ties than can be held."""
        if consumers * (self.size - 1) <= MOST_CONSUMERS:
            return []
        message = f"{consumers:,} consumers in groups of {self.size} have too many ties; at most "
        return [Mistake("size", self.size, message + str(MOST_CONSUMERS // consumers + 1))]

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the groups."""
        full, rest = divmod(consumers, self.size)
        pairs = full * (self.size * (self.size - 1) // 2) + rest * (rest - 1) // 2
        source, target = np.empty(pairs, np.int32), np.empty(pairs, np.int32)
        _tie_groups(consumers, self.size, source, target)
        ties = Network.from_ties(consumers, source, target, random_strong(pairs, self.strong_share, key))
        return ties.with_communities(np.arange(consumers) // self.size)


@kernel
def _tie_groups(n, size, source, target):
    k = 0
    for i in range(n):
        for j in range(i - i % size, i):
            source[k] = i
            target[k] = j
            k += 1
