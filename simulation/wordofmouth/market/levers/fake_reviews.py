"""Fake reviews: invented praise of one's own brand, or invented criticism of a rival."""

from typing import Any, ClassVar, Literal

from wordofmouth.engine.randomness import chance, purpose
from wordofmouth.market.review_pool import ReviewGroup
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, Prior, field


class FakeReviews(Lever):
    """Invented reviews: they work on whoever believes them, and against the brand on whoever sees through them.

    Source: He, Hollenbeck and Proserpio (2022), The market for fake reviews, Marketing Science 41(5): the site removes
    about half of them, after more than a hundred days.
    """

    idle: ClassVar[dict[str, Any]] = {"count": 0}
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap", "count")
    kind: Literal["fake_reviews"] = "fake_reviews"
    reads: ClassVar[tuple[str, ...]] = ("offers",)
    writes: ClassVar[tuple[str, ...]] = ("review_pool", "spent")
    words = {"name": "Invented reviews", "text": "Reviews that nobody has written; some readers see through them."}
    count: int = field(20, "reviews invented each time it acts", unit="reviews", source=SETTING, ge=0, le=100_000)
    against: str = field(
        "",
        "a rival about whom one star is invented; five stars for its own brand unless given",
        unit="name",
        max_length=64,
    )
    subtlety: float = field(
        0.0, "share of a reader's scepticism that good writing disarms", unit="ratio", source=SETTING, ge=0, le=1
    )
    moderation: float = field(
        0.03,
        "chance that the site removes an invented review",
        unit="probability per week",
        source="He et al. 2022: half in over 100 days",
        ge=0,
        le=1,
    )
    backlash: float = field(
        1.0,
        "what invented praise counts as criticism when it is seen through",
        unit="ratio",
        source=Prior(0.3, 3.0, "persuasion that is seen through turns: Friestad and Wright 1994, in sign"),
        ge=0,
        le=100,
    )
    votes: int = field(
        0,
        "votes that it gives each of them, where they decide what is read",
        idle=0,
        unit="votes",
        source=SETTING,
        ge=0,
        le=10_000,
    )
    cost_per_review: float = field(0.0, "cost of one invented review", unit="money", source=SETTING, ge=0, le=1e9)

    def act(self, world: World, brand: int) -> None:
        """Post invented reviews, which are read from this week on."""
        names = [offer.name for offer in world.offers]
        group = world.review_pool.invented.setdefault(
            self.label,
            ReviewGroup(
                names.index(self.against) if self.against else brand,
                valence=-1 if self.against else 1,
                detection=1.0 - self.subtlety,
                backlash=self.backlash,
                removal=chance(self.moderation),
                address=purpose(f"levers.fake_reviews.{self.label}"),
                by=brand,
            ),
        )
        bought = self.votes if world.channel("reviews").ranked_by == "helpful" else 0
        count = min(self.count, self.affordable(world, self.cost_per_review))
        group.count += count
        group.prominence += count * (1.0 + bought)
        world.charge(self, brand, count * self.cost_per_review)
