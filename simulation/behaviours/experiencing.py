"""Experiencing: the product satisfies its new owner or does not; guarantees are claimed, friends take note."""

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simulation.behaviours.family import Behaviour
from simulation.decision import satisfaction_chance
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, Measure, setting
from simulation.randomness import chance, purpose, uniform, words

if TYPE_CHECKING:
    from simulation.market import Market

_EXPERIENCE = purpose("behaviours.experiencing.experience")


class Experiencing(Behaviour):
    """A purchase satisfies with a probability that hopes raised by praise lower; a good one reassures friends."""

    order: ClassVar[int] = 3
    kind: Literal["experiencing"] = "experiencing"
    indifferent_share: float = setting(0.1, "share of purchases that leave no impression", unit="share", source=ASSUMPTION, ge=0, le=1)
    claim_rate: float = setting(0.8, "chance that a disappointed buyer claims a guaranteed refund", unit="probability", source=ASSUMPTION, ge=0, le=1)
    abuse_rate: float = setting(0.02, "chance that a buyer who is not disappointed claims one dishonestly", unit="probability", source=ASSUMPTION, ge=0, le=1)
    measures: ClassVar[tuple[Measure, ...]] = (Measure("claims", "purchases", "purchases refunded under the guarantee"),)

    def step(self, market: "Market") -> None:
        """Let this week's purchases and gifts be experienced."""
        quality = np.array([brand.quality for brand in market.brands])
        guaranteed = np.array([brand.refund_coverage > 0.0 for brand in market.brands])
        indifferent = chance(self.indifferent_share)
        _experience_purchases(
            market.key, market.week, indifferent, chance(self.claim_rate), chance(self.abuse_rate),
            quality, guaranteed, market.scenario.consumer.disconfirmation, *market.rows, market.consumers,
            market.purchases, market.n_purchases, market.tallies["claims"],
        )  # fmt: skip
        for receivers, brand in market.gifts:
            _experience_gifts(market.key, market.week, indifferent, quality, receivers, brand, market.consumers)


@kernel
def _experience_purchases(
    key, week, indifferent, claim_rate, abuse_rate, quality, guaranteed, disconfirmation, starts, targets, strong,
    c, bought, n_bought, claims,
):  # fmt: skip
    # Draws: words 0, 1, 2 of block b for indifference, satisfaction and the claim.
    for k in range(n_bought):
        i, b = bought.consumer[k], bought.brand[k]
        indifference, verdict, claim, _ = words(key, _EXPERIENCE, week, i, b)
        was_satisfied_buyer = c.purchases[i, b] > 0 and c.satisfaction[i, b] > 0
        if indifference < indifferent:
            satisfaction = 0
        elif uniform(verdict) < satisfaction_chance(quality[b], disconfirmation, bought.hope[k]):
            satisfaction = 1
        else:
            satisfaction = -1
        claimed = guaranteed[b] and claim < (claim_rate if satisfaction < 0 else abuse_rate)
        if claimed:
            claims[b] += 1
        c.refunded[i, b] = claimed
        c.satisfaction[i, b] = satisfaction
        c.owner[i, b] = True
        c.bought_at[i, b] = week
        c.purchases[i, b] += 1
        c.gift[i, b] = 0
        change = (1 if satisfaction > 0 else 0) - (1 if was_satisfied_buyer else 0)
        if change != 0:
            for tie in range(starts[i], starts[i] + strong[i]):
                c.satisfied_friends[targets[tie], b] += change


@kernel
def _experience_gifts(key, week, indifferent, quality, receivers, b, c):
    for i in receivers:
        if c.gift[i, b] == 0:
            continue
        indifference, verdict, _, _ = words(key, _EXPERIENCE, week, i, b)
        if indifference < indifferent:
            c.satisfaction[i, b] = 0
        elif uniform(verdict) < quality[b]:
            c.satisfaction[i, b] = 1
        else:
            c.satisfaction[i, b] = -1
