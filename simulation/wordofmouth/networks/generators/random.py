"""Random networks: any two consumers are tied with one and the same chance."""

import math
from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.networks.generator import TieGenerator, degree_mistakes
from wordofmouth.networks.network import Network, random_strong
from wordofmouth.scenario.families.generator import Mistake
from wordofmouth.scenario.parts import Prior, field

_GAP = purpose("random: gap")


class Random(TieGenerator):
    """Every pair is tied with one chance: no clusters, no hubs; the yardstick for the other kinds.

    Source: Gilbert (1959), Random graphs, Annals of Mathematical Statistics 30; Erdős and Rényi (1959), On random
    graphs, Publicationes Mathematicae 6.
    """

    kind: Literal["random"] = "random"
    mean_degree: float = field(
        10.0,
        "mean number of ties of a consumer",
        unit="ties",
        source=Prior(5.0, 20.0, "people talk with some ten to twenty others regularly; by how one asks"),
        ge=0.01,
        le=1000,
        label="Friends and acquaintances",
        hint="how many people each one talks to, on average",
    )

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistake of more ties than there are others."""
        return degree_mistakes(self.mean_degree, consumers)

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return the network, its pairs drawn row by row."""
        pairs = consumers * (consumers - 1) // 2
        probability = min(self.mean_degree / max(consumers - 1, 1), 1.0)
        expected = pairs * probability
        # Ten standard deviations of room: never used up.
        room = min(pairs, int(expected + 10 * math.sqrt(expected)) + 100)
        source, target = np.empty(room, np.int32), np.empty(room, np.int32)
        log_untied = math.log1p(-probability) if probability < 1 else -math.inf
        n_ties = _draw_pairs(key, consumers, log_untied, source, target)
        strong = random_strong(n_ties, self.strong_share, key)
        return Network.from_ties(consumers, source[:n_ties], target[:n_ties], strong)


@kernel
def _draw_pairs(key, n, log_untied, source, target):
    """Jump from one tied pair (i, j < i) to the next by geometric gaps.

    Source: Batagelj and Brandes (2005), Efficient generation of large random networks, Physical Review E 71.
    """
    n_ties = 0
    i, j = 1, -1
    longest = 0.5 * n * n
    while n_ties < len(source):
        if n_ties & 3 == 0:
            drawn = words(key, _GAP, 0, n_ties >> 2, 0)
        j += 1 + int(min(math.log(uniform(drawn[n_ties & 3])) / log_untied, longest))
        while j >= i and i < n:
            j -= i
            i += 1
        if i >= n:
            break
        source[n_ties] = i
        target[n_ties] = j
        n_ties += 1
    return n_ties
