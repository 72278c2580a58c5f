"""Scale-free networks: newcomers tie themselves to those who have many ties already."""

import math
from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, chance, purpose, words
from wordofmouth.networks.generator import TieGenerator, degree_mistakes
from wordofmouth.networks.network import Network, random_strong
from wordofmouth.scenario.families.generator import Mistake
from wordofmouth.scenario.parts import Prior, field

_ONE_MORE = purpose("scale free: one more tie")
_PREFERRED = purpose("scale free: preferred")


class ScaleFree(TieGenerator):
    """Preferential attachment: a few hubs, and many with few ties; the degrees' tail falls with the third power.

    Source: Barabási and Albert (1999), Emergence of scaling in random networks, Science 286; drawn in linear time as
    in Batagelj and Brandes (2005), Efficient generation of large random networks, Physical Review E 71.
    """

    kind: Literal["scale_free"] = "scale_free"
    mean_degree: float = field(
        10.0,
        "mean number of ties, twice those of a newcomer",
        unit="ties",
        source=Prior(4.0, 20.0, "people talk with some ten to twenty others regularly; by how one asks"),
        ge=2,
        le=1000,
        label="Friends and acquaintances",
        hint="how many people each one talks to, on average",
    )

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistake of more ties than there are others."""
        return degree_mistakes(self.mean_degree, consumers)

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return the network grown consumer by consumer."""
        whole = int(self.mean_degree // 2)
        source = np.empty(consumers * math.ceil(self.mean_degree / 2), np.int32)
        target = np.empty_like(source)
        n_ties = _attach(key, consumers, whole, chance(self.mean_degree / 2 - whole), source, target)
        strong = random_strong(n_ties, self.strong_share, key)
        return Network.from_ties(consumers, source[:n_ties], target[:n_ties], strong)


@kernel
def _attach(key, n, whole, threshold, source, target):
    """Tie each newcomer to ``whole`` earlier consumers, or to one more; the first ones know each other."""
    n_ties = 0
    for i in range(1, n):
        if i & 3 == 0 or i == 1:
            drawn = words(key, _ONE_MORE, 0, i >> 2, 0)
        wanted = whole + (1 if drawn[i & 3] < threshold else 0)
        first = n_ties
        if i <= wanted:
            for j in range(i):
                source[n_ties] = i
                target[n_ties] = j
                n_ties += 1
            continue
        draw = 0
        while n_ties - first < wanted:
            # An end of a tie drawn at random is a consumer drawn in proportion to the degree.
            if draw & 3 == 0:
                candidates = words(key, _PREFERRED, 0, i, draw >> 2)
            end = below(candidates[draw & 3], 2 * first)
            draw += 1
            other = target[end >> 1] if end & 1 else source[end >> 1]
            known = False
            for k in range(first, n_ties):
                known |= target[k] == other
            if not known:
                source[n_ties] = i
                target[n_ties] = other
                n_ties += 1
    return n_ties
