"""Centrality: who stands where in the network, as campaigns ask before they choose whom to seed.

Source: Hinz, Skiera, Barrot and Becker (2011), Seeding strategies for viral marketing, Journal of Marketing 75(6).
"""

from typing import Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.networks.network import Network

TOLERANCE = 1e-10
MOST_SWEEPS = 1_000


def pagerank(network: Network, damping: float = 0.85) -> np.ndarray:
    """Return how much influence starts from each consumer: float64 of shape (n,), summing to 1.

    A consumer who reaches many who count for much, and whom few others reach, counts for much. Ties run from
    influencer to influenced, so each consumer passes the score *back*, in equal parts, to the influencers:
    PageRank of the network with every tie turned round. Where ties are mutual this is PageRank as it is known.
    The score of a consumer whom nobody influences goes to everybody alike.

    Raises:
        ValueError: if the damping is not at least 0 and below 1.

    Source: Page, Brin, Motwani and Winograd (1999), The PageRank citation ranking: bringing order to the Web.
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping: {damping} is not at least 0 and below 1; 0.85 is usual")
    score = np.full(network.n, 1 / network.n)
    if _spread_scores(network.starts, network.targets, damping, TOLERANCE, MOST_SWEEPS, score) < 0:
        raise ValueError(f"damping: {damping} is too near 1: no answer in {MOST_SWEEPS} sweeps")
    return score


def core_number(network: Network) -> np.ndarray:
    """Return the largest k for which each consumer is in the k-core: int64 of shape (n,).

    The k-core is what is left when everybody with fewer than k ties to others left is taken out, again and again. In
    a directed network a tie counts for both who sends and who receives, so a tie in each direction counts twice.

    Source: Batagelj and Zaversnik (2003), An O(m) algorithm for cores decomposition of networks, arXiv cs/0310049;
    for its use Kitsak et al. (2010), Identification of influential spreaders in complex networks, Nature Physics 6.
    """
    starts, targets = network.starts, network.targets
    if network.directed:
        starts, targets = _both_ways(starts, targets)
    core = np.diff(starts)
    _peel(starts, targets, core)
    return core


def community_spread(network: Network, count: int) -> np.ndarray:
    """Return ``count`` consumers spread over the communities: int32, in the order in which they are chosen.

    First the consumer of highest degree in each community, the largest community first, then the second of each, and
    so on. Degree is the number of consumers reached; equals go by the smallest number.

    Raises:
        ValueError: if ``count`` is not between 0 and the number of consumers.
    """
    _check_count(count, network.n)
    size = np.bincount(network.community)
    place = np.empty(len(size), np.int64)
    place[np.argsort(-size, kind="stable")] = np.arange(len(size))
    by_community = np.lexsort((-network.degree, network.community))
    first = np.cumsum(size) - size
    rank = np.arange(len(by_community)) - np.repeat(first, size)
    in_turn = np.lexsort((place[network.community[by_community]], rank))
    return by_community[in_turn[:count]].astype(np.int32)


def top(score: np.ndarray, count: int) -> np.ndarray:
    """Return the ``count`` consumers of highest score: int32, highest first, equals by the smallest number.

    Raises:
        ValueError: if ``count`` is not between 0 and the number of consumers.
    """
    _check_count(count, len(score))
    return np.argsort(-score, kind="stable")[:count].astype(np.int32)


def _check_count(count: int, n: int) -> None:
    if not 0 <= count <= n:
        raise ValueError(f"count: {count} is not between 0 and {n}, the number of consumers")


def _both_ways(starts: np.ndarray, targets: np.ndarray) -> tuple[Any, Any]:
    """Return rows that hold each tie at both of its ends."""
    degree = np.diff(starts) + np.bincount(targets, minlength=len(starts) - 1)
    both = np.concatenate(([0], np.cumsum(degree)))
    neighbours = np.empty(both[-1], np.int32)
    _write_both_ways(starts, targets, both[:-1].copy(), neighbours)
    return both, neighbours


@kernel
def _write_both_ways(starts, targets, end, neighbours):
    for i in range(len(starts) - 1):
        for k in range(starts[i], starts[i + 1]):
            j = targets[k]
            neighbours[end[i]] = j
            end[i] += 1
            neighbours[end[j]] = i
            end[j] += 1


@kernel
def _spread_scores(starts, targets, damping, tolerance, most_sweeps, score):
    """Bring scores that sum to 1 to rest; return the number of sweeps, or -1 where they did not settle."""
    n = len(score)
    influencers = np.zeros(n, np.int64)
    for k in range(len(targets)):
        influencers[targets[k]] += 1
    passed = np.empty(n)
    for sweep in range(most_sweeps):
        dangling = 0.0
        for i in range(n):
            if influencers[i]:
                passed[i] = damping * score[i] / influencers[i]
            else:
                dangling += score[i]
        everybody = (1.0 - damping + damping * dangling) / n
        change = 0.0
        for i in range(n):
            new = everybody
            for k in range(starts[i], starts[i + 1]):
                new += passed[targets[k]]
            change += abs(new - score[i])
            score[i] = new
        if change <= tolerance:
            return sweep + 1
    return -1


@kernel
def _peel(starts, targets, core):
    """Turn degrees into core numbers, taking consumers out by ascending degree.

    ``line`` holds the consumers by degree, ``place`` where each stands in it, and ``first`` where each degree begins.
    """
    n = len(core)
    highest = 0
    for i in range(n):
        highest = max(highest, core[i])
    first = np.zeros(highest + 2, np.int64)
    for i in range(n):
        first[core[i] + 1] += 1
    for degree in range(highest + 1):
        first[degree + 1] += first[degree]
    line = np.empty(n, np.int32)
    place = np.empty(n, np.int32)
    for i in range(n):
        place[i] = first[core[i]]
        line[place[i]] = i
        first[core[i]] += 1
    for degree in range(highest + 1, 0, -1):
        first[degree] = first[degree - 1]
    first[0] = 0
    for position in range(n):
        i = line[position]
        for k in range(starts[i], starts[i + 1]):
            j = targets[k]
            if core[j] > core[i]:
                head = first[core[j]]
                other = line[head]
                line[place[j]] = other
                place[other] = place[j]
                line[head] = j
                place[j] = head
                first[core[j]] += 1
                core[j] -= 1
