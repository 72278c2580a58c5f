"""Breakdown: who knows and who has bought each brand, by group of consumers."""

from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.scenario.parts import nearest

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

GROUPINGS = ("online", "leader", "community", "segment", "cocreator")


def breakdown(market: "Market", by: str) -> dict[str, np.ndarray[Any, Any]]:
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
    minds = market.minds

    def members(which: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.stack([np.bincount(group[which[:, b]], minlength=len(size))[groups] for b in range(n_brands)], axis=1)

    return {
        "week": np.full(len(groups) * n_brands, market.week),
        "brand": np.array([offer.name for offer in market.offers] * len(groups), dtype=object),
        "by": np.full(len(groups) * n_brands, by, dtype=object),
        "group": np.repeat(groups, n_brands),
        "label": np.repeat(np.array([_label(market, by, place) for place in groups.tolist()], dtype=object), n_brands),
        "consumers": np.repeat(size[groups], n_brands),
        "aware": members(minds.aware).ravel(),
        "buyers": members(minds.purchases > 0).ravel(),
    }


def _label(market: "Market", by: str, place: int) -> str:
    if by == "segment":
        return ["others", *(segment.name for segment in market.scenario.segments)][place]
    return f"community {place}" if by == "community" else by if place else f"not {by}"
