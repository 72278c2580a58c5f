"""Listening: yesterday's evidence fades, and this week's messages arrive."""

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simulation.behaviours.family import Behaviour
from simulation.parts import ASSUMPTION, setting

if TYPE_CHECKING:
    from simulation.market import Market


class Listening(Behaviour):
    """Every channel delivers what it carries; what was heard before has faded a little."""

    order: ClassVar[int] = 1
    kind: Literal["listening"] = "listening"
    forgetting: float = setting(0.05, "share of the evidence heard that fades", unit="share per week", source=ASSUMPTION, ge=0, le=1)

    def step(self, market: "Market") -> None:
        """Let evidence fade and every channel deliver."""
        consumers = market.consumers
        for evidence in (consumers.praise, consumers.criticism):
            np.multiply(evidence, 1.0 - self.forgetting, out=evidence)
        consumers.arrived[:] = 0
        for channel in market.channels:
            channel.step(market)
