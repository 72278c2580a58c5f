"""Bad news: satisfied buyers convince, dissatisfied ones and those they deterred deter, with more force."""

from typing import Literal

import numpy as np

from wordofmouth.diffusion.contacts import binomial, rows_of_influencers
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.word_of_buyers import WordOfBuyers
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, purpose, uniform, words

_HEARS = purpose("textbook.bad_news: hears")


class BadNews(WordOfBuyers):
    """Who has heard praise alone buys, criticism alone never; both: by the share of praise; whom an ad reaches buys.

    Source: Goldenberg, Libai, Moldovan and Muller (2007), The NPV of bad news, International Journal of Research in
    Marketing 24; in the order of events of Dawid, Kohlweyer, Schleef, Stummer and Tolkmitt (2025).
    """

    kind: Literal["bad_news"] = "bad_news"
    changeable = WordOfBuyers.changeable | {"dissatisfied"}

    def begin(self, run: Diffusion) -> tuple[np.ndarray, ...]:
        """Return consumers in their order, states before the period, the pleased and not by community, and more.

        That is the sizes of communities, and whom each hears, in rows.
        """
        sizes = np.bincount(run.network.community)
        opinions = np.zeros((len(sizes), 2), np.int64)
        everyone = np.arange(run.n, dtype=np.int32)
        return everyone, run.state.copy(), opinions, sizes, *rows_of_influencers(run.network)

    def step(self, run: Diffusion) -> None:
        """Let everyone hear, and decide."""
        everyone, before, opinions, sizes, starts, sources = run.memory
        self.order(run, everyone)
        at_once = self.update == "asynchronous"
        _decide(
            run.key, run.week, everyone, at_once, self.heard(run, before), run.state, starts, sources,
            run.network.community, opinions if at_once else opinions.copy(), opinions, sizes, self.advertised(run.week),
            self.dissatisfied * WORD, self.strong_effect, self.weak_effect, self.weak_ties, self.negative_weight,
        )  # fmt: skip


@kernel
def _decide(
    key, week, everyone, at_once, seen, state, starts, sources, community, heard_of, opinions, sizes, advertised,
    dissatisfied, strong, weak, meetings, weight,
):  # fmt: skip
    """``told`` counts the pleased and the displeased of each community, rejecters among them; so does ``heard_of``.

    The two are one where what anyone does is heard of at once.
    """
    n = len(state)
    alone = len(sizes) == 1
    all_pleased, all_displeased = heard_of[:, 0].sum(), heard_of[:, 1].sum()
    for i in everyone:
        if state[i]:
            continue
        pleased, displeased = 0, 0
        for k in range(starts[i], starts[i + 1]):
            pleased += seen[sources[k]] == 1
            displeased += seen[sources[k]] >= 2
        c = community[i]
        # Where there is one community, all others are outside it.
        others = max(n - 1, 1) if alone else n - sizes[c]
        praise_met = (all_pleased - (0 if alone else heard_of[c, 0])) / others * weak
        criticism_met = (all_displeased - (0 if alone else heard_of[c, 1])) / others * weak * weight
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
        opinions[c, 0 if state[i] == 1 else 1] += 1
        if at_once:
            all_pleased += state[i] == 1
            all_displeased += state[i] >= 2
