"""Guarantee: promises part of the price back to whoever is disappointed."""

from operator import attrgetter
from typing import Any, ClassVar, Literal

from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, field


class Guarantee(Lever):
    """A money-back guarantee: less to fear before the purchase, refunds after it, some of them abused.

    Source: Suwelack, Hogreve and Hoyer (2011), Understanding money-back guarantees, Journal of Retailing 87(4).
    """

    idle: ClassVar[dict[str, Any]] = {"coverage": attrgetter("refund_coverage"), "cost_per_claim": 0.0}
    kind: Literal["guarantee"] = "guarantee"
    reads: ClassVar[tuple[str, ...]] = ("claimed",)
    writes: ClassVar[tuple[str, ...]] = ("brands", "spent")
    words = {"name": "Money-back guarantee", "text": "Whoever is disappointed gets the money back."}
    coverage: float = field(1.0, "share of the price paid back", unit="share", source=SETTING, ge=0, le=1)
    cost_per_claim: float = field(
        0.0, "cost of handling a claim, beside the refund", unit="money", source=SETTING, ge=0, le=1e9
    )

    def act(self, world: World, brand: int) -> None:
        """Cover this week's purchases."""
        world.brands[brand].refund_coverage[self.segments(world)] = self.coverage

    def respond(self, world: World, brand: int) -> None:
        """Handle this week's claims."""
        claims = int(world.claimed[world.places_of(self.segment), brand].sum())
        world.charge(self, brand, claims * self.cost_per_claim)
