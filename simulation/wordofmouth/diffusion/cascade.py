"""Cascades: whoever becomes active has one chance to activate each neighbour."""

import numpy as np

from wordofmouth.diffusion.contacts import room_for_ties
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.seeded import SeededModel
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, purpose, uniform, words, words_of_four

_TIE = purpose("textbook.cascade: tie carries")
_FIRST = purpose("textbook.cascade: who was first")
_LOYAL = purpose("textbook.cascade: stays positive")

_ACTIVE, _NEGATIVE = 1, 2
# Added to the state of whom this period reaches.
_REACHED = 4


class Cascade(SeededModel):
    """A model in which ties carry activity once, each with a chance that :meth:`carries` gives.

    Whether a tie carries is one draw with the tie's own address: the same in every run of a seed and replication,
    whoever is seeded. So sets of seeds are compared on the same live ties (Kempe, Kleinberg and Tardos 2003).
    """

    def carries(self, run: Diffusion) -> np.ndarray:
        """Return the chance that a tie carries, by whom it leads to: float64 (n,)."""
        raise NotImplementedError

    def stays_positive(self) -> float:
        """Return the chance that whoever is activated by a positive one is positive too."""
        return 1.0

    def begin(self, run: Diffusion) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Activate the seeds; return the newly active, the thresholds of ties by whom they lead to, and zeros."""
        seeds = self.chosen(run)
        run.state[seeds] = _ACTIVE
        _turn(run.key, self.stays_positive() * WORD, seeds, run.state)
        return seeds, self.carries(run) * WORD, np.zeros(run.n, np.int32)

    def step(self, run: Diffusion) -> None:
        """Let the newly active try their ties, all at once."""
        frontier, thresholds, times = run.memory
        if not len(frontier):
            return
        room = room_for_ties(run.network, frontier)
        count = _try_ties(
            run.key, run.network.starts, run.network.targets, thresholds, frontier, run.state, times, room
        )
        new = np.sort(room[:count])
        _turn(run.key, self.stays_positive() * WORD, new, run.state)
        run.memory = new, thresholds, times


@kernel
def _try_ties(key, starts, targets, thresholds, frontier, state, times, reached):
    """Give whom the frontier reaches the state of a random one of those who reach it; return how many they are."""
    count = 0
    for i in frontier:
        quad = -1
        drawn = (0, 0, 0, 0)
        for k in range(starts[i], starts[i + 1]):
            j = targets[k]
            if 0 < state[j] < _REACHED:
                continue
            if k >> 2 != quad:
                quad = k >> 2
                drawn = words_of_four(key, _TIE, 0, k, 0)
            if drawn[k & 3] >= thresholds[j]:
                continue
            times[j] += 1
            attitude = _REACHED | state[i]
            if times[j] == 1:
                reached[count] = j
                count += 1
                state[j] = attitude
            elif state[j] != attitude:
                # Whoever came first is any of them: the next replaces the one before with chance 1 / times.
                word, _, _, _ = words(key, _FIRST, 0, k & 0xFFFFFFFF, 0)
                if uniform(word) * times[j] < 1.0:
                    state[j] = attitude
    for j in reached[:count]:
        state[j] -= _REACHED
        times[j] = 0
    return count


@kernel
def _turn(key, loyal, active, state):
    """Have each of the positive turn negative, but for those whose word is below the threshold."""
    if loyal >= 4294967296.0:
        return
    for j in active:
        if state[j] == _ACTIVE:
            word, _, _, _ = words(key, _LOYAL, 0, j, 0)
            if word >= loyal:
                state[j] = _NEGATIVE
