"""Live ties: which ties of a consumer pass influence on, where each is drawn for itself.

Source: Guo, Wang, Wei and Chen (2020), Influence maximization revisited: efficient reverse reachable set generation
with bound tightened, SIGMOD (skipping from live tie to live tie).
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, uniform, words

_TIE = purpose("maximisation: live tie")


class Rows(NamedTuple):
    """Ties in sparse rows, with what it takes to draw which of them are live.

    Attributes:
        starts, targets, probability: ties by row, the likeliest of a row first.
        stride: float64, parallel to ``targets``, 1 / log(1 − p).
        quiet: float64 (n), the chance that as many ties as in the row, all as likely as its likeliest, are not live.
    """

    starts: np.ndarray
    targets: np.ndarray
    probability: np.ndarray
    stride: np.ndarray
    quiet: np.ndarray


def likeliest_first(starts: np.ndarray, targets: np.ndarray, probability: np.ndarray) -> Rows:
    """Return rows for :func:`live_ties`; the arrays are not changed."""
    if not _is_sorted(starts, probability):
        targets, probability = targets.copy(), probability.copy()
        _sort(starts, targets, probability)
    with np.errstate(divide="ignore"):
        # No row is so long that a longer skip would matter; an infinite one is no integer.
        stride = 1.0 / np.log1p(-np.maximum(probability, 1e-17))
    quiet = np.ones(len(starts) - 1)
    some = np.flatnonzero(np.diff(starts))
    quiet[some] = (1.0 - probability[starts[some]]) ** np.diff(starts)[some]
    return Rows(starts, targets, probability, stride, quiet)


@kernel
def first_draws(key, run, i):
    """Return the words that decide on the row of consumer i in one run.

    Unless ``uniform`` of the first is above the row's ``quiet``, it has no live tie; otherwise :func:`live_ties` finds
    them. Most rows end there, and callers ask for themselves: a call that is handed arrays costs more than the answer.
    """
    return words(key, _TIE, run, i, 0)


@kernel
def live_ties(key, run, i, drawn, first, last, probability, stride, places):
    """Write the places of the live ties of a row in one run to ``places``, which has room; return their number.

    They are a function of key, run and row alone: they are the same whoever is seeded. The row is crossed in skips
    to the next tie that would be live were it as likely as the likeliest one left, and that tie is live with the
    ratio of the two probabilities: the cost goes by live ties, and hardly by ties.
    """
    count = 0
    draw = 1
    k = first + np.int64(math.log(uniform(drawn[0])) * stride[first])
    likeliest = probability[first]
    while k < last:
        live = True
        if probability[k] < likeliest:
            if draw & 3 == 0:
                drawn = words(key, _TIE, run, i, draw >> 2)
            live = uniform(drawn[draw & 3]) * likeliest < probability[k]
            draw += 1
        places[count] = k
        count += 1 if live else 0
        k += 1
        if k < last:
            likeliest = probability[k]
            if likeliest == 0.0:
                break
            if draw & 3 == 0:
                drawn = words(key, _TIE, run, i, draw >> 2)
            k += np.int64(math.log(uniform(drawn[draw & 3])) * stride[k])
            draw += 1
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
