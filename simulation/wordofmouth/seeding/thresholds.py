"""Thresholds: who joins when enough influencers have, and the one tie that is decisive.

A threshold is uniform between 0 and 1. Whether the influencers who have joined outweigh it is, in distribution,
whether the one whose share of the unit interval it falls into is reached.

Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD.
"""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, uniform, words

_THRESHOLD = purpose("maximisation: threshold")


class Influencers(NamedTuple):
    """Who influences each consumer: ``sources`` in sparse rows, their weights, and the sum of those before."""

    starts: np.ndarray
    sources: np.ndarray
    weight: np.ndarray
    low: np.ndarray


@kernel
def decisive_tie(key, run, j, influencers):
    """Return the place of consumer j's one live tie in one run, or -1 if there is none."""
    first, last = influencers.starts[j], influencers.starts[j + 1]
    u = uniform(words(key, _THRESHOLD, run, j, 0)[0])
    place = -1
    if first < last:
        while last - first > 1:
            middle = (first + last) // 2
            if influencers.low[middle] <= u:
                first = middle
            else:
                last = middle
        if u < influencers.low[first] + influencers.weight[first]:
            place = first
    return place


@kernel
def spread_by_thresholds(key, starts, targets, weight, seeds, sizes):
    """Count whom the seeds reach in each run."""
    n = len(starts) - 1
    touched_in = np.full(n, -1, np.int64)
    # What is left of a consumer's threshold; below zero once the consumer has joined.
    left = np.empty(n)
    joined = np.empty(n, np.int32)
    for run in range(len(sizes)):
        count = 0
        for i in seeds:
            if touched_in[i] != run:
                touched_in[i] = run
                left[i] = -1.0
                joined[count] = i
                count += 1
        position = 0
        while position < count:
            i = joined[position]
            position += 1
            for k in range(starts[i], starts[i + 1]):
                j = targets[k]
                if touched_in[j] != run:
                    touched_in[j] = run
                    left[j] = uniform(words(key, _THRESHOLD, run, j, 0)[0])
                if left[j] >= 0.0:
                    left[j] -= weight[k]
                    if left[j] < 0.0:
                        joined[count] = j
                        count += 1
        sizes[run] = count
