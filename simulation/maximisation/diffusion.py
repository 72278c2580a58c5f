"""Diffusion: a network with a probability on every tie, and the live ties that chance makes of it.

Every model here is a random set of *live* ties: whoever can be reached along them from a seed is reached. In the
independent cascade each tie is live with its own probability; in the linear threshold model each consumer has one live
tie at most, from the one who brings her over her threshold.

Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD; for
opinions Chen, Collins, Cummings, Ke, Liu, Rincon, Sun, Wang, Wei and Yuan (2011), SIAM International Conference on
Data Mining; for skipping from live tie to live tie Guo, Wang, Wei and Chen (2020), Influence maximization revisited:
efficient reverse reachable set generation with bound tightened, SIGMOD.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from simulation.kernels import kernel
from simulation.network import Network
from simulation.randomness import purpose, uniform, words

# How the live ties of a row are drawn: each for itself, by the thresholds of those at their ends, or one of the row.
TIES, THRESHOLDS, ONE = 0, 1, 2
ROUNDING = 1e-9

_NONE = np.empty(0)

_TIE = purpose("maximisation: live tie")
_THRESHOLD = purpose("maximisation: threshold")
_DRAWN = purpose("maximisation: probability of a tie")


class Rows(NamedTuple):
    """Ties in sparse rows, with what it takes to draw which of them are live; see :func:`live_ties`.

    Attributes:
        way: :data:`TIES`, :data:`THRESHOLDS` or :data:`ONE`.
        starts, targets, probability: ties by row; where each is drawn for itself, the likeliest of a row first.
        stride: float64, parallel to ``targets``, 1 / log(1 − p), where each tie is drawn for itself; else empty.
        quiet: float64 (n), the chance that as many ties as in the row, all as likely as its likeliest, are not live.
        low: float64, parallel to ``targets``: the sum of the probabilities of the earlier ties of the same influenced
            consumer, where thresholds decide; else empty.
    """

    way: int
    starts: np.ndarray
    targets: np.ndarray
    probability: np.ndarray
    stride: np.ndarray
    quiet: np.ndarray
    low: np.ndarray


@dataclass(frozen=True, eq=False)
class Diffusion:
    """How influence spreads in a network.

    Attributes:
        network: consumer i influences those in her row.
        probability: float64, parallel to ``network.targets``: of each tie, the probability that it is live.
        threshold: whether thresholds decide, so that each consumer has one live tie to her at most.
        quality: the probability that a seed, or who is influenced by somebody positive, is positive herself; who is
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
        if not 0 < self.quality <= 1:
            raise ValueError(f"quality: {self.quality} is not above 0 and at most 1")
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
        """Whom each consumer influences."""
        network = self.network
        if not self.threshold:
            return _likeliest_first(network.starts, network.targets, self.probability)
        low = np.empty(len(self.probability))
        low[self._turned[2]] = self.reverse.low
        return Rows(THRESHOLDS, network.starts, network.targets, self.probability, _NONE, _NONE, low)

    @cached_property
    def reverse(self) -> Rows:
        """Who influences each consumer."""
        starts, sources, place = self._turned
        probability = self.probability[place]
        if not self.threshold:
            return _likeliest_first(starts, sources, probability)
        low = np.empty(len(probability))
        _add_up(starts, probability, low)
        return Rows(ONE, starts, sources, probability, _NONE, _NONE, low)

    @cached_property
    def _turned(self) -> tuple[Any, Any, Any]:
        starts = np.concatenate(([0], np.cumsum(in_degree(self.network))))
        sources = np.empty(len(self.network.targets), np.int32)
        place = np.empty(len(sources), np.int64)
        _turn_round(self.network.starts, self.network.targets, starts[:-1].copy(), sources, place)
        return starts, sources, place

    @cached_property
    def worth(self) -> np.ndarray:
        """What somebody reached counts, by the steps to her: the probability that she is positive, until it is nil."""
        n_steps = 1 if self.quality == 1 else min(self.n, math.ceil(math.log(1e-18) / math.log(self.quality)) + 1)
        return self.quality ** np.arange(1.0, n_steps + 1)


def independent_cascade(network: Network, probability: float | np.ndarray, quality: float = 1.0) -> Diffusion:
    """Return the cascade in which each tie passes influence on with one probability, or with its own.

    Raises:
        ValueError: if a probability is none, or there is not one per entry of ``network.targets``.
    """
    if np.ndim(probability) == 0:
        probability = np.full(len(network.targets), probability, np.float64)
    return Diffusion(network, np.asarray(probability, np.float64), quality=quality)


def drawn_cascade(
    network: Network, among: Sequence[float] = (0.1, 0.01, 0.001), key: int | np.uint64 = 0, quality: float = 1.0
) -> Diffusion:
    """Return the cascade in which each tie's probability is one of some values, drawn at random: trivalency.

    Source: Chen, Wang and Wang (2010), Scalable influence maximization for prevalent viral marketing, KDD.
    """
    which = np.empty(len(network.targets), np.int64)
    _draw_which(np.uint64(key), len(among), which)
    return independent_cascade(network, np.array(among, np.float64)[which], quality)


def weighted_cascade(network: Network, quality: float = 1.0) -> Diffusion:
    """Return the cascade in which each of those who influence a consumer does so with probability 1 / their number."""
    return independent_cascade(network, _equal_shares(network), quality)


def linear_threshold(network: Network, weights: np.ndarray | None = None) -> Diffusion:
    """Return the model in which who is influenced by enough of her influencers, by weight, joins them.

    Thresholds are uniform between 0 and 1; weights are 1 / the number of influencers unless given.

    Raises:
        ValueError: if somebody's weights sum to more than 1.
    """
    weights = _equal_shares(network) if weights is None else np.asarray(weights, np.float64)
    return Diffusion(network, weights, threshold=True)


def in_degree(network: Network) -> np.ndarray:
    """Return how many influence each consumer: int64 (n)."""
    return np.bincount(network.targets, minlength=network.n)


def _equal_shares(network: Network) -> np.ndarray:
    return 1.0 / in_degree(network)[network.targets]


def _likeliest_first(starts: np.ndarray, targets: np.ndarray, probability: np.ndarray) -> Rows:
    if not _is_sorted(starts, probability):
        targets, probability = targets.copy(), probability.copy()
        _sort(starts, targets, probability)
    with np.errstate(divide="ignore"):
        # No row is so long that a longer skip would matter; an infinite one is no integer.
        stride = np.maximum(1.0 / np.log1p(-probability), -1e17)
    quiet = np.ones(len(starts) - 1)
    some = np.flatnonzero(np.diff(starts))
    quiet[some] = (1.0 - probability[starts[some]]) ** np.diff(starts)[some]
    return Rows(TIES, starts, targets, probability, stride, quiet, _NONE)


@kernel
def live_ties(key, run, i, rows, found):
    """Write the places of the live ties of row i in one run to ``found``, which has room; return their number.

    They are a function of key, run and row alone: whoever is seeded meets the same luck. Where each tie is drawn for
    itself, a row is crossed in skips to the next tie that would be live were it as likely as the likeliest one left,
    and that tie is live with the ratio of the two probabilities: the cost goes by live ties, and hardly by ties.
    """
    first, last = rows.starts[i], rows.starts[i + 1]
    count = 0
    if first == last:
        return count
    if rows.way == TIES:
        drawn = words(key, _TIE, run, i, 0)
        u = uniform(drawn[0])
        if u <= rows.quiet[i]:
            return count
        draw = 1
        k = first + np.int64(math.log(u) * rows.stride[first])
        likeliest = rows.probability[first]
        while k < last:
            live = True
            if rows.probability[k] < likeliest:
                if draw & 3 == 0:
                    drawn = words(key, _TIE, run, i, draw >> 2)
                live = uniform(drawn[draw & 3]) * likeliest < rows.probability[k]
                draw += 1
            found[count] = k
            count += 1 if live else 0
            k += 1
            if k == last or rows.probability[k] == 0.0:
                break
            likeliest = rows.probability[k]
            if draw & 3 == 0:
                drawn = words(key, _TIE, run, i, draw >> 2)
            k += np.int64(math.log(uniform(drawn[draw & 3])) * rows.stride[k])
            draw += 1
    elif rows.way == THRESHOLDS:
        for k in range(first, last):
            u = uniform(words(key, _THRESHOLD, run, rows.targets[k], 0)[0])
            found[count] = k
            count += 1 if rows.low[k] <= u and u < rows.low[k] + rows.probability[k] else 0
    else:
        u = uniform(words(key, _THRESHOLD, run, i, 0)[0])
        while last - first > 1:
            middle = (first + last) // 2
            if rows.low[middle] <= u:
                first = middle
            else:
                last = middle
        # Of ties that begin at the same place all but the last have no weight.
        found[0] = first
        count = 1 if u < rows.low[first] + rows.probability[first] else 0
    return count


@kernel
def _is_sorted(starts, probability):
    for i in range(len(starts) - 1):
        for k in range(starts[i] + 1, starts[i + 1]):
            if probability[k] > probability[k - 1]:
                return False
    return True


@kernel
def _sort(starts, targets, probability):
    for i in range(len(starts) - 1):
        first, last = starts[i], starts[i + 1]
        order = np.argsort(-probability[first:last], kind="mergesort")
        targets[first:last] = targets[first:last][order]
        probability[first:last] = probability[first:last][order]


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
def _add_up(starts, probability, low):
    for i in range(len(starts) - 1):
        total = 0.0
        for k in range(starts[i], starts[i + 1]):
            low[k] = total
            total += probability[k]


@kernel
def _draw_which(key, n, which):
    for k in range(len(which)):
        if k & 3 == 0:
            drawn = words(key, _DRAWN, 0, k >> 2, 0)
        which[k] = (drawn[k & 3] * n) >> 32
