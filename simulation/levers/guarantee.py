"""Guarantee: promises part of the price back to whoever is disappointed."""

from typing import TYPE_CHECKING, Literal

from simulation.levers.family import Lever
from simulation.parts import setting

if TYPE_CHECKING:
    from simulation.market import Market


class Guarantee(Lever):
    """A money-back guarantee: less to fear before the purchase, refunds after it.

    Source: Suwelack, Hogreve and Hoyer (2011), Understanding money-back guarantees, Journal of Retailing 87(4).
    """

    kind: Literal["guarantee"] = "guarantee"
    coverage: float = setting(1.0, "share of the price paid back", unit="share", ge=0, le=1)

    def act(self, market: "Market", brand: int) -> None:
        """Cover this week's purchases."""
        market.brands[brand].refund_coverage = self.coverage
