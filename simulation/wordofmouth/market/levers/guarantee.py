"""Guarantee: promises part of the price back to whoever is disappointed."""

from typing import TYPE_CHECKING, Literal

from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Guarantee(Lever):
    """A money-back guarantee: less to fear before the purchase, refunds after it, some of them abused.

    Source: Suwelack, Hogreve and Hoyer (2011), Understanding money-back guarantees, Journal of Retailing 87(4).
    """

    kind: Literal["guarantee"] = "guarantee"
    words = {"name": "Money-back guarantee", "text": "Whoever is disappointed gets the money back."}
    coverage: float = setting(1.0, "share of the price paid back", unit="share", ge=0, le=1)
    cost_per_claim: float = setting(0.0, "cost of handling a claim, beside the refund", unit="money", ge=0, le=1e9)

    def act(self, market: "Market", brand: int) -> None:
        """Cover this week's purchases."""
        market.brands[brand].refund_coverage[self.segments(market)] = self.coverage

    def respond(self, market: "Market", brand: int) -> None:
        """Handle this week's claims."""
        claims = int(market.claimed[market.places_of(self.segment), brand].sum())
        market.charge(self, brand, claims * self.cost_per_claim)
