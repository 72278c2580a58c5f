"""Referral: rewards satisfied owners for every friend who buys."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, Prior, field


class Referral(Lever):
    """A reward for recommenders: more talk, and a cost for every friend won.

    Source: Schmitt, Skiera and Van den Bulte (2011), Referral programs and customer value, Journal of Marketing 75(1).
    """

    idle: ClassVar[dict[str, Any]] = {"talk_boost": 0.0, "reward": 0.0}
    fees: ClassVar[tuple[str, ...]] = ("reward",)
    kind: Literal["referral"] = "referral"
    reads: ClassVar[tuple[str, ...]] = (
        *("talk_factors", "purchases", "consumers.segment", "brand_states.owner", "brand_states.satisfaction"),
    )
    writes: ClassVar[tuple[str, ...]] = ("talk_factors", "spent")
    words = {"name": "Recommend a friend", "text": "Pays owners for every buyer whom they bring."}
    talk_boost: float = field(
        0.5,
        "how much more a satisfied owner talks, as a part of what is said anyway",
        unit="ratio",
        source=Prior(0.1, 1.5, "rewards raise recommending: Ryu and Feick 2007, in sign"),
        ge=0,
        le=20,
    )
    reward: float = field(
        10.0,
        "paid for every new buyer to whom a satisfied owner spoke last",
        unit="money",
        source=SETTING,
        ge=0,
        le=1e9,
    )

    def act(self, world: World, brand: int) -> None:
        """Have satisfied owners talk more this week, as long as there is money for a reward."""
        if not self.affordable(world, self.reward):
            return
        world.talk_factors[self.segments(world), brand] *= 1.0 + self.talk_boost

    def respond(self, world: World, brand: int) -> None:
        """Reward those who spoke last to this week's new buyers."""
        bought = world.purchases[world.purchases.first & (world.purchases.brand == brand)]
        paid = [place for place, channel in enumerate(world.channels) if channel.is_personal]
        speakers = bought.speaker[(bought.speaker >= 0) & np.isin(bought.channel, paid)]
        brand_states, segment = world.brand_states[speakers, brand], world.consumers.segment[speakers]
        rewarded = brand_states.owner & (brand_states.satisfaction > 0)
        if self.segment:
            rewarded &= segment == world.places_of(self.segment)[0]
        world.charge(self, brand, min(int(rewarded.sum()), self.affordable(world, self.reward)) * self.reward)
