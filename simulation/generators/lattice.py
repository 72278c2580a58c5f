"""Lattices: everyone knows the neighbours on a grid whose edges meet."""

import itertools
import math
from typing import Literal

import numpy as np

from simulation.generators.family import Mistake, TieGenerator
from simulation.kernels import kernel
from simulation.network import Network, random_strong
from simulation.parts import ASSUMPTION, setting

NARROWEST = 3


class Lattice(TieGenerator):
    """A torus of rows and columns, consumer i in column i modulo its width: the home of cellular automata.

    Source: Moore (1962), Machine models of self-reproduction (8 neighbours); von Neumann (1966), Theory of
    self-reproducing automata (4); in marketing Goldenberg, Libai and Muller (2001), Using complex systems analysis to
    advance marketing theory development.
    """

    kind: Literal["lattice"] = "lattice"
    neighbours: Literal[4, 8] = setting(8, "neighbours of a consumer", unit="consumers", source=ASSUMPTION)
    width: int = setting(
        0,
        "consumers in a row; 0 for as near to a square as their number allows",
        unit="consumers",
        ge=0,
        le=100_000_000,
    )

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
        """Return the torus."""
        source = np.empty(consumers * self.neighbours // 2, np.int32)
        target = np.empty_like(source)
        _tie_neighbours(self.width or widest(consumers), consumers, self.neighbours, source, target)
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
