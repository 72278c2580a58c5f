"""Weighted cascade: a tie carries the less, the more others there are who influence the same consumer."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.diffusion.cascade import Cascade
from wordofmouth.diffusion.contacts import influencers
from wordofmouth.diffusion.diffusion import Diffusion


class WeightedCascade(Cascade):
    """An independent cascade in which each of the d who influence a consumer has the chance 1/d.

    Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD.
    """

    knows: ClassVar[frozenset[str]] = frozenset({"seeds"})
    kind: Literal["weighted_cascade"] = "weighted_cascade"

    def carries(self, run: Diffusion) -> np.ndarray:
        """Return 1 by the number of those who influence each."""
        return 1.0 / np.maximum(influencers(run.network), 1)
