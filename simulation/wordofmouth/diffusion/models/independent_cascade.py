"""Independent cascade: every tie carries with the same chance, once."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.diffusion.cascade import Cascade
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.networks.network import Network
from wordofmouth.scenario.parts import field
from wordofmouth.seeding.spreading import Spreading, independent_cascade


class IndependentCascade(Cascade):
    """Whoever becomes active activates each neighbour with one chance, in the next period.

    Source: Goldenberg, Libai and Muller (2001); Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence
    through a social network, KDD.
    """

    knows: ClassVar[frozenset[str]] = frozenset({"seeds"})
    kind: Literal["independent_cascade"] = "independent_cascade"
    sought = {"probability": {"from": 0.001, "to": 0.9, "scale": "log"}}
    probability: float = field(
        0.1,
        "the chance that a tie carries",
        unit="probability",
        source="Kempe, Kleinberg and Tardos 2003: .01 and .1",
        ge=0,
        le=1,
        label="Contagion",
    )

    def carries(self, run: Diffusion) -> np.ndarray:
        """Return the one chance for everybody."""
        return np.full(run.n, self.probability)

    def spreading(self, network: Network) -> Spreading:
        """Return how influence spreads."""
        return independent_cascade(network, self.probability)
