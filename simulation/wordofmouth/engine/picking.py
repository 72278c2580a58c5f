"""Picking: whom a lever reaches among those at whom it is aimed, each with the same chance."""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, drawn_below, lanes, words, words_of_four

BATCH = 2048


def pick(key: np.uint64, address: int, week: int, probability: float, candidates: np.ndarray) -> np.ndarray:
    """Return the candidates, ascending int32 ids, whom their word picks; four neighbours share one block of words."""
    picked = np.empty(len(candidates) + 1, dtype=np.int32)
    room = lanes(BATCH), np.empty((BATCH + 4, 2), np.int64)
    count = _pick(key, address, week, chance(probability), candidates, *room, picked)
    return picked[:count].copy()


def some(key: np.uint64, address: int, week: int, most: int, candidates: np.ndarray) -> np.ndarray:
    """Return at most so many of the candidates, ascending int32 ids: all of them, or those whose word is lowest."""
    if len(candidates) <= most:
        return candidates
    drawn = np.empty(len(candidates), np.int64)
    _draw(key, address, week, candidates, drawn)
    return np.sort(candidates[np.argsort(drawn, kind="stable")[:most]])


@kernel
def _draw(key, address, week, candidates, drawn):
    # Draws: word 0 of block 0.
    for place, i in enumerate(candidates):
        drawn[place], _, _, _ = words(key, address, week, i, 0)


@kernel
def _pick(key, address, week, threshold, candidates, lanes, drawn, picked):
    # Draws: a word among four neighbours' in block 0.
    n, count, quad, four = candidates.shape[0], 0, -1, (0, 0, 0, 0)
    if n > 0 and candidates[n - 1] == n - 1:
        # Everyone.
        for start in range(0, n, BATCH):
            many = drawn_below(key, address, week, start, min(BATCH, n - start), 0, threshold, lanes, drawn)
            for k in range(many):
                picked[count + k] = drawn[k, 0]
            count += many
        return count
    for i in candidates:
        if i >> 2 != quad:
            quad = i >> 2
            four = words_of_four(key, address, week, i, 0)
        picked[count] = i
        count += 1 if four[i & 3] < threshold else 0
    return count
