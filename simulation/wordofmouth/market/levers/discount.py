"""Discount: lowers the price for a while."""

from typing import Any, ClassVar, Literal

from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, field


class Discount(Lever):
    """A lower price in the weeks in which it acts, for all or for one segment."""

    idle: ClassVar[dict[str, Any]] = {"off": 0.0}
    kind: Literal["discount"] = "discount"
    reads: ClassVar[tuple[str, ...]] = ("brands",)
    writes: ClassVar[tuple[str, ...]] = ("brands",)
    words = {"name": "Discount", "text": "Takes something off the price."}
    off: float = field(0.2, "share of the price that is taken off", unit="share", source=SETTING, ge=0, lt=1)

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs nothing: it gives margin away, or, with nothing taken off, brings nothing."""
        return False

    def act(self, world: World, brand: int) -> None:
        """Take the discount off this week's price."""
        world.brands[brand].price[self.segments(world)] *= 1.0 - self.off
