"""Matching: people with an adopter among their contacts beside people as likely to have one, who have none.

What is known of people decides with whom they are compared: whoever was exposed is matched, in the same period, with
whoever was not and was as likely to be. What is left of the difference is not of what was matched on; what nobody
measured is not matched on either, and still looks like influence.

Sources: Rosenbaum and Rubin (1983), The central role of the propensity score in observational studies for causal
effects, Biometrika 70(1); Austin (2011), Optimal caliper widths for propensity-score matching, Pharmaceutical
Statistics 10(2) (in standard deviations of the logit; half of the usual 0.2, as matches are taken in order); Aral,
Muchnik and Sundararajan (2009), Distinguishing influence-based contagion from homophily-driven diffusion, PNAS 106(51).
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import normal_half_width
from wordofmouth.tasks.peers.estimate import exposure_of, maximum

_CALIPER = 0.1
# Adoptions on either side without which a ratio says nothing.
_FEWEST = 5


class Matched(NamedTuple):
    """How many times as often the exposed adopt as those with whom they are matched.

    Attributes:
        ratio, low, high: with its 95 % interval; NaN if fewer than five of either side adopt.
        pairs: how many of the exposed have a match.
        exposed: how many there are.
        unmatched: the same ratio of all exposed to all who were not; NaN where there are too few.
    """

    ratio: float
    low: float
    high: float
    pairs: int
    exposed: int
    unmatched: float


def matched(times: Array, contacts: Array, periods: int, traits: Array) -> Matched:
    """Return how many times as often the exposed adopt as those with whom they are matched.

    Args:
        times: the period in which each adopted, (n,); above ``periods`` for never.
        contacts: (m, 2) who hears whom.
        periods: how many were watched.
        traits: what is known of each besides, (n, traits); the number of contacts is added.
    """
    n_contacts = np.bincount(contacts[:, 0], minlength=len(times))
    known = np.column_stack([traits, np.log1p(n_contacts)])
    exposed = exposure_of(times, contacts, periods, "count") > 0
    watched = np.arange(1, periods + 1)
    at_risk = (times[:, None] >= watched) & (n_contacts > 0)[:, None]
    adopts = times[:, None] == watched
    chances = _propensity(known, exposed, at_risk)
    with_one, without = [], []
    for period in range(periods):
        treated, controls = (
            np.flatnonzero(at_risk[:, period] & (exposed[:, period] == is_exposed)) for is_exposed in (True, False)
        )
        one, other = _paired(chances, treated, controls, period)
        with_one.append(adopts[one, period])
        without.append(adopts[other, period])
    ratio, low, high = _ratio(np.concatenate(with_one), np.concatenate(without))
    all_with, all_without = adopts[at_risk & exposed], adopts[at_risk & ~exposed]
    is_told = min(all_with.sum(), all_without.sum()) >= _FEWEST
    unmatched = float(all_with.mean() / all_without.mean()) if is_told else math.nan
    return Matched(ratio, low, high, sum(map(len, with_one)), int((at_risk & exposed).sum()), unmatched)


def _propensity(known: Array, exposed: Array, at_risk: Array) -> Array:
    """Return the log-odds of being exposed by what is known of each, (n, periods), with a constant for each period."""
    scale = known.std(axis=0)
    known = (known - known.mean(axis=0))[:, scale > 0] / scale[scale > 0]
    person, period = np.nonzero(at_risk)
    seen = exposed[person, period]
    # A period in which all are exposed, or none, says nothing of who is.
    n_exposed, n_all = (np.bincount(numbers, minlength=exposed.shape[1]) for numbers in (period[seen], period))
    varies = (n_exposed > 0) & (n_exposed < n_all)
    used = varies[period]
    scores = np.zeros(exposed.shape)
    if not used.any() or not known.shape[1]:
        return scores
    constants = np.eye(exposed.shape[1])[period[used]][:, varies]
    values, _, _, _ = maximum(np.column_stack([known[person[used]], constants]), seen[used], "logit")
    return scores + (known @ values[: known.shape[1]])[:, None]


def _paired(chances: Array, treated: Array, controls: Array, period: int) -> tuple[Array, Array]:
    """Return the exposed who have a match in a period, and their matches: each control is taken once.

    Both go in order of their chances: for each of the exposed, controls are passed over until the next is no nearer.
    """
    both = chances[np.concatenate([treated, controls]), period]
    caliper = _CALIPER * float(both.std()) + 1e-9 if len(both) else 0.0
    treated, controls = (people[np.argsort(chances[people, period], kind="stable")] for people in (treated, controls))
    line, at, pairs = chances[controls, period], 0, []
    for one, chance in zip(treated, chances[treated, period], strict=True):
        while at + 1 < len(line) and (line[at + 1] < chance or abs(line[at + 1] - chance) < abs(line[at] - chance)):
            at += 1
        if at < len(line) and abs(line[at] - chance) <= caliper:
            pairs.append((one, controls[at]))
            at += 1
    matches = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return matches[:, 0], matches[:, 1]


def _ratio(first: Array, second: Array) -> tuple[float, float, float]:
    """Return the ratio of two shares of pairs with its 95 % interval, by the delta method on its logarithm."""
    n_first, n_second, differing = first.sum(), second.sum(), (first != second).sum()
    if min(n_first, n_second) < _FEWEST:
        return math.nan, math.nan, math.nan
    half = float(normal_half_width(math.sqrt(differing / (n_first * n_second))))
    ratio = float(n_first / n_second)
    return ratio, ratio * math.exp(-half), ratio * math.exp(half)
