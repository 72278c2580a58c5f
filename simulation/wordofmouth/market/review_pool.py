"""The review site: genuine reviews by stars, critical ones that a brand has answered, and invented ones.

A reader draws from groups of reviews that are alike to the reader, who cannot tell one from another within a group.
Unless all are shown as often, a group has a prominence, in new reviews without votes: every vote adds one, or age takes
some away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import words
from wordofmouth.engine.records import Column, layout

REVIEW_GROUP = (
    Column("count", "int64", "how many reviews"),
    Column("shown", "int64", "in how many lots they are drawn, beside the brand's others"),
    Column("valence", "int64", "praise (1), criticism (−1) or neither"),
    Column("power", "float64", "what one counts, to a reader who fully trusts the site"),
    Column("detection", "float64", "what a reader's scepticism is multiplied by; 0 for genuine reviews"),
    Column("backlash", "float64", "what invented praise counts as criticism when it is seen through"),
)

# In how many lots a new review without votes is drawn, where they are not all shown as often.
_LOTS = 1024
_VALENCES = (1, -1, 0)

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
        prominence: how prominently the site shows them.
        by: the place of the brand whose lever has left them.
        reported: how many readers have had the site remove one since the week began.
    """

    brand: int
    valence: int
    power: float = 1.0
    detection: float = 0.0
    backlash: float = 1.0
    removal: int = 0
    address: int = 0
    count: int = 0
    prominence: float = 0.0
    reported: int = 0
    by: int = 0

    def remove(self, count: int) -> None:
        """Remove as many reviews, at most all, with their share of the prominence."""
        count = min(count, self.count)
        if count:
            self.prominence *= 1.0 - count / self.count
            self.count -= count


class ReviewPool:
    """Reviews of all brands; ``labels`` are those of the campaign's levers, in its order.

    Attributes:
        stars: int64 (brands, 5), genuine reviews by stars.
        claims: int64 (brands, 2), genuine reviews that told of a claim that was paid, and of one that was not.
        answered: by label of the lever, reviews of 1 and 2 stars that it has answered; they are among ``stars``.
        invented: by label of the lever, invented reviews.
        prominence: float64 (brands, 3), that of genuine praise, criticism, answered or not, and neutral reviews.
        ranked: int64 (brands, 3), how many of these have been given theirs.
    """

    changing = ("stars", "claims", "prominence", "ranked", "left")

    def __init__(self, n_brands: int, labels: Iterable[str] = ()) -> None:
        self._labels = list(labels)
        self.stars = np.zeros((n_brands, 5), dtype=np.int64)
        self.claims = np.zeros((n_brands, 2), dtype=np.int64)
        self.prominence = np.zeros((n_brands, 3))
        self.ranked = np.zeros((n_brands, 3), dtype=np.int64)
        self.answered: dict[str, ReviewGroup] = {}
        self.invented: dict[str, ReviewGroup] = {}
        self._genuine = np.array(
            [(0, 0, valence, 1.0, 0.0, 0.0) for valence in _VALENCES] * n_brands, layout(REVIEW_GROUP)
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
        """Remove of the invented reviews those that were reported, and some of the others, each with its own chance."""
        for group in self.invented.values():
            group.remove(group.reported)
            group.reported = 0
            if group.removal and group.count:
                group.remove(int(_count_removed(key, group.address, week, group.removal, group.count)))

    def rank(self, aging: float) -> None:
        """Take a share of the prominence away, and give new genuine reviews theirs."""
        genuine = self.stars @ _ALIKE
        self.prominence = self.prominence * (1.0 - aging) + (genuine - self.ranked)
        self.ranked = genuine
        for group in self.invented.values():
            group.prominence *= 1.0 - aging

    def report(self, reports: np.ndarray[Any, Any]) -> None:
        """Have invented reviews removed as the next week begins, as many of each of the :meth:`groups`."""
        for (_, place, group), count in zip(self._each(), reports.tolist(), strict=True):
            if group is not None and place < 0:
                group.reported += count

    def vote(self, votes: np.ndarray[Any, Any]) -> None:
        """Add votes, for less against, for each of the :meth:`groups`; criticism shares in all, answered or not."""
        for (b, place, group), count in zip(self._each(), votes.tolist(), strict=True):
            if group is not None and place < 0:
                group.prominence += count
            else:
                self.prominence[b, place] += count
        np.maximum(self.prominence, 0.0, out=self.prominence)
        for group in self.invented.values():
            group.prominence = max(0.0, group.prominence)

    def invented_of(self, valence: int) -> np.ndarray[Any, Any]:
        """Return how many invented reviews praise (1) or criticise (−1) each brand, int64 (brands,)."""
        counts = np.zeros(len(self.stars), dtype=np.int64)
        for group in self.invented.values():
            counts[group.brand] += group.count if group.valence == valence else 0
        return counts

    def invented_by(self, brand: int) -> list[ReviewGroup]:
        """Return what a brand has invented, of itself or of rivals, as far as it stands on the site."""
        return [group for group in self.invented.values() if group.by == brand and group.count > 0]

    def praising(self, stands_for: float) -> np.ndarray[Any, Any]:
        """Return how many reviews with 4 or 5 stars the site shows of each brand, float64 (brands,).

        One of a simulated buyer stands for ``stands_for`` reviews; what was invented is as many as it is.
        """
        return self.stars[:, 3:].sum(axis=1) * stands_for + self.invented_of(1)

    def groups(self, is_ranked: bool = False) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return all groups, a brand's side by side, and where each brand's begin: int64 (brands + 1,).

        Genuine praise, unanswered criticism and neutral reviews come first, then groups of levers in the order of
        the campaign. All reviews are shown as often, unless the site ``is_ranked``.
        """
        genuine = self.stars @ _ALIKE
        if not self.answered and not self.invented:
            groups, starts = self._genuine, self._starts
            groups["count"], prominence = genuine.ravel(), self.prominence.ravel()
        else:
            rows, shares = [], []
            answered = np.zeros_like(genuine)
            for desk in self.answered.values():
                answered[desk.brand, 1] += desk.count
            each = self.prominence / np.maximum(genuine, 1)
            for b, place, group in self._each():
                if group is None:
                    rows.append((int(genuine[b, place] - answered[b, place]), 0, _VALENCES[place], 1.0, 0.0, 0.0))
                else:
                    rows.append((group.count, 0, group.valence, group.power, group.detection, group.backlash))
                shares.append(rows[-1][0] * each[b, place] if place >= 0 or group is None else group.prominence)
            groups, prominence = np.array(rows, dtype=layout(REVIEW_GROUP)), np.array(shares)
            starts = np.cumsum([0, *np.bincount([b for b, _, _ in self._each()])])
        groups["shown"] = groups["count"]
        if is_ranked:
            # Whatever there is can be come upon, however little.
            groups["shown"] = np.where(groups["count"] > 0, np.maximum(1, np.rint(_LOTS * prominence)), 0)
        return groups, starts

    def _each(self) -> Iterator[tuple[int, int, ReviewGroup | None]]:
        """Yield of each group its brand, its place among the genuine ones (−1: invented), and what a lever has left."""
        for b in range(len(self.stars)):
            for place in range(len(_VALENCES)):
                yield b, place, None
            for groups, place in ((self.answered, 1), (self.invented, -1)):
                for label in self._labels:
                    if label in groups and groups[label].brand == b:
                        yield b, place, groups[label]


@kernel
def _count_removed(key, address, week, removal, count):
    removed = 0
    for quad in range((count + 3) // 4):
        drawn = words(key, address, week, quad, 0)
        for lane in range(min(4, count - 4 * quad)):
            removed += 1 if drawn[lane] < removal else 0
    return removed


@kernel
def place_of(lot, groups, group):
    """Return the group of a lot among a brand's, whose groups begin at ``group``."""
    while lot >= groups[group].shown:
        lot -= groups[group].shown
        group += 1
    return group
