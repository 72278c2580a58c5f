"""Spreading: a network with a probability on every tie, and the live ties that chance makes of it.

Every model here is a random set of *live* ties: whoever can be reached along them from a seed is reached. In the
independent cascade each tie is live with its own probability; in the linear threshold model each consumer has one live
tie at most, from the influencer who is decisive.

Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD; for
opinions Chen, Collins, Cummings, Ke, Liu, Rincon, Sun, Wang, Wei and Yuan (2011), SIAM International Conference on
Data Mining.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words
from wordofmouth.networks.network import Network
from wordofmouth.seeding.even_ties import Skips, skips
from wordofmouth.seeding.live_ties import Rows, likeliest_first
from wordofmouth.seeding.thresholds import Influencers

ROUNDING = 1e-9

_DRAWN = purpose("maximisation: probability of a tie")


@dataclass(frozen=True, eq=False)
class Spreading:
    """How influence spreads in a network.

    Attributes:
        network: consumer i influences those in row i.
        probability: float64, parallel to ``network.targets``: of each tie, the probability that it is live.
        threshold: whether thresholds decide, so that each consumer is reached by one live tie at most.
        quality: the probability that a seed, or who is influenced by somebody positive, is positive too; who is
            influenced by somebody negative is negative. At 1 everybody is positive.
    """

    network: Network
    probability: np.ndarray
    threshold: bool = False
    quality: float = 1.0

    def __post_init__(self) -> None:
        if self.probability.shape != self.network.targets.shape or self.probability.dtype != np.float64:
            raise ValueError(
                f"probability: {self.probability.dtype} of shape {self.probability.shape} is not one float64 "
                f"per entry of the network's rows ({len(self.network.targets)})"
            )
        if not ((self.probability >= 0) & (self.probability <= 1)).all():
            raise ValueError("probability: that of a tie is not between 0 and 1")
        if not 0 <= self.quality <= 1:
            raise ValueError(f"quality: {self.quality} is not between 0 and 1")
        if self.threshold and self.quality < 1:
            raise ValueError("quality: negative opinions are defined for independent cascades, not for thresholds")
        if self.threshold and len(self.probability):
            total = np.bincount(self.network.targets, self.probability, self.network.n)
            if total.max() > 1 + ROUNDING:
                i = int(total.argmax())
                raise ValueError(f"probability: the weights of the ties to consumer {i} sum to {total[i]:g}, above 1")

    @property
    def n(self) -> int:
        """Number of consumers."""
        return self.network.n

    @cached_property
    def forward(self) -> Rows:
        """Whom each consumer influences, where each tie is drawn for itself."""
        return likeliest_first(self.network.starts, self.network.targets, self.probability)

    @cached_property
    def reverse(self) -> Rows:
        """Who influences each consumer, where each tie is drawn for itself."""
        starts, sources, place = self._turned
        return likeliest_first(starts, sources, self.probability[place])

    @cached_property
    def even(self) -> Skips | None:
        """How far it is from one live tie to the next, if all ties are equally likely to be live."""
        ties = self.probability
        if self.threshold or not len(ties) or ties.min() < ties.max():
            return None
        return skips(float(ties[0]), int(self.network.degree.max()))

    @cached_property
    def influencers(self) -> Influencers:
        """Who influences each consumer, where thresholds decide."""
        starts, sources, place = self._turned
        weight = self.probability[place]
        low = np.empty(len(weight))
        _add_up(starts, weight, low)
        return Influencers(starts, sources, weight, low)

    @cached_property
    def _turned(self) -> tuple[Any, Any, Any]:
        starts = np.concatenate(([0], np.cumsum(in_degree(self.network))))
        sources = np.empty(len(self.network.targets), np.int32)
        place = np.empty(len(sources), np.int64)
        _turn_round(self.network.starts, self.network.targets, starts[:-1].copy(), sources, place)
        return starts, sources, place

    @cached_property
    def worth(self) -> np.ndarray:
        """What somebody reached counts, by the steps to them: the probability of being positive, until it is nil."""
        certain = self.quality in (0, 1)
        n_steps = 1 if certain else min(self.n, math.ceil(math.log(1e-18) / math.log(self.quality)) + 1)
        return self.quality ** np.arange(1.0, n_steps + 1)


def independent_cascade(network: Network, probability: float | np.ndarray, quality: float = 1.0) -> Spreading:
    """Return the cascade in which each tie passes influence on with one probability, or with its own.

    Raises:
        ValueError: if a probability is none, or there is not one per entry of ``network.targets``.
    """
    if np.ndim(probability) == 0:
        probability = np.full(len(network.targets), probability, np.float64)
    return Spreading(network, np.asarray(probability, np.float64), quality=quality)


def drawn_cascade(
    network: Network, among: Sequence[float] = (0.1, 0.01, 0.001), key: int | np.uint64 = 0, quality: float = 1.0
) -> Spreading:
    """Return the cascade in which each tie's probability is one of some values, drawn at random: trivalency.

    Source: Chen, Wang and Wang (2010), Scalable influence maximization for prevalent viral marketing, KDD.
    """
    which = np.empty(len(network.targets), np.int64)
    _draw_which(np.uint64(key), len(among), which)
    return independent_cascade(network, np.array(among, np.float64)[which], quality)


def weighted_cascade(network: Network, quality: float = 1.0) -> Spreading:
    """Return the cascade in which each of those who influence a consumer does so with probability 1 / their number."""
    return independent_cascade(network, _equal_shares(network), quality)


def linear_threshold(network: Network, weights: np.ndarray | None = None) -> Spreading:
    """Return the model in which who is influenced by enough influencers, by weight, joins them.

    Thresholds are uniform between 0 and 1; weights are 1 / the number of influencers unless given.

    Raises:
        ValueError: if somebody's weights sum to more than 1.
    """
    weights = _equal_shares(network) if weights is None else np.asarray(weights, np.float64)
    return Spreading(network, weights, threshold=True)


def in_degree(network: Network) -> np.ndarray:
    """Return how many influence each consumer: int64 (n)."""
    return np.bincount(network.targets, minlength=network.n)


def _equal_shares(network: Network) -> np.ndarray:
    return 1.0 / in_degree(network)[network.targets]


@kernel
def _turn_round(starts, targets, end, sources, place):
    """Write the ties row by row of those whom they influence, and where each stood."""
    for i in range(len(starts) - 1):
        for k in range(starts[i], starts[i + 1]):
            j = targets[k]
            sources[end[j]] = i
            place[end[j]] = k
            end[j] += 1


@kernel
def _add_up(starts, weight, low):
    for i in range(len(starts) - 1):
        total = 0.0
        for k in range(starts[i], starts[i + 1]):
            low[k] = total
            total += weight[k]


@kernel
def _draw_which(key, n, which):
    for k in range(len(which)):
        if k & 3 == 0:
            drawn = words(key, _DRAWN, 0, k >> 2, 0)
        which[k] = (drawn[k & 3] * n) >> 32
