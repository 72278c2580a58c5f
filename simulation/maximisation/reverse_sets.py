"""Reverse-reachable sets: for a consumer drawn at random, everybody who would have reached her.

A set meets the seeds with the probability with which they reach a random consumer: n times that is their spread.
Where opinions can be negative, the search goes back one more step with probability q each, the first time for the
consumer herself. Whoever is d steps away is then found with probability q^(d + 1), the chance that her word arrives
as praise, and n times the share of the sets that meet the seeds is their positive spread.

Source: Borgs, Brautbar, Chayes and Lucier (2014), Maximizing social influence in nearly optimal time, SODA.
"""

from typing import NamedTuple

import numpy as np

from simulation.kernels import kernel
from simulation.maximisation.diffusion import Diffusion, live_ties
from simulation.randomness import purpose, uniform, words

MET = -1
FULL = -2

_ROOT = purpose("maximisation: root of a reverse-reachable set")
_BACK = purpose("maximisation: another step back")


class ReverseSets(NamedTuple):
    """Sets in sparse rows: set s is ``members[starts[s]:starts[s + 1]]``; int64 and int32."""

    starts: np.ndarray
    members: np.ndarray


class Sampler:
    """Draws sets of one diffusion under one key; set s is the same whenever it is drawn."""

    def __init__(self, diffusion: Diffusion, key: np.uint64) -> None:
        self._drawn_from = key, diffusion.reverse, diffusion.quality
        self._n = diffusion.n

    def draw(self, count: int, known: ReverseSets | None = None) -> ReverseSets:
        """Return the first ``count`` sets; those already ``known`` are not drawn again."""
        known_starts, members = known or (np.zeros(1, np.int64), np.empty(1024, np.int32))
        starts = np.empty(count + 1, np.int64)
        starts[: len(known_starts)] = known_starts
        done = len(known_starts) - 1
        while (done := _draw(*self._drawn_from, done, starts, members)) < count:
            # What has been drawn foretells how long all will be.
            expected = int(1.1 * starts[done] * (count / max(done, 1)))
            longer = np.empty(max(expected, 2 * len(members)), np.int32)
            longer[: starts[done]] = members[: starts[done]]
            members = longer
        return ReverseSets(starts, members)

    def count_met(self, seeds: np.ndarray, count: int) -> int:
        """Return how many of the first ``count`` sets meet the seeds; none is kept."""
        wanted = np.zeros(self._n, np.bool_)
        wanted[seeds] = True
        return _count_met(*self._drawn_from, count, wanted)


@kernel
def _reach_back(key, s, rows, quality, members, first, wanted, reached_in, found):
    """Write set s from ``first`` on; return where it ends, :data:`MET` on meeting who is wanted, or :data:`FULL`."""
    root, low_root, patience, _ = words(key, _ROOT, s, 0, 0)
    # A root of 64 bits, so that no consumer is likelier than another.
    n = len(reached_in)
    j = (root * n + ((low_root * n) >> 32)) >> 32
    back = quality
    if uniform(patience) >= back:
        return first
    if wanted[j]:
        return MET
    if first == len(members):
        return FULL
    reached_in[j] = s
    members[first] = j
    step, end = first, first + 1
    while step < end:
        back *= quality
        if uniform(patience) >= back:
            break
        step_end = end
        for position in range(step, step_end):
            for entry in range(live_ties(key, s, members[position], rows, found)):
                i = rows.targets[found[entry]]
                if reached_in[i] != s:
                    if wanted[i]:
                        return MET
                    if end == len(members):
                        return FULL
                    reached_in[i] = s
                    members[end] = i
                    end += 1
        step = step_end
    return end


@kernel
def _draw(key, rows, quality, done, starts, members):
    """Draw sets from ``done`` on while there is room for members; return how many there are then."""
    nobody = np.zeros(len(rows.starts) - 1, np.bool_)
    reached_in = np.full(len(nobody), -1, np.int64)
    found = np.empty(np.diff(rows.starts).max(), np.int64)
    for s in range(done, len(starts) - 1):
        end = _reach_back(key, s, rows, quality, members, starts[s], nobody, reached_in, found)
        if end == FULL:
            return s
        starts[s + 1] = end
    return len(starts) - 1


@kernel
def _count_met(key, rows, quality, count, wanted):
    members = np.empty(len(wanted), np.int32)
    reached_in = np.full(len(wanted), -1, np.int64)
    found = np.empty(np.diff(rows.starts).max(), np.int64)
    n_met = 0
    for s in range(count):
        if _reach_back(key, s, rows, quality, members, 0, wanted, reached_in, found) == MET:
            n_met += 1
    return n_met
