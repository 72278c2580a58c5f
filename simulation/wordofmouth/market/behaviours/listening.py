"""Listening: yesterday's evidence fades, and this week's messages arrive."""

from typing import ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.world import World
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import ASSUMPTION, field


class Listening(Behaviour):
    """Every channel delivers what it carries; what was heard before has faded a little."""

    kind: Literal["listening"] = "listening"
    reads: ClassVar[tuple[str, ...]] = ("minds.praise", "minds.criticism")
    writes: ClassVar[tuple[str, ...]] = (
        *("minds.praise", "minds.criticism", "minds.arrived", "minds.criticised", "minds.heard"),
    )
    words = {"name": "Listening"}
    forgetting: float = field(
        0.05, "share of the evidence heard that fades", unit="share per week", source=ASSUMPTION, ge=0, le=1
    )

    def step(self, world: World) -> None:
        """Let evidence fade and every channel deliver."""
        _fade(1.0 - self.forgetting, world.people[1])
        for channel in world.channels:
            channel.step(world)


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
