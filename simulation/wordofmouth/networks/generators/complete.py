"""Complete networks: everyone knows everyone."""

from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.networks.generator import TieGenerator
from wordofmouth.networks.network import Network, random_strong
from wordofmouth.scenario.families.generator import Mistake

MOST_ACQUAINTED = 5000


class Complete(TieGenerator):
    """Everyone is tied to everyone: the well-mixed market of the aggregate models, for small populations."""

    kind: Literal["complete"] = "complete"

    def degree(self, consumers: int) -> float:
        """Return how many others there are."""
        return consumers - 1.0

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistake of a population whose pairs are too many."""
        if consumers <= MOST_ACQUAINTED:
            return []
        message = f"{consumers:,} are too many for everyone to know everyone; at most {MOST_ACQUAINTED:,}"
        return [Mistake("consumers", consumers, message)]

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return all pairs."""
        source = np.empty(consumers * (consumers - 1) // 2, np.int32)
        target = np.empty_like(source)
        _tie_everyone(consumers, source, target)
        return Network.from_ties(consumers, source, target, random_strong(len(source), self.strong_share, key))


@kernel
def _tie_everyone(n, source, target):
    k = 0
    for i in range(n):
        for j in range(i):
            source[k] = i
            target[k] = j
            k += 1
