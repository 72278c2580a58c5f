"""Lattices: everyone knows the neighbours on a grid whose edges meet."""

import itertools
import math
from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, chance, purpose, words
from wordofmouth.networks.generator import TieGenerator
from wordofmouth.networks.network import Network, random_strong
from wordofmouth.scenario.families.generator import Mistake
from wordofmouth.scenario.parts import SETTING, field

NARROWEST = 3

_REWIRED = purpose("lattice: rewired")
_SWAPPED = purpose("lattice: swapped")


class Lattice(TieGenerator):
    """A torus of rows and columns, consumer i in column i modulo its width: the home of cellular automata.

    Source: Moore (1962), Machine models of self-reproduction (8 neighbours); von Neumann (1966), Theory of
    self-reproducing automata (4); in marketing Goldenberg, Libai and Muller (2001b), Using complex systems analysis to
    advance marketing theory development. Rewiring is that of Maslov and Sneppen (2002), Specificity and stability in
    topology of protein networks, Science 296, with which Centola and Macy (2007) make long ties.
    """

    kind: Literal["lattice"] = "lattice"
    neighbours: Literal[4, 8] = field(
        8, "neighbours of a consumer", unit="consumers", source="Moore 1962: 8; von Neumann 1966: 4"
    )
    width: int = field(
        0,
        "consumers in a row; 0 for as near to a square as their number allows",
        unit="consumers",
        source=SETTING,
        ge=0,
        le=100_000_000,
    )
    rewiring: float = field(
        0.0,
        "share of the ties that swap ends among each other, so that everyone keeps as many",
        unit="share of ties",
        source=SETTING,
        ge=0,
        le=1,
    )

    def degree(self, consumers: int) -> float:
        """Return how many neighbours a consumer has."""
        return float(self.neighbours)

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return the mistake of a population that fills no torus of this width."""
        if 0 < self.width < NARROWEST:
            return [Mistake("width", self.width, f"{self.width} is too narrow; at least {NARROWEST}, or 0")]
        if self._fits(consumers):
            return []
        wide = f"{self.width} wide" if self.width else f"at least {NARROWEST} wide"
        message = f"{consumers:,} fill no rectangle {wide} and {NARROWEST} high; {self._nearest(consumers):,} do"
        return [Mistake("consumers", consumers, message)]

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return the torus, rewired."""
        source = np.empty(consumers * self.neighbours // 2, np.int32)
        target = np.empty_like(source)
        _tie_neighbours(self.width or widest(consumers), consumers, self.neighbours, source, target)
        if self.rewiring:
            _swap_ends(key, chance(self.rewiring), self.neighbours, consumers, source, target)
        return Network.from_ties(consumers, source, target, random_strong(len(source), self.strong_share, key))

    def _fits(self, consumers: int) -> bool:
        width = self.width or widest(consumers)
        return consumers % width == 0 and min(width, consumers // width) >= NARROWEST

    def _nearest(self, consumers: int) -> int:
        step = max(self.width, 1)
        middle = max(round(consumers / step), NARROWEST) * step
        sizes = (middle + sign * distance * step for distance in itertools.count() for sign in (-1, 1))
        return next(size for size in sizes if size >= NARROWEST**2 and self._fits(size))


def widest(consumers: int) -> int:
    """Return the largest divisor of a number that is not above its square root."""
    return next(width for width in range(math.isqrt(consumers), 0, -1) if consumers % width == 0)


@kernel
def _tie_neighbours(width, n, neighbours, source, target):
    for i in range(n):
        row = i - i % width
        right = row + (i + 1) % width
        left = row + (i + width - 1) % width
        k = i * neighbours // 2
        source[k : k + neighbours // 2] = i
        target[k] = right
        target[k + 1] = (i + width) % n
        if neighbours == 8:
            target[k + 2] = (right + width) % n
            target[k + 3] = (left + width) % n


@kernel
def _swap_ends(key, threshold, neighbours, n, source, target):
    """Let ties (a, b) and (c, d), drawn together from those that are rewired, become (a, d) and (c, b)."""
    known = np.full((n, neighbours), -1, np.int32)
    filled = np.zeros(n, np.int32)
    rewired = np.empty(len(source), np.int32)
    count = 0
    for k in range(len(source)):
        for one, other in ((source[k], target[k]), (target[k], source[k])):
            known[one, filled[one]] = other
            filled[one] += 1
        if k & 3 == 0:
            drawn = words(key, _REWIRED, 0, k >> 2, 0)
        if drawn[k & 3] < threshold:
            rewired[count] = k
            count += 1
    for place in range(count):
        # Where everyone knows everyone, no two ties may fit: this one then stays.
        for attempt in range(32):
            whom, turned, _, _ = words(key, _SWAPPED, 0, place, attempt)
            k, m = rewired[place], rewired[below(whom, count)]
            a, b, c, d = source[k], target[k], source[m], target[m]
            if turned & 1:
                c, d = d, c
            if a != d and b != c and not _knows(known, a, d) and not _knows(known, c, b):
                source[k], target[k], source[m], target[m] = a, d, c, b
                _replace(known, a, b, d)
                _replace(known, b, a, c)
                _replace(known, c, d, b)
                _replace(known, d, c, a)
                break


@kernel
def _knows(known, one, other):
    return np.any(known[one] == other)


@kernel
def _replace(known, one, former, latter):
    for place in range(known.shape[1]):
        if known[one, place] == former:
            known[one, place] = latter
            break
