"""Layout: where consumers stand on the page, communities apart; computed in compiled code and kept by network."""

import threading
from collections import OrderedDict
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.records import Array
from wordofmouth.networks.network import Network

ROUNDS = 120
MOST_PACKED = 2_000
MOST_KEPT = 24
GOLDEN_ANGLE = 2.399963229728653
APART = 1.35
_kept: OrderedDict[tuple[str, bool], "Layout"] = OrderedDict()
_lock = threading.Lock()


class Layout(NamedTuple):
    """Where everybody stands, in units of the distance between neighbours, about the origin.

    Attributes:
        places: float32 (n, 2), of every consumer; of none, if only the communities are laid out.
        centres: float32 (communities, 3), of every community: the middle of its circle, and the circle's radius.
    """

    places: Array
    centres: Array


def layout(network: Network, members: bool = True) -> Layout:
    """Return the layout of a network: of its communities, and of their ``members`` if these are to be seen."""
    key = network.digest, members
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    fresh = _laid_out(network, members)
    with _lock:
        _kept[key] = fresh
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return fresh


def _laid_out(network: Network, members: bool) -> Layout:
    sizes = np.bincount(network.community, minlength=network.n_communities)
    radii = 0.6 * np.sqrt(sizes) + 0.3
    centres = _communities_apart(network, sizes, radii)
    circles = np.column_stack([centres, radii]).astype(np.float32)
    if not members:
        return Layout(np.empty((0, 2), np.float32), circles)
    places = _first_places(network, sizes, centres)
    _settle(network.starts, network.targets, network.community, centres, radii, ROUNDS, places)
    return Layout(places.astype(np.float32), circles)


def _communities_apart(network: Network, sizes: Array, radii: Array) -> Array:
    """Return the middles of the communities' circles: none touch, and those with many ties between them are near."""
    count = len(sizes)
    order = np.argsort(-sizes, kind="stable")
    spread = APART * np.sqrt(np.cumsum(radii[order] ** 2))
    angle = GOLDEN_ANGLE * np.arange(count)
    centres = np.empty((count, 2))
    centres[order] = (spread * (np.arange(count) > 0) * np.array([np.cos(angle), np.sin(angle)])).T
    # Every pair is looked at to push them apart: so many stay on the spiral on which they began.
    if 1 < count <= MOST_PACKED:
        pairs, weight = _ties_between(network, count)
        _pack(pairs, weight, radii, max(40, min(400, 400_000 // count**2 * 10)), centres)
    return centres - centres.mean(axis=0)


def _ties_between(network: Network, count: int) -> tuple[Array, Array]:
    source, target, _ = network.ties()
    a, b = network.community[source].astype(np.int64), network.community[target].astype(np.int64)
    between = a != b
    codes, weight = np.unique(np.minimum(a, b)[between] * count + np.maximum(a, b)[between], return_counts=True)
    return np.column_stack(np.divmod(codes, count)), weight / int(weight.max(initial=1))


def _first_places(network: Network, sizes: Array, centres: Array) -> Array:
    """Return a sunflower for each community, those with most ties in its middle."""
    order = np.lexsort((-network.degree, network.community))
    rank = np.empty(network.n, np.int64)
    rank[order] = np.arange(network.n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    radius, angle = 0.58 * np.sqrt(rank + 0.5), GOLDEN_ANGLE * rank
    return centres[network.community] + np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


@kernel
def _pack(pairs, weight, radii, rounds, centres):
    """Draw communities with ties between them together, and push apart those whose circles overlap."""
    n = centres.shape[0]
    for turn in range(rounds):
        heat = 0.12 * (1.0 - turn / rounds)
        for k in range(pairs.shape[0]):
            a, b = pairs[k, 0], pairs[k, 1]
            dx, dy = centres[b, 0] - centres[a, 0], centres[b, 1] - centres[a, 1]
            pull = heat * weight[k] / n
            centres[a, 0] += pull * dx
            centres[a, 1] += pull * dy
            centres[b, 0] -= pull * dx
            centres[b, 1] -= pull * dy
        for a in range(n):
            centres[a, 0] -= heat * 0.03 * centres[a, 0]
            centres[a, 1] -= heat * 0.16 * centres[a, 1]
        for _ in range(3):
            for a in range(n):
                for b in range(a):
                    dx, dy = centres[b, 0] - centres[a, 0], centres[b, 1] - centres[a, 1]
                    apart = (dx * dx + dy * dy) ** 0.5 + 1e-9
                    overlap = 1.3 * (radii[a] + radii[b]) + 0.6 - apart
                    if overlap > 0.0:
                        push = 0.5 * overlap / apart
                        centres[a, 0] -= push * dx
                        centres[a, 1] -= push * dy
                        centres[b, 0] += push * dx
                        centres[b, 1] += push * dy


@kernel
def _settle(starts, targets, community, centres, radii, rounds, places):
    """Draw consumers towards those to whom they are tied in their community, and keep all at arm's length.

    Who is near whom is asked of a grid of cells as wide as an arm is long: a round costs as much as there are people.
    """
    n = places.shape[0]
    lowest = np.array([places[:, 0].min(), places[:, 1].min()]) - 4.0
    highest = np.array([places[:, 0].max(), places[:, 1].max()]) + 4.0
    arm = 1.22
    width = np.int64((highest[0] - lowest[0]) / arm) + 3
    height = np.int64((highest[1] - lowest[1]) / arm) + 3
    first = np.empty(width * height + 1, np.int64)
    members = np.empty(n, np.int64)
    cell = np.empty(n, np.int64)
    for turn in range(rounds):
        heat = 0.4 * (1.0 - turn / rounds)
        for i in range(n):
            x, y, tied = 0.0, 0.0, 0
            for k in range(starts[i], starts[i + 1]):
                j = targets[k]
                if community[j] == community[i]:
                    x += places[j, 0]
                    y += places[j, 1]
                    tied += 1
            if tied > 0:
                places[i, 0] += 0.12 * heat * (x / tied - places[i, 0]) + 0.004 * (
                    centres[community[i], 0] - places[i, 0]
                )
                places[i, 1] += 0.12 * heat * (y / tied - places[i, 1]) + 0.004 * (
                    centres[community[i], 1] - places[i, 1]
                )
        first[:] = 0
        for i in range(n):
            column = min(max(np.int64((places[i, 0] - lowest[0]) / arm), 0), width - 1)
            row = min(max(np.int64((places[i, 1] - lowest[1]) / arm), 0), height - 1)
            cell[i] = row * width + column
            first[cell[i] + 1] += 1
        for c in range(width * height):
            first[c + 1] += first[c]
        for i in range(n - 1, -1, -1):
            # Filled from behind: each start moves to the beginning of its cell's members.
            first[cell[i] + 1] -= 1
            members[first[cell[i] + 1]] = i
        for i in range(n):
            column, row = cell[i] % width, cell[i] // width
            for above in range(max(row - 1, 0), min(row + 2, height)):
                for beside in range(max(column - 1, 0), min(column + 2, width)):
                    c = above * width + beside
                    begin = first[c + 1]
                    end = first[c + 2] if c + 2 <= width * height else n
                    for place in range(begin, end):
                        j = members[place]
                        if j <= i:
                            continue
                        dx, dy = places[j, 0] - places[i, 0], places[j, 1] - places[i, 1]
                        apart = (dx * dx + dy * dy) ** 0.5
                        if apart < arm:
                            if apart < 1e-6:
                                dx, dy, apart = 1e-3 * (1 + j % 7), 1e-3 * (1 + i % 5), 1e-2
                            push = 0.45 * (arm - apart) / apart
                            places[i, 0] -= push * dx
                            places[i, 1] -= push * dy
                            places[j, 0] += push * dx
                            places[j, 1] += push * dy
        for i in range(n):
            c = community[i]
            dx, dy = places[i, 0] - centres[c, 0], places[i, 1] - centres[c, 1]
            out = (dx * dx + dy * dy) ** 0.5
            if out > 1.06 * radii[c]:
                places[i, 0] = centres[c, 0] + dx / out * 1.06 * radii[c]
                places[i, 1] = centres[c, 1] + dy / out * 1.06 * radii[c]
