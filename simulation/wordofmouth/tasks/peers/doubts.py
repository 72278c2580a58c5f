"""Doubts: what speaks against taking an association with contacts' adoption for influence.

Sources: VanderWeele and Ding (2017), Sensitivity analysis in observational research: introducing the E-value, Annals of
Internal Medicine 167(4); Anagnostopoulos, Kumar and Mahdian (2008), Influence and correlation in social networks, KDD
(if contacts do not influence, it does not matter who of them adopted first).
"""

import math

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.peers.estimate import Effect, Exposure, exposure_of

_SHUFFLES, _SEED = 199, 0


def e_value(ratio: float) -> float:
    """Return by how much a hidden trait would have to multiply both exposure and adoption to explain a ratio away.

    It is 1 where there is nothing to explain; a ratio below 1 is taken the other way round.
    """
    ratio = max(ratio, 1 / ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def e_values(peers: Effect) -> tuple[float, float]:
    """Return the E-value of an effect, and that of the end of its interval that is nearer to none."""
    nearer = 0.0 if peers.low <= 0 <= peers.high else min(peers.low, peers.high, key=abs)
    return e_value(math.exp(peers.value)), e_value(math.exp(nearer))


def shuffled(times: Array, contacts: Array, periods: int, exposure: Exposure) -> float:
    """Return how often shuffled times of those who adopted go with contacts as much as the real ones do: a p-value.

    How much they do is the score of the contacts' effect, with a constant for each period: over all who adopt, how much
    more exposed they are than those at risk with them on average.
    """
    adopters = np.flatnonzero(times <= periods)
    generator = np.random.default_rng(_SEED)
    seen, more = _score(times, contacts, periods, exposure), 1
    for _ in range(_SHUFFLES):
        order = times.copy()
        order[adopters] = times[generator.permutation(adopters)]
        more += _score(order, contacts, periods, exposure) >= seen
    return more / (_SHUFFLES + 1)


def _score(times: Array, contacts: Array, periods: int, exposure: Exposure) -> float:
    exposed = exposure_of(times, contacts, periods, exposure)
    watched = np.arange(1, periods + 1)
    at_risk, adopts = times[:, None] >= watched, times[:, None] == watched
    means = (exposed * at_risk).sum(axis=0) / np.maximum(at_risk.sum(axis=0), 1)
    return float(((exposed - means) * adopts).sum())
