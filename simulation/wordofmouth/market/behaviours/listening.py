"""Listening: yesterday's evidence fades, and this week's messages arrive."""

from typing import TYPE_CHECKING, ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import ASSUMPTION, setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Listening(Behaviour):
    """Every channel delivers what it carries; what was heard before has faded a little."""

    order: ClassVar[int] = 1
    kind: Literal["listening"] = "listening"
    words = {"name": "Listening"}
    forgetting: float = setting(
        0.05, "share of the evidence heard that fades", unit="share per week", source=ASSUMPTION, ge=0, le=1
    )

    def step(self, market: "Market") -> None:
        """Let evidence fade and every channel deliver."""
        _fade(1.0 - self.forgetting, market.people[1])
        for channel in market.channels:
            channel.step(market)


@kernel
def _fade(kept, minds):
    for i in range(minds.shape[0]):
        for b in range(minds.shape[1]):
            mind = minds[i, b]
            mind.praise *= kept
            mind.criticism *= kept
            mind.arrived = 0
            mind.criticised = 0
            mind.heard = False
