"""The review site: genuine reviews by stars, critical ones that a brand has answered, and invented ones.

A reader draws from groups of reviews that are alike to the reader, who cannot tell one from another within a group.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import words
from wordofmouth.engine.records import Column, layout

REVIEW_GROUP = (
    Column("count", "int64", "how many reviews"),
    Column("valence", "int64", "praise (1), criticism (−1) or neither"),
    Column("power", "float64", "what one counts, to a reader who fully trusts the site"),
    Column("detection", "float64", "what a reader's scepticism is multiplied by; 0 for genuine reviews"),
    Column("backlash", "float64", "what invented praise counts as criticism when it is seen through"),
)

# Of reviews by stars, those that are alike to a reader: praise, criticism, neither.
_ALIKE = np.array([[0, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0]])


@dataclass
class ReviewGroup:
    """Reviews of one brand that a lever has left on the site, answered or invented.

    Attributes:
        brand: whose page they stand on.
        valence, power, detection, backlash: as in :data:`REVIEW_GROUP`.
        removal: word below which one is removed in a week.
        address: the purpose of the random numbers that decide which are.
        count: how many.
    """

    brand: int
    valence: int
    power: float = 1.0
    detection: float = 0.0
    backlash: float = 1.0
    removal: int = 0
    address: int = 0
    count: int = 0


class ReviewPool:
    """Reviews of all brands; ``labels`` are those of the campaign's levers, in its order.

    Attributes:
        stars: int64 (brands, 5), genuine reviews by stars.
        claims: int64 (brands, 2), genuine reviews that told of a claim that was paid, and of one that was not.
        answered: by label of the lever, reviews of 1 and 2 stars that it has answered; they are among ``stars``.
        invented: by label of the lever, invented reviews.
    """

    changing = ("stars", "claims", "left")

    def __init__(self, n_brands: int, labels: Iterable[str] = ()) -> None:
        self._labels = list(labels)
        self.stars = np.zeros((n_brands, 5), dtype=np.int64)
        self.claims = np.zeros((n_brands, 2), dtype=np.int64)
        self.answered: dict[str, ReviewGroup] = {}
        self.invented: dict[str, ReviewGroup] = {}
        self._genuine = np.array(
            [(0, valence, 1.0, 0.0, 0.0) for valence in (1, -1, 0)] * n_brands, layout(REVIEW_GROUP)
        )
        self._starts = np.arange(0, 3 * n_brands + 1, 3)

    @property
    def left(self) -> dict[str, dict[str, tuple[Any, ...]]]:
        """The groups that levers have left on the site, as plain values."""
        return {
            name: {label: astuple(group) for label, group in groups.items()}
            for name, groups in (("answered", self.answered), ("invented", self.invented))
        }

    @left.setter
    def left(self, left: dict[str, dict[str, tuple[Any, ...]]]) -> None:
        self.answered, self.invented = (
            {label: ReviewGroup(*fields) for label, fields in left[name].items()} for name in ("answered", "invented")
        )

    def moderate(self, key: np.uint64, week: int) -> None:
        """Remove some of the invented reviews, each with its own chance."""
        for group in self.invented.values():
            if group.removal and group.count:
                group.count -= int(_count_removed(key, group.address, week, group.removal, group.count))

    def invented_of(self, valence: int) -> np.ndarray[Any, Any]:
        """Return how many invented reviews praise (1) or criticise (−1) each brand, int64 (brands,)."""
        counts = np.zeros(len(self.stars), dtype=np.int64)
        for group in self.invented.values():
            counts[group.brand] += group.count if group.valence == valence else 0
        return counts

    def praising(self, stands_for: float) -> np.ndarray[Any, Any]:
        """Return how many reviews with 4 or 5 stars the site shows of each brand, float64 (brands,).

        One of a simulated buyer stands for ``stands_for`` reviews; what was invented is as many as it is.
        """
        return self.stars[:, 3:].sum(axis=1) * stands_for + self.invented_of(1)

    def groups(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return all groups, a brand's side by side, and where each brand's begin: int64 (brands + 1,).

        Genuine praise, unanswered criticism and neutral reviews come first, then groups of levers in the order of
        the campaign.
        """
        if not self.answered and not self.invented:
            self._genuine["count"] = (self.stars @ _ALIKE).ravel()
            return self._genuine, self._starts
        left = [groups[label] for groups in (self.answered, self.invented) for label in self._labels if label in groups]
        rows, starts = [], [0]
        for b, stars in enumerate(self.stars.tolist()):
            answered = sum(group.count for group in self.answered.values() if group.brand == b)
            rows += [(stars[3] + stars[4], 1, 1.0, 0.0, 0.0), (stars[0] + stars[1] - answered, -1, 1.0, 0.0, 0.0)]
            rows += [(stars[2], 0, 1.0, 0.0, 0.0)]
            rows += [(p.count, p.valence, p.power, p.detection, p.backlash) for p in left if p.brand == b]
            starts.append(len(rows))
        return np.array(rows, dtype=layout(REVIEW_GROUP)), np.array(starts)


@kernel
def _count_removed(key, address, week, removal, count):
    removed = 0
    for quad in range((count + 3) // 4):
        drawn = words(key, address, week, quad, 0)
        for lane in range(min(4, count - 4 * quad)):
            removed += 1 if drawn[lane] < removal else 0
    return removed
