"""Picking: whom a lever reaches among those at whom it is aimed, each with the same chance."""

import numpy as np

from simulation.kernels import kernel
from simulation.randomness import chance, words


def pick(key: np.uint64, address: int, week: int, probability: float, candidates: np.ndarray) -> np.ndarray:
    """Return the candidates, int32 ids, whom a word of their own picks: word 0 of block 0 at their address."""
    picked = np.empty(len(candidates), dtype=np.int32)
    return picked[: _pick(key, address, week, chance(probability), candidates, picked)].copy()


@kernel
def _pick(key, address, week, threshold, candidates, picked):
    count = 0
    for i in candidates:
        word, _, _, _ = words(key, address, week, i, 0)
        if word < threshold:
            picked[count] = i
            count += 1
    return count
