"""Statement: a brand of which something was reported apologises, or denies it."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever, Week
from wordofmouth.scenario.parts import SETTING, Prior, field


class Statement(AimedLever):
    """A statement on what was reported: an apology or a denial, which works on whoever has read of it and believes it.

    It is hollow if it denies, or while reviews that the brand has invented stand on the site. A hollow one is seen
    through as any manipulated message is, and then speaks against the brand.

    Source: Dutta and Pullig (2011), Effectiveness of corporate responses to brand crises, Journal of Business Research
    64(12), in sign: putting things right does most, and denying least.
    """

    idle: ClassVar[dict[str, Any]] = {"reach": 0.0, "withdraws": False}
    brings: ClassVar[tuple[str, ...]] = ("news",)
    kind: Literal["statement"] = "statement"
    reads: ClassVar[tuple[str, ...]] = ("review_pool", "reported", "brand_states.criticism", "consumers.scepticism")
    writes: ClassVar[tuple[str, ...]] = ("review_pool", "reported", "brand_states.criticism", "news", "spent")
    words = {"name": "Apology or denial", "text": "The brand answers what was written of it."}
    week: Week | None = field(1, "the one week in which it acts", unit="week", source=SETTING)
    tone: Literal["apology", "denial"] = field(
        "apology", "whether it owns up to what was reported, or denies it", unit="choice"
    )
    withdraws: bool = field(
        True, "whether the reviews that the brand has invented are taken down", unit="true or false"
    )
    reach: float = field(
        0.2, "chance that a consumer comes upon it in a week", unit="probability per week", source=SETTING, ge=0, le=1
    )
    soothing: float = field(
        0.5,
        "share of what was reported that an apology which is believed takes away; a denial takes all",
        unit="ratio",
        source=Prior(0.1, 0.8, "owning up helps, and does not undo: Dutta and Pullig 2011, in sign"),
        ge=0,
        le=1,
    )
    backlash: float = field(
        1.0,
        "what it counts as criticism when it is seen through",
        unit="ratio",
        source=Prior(0.3, 3.0, "persuasion that is seen through turns: Friestad and Wright 1994, in sign"),
        ge=0,
        le=100,
    )

    cost_per_contact: float = field(
        0.0, "cost of every consumer who comes upon it", unit="money", source=SETTING, ge=0, le=1e9
    )

    def act(self, world: World, brand: int) -> None:
        """Put things right, if it does, and reach those who have read of it."""
        aimed = self.aimed(world)
        if self.withdraws:
            for group in world.review_pool.invented_by(brand):
                group.remove(group.count)
        if not world.reported[:, brand].any():
            if self.reach:
                world.note(f"campaign.{self.label}: in week {world.week} nothing had been reported to be answered")
            return
        readers = pick(world.key, purpose(f"levers.statement.{self.label}"), world.week, self.reach, aimed)
        readers = paid_for(world, self, self.cost_per_contact, readers)
        world.charge(self, brand, len(readers) * self.cost_per_contact)
        denies = self.tone == "denial"
        hollow = denies or bool(world.review_pool.invented_by(brand))
        doubts = np.zeros(len(readers), np.bool_)
        if hollow:
            address = purpose(f"levers.statement.doubt.{self.label}")
            _doubt(world.key, address, world.week, brand, readers, world.people[0], world.reported, doubts)
        believers = readers[~doubts]
        taken = (1.0 if denies else self.soothing) * world.reported[believers, brand]
        world.brand_states.criticism[believers, brand] -= taken
        world.reported[believers, brand] -= taken
        world.report(believers, brand, 0.0)
        world.report(readers[doubts], brand, self.backlash)


@kernel
def _doubt(key, address, week, b, readers, consumers, reported, doubts):
    # Draws: word 0 of block b for whether it is seen through; who has read of nothing does not ask.
    for k in range(readers.shape[0]):
        word, _, _, _ = words(key, address, week, readers[k], b)
        doubts[k] = reported[readers[k], b] > 0.0 and uniform(word) < consumers[readers[k]].scepticism
