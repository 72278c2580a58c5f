"""Greedy: the consumer who adds most to those already chosen, over a fixed set of cascades.

Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD.
"""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import uniform
from wordofmouth.seeding.lazy import choose_lazily
from wordofmouth.seeding.live_ties import first_draws, live_ties
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.strategy import check_count, strategy
from wordofmouth.seeding.thresholds import decisive_tie

RUNS = 1_000
# Runs times consumers: 20 bytes each, and 4 for each live tie.
LARGEST_TABLE = 2**26
_NEVER = np.int32(2**31 - 1)


@strategy
def greedy(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """Who adds most to those chosen before, by 1,000 simulated cascades, evaluated lazily; for small networks."""
    return greedy_seeds(spreading, count, RUNS, key)


def greedy_seeds(spreading: Spreading, count: int, runs: int = RUNS, key: int | np.uint64 = 0) -> np.ndarray:
    """Return seeds chosen one after another, each the best over the same runs: int32, the first chosen first.

    Raises:
        ValueError: if ``count`` is out of range, or the network is too large for so many runs.
    """
    n = spreading.n
    check_count(count, n)
    if not 1 <= runs <= LARGEST_TABLE // n:
        raise ValueError(
            f"runs: {runs} is not between 1 and {LARGEST_TABLE // n}, the most for {n:,} consumers; "
            "large networks are for the strategy 'reverse_reachable'"
        )
    if count == 0:
        return np.empty(0, np.int32)
    steps = np.full((runs, n), _NEVER, np.int32)
    live = _live_networks(spreading, runs, np.uint64(key))
    # Where all are positive it does not matter in how many steps somebody is reached.
    rest = *live, spreading.worth, 0 if spreading.quality == 1 else 1, steps

    def gains(candidates: np.ndarray, keep: bool) -> np.ndarray:
        total = np.zeros(len(candidates))
        _gains(*rest, candidates, keep, total)
        return total

    first = gains(np.arange(n, dtype=np.int32), False)
    seeds = np.empty(count, np.int32)
    in_turn = choose_lazily(
        zip(first.tolist(), range(n), strict=True), lambda i: gains(np.array([i], np.int32), False)[0], count
    )
    for place, i in enumerate(in_turn):
        seeds[place] = i
        gains(seeds[place : place + 1], True)
    return seeds


def _live_networks(spreading: Spreading, runs: int, key: np.uint64) -> tuple[np.ndarray, np.ndarray]:
    """Return the live ties of every run in sparse rows: row i of run r is row r · n + i."""
    starts = np.zeros(runs * spreading.n + 1, np.int64)
    draw, source = (_draw_one, spreading.influencers) if spreading.threshold else (_draw, spreading.forward)
    # Once to count them, and once more to write them down: they are the same.
    draw(key, source, starts[1:], np.empty(0, np.int32))
    np.cumsum(starts, out=starts)
    targets = np.empty(starts[-1], np.int32)
    draw(key, source, starts[:-1].copy(), targets)
    return starts, targets


@kernel
def _draw(key, rows, end, live):
    """Move the end of every row by its live ties, each drawn for itself; write them down if there is room."""
    starts, targets, probability, stride, quiet = rows
    n = len(quiet)
    places = np.empty(np.diff(starts).max(), np.int64)
    for row in range(len(end)):
        run, i = row // n, row % n
        drawn = first_draws(key, run, i)
        if uniform(drawn[0]) > quiet[i]:
            count = live_ties(key, run, i, drawn, starts[i], starts[i + 1], probability, stride, places)
            for entry in range(min(count, len(live))):
                live[end[row] + entry] = targets[places[entry]]
            end[row] += count


@kernel
def _draw_one(key, influencers, end, live):
    """Do the same where thresholds decide: each consumer has one live tie from an influencer at most."""
    n = len(influencers.starts) - 1
    for row in range(len(end)):
        place = decisive_tie(key, row // n, row % n, influencers)
        if place >= 0:
            source = row - row % n + influencers.sources[place]
            if len(live) > 0:
                live[end[source]] = row % n
            end[source] += 1


@kernel
def _gains(starts, targets, worth, stride, steps, candidates, keep, total):
    """Add up over the runs what each candidate would add alone; keep whom each reaches, if asked to.

    ``steps`` has, by run and consumer, in how many steps each is reached from those chosen so far; somebody is looked
    at again only if a candidate is nearer.
    """
    n = steps.shape[1]
    reached = np.empty(n, np.int32)
    before = np.empty(n, np.int32)
    furthest = len(worth) - 1
    for run in range(steps.shape[0]):
        step = steps[run]
        for c in range(len(candidates)):
            if step[candidates[c]] == 0:
                continue
            reached[0] = candidates[c]
            before[0] = step[candidates[c]]
            step[candidates[c]] = 0
            count = 1
            position = 0
            while position < count:
                i = reached[position]
                total[c] += worth[min(step[i], furthest)]
                if before[position] != _NEVER:
                    total[c] -= worth[min(before[position], furthest)]
                for k in range(starts[run * n + i], starts[run * n + i + 1]):
                    j = targets[k]
                    if step[i] + stride < step[j]:
                        reached[count] = j
                        before[count] = step[j]
                        step[j] = step[i] + stride
                        count += 1
                position += 1
            if not keep:
                for position in range(count):
                    step[reached[position]] = before[position]
