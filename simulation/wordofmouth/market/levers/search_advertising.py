"""Search advertising: is found by those who are looking."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, field


class SearchAdvertising(AimedLever):
    """Advertising beside the answers of a search engine: reaches those online who look for such an offer this week.

    Source: Rutz and Bucklin (2011), From generic to branded, Journal of Marketing Research 48(1): it raises
    awareness.
    """

    idle: ClassVar[dict[str, Any]] = {"reach": 0.0}
    kind: Literal["search_advertising"] = "search_advertising"
    reads: ClassVar[tuple[str, ...]] = ("trips", "consumers.online")
    writes: ClassVar[tuple[str, ...]] = ("contacts", "spent")
    words = {"name": "Search advertising", "text": "Is shown to people who are looking for something to buy."}
    reach: float = field(
        0.3, "chance that an online shopper comes upon it", unit="probability", source=SETTING, ge=0, le=1
    )
    cost_per_click: float = field(0.0, "cost of every shopper reached", unit="money", source=SETTING, ge=0, le=1e9)

    def act(self, world: World, brand: int) -> None:
        """Address this week's online shoppers through the channel of advertising."""
        aimed, online = self.aimed(world), world.consumers.online
        trip = world.trips[world.needs[brand]]
        looking = trip[online[trip]]
        if len(aimed) < world.n:
            looking = np.intersect1d(looking, aimed, assume_unique=True)
        if not len(looking) and len(aimed) and not online[aimed].any():
            world.note(f"campaign.{self.label}: it is aimed at nobody: none of them is online")
        reached = pick(world.key, purpose(f"levers.search_advertising.{self.label}"), world.week, self.reach, looking)
        reached = paid_for(world, self, self.cost_per_click, reached)
        world.reach(reached, brand)
        world.charge(self, brand, len(reached) * self.cost_per_click)
