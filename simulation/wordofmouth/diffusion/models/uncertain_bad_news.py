"""Bad news among the uncertain: consumers learn from what they hear, and decide when they are sure enough."""

import math
from statistics import NormalDist
from typing import Literal

import numpy as np

from wordofmouth.diffusion.contacts import binomial, rows_of_influencers
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.word_of_buyers import WordOfBuyers
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, below, purpose, uniform, words
from wordofmouth.scenario.parts import field

_SOURCE = "Dawid, Kohlweyer, Schleef, Stummer and Tolkmitt 2025"
_QUALITY = purpose("textbook.uncertain_bad_news: quality")
_HEARS = purpose("textbook.uncertain_bad_news: hears")
_SPEAKS = purpose("textbook.uncertain_bad_news: speaks")
_MEETS = purpose("textbook.uncertain_bad_news: meets")


class UncertainBadNews(WordOfBuyers):
    """Consumers are Bayesian: each signal moves what they believe of the quality, and makes them surer.

    What a buyer tells is the quality of the unit bought, and what a rejecter tells is the quality believed. A consumer
    buys when P(quality > 0) is above one bound, and rejects when P(quality < 0) is above another; an ad makes a
    consumer buy. Units are good or bad, normal around ½ and −½; a buyer is dissatisfied when the unit is below 0.

    Source: Dawid, Kohlweyer, Schleef, Stummer and Tolkmitt (2025), on consumer uncertainty and negative word of mouth.
    """

    kind: Literal["uncertain_bad_news"] = "uncertain_bad_news"
    changeable = WordOfBuyers.changeable | {"strong_variance", "weak_variance", "adopt_above", "reject_above"}
    prior_variance: float = field(
        10.0,
        "variance of what is believed at first; its mean is 0",
        unit="quality²",
        source=_SOURCE,
        ge=0.001,
        le=1e6,
        label="Doubt at first",
        hint="variance of what is believed before anything is heard",
    )
    strong_variance: float = field(
        0.5,
        "variance of a signal from a strong tie",
        unit="quality²",
        source=_SOURCE,
        ge=0.001,
        le=1e6,
        label="Noise of a strong tie",
    )
    weak_variance: float = field(
        1.0,
        "variance of a signal from a weak tie",
        unit="quality²",
        source=_SOURCE,
        ge=0.001,
        le=1e6,
        label="Noise of a weak tie",
    )
    adopt_above: float = field(
        0.76,
        "buys when P(quality > 0) is above this",
        unit="probability",
        source=_SOURCE,
        ge=0.5,
        lt=1,
        label="Buys above",
        hint="probability of good quality above which one buys",
    )
    reject_above: float = field(
        0.81,
        "rejects when P(quality < 0) is above this",
        unit="probability",
        source=_SOURCE,
        ge=0.5,
        lt=1,
        label="Refuses above",
        hint="probability of bad quality above which one refuses",
    )
    quality_spread: float = field(
        0.1,
        "standard deviation of the quality among the good units, and among the bad",
        unit="quality",
        source=_SOURCE,
        ge=0,
        le=10,
        label="Spread of quality",
        hint="its standard deviation among the good, and among the bad",
    )

    def begin(self, run: Diffusion) -> tuple[np.ndarray, ...]:
        """Return consumers in their order, states before the period, the qualities, beliefs, precisions, and more.

        That is consumers by community, where each community begins among them, and whom each hears, in rows.
        """
        quality = np.empty(run.n)
        _draw_quality(run.key, self.dissatisfied * WORD, self.quality_spread, quality)
        belief, precision = np.zeros(run.n), np.full(run.n, 1.0 / self.prior_variance)
        everyone = np.arange(run.n, dtype=np.int32)
        members = np.argsort(run.network.community, kind="stable")
        first = np.concatenate(([0], np.cumsum(np.bincount(run.network.community))))
        rows = rows_of_influencers(run.network)
        return everyone, run.state.copy(), quality, belief, precision, members, first, *rows

    def step(self, run: Diffusion) -> None:
        """Let everyone hear, learn and decide."""
        everyone, before, *known = run.memory
        self.order(run, everyone)
        _learn(
            run.key, run.week, everyone, self.heard(run, before), run.state, run.network.community, *known,
            self.advertised(run.week), np.array([self.strong_effect, self.weak_effect]), self.weak_ties,
            self.negative_weight, np.array([self.strong_variance, self.weak_variance]),
            NormalDist().inv_cdf(self.adopt_above), NormalDist().inv_cdf(self.reject_above),
        )  # fmt: skip


@kernel
def _draw_quality(key, bad, spread, quality):
    for i in range(len(quality)):
        kind, first, second, _ = words(key, _QUALITY, 0, i, 0)
        normal = math.sqrt(-2.0 * math.log(uniform(first))) * math.cos(2.0 * math.pi * uniform(second))
        quality[i] = (-0.5 if kind < bad else 0.5) + spread * normal


@kernel
def _learn(
    key, week, everyone, seen, state, community, quality, belief, precision, members, first, starts, sources,
    advertised, effect, meetings, weight, variance, adopt, reject,
):  # fmt: skip
    n = len(state)
    most = effect[1] * max(weight, 1.0)
    for i in everyone:
        if state[i]:
            continue
        for k in range(starts[i], starts[i + 1]):
            j = sources[k]
            if seen[j]:
                word, _, _, _ = words(key, _SPEAKS, week, k & 0xFFFFFFFF, 0)
                if uniform(word) < (effect[0] if seen[j] == 1 else effect[0] * weight):
                    _update(belief, precision, i, belief[j] if seen[j] == 3 else quality[j], variance[0])
        # Who speaks among the weak ties is found in two steps: how many might, and whether those they are do.
        by_ad, by_met, _, _ = words(key, _HEARS, week, i, 0)
        # Where there is one community, all others are outside it.
        c = community[i]
        begin, insiders = (i, 1) if len(first) == 2 else (first[c], first[c + 1] - first[c])
        for meeting in range(binomial(by_met, meetings, min(most, 1.0) if n > 1 else 0.0)):
            whom, speaks, _, _ = words(key, _MEETS, week, i, meeting)
            place = below(whom, n - insiders)
            j = members[place if place < begin else place + insiders]
            if seen[j] and uniform(speaks) * most < effect[1] * (1.0 if seen[j] == 1 else weight):
                _update(belief, precision, i, belief[j] if seen[j] == 3 else quality[j], variance[1])
        sureness = belief[i] * math.sqrt(precision[i])
        if by_ad < advertised or sureness > adopt:
            state[i] = 1 if quality[i] > 0.0 else 2
        elif -sureness > reject:
            state[i] = 3


@kernel
def _update(belief, precision, i, signal, variance):
    """Move a belief by a signal, each weighing by its precision (normal with known variance)."""
    after = precision[i] + 1.0 / variance
    belief[i] = (belief[i] * precision[i] + signal / variance) / after
    precision[i] = after
