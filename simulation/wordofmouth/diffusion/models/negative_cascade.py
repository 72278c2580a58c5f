"""Negative cascade: bad opinions arise from bad quality, and spread as such for good."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.diffusion.cascade import Cascade
from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.market.run import DISAPPOINTED
from wordofmouth.networks.network import Network
from wordofmouth.scenario.parts import Prior, field
from wordofmouth.seeding.spreading import Spreading, independent_cascade


class NegativeCascade(Cascade):
    """An independent cascade whose active are positive with the chance ``quality`` if a positive one activated them.

    Whoever is activated by a negative one is negative. Of several who succeed in one period a random one was first.
    The spread of both together does not depend on the quality.

    Source: Chen, Collins, Cummings, Ke, Liu, Rincon, Sun, Wang, Wei and Yuan (2011), Influence maximization in social
    networks when negative opinions may emerge and propagate, SDM.
    """

    knows: ClassVar[frozenset[str]] = frozenset({"seeds"})
    kind: Literal["negative_cascade"] = "negative_cascade"
    sought = {"probability": {"from": 0.001, "to": 0.9, "scale": "log"}}
    states = (
        State("inactive", "who are not active"),
        State("positive", "who are active and positive", adopted=True),
        State("negative", "who are active and negative", like=DISAPPOINTED),
    )
    probability: float = field(
        0.1,
        "the chance that a tie carries",
        unit="probability",
        source=Prior(
            0.01, 0.2, "as in the cascade without criticism: Kempe, Kleinberg and Tardos 2003 take .01 and .1"
        ),
        ge=0,
        le=1,
        label="Contagion",
    )
    quality: float = field(
        0.9,
        "the chance that whoever a positive one activates, seeds included, is positive",
        unit="probability",
        source=Prior(0.8, 0.95, "5 to 20 % are disappointed: Goldenberg et al. 2007"),
        ge=0,
        le=1,
        label="Quality",
        hint="the chance that whoever is reached becomes favourable",
    )

    def carries(self, run: Diffusion) -> np.ndarray:
        """Return the one chance for everybody."""
        return np.full(run.n, self.probability)

    def stays_positive(self) -> float:
        """Return the quality."""
        return self.quality

    def spreading(self, network: Network) -> Spreading:
        """Return how influence spreads."""
        return independent_cascade(network, self.probability, self.quality)
