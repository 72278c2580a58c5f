"""Thresholds: a consumer becomes active as soon as enough of the consumer's influencers are."""

import numpy as np

from wordofmouth.diffusion.contacts import influencers, room_for_ties
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.seeded import SeededModel
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import uniform, words_of_four


class ThresholdModel(SeededModel):
    """A model in which :meth:`needed` says how many active influencers it takes to activate each.

    Who needs nobody is active at the start, like a seed.
    """

    def needed(self, run: Diffusion, around: np.ndarray) -> np.ndarray:
        """Return how many must be active among the influencers, of whom there are ``around``: int32 (n,)."""
        raise NotImplementedError

    def begin(self, run: Diffusion) -> tuple[np.ndarray, np.ndarray]:
        """Activate the seeds, and return who is newly active and how many each still needs."""
        missing = self.needed(run, influencers(run.network))
        run.state[self.chosen(run)] = 1
        run.state[missing <= 0] = 1
        return np.flatnonzero(run.state).astype(np.int32), missing

    def step(self, run: Diffusion) -> None:
        """Activate those who have enough active influencers since the period before."""
        frontier, missing = run.memory
        if not len(frontier):
            return
        room = room_for_ties(run.network, frontier)
        new = room[: _activate(run.network.starts, run.network.targets, frontier, run.state, missing, room)]
        run.state[new] = 1
        run.memory = new, missing


@kernel
def _activate(starts, targets, frontier, state, missing, new):
    """Tell the ties of the frontier, and find who has now enough."""
    count = 0
    for i in frontier:
        for k in range(starts[i], starts[i + 1]):
            j = targets[k]
            missing[j] -= 1
            if missing[j] == 0 and state[j] == 0:
                new[count] = j
                count += 1
    return count


def needed_for_share(share: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Return the least number whose share of those around is at least so much (≥, not >): int32 (n,).

    Nobody around is no share at all: who needs any is never convinced.
    """
    some = np.maximum(around, 1)
    least = np.ceil(share * some)
    # The product is rounded: one fewer may do, or one more be needed.
    least = np.where((least - 1) / some >= share, least - 1, least)
    least = np.where(least / some < share, least + 1, least)
    return np.where((around == 0) & (share > 0), np.iinfo(np.int32).max, least).astype(np.int32)


def uniform_of(run: Diffusion, address: int) -> np.ndarray:
    """Return a number strictly between 0 and 1 for each consumer, float64 (n,), for one purpose."""
    drawn = np.empty(run.n)
    _draw(run.key, address, drawn)
    return drawn


@kernel
def _draw(key, address, drawn):
    for first in range(0, len(drawn), 4):
        words = words_of_four(key, address, 0, first, 0)
        for i in range(first, min(first + 4, len(drawn))):
            drawn[i] = uniform(words[i & 3])
