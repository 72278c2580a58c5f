"""Picking: whom a lever reaches among those at whom it is aimed, each with the same chance."""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, words_of_four


def pick(key: np.uint64, address: int, week: int, probability: float, candidates: np.ndarray) -> np.ndarray:
    """Return the candidates, ascending int32 ids, whom their word picks; four neighbours share one block of words."""
    picked = np.empty(len(candidates) + 1, dtype=np.int32)
    return picked[: _pick(key, address, week, chance(probability), candidates, picked)].copy()


@kernel
def _pick(key, address, week, threshold, candidates, picked):
    count, quad, drawn = 0, -1, (0, 0, 0, 0)
    for i in candidates:
        if i >> 2 != quad:
            quad = i >> 2
            drawn = words_of_four(key, address, week, i, 0)
        picked[count] = i
        count += 1 if drawn[i & 3] < threshold else 0
    return count
