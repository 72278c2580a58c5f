"""Breakdown: who knows and who has bought each brand, by group of consumers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.scenario.parts import nearest

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

GROUPINGS = ("online", "leader", "community", "segment", "cocreator")


def breakdown(market: "Market", by: str) -> dict[str, Array]:
    """Return, by column, how each group stands with each brand at the end of the week, a row per group and brand.

    Columns: ``week``, ``brand``, ``by`` (the trait), ``group`` (its value, 0 or 1 for false or true), ``label`` (the
    group in words), ``consumers`` (in the group), ``aware`` and ``buyers`` (of them), all counts int64.

    Raises:
        ValueError: if ``by`` is no trait that makes groups.
    """
    if by not in GROUPINGS:
        raise ValueError(f"breakdown: no grouping is called {by!r}; {nearest(by, GROUPINGS)}")
    group = market.consumers[by].astype(np.int64)
    size = np.bincount(group)
    groups, n_brands = np.flatnonzero(size), len(market.offers)
    brand_states = market.brand_states

    def members(which: Array) -> Array:
        return np.stack([np.bincount(group[which[:, b]], minlength=len(size))[groups] for b in range(n_brands)], axis=1)

    return {
        "week": np.full(len(groups) * n_brands, market.week),
        "brand": np.array([offer.name for offer in market.offers] * len(groups), dtype=object),
        "by": np.full(len(groups) * n_brands, by, dtype=object),
        "group": np.repeat(groups, n_brands),
        "label": np.repeat(np.array([_label(market, by, place) for place in groups.tolist()], dtype=object), n_brands),
        "consumers": np.repeat(size[groups], n_brands),
        "aware": members(brand_states.aware).ravel(),
        "buyers": members(brand_states.purchases > 0).ravel(),
    }


class Groups:
    """Watches a run for how groups of consumers stand at the end of every week, by some traits."""

    def __init__(self, by: Sequence[str]) -> None:
        self._by = tuple(by)
        self._weeks: list[dict[str, Array]] = []

    def __call__(self, market: "Market") -> None:
        """Count the groups, unless no week has passed yet."""
        if market.week:
            self._weeks += [breakdown(market, trait) for trait in self._by]

    def columns(self) -> dict[str, Array]:
        """Return the columns of :func:`breakdown` over all weeks."""
        return {name: np.concatenate([week[name] for week in self._weeks]) for name in self._weeks[0]}


def _label(market: "Market", by: str, place: int) -> str:
    if by == "segment":
        return ["others", *(segment.name for segment in market.scenario.segments)][place]
    return f"community {place}" if by == "community" else by if place else f"not {by}"
