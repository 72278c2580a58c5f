"""The value of seeding: what seeds bring sooner (acceleration), and what they take from a rival (expansion).

Libai, Muller and Peres (2013), Decomposing the value of word-of-mouth seeding programs: acceleration versus expansion,
Journal of Marketing Research 50. All of it is as remembered; the paper was not read again: of each brand
p = 1 - (1 - delta)(1 - q)^N, and if both succeed one is chosen in proportion; q is normal with a standard deviation of
.02; delta from .0005 to .01, q from .01 to .19; 10 % a year for discounting. Ours: a period is a month, and seeds
themselves, who are given the product, are left out of the value.
"""

from typing import Literal

import numpy as np
from scipy.special import ndtri
from wordofmouth.parts import SETTING, Diffusion, Prior, State, TextbookModel, field, kernel, purpose, uniform, words
from wordofmouth.runs.simulate import simulate

_ADOPTS, _IMITATES, _SEEDED = purpose("seeding study: adopts"), purpose("seeding: q"), purpose("seeding: seeds")
_UNITS, _PERIODS_A_YEAR, _RATE = 10**12, 12, 0.1


class SeededBrands(TextbookModel):
    """Our brand, seeded, and perhaps a rival that is not; who has bought one buys no other."""

    kind: Literal["seeded_brands"] = "seeded_brands"
    states = (
        State("waiting", "who have bought neither"),
        State("adopters", "who have bought ours", adopted=True),
        State("lost", "who have bought the rival's"),
    )
    delta: float = field(
        0.005, "external influence", unit="probability", source=Prior(0.0005, 0.01, "remembered"), ge=0, le=1
    )
    q: float = field(
        0.06,
        "influence of one adopter, on average",
        unit="probability",
        source=Prior(0.01, 0.19, "remembered"),
        ge=0,
        le=1,
    )
    q_sd: float = field(
        0.02,
        "its standard deviation",
        unit="probability",
        source="Libai, Muller and Peres 2013, as remembered",
        ge=0,
        le=1,
    )
    rival: bool = field(True, "whether there is a rival, alike but for the seeds", unit="true or false")
    seeds: int = field(0, "consumers who have ours at the start", unit="consumers", source=SETTING, ge=0, le=100_000)
    hubs: bool = field(False, "whether seeds are those with most ties, or drawn at random", unit="true or false")

    def begin(self, run: Diffusion) -> dict[str, np.ndarray]:
        """Seed our brand; keep everyone's q, and in which period each adopted."""
        q = self.q + self.q_sd * ndtri(_draws(run, _IMITATES))
        # Ties in rank are broken as they are drawn.
        rank = np.diff(run.network.starts) * self.hubs + _draws(run, _SEEDED)
        run.state[np.argsort(-rank)[: self.seeds]] = 1
        return {"q": np.clip(q, 0.0, 1.0), "week": np.where(run.state == 1, 0, -1)}

    def step(self, run: Diffusion) -> None:
        """Let those adopt who are convinced by either brand, all at once."""
        before = run.state.copy()
        network, q = run.network, run.memory["q"]
        _adopt(run.key, run.week, network.starts, network.targets, before, run.state, self.delta, q, self.rival)
        run.memory["week"][(before == 0) & (run.state > 0)] = run.week


@kernel
def _adopt(key, week, starts, targets, before, state, delta, q, rival):
    # Draws: words 0 and 1 for either brand, word 2 for which of both.
    for i in range(before.shape[0]):
        ours = theirs = 0
        for k in range(starts[i], starts[i + 1]):
            ours += before[targets[k]] == 1
            theirs += before[targets[k]] == 2
        p = 1.0 - (1.0 - delta) * (1.0 - q[i]) ** ours
        other = 1.0 - (1.0 - delta) * (1.0 - q[i]) ** theirs
        drawn = words(key, _ADOPTS, week, i, 0)
        is_ours, is_theirs = uniform(drawn[0]) < p, rival and uniform(drawn[1]) < other
        if before[i] == 0 and (is_ours or is_theirs):
            both = is_ours and is_theirs
            state[i] = 1 if (uniform(drawn[2]) * (p + other) < p if both else is_ours) else 2


def _draws(run, address):
    numbers = np.empty(run.n)
    _draw(run.key, address, numbers)
    return numbers


@kernel
def _draw(key, address, numbers):
    for i in range(numbers.shape[0]):
        numbers[i] = uniform(words(key, address, 0, i, 0)[0])


def value_of_seeding(scenario, seed=0, replication=0):
    """Return value, acceleration and expansion of a scenario's seeds: whole numbers, in 10^-12 of a sale at the start.

    The same consumers live with and without the seeds. Who buys ours in both is accelerated; who does in one alone is
    won, or lost. Seeds themselves do not count.
    """
    runs = [
        simulate(each, seed=seed, replication=replication) for each in (scenario.varied({"model.seeds": 0}), scenario)
    ]
    weeks = np.arange(scenario.weeks + 1)
    worth = np.array([round(_UNITS * (1.0 + _RATE) ** (-int(week) / _PERIODS_A_YEAR)) for week in weeks])
    without, with_seeds = (np.where(run.state == 1, worth[run.memory["week"]], 0) for run in runs)
    counts = runs[1].memory["week"] != 0
    gained = np.where(counts, with_seeds - without, 0)
    in_both = (runs[0].state == 1) & (runs[1].state == 1)
    return int(gained.sum()), int(gained[in_both].sum()), int(gained[~in_both].sum())
