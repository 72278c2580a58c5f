"""Maximum coverage: the consumers who together are in as many sets as can be, one after another.

Source: Nemhauser, Wolsey and Fisher (1978), An analysis of approximations for maximizing submodular set functions;
Tang, Tang, Xiao and Yuan (2018), Online processing algorithms for influence maximization, SIGMOD (the bound).
"""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.seeding.reverse_sets import ReverseSets


class Cover(NamedTuple):
    """The members chosen, int32 in order; how many sets each newly meets; and the most that so many could meet."""

    chosen: np.ndarray
    gains: np.ndarray
    bound: int


def cover(sets: ReverseSets, n: int, count: int) -> Cover:
    """Return ``count`` of n members, each of whom is in the most sets that none before is in."""
    starts, members = sets
    holders = np.bincount(members[: starts[-1]], minlength=n)
    places = np.concatenate(([0], np.cumsum(holders)))
    holding = np.empty(starts[-1], np.int32)
    _index(starts, members, places[:-1].copy(), holding)
    chosen, gains = np.empty(count, np.int32), np.empty(count, np.int64)
    return Cover(chosen, gains, int(_choose(starts, members, places, holding, holders, chosen, gains)))


@kernel
def _index(starts, members, end, holding):
    """Write which sets each member is in."""
    for s in range(len(starts) - 1):
        for position in range(starts[s], starts[s + 1]):
            i = members[position]
            holding[end[i]] = s
            end[i] += 1


@kernel
def _choose(starts, members, places, holding, gain, chosen, gains):
    """Choose greedily; return the least of the bounds on what any choice of as many could meet.

    ``gain``, in how many sets each is that are not met yet, only falls. Members stand in a list for each gain that they
    had when they were last looked at; whoever comes up with less moves to the list of that gain. ``have`` counts
    members by gain: the best ``count`` of them bound what they could add to the sets that are met.
    """
    n, count = len(gain), len(chosen)
    most = gain.max()
    have = np.zeros(most + 1, np.int64)
    head = np.full(most + 1, -1, np.int64)
    following = np.empty(n, np.int64)
    for i in range(n - 1, -1, -1):
        have[gain[i]] += 1
        following[i] = head[gain[i]]
        head[gain[i]] = i
    is_met = np.zeros(len(starts) - 1, np.bool_)
    n_met = 0
    bound = len(is_met)
    level = most
    for place in range(count + 1):
        wanted, added, best = count, 0, level
        while wanted > 0 and best > 0:
            taken = min(wanted, have[best])
            added += taken * best
            wanted -= taken
            best -= 1
        bound = min(bound, n_met + added)
        if place == count:
            break
        while True:
            while head[level] < 0:
                level -= 1
            i = head[level]
            head[level] = following[i]
            if gain[i] == level:
                break
            following[i] = head[gain[i]]
            head[gain[i]] = i
        chosen[place] = i
        gains[place] = level
        n_met += level
        for entry in range(places[i], places[i + 1]):
            s = holding[entry]
            if not is_met[s]:
                is_met[s] = True
                for position in range(starts[s], starts[s + 1]):
                    j = members[position]
                    have[gain[j]] -= 1
                    gain[j] -= 1
                    have[gain[j]] += 1
    return bound
