"""A brand of the reference model, and what is written of it: reviews, some answered, some invented."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reference_forum import OwnForum
from reference_site import ReviewSite
from wordofmouth.scenario.sections import Brand as BrandSection

if TYPE_CHECKING:
    from reference_consumer import ReferenceConsumer
    from reference_levers import CommunityManager, FakeReviews


@dataclass(eq=False)
class Review:
    """A review on the site, perhaps invented by a lever, or answered by a community manager."""

    stars: int
    invented_by: "FakeReviews | None" = None
    answered_by: "CommunityManager | None" = None

    @property
    def valence(self) -> int:
        """Praise (1), criticism (−1) or neither."""
        return (self.stars > 3) - (self.stars < 3)

    @property
    def group(self) -> tuple[int, int]:
        """The place of the group in which it lies, from which readers draw."""
        if self.invented_by:
            return 2, self.invented_by.place
        if self.answered_by:
            return 1, self.answered_by.place
        return 0, (1, -1, 0).index(self.valence)

    def meaning(self, seen_through: bool) -> tuple[int, float]:
        """Return valence and weight as a reader takes it, who may see through an invented one."""
        if seen_through:
            return (-1, self.invented_by.section.backlash) if self.valence > 0 else (0, 0.0)
        return self.valence, self.answered_by.weight if self.answered_by else 1.0


@dataclass(eq=False)
class Post:
    """What a buyer wrote of a brand this week: a review, or a post on her forum where there is none."""

    author: "ReferenceConsumer"
    brand: "Brand"
    valence: int
    review: Review | None = None
    answered: bool = False


class Brand:
    """A brand: what it offers for good, and this week to each segment; and its reviews."""

    def __init__(self, place: int, section: BrandSection, n_segments: int) -> None:
        self.place = place
        self.section = section
        self.name = section.name
        self.need = section.need
        self.n_segments = n_segments
        self.pays = section.cash_flow == "income"
        self.quality_to_come = section.quality
        self.reviews: list[Review] = []
        self.told: Counter[str] = Counter()
        self.site = ReviewSite(self)
        self.own_forum = OwnForum(self)
        self.open_week()

    def open_week(self) -> None:
        """Go back to its own price and guarantee for everyone; what improved it last week is in it now."""
        self.quality = self.quality_to_come
        self.prices = [self.section.price] * self.n_segments
        self.coverages = [self.section.refund_coverage] * self.n_segments
        self.kept = [1.0] * self.n_segments
        self.seals = [0.0] * self.n_segments
        self.has_contract = not self.pays
        self.talk_factors = [1.0] * self.n_segments
        self.own_forum.host = None
        self.paid_back = 0.0

    def coverage(self, segment: int) -> float:
        """Return the share of the price that one of a segment can claim; who is paid needs a contract."""
        return self.coverages[segment] if self.has_contract else 0.0

    def price_over_reference(self, segment: int) -> float:
        """Return by how many times e the price of a segment lies above what consumers expect."""
        return math.log(self.prices[segment] / (self.section.reference_price or self.section.price))

    def praising(self, stands_for: float) -> float:
        """Return how many reviews that praise it the site shows; a genuine one stands for so many."""
        return sum(1 if review.invented_by else stands_for for review in self.reviews if review.valence > 0)

    def groups(self) -> list[Review]:
        """Return the reviews group by group."""
        return sorted(self.reviews, key=lambda review: review.group)
