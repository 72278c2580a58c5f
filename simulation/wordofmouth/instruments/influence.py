"""Influence: after whose word each consumer bought, and the cascades that this makes.

A purchase follows from another if the consumer who spoke last had bought the brand in an earlier week. One who had
not (but was given the product, or passed on what was heard) begins a cascade, also by buying later: so no
cascade bites its own tail.
"""

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array, Table, table
from wordofmouth.market.events import PURCHASE

if TYPE_CHECKING:
    import networkx

    from wordofmouth.market.market import Market

type Columns = dict[str, Array]


class Voice(NamedTuple):
    """Somebody in a cascade of a brand: as a buyer, or before having bought."""

    brand: str
    consumer: int
    bought: bool


class Forest(NamedTuple):
    """The cascades of all brands. Its nodes are first purchases, in the order of weeks, and after them voices.

    Attributes:
        week: int64 (purchases,), the week of each.
        purchases: all first purchases, see :data:`wordofmouth.market.events.PURCHASE`.
        parent: int64 (purchases,), the node to which each is due; −1 if no consumer spoke last.
        brand, consumer: int64 (nodes,): those of each purchase, and of each voice that had not bought.
        root, depth: int64 (nodes,): the node that begins the cascade of each, and how many steps it is away.
        below: int64 (nodes,): how many purchases follow from each, at first hand or not.
    """

    week: Array
    purchases: Table
    parent: Array
    brand: Array
    consumer: Array
    root: Array
    depth: Array
    below: Array


def influence(market: "Market") -> Columns:
    """Return, by column, every first purchase and after whose word it was made, in the order of weeks.

    Columns: ``week``, ``brand``, ``consumer`` (the buyer), ``parent`` (the consumer who spoke last; −1 if none did:
    advertising, the forum, reviews or nothing), ``channel`` (that spoke last; empty if none), ``parent_bought`` (1 if
    the parent had bought the brand in an earlier week, else 0) and ``depth`` (purchases and voices before it).

    Raises:
        ValueError: if the market was not made with ``record={"influence"}``.
    """
    trees, kinds = forest(market), np.array([*(channel.kind for channel in market.channels), ""], dtype=object)
    size = len(trees.week)
    return {
        "week": trees.week,
        "brand": _names(market)[trees.brand[:size]],
        "consumer": trees.consumer[:size],
        "parent": trees.purchases.speaker.astype(np.int64),
        "channel": kinds[trees.purchases.channel],
        "parent_bought": ((trees.parent >= 0) & (trees.parent < size)).astype(np.int64),
        "depth": trees.depth[:size],
    }


def cascades(market: "Market") -> Columns:
    """Return every cascade by column, the largest first.

    Columns: ``brand``, ``consumer`` (who began it), ``bought`` (1 if by buying, after no other consumer's word; 0 if
    by speaking before having bought), ``size`` (purchases in it, the first included) and ``depth`` (steps to the last).
    """
    trees = forest(market)
    roots = np.flatnonzero(trees.root == np.arange(len(trees.root)))
    bought = roots < len(trees.week)
    deepest = np.zeros(len(trees.root), np.int64)
    np.maximum.at(deepest, trees.root, trees.depth)
    size = trees.below[roots] + bought
    order = np.lexsort((roots, -size))
    roots = roots[order]
    return {
        "brand": _names(market)[trees.brand[roots]],
        "consumer": trees.consumer[roots],
        "bought": bought[order].astype(np.int64),
        "size": size[order],
        "depth": deepest[roots],
    }


def leaders_reach(market: "Market") -> Columns:
    """Return, by column, how far each opinion leader reaches, over all brands; the farthest first.

    Columns: ``consumer``, ``followers``, ``shown`` (messages that followers saw), ``won`` (buyers to whom the leader
    spoke last, be it as a friend) and ``influenced`` (purchases that follow from the leader, at first hand or not).
    """
    trees, leaders = forest(market), np.flatnonzero(market.consumers.leader)
    # Who speaks before buying is in two places; where the second is below the first it is counted there.
    nested = np.zeros(len(trees.root), bool)
    own = np.arange(len(trees.week))
    begun = trees.root[own]
    nested[own] = (begun != own) & (trees.consumer[begun] == trees.consumer[own])
    below = np.where(nested, -1, trees.below)
    influenced = np.bincount(trees.consumer, weights=below, minlength=market.n).astype(np.int64)
    speakers = trees.purchases.speaker
    won = np.bincount(speakers[speakers >= 0], minlength=market.n)
    order = leaders[np.lexsort((leaders, -won[leaders], -influenced[leaders]))]
    return {
        "consumer": order.astype(np.int64),
        "followers": np.diff(market.audiences[0])[order],
        "shown": market.recorder.shown[order],
        "won": won[order],
        "influenced": influenced[order],
    }


def graph(market: "Market") -> "networkx.DiGraph[Voice]":
    """Return the cascades as a graph: from each :class:`Voice` to those who bought after that voice's word.

    Nodes have ``week`` (of the purchase; none for who had not bought), edges ``week`` and ``channel``.
    """
    import networkx

    trees, names = forest(market), _names(market).tolist()
    kinds = [channel.kind for channel in market.channels]
    size = len(trees.week)
    places = zip(trees.brand.tolist(), trees.consumer.tolist(), strict=True)
    voices = [Voice(names[b], i, node < size) for node, (b, i) in enumerate(places)]
    drawn: networkx.DiGraph[Voice] = networkx.DiGraph()
    drawn.add_nodes_from(voices[size:])
    for voice, week in zip(voices, trees.week.tolist(), strict=False):
        drawn.add_node(voice, week=week)
    links = zip(trees.parent.tolist(), voices, trees.week.tolist(), trees.purchases.channel.tolist(), strict=False)
    for parent, voice, week, channel in links:
        if parent >= 0:
            drawn.add_edge(voices[parent], voice, week=week, channel=kinds[channel])
    return drawn


def forest(market: "Market") -> Forest:
    """Return the cascades of a market as arrays.

    Raises:
        ValueError: if the market was not made with ``record={"influence"}``.
    """
    if "influence" not in market.recorder.wanted:
        raise ValueError('influence: nothing of it is recorded; make the market with record={"influence"}')
    purchases_by_week = market.recorder.first_purchases
    purchases = np.concatenate([table(PURCHASE, 0), *purchases_by_week]).view(np.recarray)
    week = np.repeat(np.arange(1, len(purchases_by_week) + 1), [len(each) for each in purchases_by_week])
    brand, consumer, speaker = (purchases[name].astype(np.int64) for name in ("brand", "consumer", "speaker"))
    size = len(purchases)
    bought = np.full((len(market.offers), market.n), size)
    bought[brand, consumer] = np.arange(size)
    # Nodes of those who speak and have not bought come after all purchases.
    spoken = speaker >= 0
    parent = np.where(spoken, bought[brand, speaker], -1)
    follows = spoken & (np.append(week, week.max(initial=0) + 1)[parent] < week)
    voices, place = np.unique((brand * market.n + speaker)[spoken & ~follows], return_inverse=True)
    parent[spoken & ~follows] = size + place
    root, depth = np.arange(size + len(voices)), np.zeros(size + len(voices), np.int64)
    below = np.zeros(size + len(voices), np.int64)
    ends = np.cumsum([0, *map(len, purchases_by_week)])
    weeks = [first + np.flatnonzero(parent[first:end] >= 0) for first, end in itertools.pairwise(ends)]
    for rows in weeks:
        root[rows], depth[rows] = root[parent[rows]], depth[parent[rows]] + 1
    for rows in reversed(weeks):
        np.add.at(below, parent[rows], below[rows] + 1)
    voiced = np.divmod(voices, market.n)
    return Forest(
        week,
        purchases,
        parent,
        np.concatenate([brand, voiced[0]]),
        np.concatenate([consumer, voiced[1]]),
        root,
        depth,
        below,
    )


def _names(market: "Market") -> Array:
    return np.array([offer.name for offer in market.offers], dtype=object)
