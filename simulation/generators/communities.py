"""E-communities: most ties stay inside a community, friends' ties all do; a few consumers have many."""

import math
from typing import Literal

import numpy as np

from simulation.generators.family import Mistake, NetworkGenerator, degree_mistakes
from simulation.kernels import kernel
from simulation.network import MOST_CONSUMERS, Network, random_strong
from simulation.parts import ASSUMPTION, setting
from simulation.randomness import below, purpose, uniform, words
from simulation.shuffling import shuffle

WIDEST = 50.0

_SOCIABLE = purpose("communities: sociable")
_SHUFFLED_INSIDE = purpose("communities: shuffled inside")
_SHUFFLED_OUTSIDE = purpose("communities: shuffled outside")
_PAIRED_INSIDE = purpose("communities: paired inside")
_PAIRED_OUTSIDE = purpose("communities: paired outside")


class Communities(NetworkGenerator):
    """Communities of many sizes, in which consumers of many degrees know each other, and some outsiders.

    A degree-corrected block model: every consumer has half-ties, some to members of her community and some to anyone
    outside it, and they are paired at random. Sizes and degrees fall as powers, the largest at most 50 times the
    smallest. Numbers run through the communities in turn, the largest first.

    Source: Karrer and Newman (2011), Stochastic blockmodels and community structure in networks, Physical Review E
    83; sizes, degrees and mixing as in Lancichinetti, Fortunato and Radicchi (2008), Benchmark graphs for testing
    community detection algorithms, Physical Review E 78.
    """

    kind: Literal["communities"] = "communities"
    mean_degree: float = setting(
        10.0, "mean number of ties of a consumer", unit="ties", source=ASSUMPTION, ge=1, le=1000
    )
    community_size: float = setting(
        100.0, "mean number of members of a community", unit="consumers", source=ASSUMPTION, ge=2, le=1e9
    )
    mixing: float = setting(
        0.3, "share of the ties that leave the community, all of them weak", unit="share of ties", source=ASSUMPTION,
        ge=0, le=1,
    )  # fmt: skip
    degree_exponent: float = setting(
        3.0, "power with which the degrees fall; the larger, the more alike", unit="exponent",
        source="Barabási and Albert 1999: 3", ge=1.5, le=20,
    )  # fmt: skip
    size_exponent: float = setting(
        2.0, "power with which the sizes of communities fall; the larger, the more alike", unit="exponent",
        source="Lancichinetti, Fortunato and Radicchi 2008: 1 to 2", ge=1.01, le=20,
    )  # fmt: skip

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistakes of communities too small for their ties, or too large to have an outside."""
        mistakes = degree_mistakes(self.mean_degree, consumers)
        if self.strong_share + self.mixing > 1 + 1e-9:
            message = (
                f"{self.strong_share:g} strong and mixing {self.mixing:g} are more than 1, "
                f"yet strong ties stay inside the community; at most {1 - self.mixing:g}"
            )
            mistakes.append(Mistake("strong_share", self.strong_share, message))
        smallest, largest = self._smallest(), consumers // 2 if self.mixing else consumers
        if not smallest <= self.community_size <= largest:
            message = f"{self.community_size:g} is not between {smallest}, twice the ties inside, and {largest}"
            if self.mixing:
                message += ", half the consumers"
            if smallest > largest:
                message += "; lower mean_degree, or raise mixing"
            mistakes.append(Mistake("community_size", self.community_size, message))
        return mistakes

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network, its communities as they were planted."""
        size = self._sizes(consumers)
        community = np.repeat(np.arange(len(size), dtype=np.int32), size)
        sociability = np.empty(consumers)
        _draw_sociability(key, self.degree_exponent, sociability)
        inside = (1 - self.mixing) * self.mean_degree
        outside = round(self.mixing * self.mean_degree * consumers / 2)
        room = int(inside * consumers / 2 + 0.5) + outside
        source, target = np.empty(room, np.int32), np.empty(room, np.int32)
        n_inside = _tie_inside(key, size, sociability, inside, source, target)
        n_ties = _tie_outside(key, community, sociability, outside, source, target, n_inside)
        strong = np.zeros(n_ties, np.bool_)
        strong[:n_inside] = random_strong(n_inside, self.strong_share * n_ties / max(n_inside, 1), key)
        return Network.from_ties(consumers, source[:n_ties], target[:n_ties], strong, community=community)

    def _smallest(self) -> int:
        """Return the smallest size of a community: a member is tied to half of the others."""
        return math.ceil(2 * (1 - self.mixing) * self.mean_degree) + 1

    def _sizes(self, consumers: int) -> np.ndarray:
        """Return the communities' sizes, int64, in falling order: quantiles of a truncated power law.

        The law is as wide as it may be with room for the ties in the smallest, and half the consumers in the largest.
        """
        n = int(consumers // self.community_size)
        rank = (np.arange(n) + 0.5) / n

        def sizes(ratio: float) -> np.ndarray:
            power = 1 - self.size_exponent
            size = (ratio**power + rank * (1 - ratio**power)) ** (1 / power)
            return size * (consumers / size.sum())

        def fit(size: np.ndarray) -> bool:
            return size[-1] >= self._smallest() and size[0] <= consumers / 2

        narrow, wide = (1.0, WIDEST) if not fit(sizes(WIDEST)) else (WIDEST, WIDEST)
        while wide - narrow > 0.01:
            middle = (narrow + wide) / 2
            narrow, wide = (middle, wide) if fit(sizes(middle)) else (narrow, middle)
        ends = np.floor(np.cumsum(sizes(narrow)) + 0.5).astype(np.int64)
        return np.diff(ends, prepend=0)


@kernel
def _draw_sociability(key, exponent, sociability):
    """Draw what degrees are proportional to, from a power law between 1 and WIDEST."""
    power = 1.0 - exponent
    widest = WIDEST**power
    for i in range(len(sociability)):
        if i & 3 == 0:
            drawn = words(key, _SOCIABLE, 0, i >> 2, 0)
        sociability[i] = (widest + uniform(drawn[i & 3]) * (1.0 - widest)) ** (1.0 / power)


@kernel
def _tie_inside(key, size, sociability, inside, source, target):
    """Tie members of each community, ``inside`` ties each on average; return the number of ties.

    Nobody has half-ties for more than half of the others: what a hub cannot have, the others share. A pair that is
    one consumer, or known already, gives way to two other half-ties drawn at random.
    """
    half = np.empty(np.int64(inside * size.max()) + 4, np.int32)
    slots = 1
    while slots < 2 * len(half):
        slots *= 2
    known = np.empty(slots, np.int64)
    n_ties = 0
    begin = np.int64(0)
    for community in range(len(size)):
        end = begin + size[community]
        first_pair = np.int64(0.5 * inside * begin + 0.5)
        n_pairs = np.int64(0.5 * inside * end + 0.5) - first_pair
        most = 0.5 * (size[community] - 1)
        factor = 0.0
        for _ in range(5):
            left = 2.0 * n_pairs
            free = 0.0
            for i in range(begin, end):
                if factor * sociability[i] < most:
                    free += sociability[i]
                else:
                    left -= most
            if free > 0:
                factor = left / free
        total = 0.0
        for i in range(begin, end):
            total += min(factor * sociability[i], most)
        passed = 0.0
        n_half = 0
        for i in range(begin, end):
            passed += min(factor * sociability[i], most)
            while n_half < np.int64(passed / total * (2 * n_pairs) + 0.5):
                half[n_half] = i
                n_half += 1
        shuffle(key, _SHUFFLED_INSIDE, community, half, n_half)
        mask = 1
        while mask < 2 * n_half:
            mask *= 2
        mask -= 1
        known[: mask + 1] = -1
        for pair in range(n_pairs):
            a, b = np.int64(half[2 * pair]), np.int64(half[2 * pair + 1])
            for attempt in range(33):
                low, high = min(a, b), max(a, b)
                code = low * MOST_CONSUMERS + high
                slot = ((low * 0x9E3779B1 + high * 0x85EBCA77) >> 15) & mask
                while known[slot] >= 0 and known[slot] != code:
                    slot = (slot + 1) & mask
                if a != b and known[slot] != code:
                    known[slot] = code
                    source[n_ties] = a
                    target[n_ties] = b
                    n_ties += 1
                    break
                drawn = words(key, _PAIRED_INSIDE, 0, first_pair + pair, attempt)
                a, b = np.int64(half[below(drawn[0], n_half)]), np.int64(half[below(drawn[1], n_half)])
        begin = end
    return n_ties


@kernel
def _tie_outside(key, community, sociability, n_pairs, source, target, n_ties):
    """Add ties between communities; return the number of all ties.

    Pairs that are known already are left to be dropped: they are few, and do not grow with the population.
    """
    half = np.empty(2 * n_pairs, np.int32)
    total = 0.0
    for i in range(len(sociability)):
        total += sociability[i]
    passed = 0.0
    n_half = 0
    for i in range(len(sociability)):
        passed += sociability[i]
        while n_half < np.int64(passed / total * (2 * n_pairs) + 0.5):
            half[n_half] = i
            n_half += 1
    shuffle(key, _SHUFFLED_OUTSIDE, 0, half, n_half)
    for pair in range(n_pairs):
        a, b = half[2 * pair], half[2 * pair + 1]
        for attempt in range(33):
            if community[a] != community[b]:
                source[n_ties] = a
                target[n_ties] = b
                n_ties += 1
                break
            drawn = words(key, _PAIRED_OUTSIDE, 0, pair, attempt)
            a, b = half[below(drawn[0], n_half)], half[below(drawn[1], n_half)]
    return n_ties
