"""Bad news: satisfied buyers convince, dissatisfied ones and those they deterred deter, with more force."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from simulation.kernels import kernel
from simulation.randomness import WORD, purpose, uniform, words
from simulation.textbook.contacts import binomial
from simulation.textbook.word_of_buyers import WordOfBuyers

if TYPE_CHECKING:
    from simulation.diffusion import Diffusion

_HEARS = purpose("textbook.bad_news: hears")


class BadNews(WordOfBuyers):
    """Only praise heard: she buys; only criticism: she never will; both: by the share of praise; an ad: she buys.

    Source: Goldenberg, Libai, Moldovan and Muller (2007), The NPV of bad news, International Journal of Research in
    Marketing 24; in the order of events of Dawid, Kohlweyer, Schleef, Stummer and Tolkmitt (2025).
    """

    kind: Literal["bad_news"] = "bad_news"

    def begin(self, run: "Diffusion") -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return consumers in their order, states before the period, the pleased and not by community, and sizes."""
        communities = run.network.n_communities
        sizes = np.bincount(run.network.community, minlength=communities)
        return np.arange(run.n, dtype=np.int32), run.state.copy(), np.zeros((communities, 2), np.int64), sizes

    def step(self, run: "Diffusion") -> None:
        """Let everyone hear, and decide."""
        everyone, seen, told, sizes = run.kept
        self.order(run, everyone)
        if self.update == "synchronous":
            seen[:] = run.state
        _decide(
            run.key, run.week, everyone, run.state if self.update == "asynchronous" else seen, run.state,
            run.network.starts, run.network.targets, run.network.community, told, told.copy(), sizes,
            self.update == "asynchronous", self.advertised(run.week), self.dissatisfied * WORD, self.strong_effect,
            self.weak_effect, self.weak_ties, self.negative_weight,
        )  # fmt: skip


@kernel
def _decide(
    key, week, everyone, seen, state, starts, targets, community, told, before, sizes, at_once, advertised,
    dissatisfied, strong, weak, meetings, weight,
):  # fmt: skip
    """``told`` counts the pleased and the displeased of each community, rejecters among them; ``before`` at first."""
    heard_of = told if at_once else before
    all_told = np.zeros(2, np.int64)
    for c in range(len(sizes)):
        all_told += heard_of[c]
    n = len(state)
    for i in everyone:
        if state[i]:
            continue
        pleased, displeased = 0, 0
        for k in range(starts[i], starts[i + 1]):
            pleased += seen[targets[k]] == 1
            displeased += seen[targets[k]] >= 2
        c = community[i]
        others = n - sizes[c] if len(sizes) > 1 else n
        praise_met = (all_told[0] - (heard_of[c, 0] if len(sizes) > 1 else 0)) / others * weak
        criticism_met = (all_told[1] - (heard_of[c, 1] if len(sizes) > 1 else 0)) / others * weak * weight
        by_ad, by_pleased, by_displeased, by_met = words(key, _HEARS, week, i, 0)
        praise = binomial(by_pleased, pleased, strong)
        criticism = binomial(by_displeased, displeased, min(strong * weight, 1.0))
        met = binomial(by_met, meetings, min(praise_met + criticism_met, 1.0))
        if by_ad >= advertised and praise + criticism + met == 0:
            continue
        experience, choice, sign, _ = words(key, _HEARS, week, i, 1)
        if met:
            praising = binomial(sign, met, praise_met / (praise_met + criticism_met))
            praise += praising
            criticism += met - praising
        adopts = by_ad < advertised or uniform(choice) * (praise + criticism) < praise
        state[i] = 3 if not adopts else 2 if experience < dissatisfied else 1
        place = 0 if state[i] == 1 else 1
        told[c, place] += 1
        if at_once:
            all_told[place] += 1
