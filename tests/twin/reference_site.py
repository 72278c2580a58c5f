"""What the review site shows of a brand of the reference model, in which order, and what readers have removed."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from reference_draws import one_of

if TYPE_CHECKING:
    from reference_brand import Brand, Review
    from wordofmouth.market.channels.reviews import Reviews

LOTS_OF_A_NEW_REVIEW = 1024


class ReviewSite:
    """The page of one brand; reviews that readers cannot tell apart share what they have of its first places.

    Such are praise, criticism and neutral reviews of buyers, and what each lever has invented.
    """

    def __init__(self, brand: "Brand") -> None:
        self.brand = brand
        self.prominence: dict[Any, float] = {}
        self.placed: set[Review] = set()
        self.reported: Counter[Any] = Counter()

    @staticmethod
    def kind(review: "Review") -> Any:
        """Return what a review shares its place with."""
        return review.invented_by or review.valence

    def size(self, kind: Any) -> int:
        """Return how many reviews of a kind there are."""
        return sum(self.kind(review) == kind for review in self.brand.reviews)

    def take_down(self, review: "Review") -> None:
        """Remove a review, and its share of what the likes of it have."""
        kind = self.kind(review)
        self.prominence[kind] = self.prominence.get(kind, 0.0) * (1 - 1 / self.size(kind))
        self.placed.discard(review)
        self.brand.reviews.remove(review)

    def take_down_reported(self, inventor: Any) -> None:
        """Remove as many of a lever's inventions as readers have reported since the last week began."""
        for review in [each for each in self.brand.reviews if each.invented_by is inventor][: self.reported[inventor]]:
            self.take_down(review)
        self.reported[inventor] = 0

    def place(self, review: "Review", votes: int) -> None:
        """Give a new review its place, with votes that it has from the beginning."""
        self.placed.add(review)
        self.prominence[self.kind(review)] = self.prominence.get(self.kind(review), 0.0) + 1 + votes

    def open_week(self, channel: "Reviews") -> None:
        """Let reviews get older, if that matters, and give those of last week their place."""
        if channel.ranked_by == "newest":
            for kind in self.prominence:
                self.prominence[kind] *= 1 - channel.aging
        for review in self.brand.reviews:
            if review not in self.placed:
                self.place(review, votes=0)

    def shown(self, channel: "Reviews") -> "list[tuple[Review, int]]":
        """Return reviews with the lots in which they are drawn; of alike ones the first, with the lots of all."""
        groups = self.brand.groups()
        if channel.ranked_by == "chance":
            return [(review, 1) for review in groups]
        lots = []
        for group in dict.fromkeys(review.group for review in groups):
            alike = [review for review in groups if review.group == group]
            share = self.prominence.get(self.kind(alike[0]), 0.0) * len(alike) / self.size(self.kind(alike[0]))
            lots.append((alike[0], max(1, round(LOTS_OF_A_NEW_REVIEW * share))))
        return lots

    def draw(self, channel: "Reviews", word: int) -> "Review":
        """Return the review that one comes upon."""
        return one_of([review for review, lots in self.shown(channel) for _ in range(lots)], word)
