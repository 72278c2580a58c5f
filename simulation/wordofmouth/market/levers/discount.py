"""Discount: lowers the price for a while."""

from typing import TYPE_CHECKING, Literal

from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Discount(Lever):
    """A lower price in the weeks in which it acts, for all or for one segment."""

    kind: Literal["discount"] = "discount"
    words = {"name": "Discount", "text": "Takes something off the price."}
    off: float = setting(0.2, "share of the price that is taken off", unit="share", ge=0, lt=1)

    def act(self, market: "Market", brand: int) -> None:
        """Take the discount off this week's price."""
        market.brands[brand].price[self.segments(market)] *= 1.0 - self.off
