"""E-communities: most ties stay inside a community, friends' ties all do; a few consumers have many."""

import math
from typing import Any, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, purpose, uniform, words
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.generator import degree_mistakes
from wordofmouth.networks.network import MOST_CONSUMERS, Network, random_strong
from wordofmouth.scenario.families.generator import Mistake, NetworkGenerator
from wordofmouth.scenario.parts import Prior, field

WIDEST = 50.0
MOST_ATTEMPTS = 33

_SOCIABLE = purpose("communities: sociable")
_SHUFFLED = purpose("communities: half-ties shuffled")
_PAIRED = purpose("communities: half-ties paired")


class Communities(NetworkGenerator):
    """Communities of many sizes, in which consumers of many degrees know each other, and some outsiders.

    A degree-corrected block model: every consumer has half-ties, some to members of the same community and some to
    anyone outside it, and they are paired at random. Sizes and degrees fall as powers, the largest at most 50 times the
    smallest. Numbers run through the communities in turn, the largest first.

    Source: Karrer and Newman (2011), Stochastic blockmodels and community structure in networks, Physical Review E
    83; sizes, degrees and mixing as in Lancichinetti, Fortunato and Radicchi (2008), Benchmark graphs for testing
    community detection algorithms, Physical Review E 78.
    """

    kind: Literal["communities"] = "communities"
    mean_degree: float = field(
        10.0,
        "mean number of ties of a consumer",
        unit="ties",
        source=Prior(5.0, 20.0, "people talk with some ten to twenty others regularly; by how one asks"),
        ge=1,
        le=1000,
        label="Friends and acquaintances",
        hint="how many people each one talks to, on average",
    )
    community_size: float = field(
        100.0,
        "mean number of members of a community; at most half the population",
        unit="consumers",
        source=Prior(40.0, 250.0, "communities stand out up to some hundred members: Leskovec et al. 2009, in order"),
        ge=2,
        le=1e9,
    )
    mixing: float = field(
        0.3,
        "share of the ties that leave the community, all of them weak",
        unit="share of ties",
        source=Prior(0.1, 0.5, "most ties stay within a community, or it would be none"),
        ge=0,
        le=1,
    )
    degree_exponent: float = field(
        3.0,
        "power with which the degrees fall; the larger, the more alike",
        unit="exponent",
        source="Barabási and Albert 1999: 3",
        ge=1.5,
        le=20,
    )
    size_exponent: float = field(
        2.0,
        "power with which the sizes of communities fall; the larger, the more alike",
        unit="exponent",
        source="Lancichinetti, Fortunato and Radicchi 2008: 1 to 2",
        ge=1.01,
        le=20,
    )

    def to_be_seen(self) -> dict[str, Any]:
        """Return communities, and numbers of ties, small enough for a picture."""
        return {"community_size": 40.0, "mean_degree": min(self.mean_degree, 8.0)}

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistakes of communities too small for their ties, and of ties too many for an outside."""
        mistakes = degree_mistakes(self.mean_degree, consumers)
        if not mistakes and self.mixing * self.mean_degree > consumers / 4:
            most = math.floor(consumers / 4 / self.mixing)
            message = (
                f"{self.mean_degree:g} ties each, {self.mixing:g} of them outside, are too many for {consumers:,} "
                f"consumers; at most {most}"
            )
            mistakes.append(Mistake("mean_degree", self.mean_degree, message))
        if self.strong_share + self.mixing > 1 + 1e-9:
            message = (
                f"{self.strong_share:g} strong and mixing {self.mixing:g} are more than 1, "
                f"yet strong ties stay inside the community; at most {1 - self.mixing:g}"
            )
            mistakes.append(Mistake("strong_share", self.strong_share, message))
        smallest = self._smallest()
        if self.community_size < smallest:
            message = f"{self.community_size:g} is below {smallest}, twice the ties inside"
            mistakes.append(Mistake("community_size", self.community_size, message))
        elif not mistakes and self._mean_size(consumers) < smallest:
            most = math.floor((self._mean_size(consumers) - 1) / 2 / (1 - self.mixing))
            message = (
                f"{self.mean_degree:g} ties each are too many for {consumers:,} consumers in communities; "
                f"at most {most}"
            )
            mistakes.append(Mistake("mean_degree", self.mean_degree, message))
        return mistakes

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network, its communities as they were planted."""
        size = self._sizes(consumers)
        community = np.repeat(np.arange(len(size), dtype=np.int32), size)
        sociability = np.empty(consumers)
        _draw_sociability(key, self.degree_exponent, sociability)
        inside = (1 - self.mixing) * self.mean_degree
        outside = round(self.mixing * self.mean_degree * consumers / 2)
        first_outside = int(0.5 * inside * consumers + 0.5)
        source, target = np.empty((2, first_outside + outside), np.int32)
        # Half-ties of the largest community, or of all outside; and a hash table, at most twice as many slots.
        half = np.empty(max(int(inside * int(size.max())) + 4, 2 * outside), np.int32)
        known = np.empty(2 * len(half), np.int64)
        n_inside = _tie_inside(key, size, community, sociability, inside, half, known, source, target)
        n_ties = _tie_outside(
            key, size, community, sociability, first_outside, outside, half, known, source, target, n_inside
        )
        strong = np.zeros(n_ties, np.bool_)
        strong[:n_inside] = random_strong(n_inside, self.strong_share * n_ties / max(n_inside, 1), key)
        return Network.from_ties(consumers, source[:n_ties], target[:n_ties], strong, community=community)

    def _mean_size(self, consumers: int) -> float:
        """Return the mean size of communities: in a small population half of it, so that there is an outside."""
        return min(self.community_size, consumers // 2 if self.mixing else consumers)

    def _smallest(self) -> int:
        """Return the smallest size of a community: a member is tied to half of the others."""
        return math.ceil(2 * (1 - self.mixing) * self.mean_degree) + 1

    def _sizes(self, consumers: int) -> np.ndarray:
        """Return the communities' sizes, int64, in falling order: quantiles of a truncated power law.

        The law is as wide as it may be with room for the ties in the smallest, and half the consumers in the largest.
        """
        n = int(consumers // self._mean_size(consumers))
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
def _tie_inside(key, size, community, sociability, inside, half, known, source, target):
    """Tie members of each community, ``inside`` ties each on average; return the number of ties."""
    n_ties = 0
    n_pairs = np.int64(0)
    begin = np.int64(0)
    for group in range(len(size)):
        end = begin + size[group]
        first_pair = n_pairs
        n_pairs = np.int64(0.5 * inside * end + 0.5)
        # Nobody is dealt half-ties for more than half of the others: what a hub cannot have, the others share.
        n_half = _deal(sociability, begin, end, 0.5 * (size[group] - 1), 2 * (n_pairs - first_pair), half)
        shuffle(key, _SHUFFLED, group, half, n_half)
        n_ties = _pair(key, first_pair, half, n_half, community, False, known, source, target, n_ties)
        begin = end
    return n_ties


@kernel
def _tie_outside(key, size, community, sociability, first_pair, n_pairs, half, known, source, target, n_ties):
    """Add ties between communities; return the number of all ties."""
    # The largest community is at most half of all, so this is half of the others outside.
    n_half = _deal(sociability, 0, len(sociability), 0.25 * len(sociability), 2 * n_pairs, half)
    shuffle(key, _SHUFFLED, len(size), half, n_half)
    return _pair(key, first_pair, half, n_half, community, True, known, source, target, n_ties)


@kernel
def _deal(weight, begin, end, most, n, half):
    """Deal consumers from ``begin`` to ``end`` n half-ties, in proportion to their weights but at most ``most`` each.

    Returns how many were dealt, 0 or n.
    """
    factor = 0.0
    for _ in range(5):
        left = float(n)
        free = 0.0
        for i in range(begin, end):
            if factor * weight[i] < most:
                free += weight[i]
            else:
                left -= most
        if free > 0:
            factor = left / free
    total = 0.0
    for i in range(begin, end):
        total += min(factor * weight[i], most)
    if total <= 0:
        return 0
    passed = 0.0
    dealt = 0
    for i in range(begin, end):
        passed += min(factor * weight[i], most)
        upto = np.int64(passed / total * n + 0.5)
        for k in range(dealt, upto):
            half[k] = i
        dealt = upto
    return dealt


@kernel
def _pair(key, first_pair, half, n_half, community, apart, known, source, target, n_ties):
    """Make ties of successive half-ties; return the number of ties.

    A pair that is one consumer, is known already, or is of one community and should be ``apart``, gives way to two
    other half-ties drawn at random. ``known`` is room for a hash table, linearly probed.
    """
    mask = _slots(n_half) - 1
    for slot in range(mask + 1):
        known[slot] = -1
    for pair in range(n_half // 2):
        a, b = np.int64(half[2 * pair]), np.int64(half[2 * pair + 1])
        for attempt in range(MOST_ATTEMPTS):
            if a != b and not (apart and community[a] == community[b]):
                low, high = min(a, b), max(a, b)
                code = low * MOST_CONSUMERS + high
                slot = ((low * 0x9E3779B1 + high * 0x85EBCA77) >> 15) & mask
                while known[slot] >= 0 and known[slot] != code:
                    slot = (slot + 1) & mask
                if known[slot] < 0:
                    known[slot] = code
                    source[n_ties] = a
                    target[n_ties] = b
                    n_ties += 1
                    break
            drawn = words(key, _PAIRED, attempt, first_pair + pair, 0)
            a, b = np.int64(half[below(drawn[0], n_half)]), np.int64(half[below(drawn[1], n_half)])
    return n_ties


@kernel
def _slots(n_half):
    """Return the size of a hash table for as many half-ties, a power of two that is at most half full."""
    slots = 1
    while slots < n_half:
        slots *= 2
    return slots
