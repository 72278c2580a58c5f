"""Recall: a brand calls back what it has sold, pays for what is brought back, and everybody hears why."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import chance, purpose, words
from wordofmouth.market.consumers import is_content, tell_friends
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import AimedLever, Week
from wordofmouth.scenario.parts import SETTING, Measure, Prior, field


class Recall(AimedLever):
    """A recall: owners of what is called back are told, and some bring it for their money; the public hears of it.

    Who has brought it back is without the product again, and as if it had left no impression. Gifts are not paid for,
    nor is what was refunded before.

    Source: Cleeren, van Heerde and Dekimpe (2013), Rising from the ashes: how brands and categories can overcome
    product-harm crises, Journal of Marketing 77(2).
    """

    idle: ClassVar[dict[str, Any]] = {"reach": 0.0, "defective": 0.0}
    brings: ClassVar[tuple[str, ...]] = ("news",)
    kind: Literal["recall"] = "recall"
    reads: ClassVar[tuple[str, ...]] = (
        *("offers", "consumers.segment"),
        *("brand_states.owner", "brand_states.gift", "brand_states.refunded"),
        *("brand_states.purchases", "brand_states.satisfaction"),
    )
    writes: ClassVar[tuple[str, ...]] = (
        *("brand_states.owner", "brand_states.satisfaction", "brand_states.satisfied_friends"),
        *("news", "paid_back", "spent", "tallies"),
    )
    words = {"name": "Recall", "text": "Calls back what was sold, and pays for what is brought."}
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("recalled", "purchases", "units brought back this week in a recall"),
    )
    week: Week | None = field(1, "the one week in which it acts", unit="week", source=SETTING)
    defective: float = field(
        0.1, "share of what was sold that is called back", unit="share", source=SETTING, ge=0, le=1
    )
    returned: float = field(
        0.5,
        "chance that one who is to bring it back does, where all is paid back; the less, the less is",
        unit="probability",
        source=Prior(0.05, 0.8, "most cars are brought, few cheap goods; the middle is a guess"),
        ge=0,
        le=1,
    )
    refund: float = field(1.0, "share of the day's price that is paid back", unit="share", source=SETTING, ge=0, le=1)
    severity: float = field(
        1.0,
        "what a report of it counts as criticism, beside an ordinary one",
        unit="ratio",
        source=Prior(0.0, 3.0, "from a matter of form to danger; a recall is bad news: Cleeren et al. 2013, in sign"),
        ge=0,
        le=100,
    )
    reach: float = field(
        0.2,
        "chance that a consumer reads of it in a week, beside those whom the brand tells",
        unit="probability per week",
        source=Prior(0.02, 0.6, "from a trade paper to the evening news; the size is a guess"),
        ge=0,
        le=1,
    )
    cost_per_return: float = field(
        0.0, "cost of handling what is brought back, beside the refund", unit="money", source=SETTING, ge=0, le=1e9
    )

    @property
    def beyond_cap(self) -> str:
        """What it is charged with whether there is money left or not."""
        return "what is brought back is handled, however much that is" if self.cost_per_return else ""

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs nothing: what is brought back is refunded."""
        return not (self.defective * self.returned * self.refund) and super().is_free(unit_cost)

    def act(self, world: World, brand: int) -> None:
        """Tell owners, take back what they bring, and let others read of it."""
        aimed, offer = self.aimed(world), world.offers[brand]
        informed, brought = np.empty(len(aimed), np.int32), np.zeros(len(world.segments), np.int64)
        address = purpose(f"levers.recall.owners.{self.label}")
        chances = chance(self.defective), chance(self.returned * self.refund)
        n_informed = _call_back(
            world.key, address, world.week, brand, *chances, aimed, *world.rows, *world.people, informed, brought
        )
        if not n_informed:
            if self.defective:
                world.note(f"campaign.{self.label}: in week {world.week} nobody had what could be called back")
            return
        readers = pick(world.key, purpose(f"levers.recall.{self.label}"), world.week, self.reach, aimed)
        world.report(np.union1d(informed[:n_informed], readers), brand, self.severity)
        if not offer.is_income:
            for units, price in zip(brought.tolist(), offer.price.tolist(), strict=True):
                world.paid_back[brand] += units * (price * self.refund)
        world.charge(self, brand, int(brought.sum()) * self.cost_per_return)
        world.tallies["recalled"][brand] += int(brought.sum())


@kernel
def _call_back(
    key, address, week, b, defective, returned, aimed, starts, targets, strong, consumers, brand_states, informed,
    brought,
):  # fmt: skip
    # Draws: words 0 and 1 of block b for whether it is one of those that are called back, and is brought.
    n_informed = 0
    for i in aimed:
        brand_state = brand_states[i, b]
        if not brand_state.owner or brand_state.gift > 0 or brand_state.refunded:
            continue
        which, bringing, _, _ = words(key, address, week, i, b)
        if which >= defective:
            continue
        informed[n_informed] = i
        n_informed += 1
        if bringing < returned:
            was_content = is_content(brand_state)
            brand_state.owner = False
            brand_state.satisfaction = 0
            tell_friends(starts, targets, strong, brand_states, i, b, was_content)
            brought[consumers[i].segment] += 1
    return n_informed
