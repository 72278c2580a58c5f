"""Advertising: tells a share of the consumers each week that the brand exists."""

from typing import Any, ClassVar, Literal

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, field


class Advertising(AimedLever):
    """Mass advertising: reaches everyone alike, online or not."""

    sought: ClassVar[dict[str, dict[str, Any]]] = {"reach": {"from": 0.001, "to": 0.2, "scale": "log"}}
    idle: ClassVar[dict[str, Any]] = {"reach": 0.0}
    kind: Literal["advertising"] = "advertising"
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ("contacts", "spent")
    words = {"name": "Advertising", "text": "Tells people that the product exists."}
    reach: float = field(
        0.02, "chance that a consumer is reached in a week", unit="probability per week", source=SETTING, ge=0, le=1
    )
    cost_per_contact: float = field(0.0, "cost of every consumer reached", unit="money", source=SETTING, ge=0, le=1e9)

    def act(self, world: World, brand: int) -> None:
        """Address this week's consumers through the channel of advertising."""
        address = purpose(f"levers.advertising.{self.label}")
        reached = pick(world.key, address, world.week, self.reach, self.aimed(world))
        reached = paid_for(world, self, self.cost_per_contact, reached)
        world.reach(reached, brand)
        world.charge(self, brand, len(reached) * self.cost_per_contact)
