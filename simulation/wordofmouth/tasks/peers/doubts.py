"""Doubts: what speaks against taking an association with contacts' adoption for influence.

Sources: VanderWeele and Ding (2017), Sensitivity analysis in observational research: introducing the E-value, Annals of
Internal Medicine 167(4); Lipsitch, Tchetgen Tchetgen and Cohen (2010), Negative controls: a tool for detecting
confounding and bias in observational studies, Epidemiology 21(3); Anagnostopoulos, Kumar and Mahdian (2008), Influence
and correlation in social networks, KDD (if contacts do not influence, it does not matter who of them adopted first).
"""

import math

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import normal_half_width
from wordofmouth.tasks.peers.estimate import Effect, Exposure, exposure_of, maximum

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


def placebo_effect(before: Array, times: Array, contacts: Array, periods: int, exposure: Exposure) -> Effect | None:
    """Return how contacts' adoption goes with an outcome that was there before any of it: log-odds.

    They cannot have caused it. If it goes with them, contacts share something besides.

    Args:
        before: whether each had the outcome, (n,), 0 or 1.
        times: the period in which each adopted, (n,); above ``periods`` for never.
        contacts: (m, 2) who hears whom.
        periods: how many were watched.
        exposure: whether the share of the contacts who adopted counts, or their number.

    Returns:
        None if all had it, or nobody, or contacts' adoption does not vary among those who have contacts.
    """
    has_contacts = np.bincount(contacts[:, 0], minlength=len(times)) > 0
    exposed = exposure_of(times, contacts, periods + 1, exposure)[:, -1][has_contacts]
    had = before[has_contacts] > 0
    if not len(had) or had.all() or not had.any() or not np.ptp(exposed):
        return None
    values, covariance, _, _ = maximum(np.column_stack([exposed, np.ones(len(exposed))]), had, "logit")
    error = float(np.sqrt(covariance[0, 0]))
    value, half = float(values[0]), float(normal_half_width(error))
    return Effect("placebo", value, error, value - half, value + half)


def shuffled(times: Array, contacts: Array, periods: int, exposure: Exposure, products: Array | None = None) -> float:
    """Return how often shuffled times of those who adopted go with contacts as much as the real ones do: a p-value.

    How much they do is the score of the contacts' effect, with a constant for each period: over all who adopt, how much
    more exposed they are than those at risk with them on average. Times are shuffled within each product.
    """
    kinds = np.zeros(len(times)) if products is None else products
    adopters = [np.flatnonzero((times <= periods) & (kinds == kind)) for kind in np.unique(kinds)]
    generator = np.random.default_rng(_SEED)
    seen, more = _score(times, contacts, periods, exposure), 1
    for _ in range(_SHUFFLES):
        order = times.copy()
        for of_one in adopters:
            order[of_one] = times[generator.permutation(of_one)]
        more += _score(order, contacts, periods, exposure) >= seen
    return more / (_SHUFFLES + 1)


def _score(times: Array, contacts: Array, periods: int, exposure: Exposure) -> float:
    exposed = exposure_of(times, contacts, periods, exposure)
    watched = np.arange(1, periods + 1)
    at_risk, adopts = times[:, None] >= watched, times[:, None] == watched
    means = (exposed * at_risk).sum(axis=0) / np.maximum(at_risk.sum(axis=0), 1)
    return float(((exposed - means) * adopts).sum())
