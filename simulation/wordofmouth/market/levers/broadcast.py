"""Broadcast: the brand's own posts, which some of those online come upon."""

from typing import Any, ClassVar, Literal

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import Prior, field


class Broadcast(AimedLever):
    """The brand posts in its own name, and a few of those online see it: nothing is paid for, nobody is answered."""

    idle: ClassVar[dict[str, Any]] = {"reach": 0.0}
    kind: Literal["broadcast"] = "broadcast"
    reads: ClassVar[tuple[str, ...]] = ("consumers.online",)
    writes: ClassVar[tuple[str, ...]] = ("contacts",)
    words = {"name": "Own posts", "text": "The brand posts in its own name."}
    reach: float = field(
        0.01,
        "chance that a consumer online sees a post of the brand's own in a week",
        unit="probability per week",
        source=Prior(0.002, 0.05, "a brand's own posts are shown to a few per cent of its followers"),
        ge=0,
        le=1,
    )

    def act(self, world: World, brand: int) -> None:
        """Show this week's posts to those who come upon them, through the channel of advertising."""
        seen = pick(world.key, purpose(f"levers.broadcast.{self.label}"), world.week, self.reach, self.aimed(world))
        world.reach(seen[world.consumers.online[seen]], brand)
