"""Linear threshold: a consumer follows as soon as the influence of the active passes the consumer's threshold."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.thresholds import ThresholdModel, needed_for_share, uniform_of
from wordofmouth.engine.randomness import purpose
from wordofmouth.networks.network import Network
from wordofmouth.seeding.spreading import Spreading, linear_threshold

_THRESHOLD = purpose("textbook.linear_threshold: threshold")


class LinearThreshold(ThresholdModel):
    """Each of the d who influence a consumer weighs 1/d; thresholds are uniform between 0 and 1, drawn once.

    Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD;
    Granovetter (1978), Threshold models of collective behavior, AJS 83.
    """

    knows: ClassVar[frozenset[str]] = frozenset({"seeds"})
    kind: Literal["linear_threshold"] = "linear_threshold"

    def needed(self, run: Diffusion, around: np.ndarray) -> np.ndarray:
        """Return the least number of influencers whose weights sum to the threshold."""
        return needed_for_share(uniform_of(run, _THRESHOLD), around)

    def spreading(self, network: Network) -> Spreading:
        """Return how influence spreads."""
        return linear_threshold(network)
