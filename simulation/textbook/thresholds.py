"""Thresholds: a consumer becomes active as soon as enough of those who influence her are."""

from typing import TYPE_CHECKING

import numpy as np

from simulation.kernels import kernel
from simulation.randomness import uniform, words_of_four
from simulation.textbook.contacts import influencers
from simulation.textbook.family import State
from simulation.textbook.seeded import SeededModel

if TYPE_CHECKING:
    from simulation.diffusion import Diffusion

STATES = (State("inactive", "who are not active"), State("active", "who are active", adopted=True))


class ThresholdModel(SeededModel):
    """A model in which :meth:`needed` says how many active influencers it takes to activate each."""

    states = STATES

    def needed(self, run: "Diffusion", around: np.ndarray) -> np.ndarray:
        """Return how many must be active among the influencers, of whom there are ``around``: int32 (n,)."""
        raise NotImplementedError

    def begin(self, run: "Diffusion") -> tuple[np.ndarray, np.ndarray]:
        """Activate the seeds, and return who is newly active and how many each still needs."""
        seeds = self.chosen(run)
        run.state[seeds] = 1
        return seeds, np.maximum(self.needed(run, influencers(run.network)), 1).astype(np.int32)

    def step(self, run: "Diffusion") -> None:
        """Activate those who have enough active influencers since the period before."""
        frontier, missing = run.kept
        if not len(frontier):
            return
        network = run.network
        new = np.empty(min(int(network.degree[frontier].sum()), run.n), np.int32)
        count = activate(network.starts, network.targets, frontier, run.state, missing, new)
        run.state[new[:count]] = 1
        run.kept = new[:count], missing


@kernel
def activate(starts, targets, frontier, state, missing, new):
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
    """Return the least number whose share of those around is at least so much (≥, not >): int32 (n,)."""
    least = np.ceil(share * around)
    # A product that is rounded up past a whole number must not ask for one more.
    one_less = np.maximum(least - 1, 0)
    enough = (one_less >= 1) & (one_less / np.maximum(around, 1) >= share)
    least = np.where(enough, one_less, least)
    return np.where(around == 0, np.iinfo(np.int32).max, np.minimum(least, np.iinfo(np.int32).max)).astype(np.int32)


def uniform_of(run: "Diffusion", address: int) -> np.ndarray:
    """Return a number strictly between 0 and 1 for each consumer, float64 (n,), for one purpose."""
    drawn = np.empty(run.n)
    _draw(run.key, address, drawn)
    return drawn


@kernel
def _draw(key, address, drawn):
    for first in range(0, len(drawn), 4):
        luck = words_of_four(key, address, 0, first, 0)
        for i in range(first, min(first + 4, len(drawn))):
            drawn[i] = uniform(luck[i & 3])
