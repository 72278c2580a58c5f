"""Exposure: the papers write of what a brand has invented, or has given away in secret."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import AimedLever, Week
from wordofmouth.scenario.parts import SETTING, Prior, field


class Exposure(AimedLever):
    """The papers write of a brand's invented reviews or hidden gifts, as far as there are any to be found.

    Whoever reads of it takes it as if having seen through them: for criticism, as far as what is found backfires, and,
    of invented reviews, trusts the review site half as much. ``brand`` is the one that is written of.

    Source: Friestad and Wright (1994), The persuasion knowledge model: how people cope with persuasion attempts,
    Journal of Consumer Research 21(1), in sign.
    """

    idle: ClassVar[dict[str, Any]] = {"reach": 0.0}
    brings: ClassVar[tuple[str, ...]] = ("news",)
    kind: Literal["exposure"] = "exposure"
    reads: ClassVar[tuple[str, ...]] = ("review_pool", "terms", "brand_states.gift", "brand_states.owner")
    writes: ClassVar[tuple[str, ...]] = ("news", "consumers.trust_in_reviews")
    words = {"name": "Caught", "text": "The papers write of invented reviews or hidden gifts."}
    week: Week | None = field(1, "the one week in which it acts", unit="week", source=SETTING)
    reach: float = field(
        0.2,
        "chance that a consumer reads of it in a week",
        unit="probability per week",
        source=Prior(0.02, 0.6, "from a trade paper to the evening news; the size is a guess"),
        ge=0,
        le=1,
    )

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it passes for something got for nothing: it is done to the brand, and nothing that it does."""
        return False

    def act(self, world: World, brand: int) -> None:
        """Let some read of what is found."""
        aimed = self.aimed(world)
        invented = [group.backlash for group in world.review_pool.invented_by(brand)]
        gifts = world.brand_states.gift[world.brand_states.owner[:, brand], brand]
        given = world.terms[np.unique(gifts[gifts > 0])]
        hidden = given.backlash[~given.disclosed].tolist()
        if not invented and not hidden:
            world.note(f"campaign.{self.label}: in week {world.week} there was nothing to write of")
            return
        address = purpose(f"levers.exposure.{self.label}")
        readers = pick(world.key, address, world.week, self.reach, aimed)
        world.report(readers, brand, max(invented + hidden))
        if invented:
            world.consumers.trust_in_reviews[readers] *= 0.5
