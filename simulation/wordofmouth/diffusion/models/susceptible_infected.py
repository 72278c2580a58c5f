"""Susceptible, infected: whoever is infected tries every tie again and again."""

from typing import Literal

import numpy as np

from wordofmouth.diffusion.contacts import influencers, tell
from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.diffusion.seeded import SeededModel
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words
from wordofmouth.scenario.parts import Prior, field

_INFECTED = purpose("textbook.susceptible_infected: infected")


class SusceptibleInfected(SeededModel):
    """Each infected neighbour infects a susceptible consumer with one chance in every period, for good.

    Source: Bailey (1957), The mathematical theory of epidemics; on networks Pastor-Satorras, Castellano, Van Mieghem
    and Vespignani (2015), Epidemic processes in complex networks, Reviews of Modern Physics 87.
    """

    kind: Literal["susceptible_infected"] = "susceptible_infected"
    sought = {"probability": {"from": 0.001, "to": 0.9, "scale": "log"}}
    states = (State("susceptible", "who are not infected"), State("infected", "who are infected", adopted=True))
    probability: float = field(
        0.05,
        "the chance that an infected neighbour infects",
        unit="probability per period",
        source=Prior(0.01, 0.2, "a period's length is free, so its chance is, too"),
        ge=0,
        le=1,
        label="Contagion",
        hint="the chance that a tie carries",
    )

    def begin(self, run: Diffusion) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Infect the seeds; return infected neighbours by consumer, the hazard by their number, and room for ids."""
        seeds = self.chosen(run)
        run.state[seeds] = 1
        infected = np.zeros(run.n, np.int32)
        tell(run.network.starts, run.network.targets, seeds, infected)
        numbers = np.arange(int(influencers(run.network).max(initial=0)) + 1)
        return infected, 1.0 - (1.0 - self.probability) ** numbers, np.zeros(run.n, np.int32)

    def step(self, run: Diffusion) -> None:
        """Infect those whom chance has infected, all at once."""
        infected, hazard, room = run.memory
        new = room[: _infect(run.key, run.week, run.state, infected, hazard, room)]
        run.state[new] = 1
        tell(run.network.starts, run.network.targets, new, infected)


@kernel
def _infect(key, week, state, infected, hazard, adopters):
    count = 0
    for i in range(state.shape[0]):
        if state[i] == 0 and infected[i]:
            word, _, _, _ = words(key, _INFECTED, week, i, 0)
            if word < hazard[infected[i]] * 4294967296.0:
                adopters[count] = i
                count += 1
    return count
