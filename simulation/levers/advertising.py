"""Advertising: tells a share of the consumers each week that the brand exists."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from simulation.kernels import kernel
from simulation.levers.family import Lever
from simulation.parts import ASSUMPTION, setting
from simulation.randomness import chance, purpose, words

if TYPE_CHECKING:
    from simulation.market import Market


class Advertising(Lever):
    """Mass advertising: reaches everyone alike, online or not."""

    kind: Literal["advertising"] = "advertising"
    reach: float = setting(
        0.02, "chance that a consumer is reached in a week", unit="probability per week", source=ASSUMPTION, ge=0, le=1
    )
    community: int | None = setting(
        None, "the one community that is addressed; all unless given", unit="number", ge=0, le=100_000_000
    )
    cost_per_contact: float = setting(0.0, "cost of every consumer reached", unit="money", ge=0, le=1e9)

    def act(self, market: "Market", brand: int) -> None:
        """Address this week's consumers through the channel of advertising."""
        if self.community is not None and self.community >= market.network.n_communities:
            market.note(f"campaign.{self.label}: it reaches nobody: there is no community {self.community}")
        reached = np.empty(market.n, dtype=np.int32)
        address = purpose(f"levers.advertising.{self.label}")
        community = -1 if self.community is None else self.community
        count = _draw_reached(
            market.key, address, market.week, chance(self.reach), community, market.consumers, reached
        )
        market.contacts.append((reached[:count].copy(), brand))
        market.spend(brand, count * self.cost_per_contact)


@kernel
def _draw_reached(key, address, week, reach, community, consumers, reached):
    count = 0
    for i in range(reached.shape[0]):
        if community < 0 or consumers[i].community == community:
            word, _, _, _ = words(key, address, week, i, 0)
            if word < reach:
                reached[count] = i
                count += 1
    return count
