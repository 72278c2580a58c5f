"""Hosted forum: a place on the brand's own site where buyers post and shoppers read, and where the brand is host."""

from typing import Any, ClassVar, Literal

from wordofmouth.engine.randomness import chance
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, Prior, field


class HostedForum(Lever):
    """A forum of the brand's own: complaints that it answers speak for it, and those that it deletes may be missed.

    Source: van Noort and Willemsen (2012), Online damage control: the effects of proactive versus reactive webcare
    interventions in consumer-generated and brand-generated platforms, Journal of Interactive Marketing 26(3).
    """

    idle: ClassVar[dict[str, Any]] = {"visit_rate": 0.0}
    kind: Literal["hosted_forum"] = "hosted_forum"
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ("own_forums",)
    words = {"name": "Forum of its own", "text": "Buyers talk on the brand's own site, and shoppers read it."}
    visit_rate: float = field(
        0.3,
        "chance that a shopper online who knows the brand reads its forum first",
        unit="probability",
        source=Prior(0.05, 0.6, "about as many look at reviews, or fewer; nobody has counted"),
        ge=0,
        le=1,
    )
    answers: float = field(
        0.5,
        "share of the complaints that the brand answers for all to see",
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )
    answer_power: float = field(
        0.5,
        "what an answered complaint counts as praise",
        unit="ratio",
        source=Prior(0.0, 1.0, "answers to complaints speak for a brand: van Noort and Willemsen 2012, in sign"),
        ge=0,
        le=10,
    )
    hides: float = field(0.0, "share of the complaints that it deletes", unit="share", source=SETTING, ge=0, le=1)
    found_out: float = field(
        0.3,
        "chance that a reader learns of it where complaints are deleted, and believes nothing else there",
        unit="probability",
        source=Prior(0.05, 0.9, "who was deleted tells of it elsewhere; how many hear of it is a guess"),
        ge=0,
        le=1,
    )

    def act(self, world: World, brand: int) -> None:
        """Open the forum for this week; only online shoppers read it, whomever the brand has in mind."""
        world.own_forums[brand].visits = chance(self.visit_rate)
        world.own_forums[brand].hides = self.hides
        world.own_forums[brand].found_out = chance(self.found_out)
        world.own_forums[brand].answers = self.answers
        world.own_forums[brand].answer_power = self.answer_power
