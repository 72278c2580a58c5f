"""Advertising: tells a share of the consumers each week that the brand exists."""

from typing import TYPE_CHECKING, Literal

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import ASSUMPTION, setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Advertising(AimedLever):
    """Mass advertising: reaches everyone alike, online or not."""

    kind: Literal["advertising"] = "advertising"
    words = {"name": "Advertising", "text": "Tells people that the product exists."}
    reach: float = setting(
        0.02, "chance that a consumer is reached in a week", unit="probability per week", source=ASSUMPTION, ge=0, le=1
    )
    cost_per_contact: float = setting(0.0, "cost of every consumer reached", unit="money", ge=0, le=1e9)

    def act(self, market: "Market", brand: int) -> None:
        """Address this week's consumers through the channel of advertising."""
        address = purpose(f"levers.advertising.{self.label}")
        reached = pick(market.key, address, market.week, self.reach, self.aimed(market))
        market.contacts.append((reached, brand))
        market.charge(self, brand, len(reached) * self.cost_per_contact)
