"""Guarantee: promises part of the price back to whoever is disappointed, and keeps the promise or does not."""

from operator import attrgetter
from typing import Any, ClassVar, Literal

from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, field


class Guarantee(Lever):
    """A money-back guarantee: less to fear before the purchase, refunds after it, some of them abused.

    Source: Suwelack, Hogreve and Hoyer (2011), Understanding money-back guarantees, Journal of Retailing 87(4).
    """

    idle: ClassVar[dict[str, Any]] = {
        "coverage": attrgetter("refund_coverage"),
        "cost_per_claim": 0.0,
        "honoured": 1.0,
        "seal": 0.0,
        "seal_fee": 0.0,
        "contract": False,
    }
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap", "seal_fee")
    fees: ClassVar[tuple[str, ...]] = ("seal_fee",)
    kind: Literal["guarantee"] = "guarantee"
    reads: ClassVar[tuple[str, ...]] = ("claimed", "purchases", "promises", "memory")
    writes: ClassVar[tuple[str, ...]] = ("brands", "memory", "spent")
    words = {"name": "Money-back guarantee", "text": "Whoever is disappointed gets the money back."}
    coverage: float = field(1.0, "share of the price paid back", unit="share", source=SETTING, ge=0, le=1)
    honoured: float = field(
        1.0, "share of the claims that are honoured", idle=1.0, unit="share", source=SETTING, ge=0, le=1
    )
    seal: float = field(
        0.0,
        "share of the doubt in the promise that a third party's trust seal takes away, until a claim is not paid",
        idle=0.0,
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )
    seal_fee: float = field(
        0.0,
        "what the seal costs in every week in which there is one",
        idle=0.0,
        unit="money",
        source=SETTING,
        ge=0,
        le=1e15,
    )
    contract: bool = field(
        False, "whether it holds for consumers who are paid too, as a contract does", idle=False, unit="true or false"
    )
    cost_per_claim: float = field(
        0.0, "cost of handling a claim, beside the refund", unit="money", source=SETTING, ge=0, le=1e9
    )

    @property
    def breaks_promises(self) -> bool:
        """Whether it promises what it does not always keep."""
        return self.honoured < 1.0

    @property
    def beyond_cap(self) -> str:
        """What it is charged with whether there is money left or not."""
        return "claims are handled, however many there are" if self.cost_per_claim else ""

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs nothing: what is promised is refunded."""
        return not self.coverage and super().is_free(unit_cost)

    def act(self, world: World, brand: int) -> None:
        """Cover this week's purchases, under a trust seal if there is one."""
        offer, places = world.brands[brand], self.segments(world)
        offer.refund_coverage[places], offer.honoured[places] = self.coverage, self.honoured
        offer.has_contract = offer.has_contract or self.contract
        if self._has_seal(world) and self.affordable(world, self.seal_fee):
            offer.vouched[places] = self.seal
            world.charge(self, brand, self.seal_fee)

    def respond(self, world: World, brand: int) -> None:
        """Handle this week's claims; a trust seal is lost with the first that is not paid."""
        claims = int(world.claimed[world.places_of(self.segment), brand].sum())
        world.charge(self, brand, claims * self.cost_per_claim)
        if self._has_seal(world) and len(world.promises):
            buyers = world.purchases.consumer[world.purchases.brand == brand]
            if world.promises.is_unpaid[buyers, brand].any():
                world.memory[self.label] = "no seal any more"
                world.note(f"campaign.{self.label}: the trust seal was lost, for a claim that was not paid")

    def _has_seal(self, world: World) -> bool:
        return self.seal > 0.0 and self.label not in world.memory
