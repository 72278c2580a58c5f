"""Spread: how many a cascade reaches from given seeds, by simulation."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import uniform
from wordofmouth.seeding.even_ties import spread_by_skips
from wordofmouth.seeding.live_ties import first_draws, live_ties
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.thresholds import spread_by_thresholds


class Spread(NamedTuple):
    """The mean number of consumers reached, seeds among them, with its standard error."""

    mean: float
    error: float


def spread(
    spreading: Spreading, seeds: Sequence[int] | np.ndarray, runs: int = 10_000, key: int | np.uint64 = 0
) -> Spread:
    """Return how many are reached, on average over so many runs; of negative ones none is counted.

    Raises:
        ValueError: if a seed is no consumer, or there are no runs.
    """
    sizes = spreads(spreading, seeds, runs, key)
    return Spread(float(sizes.mean()), float(sizes.std(ddof=1)) / math.sqrt(runs) if runs > 1 else math.nan)


def spreads(spreading: Spreading, seeds: Sequence[int] | np.ndarray, runs: int, key: int | np.uint64 = 0) -> np.ndarray:
    """Return how many are reached in each run: float64 (runs,).

    The same run has the same live ties whoever is seeded (common random numbers). Where opinions can be negative, each
    run gives the number of positive consumers to be expected when it is known which ties are live: q^(d + 1) of one
    who is reached in d steps.

    Raises:
        ValueError: if a seed is no consumer, or there are no runs.
    """
    if runs < 1:
        raise ValueError(f"runs: {runs} is not at least 1")
    seeds = as_seeds(seeds, spreading.n)
    sizes, network = np.empty(runs), spreading.network
    if spreading.even:
        spread_by_skips(np.uint64(key), network.starts, network.targets, *spreading.even, seeds, spreading.worth, sizes)
    elif spreading.threshold:
        spread_by_thresholds(np.uint64(key), network.starts, network.targets, spreading.probability, seeds, sizes)
    else:
        _spread(np.uint64(key), spreading.forward, seeds, spreading.worth, sizes)
    return sizes


def as_seeds(seeds: Sequence[int] | np.ndarray, n: int) -> np.ndarray:
    """Return seeds as int32 ids.

    Raises:
        ValueError: if one is no consumer.
    """
    seeds = np.asarray(seeds, np.int64).ravel()
    unknown = seeds[(seeds < 0) | (seeds >= n)]
    if len(unknown):
        raise ValueError(f"seeds: {unknown[0]} is not between 0 and {n - 1}")
    return seeds.astype(np.int32)


@kernel
def _spread(key, rows, seeds, worth, sizes):
    starts, targets, probability, stride, quiet = rows
    n = len(quiet)
    reached_in = np.full(n, -1, np.int64)
    reached = np.empty(n, np.int32)
    places = np.empty(np.diff(starts).max(), np.int64)
    for run in range(len(sizes)):
        count = 0
        for i in seeds:
            if reached_in[i] != run:
                reached_in[i] = run
                reached[count] = i
                count += 1
        size = 0.0
        step = 0
        first, last = 0, count
        while first < last:
            size += (last - first) * worth[step]
            for position in range(first, last):
                i = reached[position]
                drawn = first_draws(key, run, i)
                if uniform(drawn[0]) > quiet[i]:
                    n_live = live_ties(key, run, i, drawn, starts[i], starts[i + 1], probability, stride, places)
                    for entry in range(n_live):
                        j = targets[places[entry]]
                        if reached_in[j] != run:
                            reached_in[j] = run
                            reached[count] = j
                            count += 1
            first, last = last, count
            step = min(step + 1, len(worth) - 1)
        sizes[run] = size
