"""Referral: rewards satisfied owners for every friend who buys."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import ASSUMPTION, setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

CHANNELS = ("friends", "acquaintances", "leaders")


class Referral(Lever):
    """A reward for recommenders: more talk, and a cost for every friend won.

    Source: Schmitt, Skiera and Van den Bulte (2011), Referral programs and customer value, Journal of Marketing 75(1).
    """

    kind: Literal["referral"] = "referral"
    words = {"name": "Recommend a friend", "text": "Pays owners for every buyer whom they bring."}
    talk_boost: float = setting(
        0.5, "how much more a satisfied owner talks, as a part of what is said anyway", unit="ratio",
        source=ASSUMPTION, ge=0, le=20,
    )  # fmt: skip
    reward: float = setting(
        10.0, "paid for every new buyer to whom a satisfied owner spoke last", unit="money", ge=0, le=1e9
    )

    def act(self, market: "Market", brand: int) -> None:
        """Have satisfied owners talk more this week."""
        market.talk_factors[self.segments(market), brand] *= 1.0 + self.talk_boost

    def respond(self, market: "Market", brand: int) -> None:
        """Reward those who spoke last to this week's new buyers."""
        bought = market.purchases[market.purchases.first & (market.purchases.brand == brand)]
        paid = [place for place, channel in enumerate(market.channels) if channel.kind in CHANNELS]
        speakers = bought.speaker[(bought.speaker >= 0) & np.isin(bought.channel, paid)]
        minds, segment = market.minds[speakers, brand], market.consumers.segment[speakers]
        rewarded = minds.owner & (minds.satisfaction > 0)
        if self.segment:
            rewarded &= segment == market.places_of(self.segment)[0]
        market.charge(self, brand, int(rewarded.sum()) * self.reward)
