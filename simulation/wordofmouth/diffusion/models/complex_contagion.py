"""Complex contagion: it takes several active neighbours to be convinced, so long ties alone do not help."""

from typing import Literal

import numpy as np

from wordofmouth.diffusion.contacts import tell
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.seeded import SeededModel, Strategy
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, purpose, words
from wordofmouth.scenario.parts import SETTING, field

_BELOW = purpose("textbook.complex_contagion: below the threshold")


class ComplexContagion(SeededModel):
    """Whoever has at least ``needed`` active neighbours becomes active; with fewer, some do all the same.

    Source: Centola and Macy (2007), Complex contagions and the weakness of long ties, AJS 113; the noise is that of
    Eckles, Mossel, Rahimian and Sen (2018), Long ties accelerate noisy threshold-based contagions.
    """

    kind: Literal["complex_contagion"] = "complex_contagion"
    changeable = frozenset({"needed", "noise"})
    strategy: Strategy = field(
        "neighbourhood",
        "how seeds are chosen; `neighbourhood` is someone at random and all their ties",
        unit="choice",
        label="Choice of the first",
        hint="how they are chosen",
    )
    needed: int = field(
        2,
        "active neighbours that convince",
        unit="consumers",
        source="Centola and Macy 2007: 2 and 3",
        ge=1,
        le=10_000,
        label="Neighbours needed",
        hint="how many active neighbours convince",
    )
    noise: float = field(
        0.0,
        "the chance to become active with fewer, but one at least",
        unit="probability per period",
        source=SETTING,
        ge=0,
        le=1,
        label="Noise",
        hint="the chance to become active with fewer of them, but one at least",
    )

    def begin(self, run: Diffusion) -> tuple[np.ndarray, np.ndarray]:
        """Activate the seeds, and return how many active neighbours each has, and room for ids."""
        seeds = self.chosen(run)
        run.state[seeds] = 1
        active = np.zeros(run.n, np.int32)
        tell(run.network.starts, run.network.targets, seeds, active)
        return active, np.zeros(run.n, np.int32)

    def step(self, run: Diffusion) -> None:
        """Activate those who have enough active neighbours, and some others, all at once."""
        active, room = run.memory
        new = room[: _convince(run.key, run.week, run.state, active, self.needed, self.noise * WORD, room)]
        run.state[new] = 1
        tell(run.network.starts, run.network.targets, new, active)


@kernel
def _convince(key, week, state, active, needed, noise, adopters):
    count = 0
    for i in range(state.shape[0]):
        if state[i] or active[i] == 0:
            continue
        convinced = active[i] >= needed
        if not convinced and noise > 0.0:
            word, _, _, _ = words(key, _BELOW, week, i, 0)
            convinced = word < noise
        if convinced:
            adopters[count] = i
            count += 1
    return count
