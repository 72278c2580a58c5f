"""Reverse-reachable sets: for a consumer drawn at random, everybody who would have reached them.

A set meets the seeds with the probability with which they reach a random consumer: n times that is their spread.
Where opinions can be negative, the search goes back one more step with probability q each. Whoever is d steps away is
then found with probability q^d, the chance that what they say arrives as praise if it is praise, which it is with
probability q: q n times the share of the sets that meet the seeds is their positive spread. So no set is empty,
however small q is.

Source: Borgs, Brautbar, Chayes and Lucier (2014), Maximizing social influence in nearly optimal time, SODA.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.cores import usable_cores
from wordofmouth.engine.kernels import Kernel, kernel
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.seeding.live_ties import first_draws, live_ties
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.thresholds import decisive_tie

# So many sets are worth a thread.
_LOT = 50_000
_ROOT = purpose("maximisation: root of a reverse-reachable set")


class ReverseSets(NamedTuple):
    """Sets in sparse rows: set s is ``members[starts[s]:starts[s + 1]]``; int64 and int32."""

    starts: np.ndarray
    members: np.ndarray


class Sampler:
    """Draws sets of one spreading under one key; set s is the same whenever it is drawn."""

    def __init__(self, spreading: Spreading, key: np.uint64) -> None:
        self._n = spreading.n
        self._sample: Kernel
        self._of: tuple[Any, ...]
        if spreading.threshold:
            self._sample, self._of = _walk_back, (key, spreading.influencers)
        else:
            self._sample, self._of = _reach_back, (key, spreading.reverse, spreading.quality)

    def draw(self, count: int, known: ReverseSets | None = None) -> ReverseSets:
        """Return the first ``count`` sets; those already ``known`` are not drawn again."""
        lots = [known] if known else []
        done = len(known.starts) - 1 if known else 0
        lots += self._in_lots(self._lot, done, count)
        if len(lots) == 1:
            return lots[0]
        ends = np.cumsum([0, *(lot.starts[-1] for lot in lots)])
        starts = [lot.starts[:-1] + end for lot, end in zip(lots, ends[:-1], strict=True)]
        members = [lot.members[: lot.starts[-1]] for lot in lots]
        return ReverseSets(np.concatenate([*starts, ends[-1:]]), np.concatenate(members))

    def count_met(self, seeds: np.ndarray, count: int) -> int:
        """Return how many of the first ``count`` sets meet the seeds; none is kept."""
        wanted = np.zeros(self._n, np.bool_)
        wanted[seeds] = True

        def met(first: int, end: int) -> int:
            room = np.empty(self._n, np.int32)
            return self._sample(*self._of, first, first, end, np.empty(0, np.int64), room, wanted)[1]

        return sum(self._in_lots(met, 0, count))

    def _lot(self, first: int, end: int) -> ReverseSets:
        """Return the sets from one on to before another."""
        starts, members = np.zeros(end - first + 1, np.int64), np.empty(2 * self._n, np.int32)
        nobody = np.zeros(self._n, np.bool_)
        done = first
        while (done := self._sample(*self._of, first, done, end, starts, members, nobody)[0]) < end:
            # What has been drawn foretells how long all will be.
            drawn = starts[done - first]
            longer = np.empty(int(1.1 * drawn * (end - first) / max(done - first, 1)) + 2 * self._n, np.int32)
            longer[:drawn] = members[:drawn]
            members = longer
        return ReverseSets(starts, members)

    def _in_lots[T](self, work: Callable[[int, int], T], first: int, end: int) -> list[T]:
        """Return what work comes to on sets from one on to before another: many are shared out among the cores."""
        n_lots = min((end - first) // _LOT, usable_cores())
        if n_lots < 2:
            return [work(first, end)]
        edges = np.linspace(first, end, n_lots + 1).astype(int).tolist()
        with ThreadPoolExecutor(n_lots) as threads:
            return list(threads.map(work, edges[:-1], edges[1:]))


@kernel
def _root(drawn, n):
    """Return a consumer, from 64 bits so that none is likelier than another."""
    return (drawn[0] * n + ((drawn[1] * n) >> 32)) >> 32


@kernel
def _reach_back(key, rows, quality, origin, done, count, starts, members, wanted):
    """Draw sets from ``done`` up to ``count``; return how many there are, and how many of them met who is wanted.

    They are kept if there are ``starts``, which begin with the set ``origin``, for as long as there is room for the
    longest there could be. A set that has met somebody who is wanted is not followed further.
    """
    n = len(wanted)
    keep = len(starts) > 0
    reached_in = np.full(n, -1, np.int64)
    row, sources, probability, stride, quiet = rows
    places = np.empty(np.diff(row).max(), np.int64)
    n_met = 0
    first = starts[done - origin] if keep else 0
    for s in range(done, count):
        if first + n > len(members):
            return s, n_met
        root = words(key, _ROOT, s, 0, 0)
        patience = uniform(root[2])
        end = first
        back = 1.0
        members[end] = _root(root, n)
        reached_in[members[end]] = s
        met = wanted[members[end]]
        end += 1
        step, step_end = first, end
        while step < step_end and not met:
            back *= quality
            if patience >= back:
                break
            for position in range(step, step_end):
                j = members[position]
                drawn = first_draws(key, s, j)
                if uniform(drawn[0]) > quiet[j]:
                    n_live = live_ties(key, s, j, drawn, row[j], row[j + 1], probability, stride, places)
                    for entry in range(n_live):
                        i = sources[places[entry]]
                        if reached_in[i] != s:
                            reached_in[i] = s
                            members[end] = i
                            end += 1
                            met |= wanted[i]
                if met:
                    break
            step, step_end = step_end, end
        n_met += 1 if met else 0
        if keep:
            starts[s + 1 - origin] = end
            first = end
    return count, n_met


@kernel
def _walk_back(key, influencers, origin, done, count, starts, members, wanted):
    """Do the same where thresholds decide: each set is one walk, until it ends or bites its tail."""
    n = len(wanted)
    keep = len(starts) > 0
    reached_in = np.full(n, -1, np.int64)
    n_met = 0
    first = starts[done - origin] if keep else 0
    for s in range(done, count):
        if first + n > len(members):
            return s, n_met
        j = _root(words(key, _ROOT, s, 0, 0), n)
        end = first
        met = False
        while reached_in[j] != s and not met:
            reached_in[j] = s
            members[end] = j
            end += 1
            met = wanted[j]
            place = decisive_tie(key, s, j, influencers)
            if place >= 0:
                j = influencers.sources[place]
        n_met += 1 if met else 0
        if keep:
            starts[s + 1 - origin] = end
            first = end
    return count, n_met
