"""Listening: yesterday's evidence fades, and this week's messages arrive."""

from typing import ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.world import World
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import Prior, field


class Listening(Behaviour):
    """Every channel delivers what it carries; what was heard before has faded a little."""

    kind: Literal["listening"] = "listening"
    reads: ClassVar[tuple[str, ...]] = ("brand_states.praise", "brand_states.criticism", "fear_left", "reported")
    writes: ClassVar[tuple[str, ...]] = (
        *(
            "brand_states.praise",
            "brand_states.criticism",
            "brand_states.arrived",
            "brand_states.criticised",
            "brand_states.heard",
        ),
        *("fear_left", "reported"),
    )
    words = {"name": "Listening"}
    forgetting: float = field(
        0.05,
        "share of the evidence heard that fades",
        unit="share per week",
        source=Prior(0.01, 0.2, "word of mouth acts for weeks: Trusov, Bucklin and Pauwels 2009, in order"),
        ge=0,
        le=1,
    )

    def step(self, world: World) -> None:
        """Let evidence fade and every channel deliver."""
        _fade(1.0 - self.forgetting, world.people[1])
        world.reported *= 1.0 - self.forgetting
        world.fear_left += self.forgetting * (1.0 - world.fear_left)
        for channel in world.channels:
            channel.step(world)


@kernel
def _fade(retention, brand_states):
    for i in range(brand_states.shape[0]):
        for b in range(brand_states.shape[1]):
            brand_state = brand_states[i, b]
            brand_state.praise *= retention
            brand_state.criticism *= retention
            brand_state.arrived = 0
            brand_state.criticised = 0
            brand_state.heard = False
