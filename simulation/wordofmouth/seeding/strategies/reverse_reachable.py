"""Seeds from reverse-reachable sets, with a guarantee: OPIM-C.

Half of the sets choose the seeds, and bound from above what the best seeds could reach; the other half, which had no
say, bounds from below what the chosen ones reach. The ratio of the two bounds is the share of the best that is
guaranteed. The paper doubles the sets until that is 1 − 1/e − ε, when the seeds are often some percent worse than
greedy ones still. Here more are drawn, besides, until chance costs the ratio a share ε of itself at most; and not
always twice as many, for what chance costs falls as the root of their number, which says how many it will take. The
numbers from which it chooses are fixed beforehand, and the guarantee allows for all of them.

Source: Tang, Tang, Xiao and Yuan (2018), Online processing algorithms for influence maximization, SIGMOD.
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.randomness import key_for, purpose
from wordofmouth.seeding.coverage import cover
from wordofmouth.seeding.reverse_sets import Sampler
from wordofmouth.seeding.spreading import Spreading
from wordofmouth.seeding.strategy import check_count, strategy

# By how much less than the greedy share is guaranteed: a twentieth costs a second where there are 100,000 consumers.
EPSILON = 0.05
GREEDY_SHARE = 1 - 1 / math.e

# Numbers of sets between one and its double.
STEPS = 4
_HARDLY = 0.95

_CHOOSING = purpose("maximisation: sets that choose")
_JUDGING = purpose("maximisation: sets that judge")


class Guaranteed(NamedTuple):
    """Seeds with what is known of them.

    Attributes:
        seeds: int32, in the order in which they were chosen: the first few are a choice of few.
        spread: the estimated number of consumers reached, from sets that had no say in the choice.
        at_least: the spread is below this with probability ``delta / 3`` at most.
        share: the guaranteed share of the spread of the best seeds there are.
        delta: the probability with which the guarantee may fail.
        n_sets: the sets drawn for it.
    """

    seeds: np.ndarray
    spread: float
    at_least: float
    share: float
    delta: float
    n_sets: int

    def __str__(self) -> str:
        return (
            f"{len(self.seeds)} seeds reach {self.spread:,.1f} consumers, {self.at_least:,.1f} at least; "
            f"no less than {self.share:.3f} of the best, with probability 1 − {self.delta:.2g}"
        )


def guaranteed_seeds(
    spreading: Spreading, count: int, epsilon: float = EPSILON, delta: float | None = None, key: int | np.uint64 = 0
) -> Guaranteed:
    """Return seeds that reach 1 − 1/e − ``epsilon`` of what the best reach, with probability 1 − ``delta``.

    ``delta`` is 1/n unless given. The share that is guaranteed in the end is mostly above the one asked for.

    Raises:
        ValueError: if a number is out of range.
    """
    n, key = spreading.n, np.uint64(key)
    delta = 1 / n if delta is None else delta
    check_count(count, n)
    if not 0 < epsilon < GREEDY_SHARE:
        raise ValueError(f"epsilon: {epsilon} is not between 0 and 1 − 1/e")
    if not 0 < delta <= 1:
        raise ValueError(f"delta: {delta} is not above 0 and at most 1")
    if count == 0:
        return Guaranteed(np.empty(0, np.int32), 0.0, 0.0, 1.0, delta, 0)
    few, enough = _numbers_of_sets(n, count, epsilon, delta)
    last = STEPS * (max(1, math.ceil(math.log2(enough / few))) - 1)
    doubt = math.log(3 * (last + 1) / delta)
    choosing, judging = (Sampler(spreading, key_for(key, address)) for address in (_CHOOSING, _JUDGING))
    sets, place = None, 0
    while True:
        n_sets = math.ceil(few * 2 ** (place / STEPS))
        sets = choosing.draw(n_sets, sets)
        choice = cover(sets, n, count)
        # The sets that choose flatter their choice: if it is hardly good enough by them, the others need not be asked.
        further = _further(int(choice.gains.sum()), choice.bound, doubt, _HARDLY * epsilon)
        if not further or place == last:
            n_met = judging.count_met(choice.chosen, n_sets)
            share = min(max(_share(n_met, choice.bound, doubt), 0.0), 1.0)
            further = _further(n_met, choice.bound, doubt, epsilon)
            if not further:
                break
            if place == last:
                # So many sets were drawn that the share is at least what was asked for, whatever these bounds say.
                share = max(share, GREEDY_SHARE - epsilon)
                break
        place = min(place + further, last)
    each = spreading.quality * n / n_sets
    return Guaranteed(choice.chosen, n_met * each, max(_at_least(n_met, doubt), 0.0) * each, share, delta, 2 * n_sets)


@strategy
def reverse_reachable(spreading: Spreading, count: int, key: np.uint64) -> np.ndarray:
    """At least 1 − 1/e − 0.05 of the best spread, but for a chance of 1/n: by reverse-reachable sets; for any size."""
    return guaranteed_seeds(spreading, count, key=key).seeds


def _numbers_of_sets(n: int, count: int, epsilon: float, delta: float) -> tuple[float, float]:
    """Return with how many sets to begin, and how many are enough whatever they say."""
    doubt = math.log(6 / delta)
    choices = math.lgamma(n + 1) - math.lgamma(count + 1) - math.lgamma(n - count + 1)
    root = GREEDY_SHARE * math.sqrt(doubt) + math.sqrt(GREEDY_SHARE * (choices + doubt))
    return 2 * root**2, 2 * n * root**2 / (epsilon**2 * count)


def _further(met: int, bound: int, doubt: float, epsilon: float) -> int:
    """Return how many steps to take towards more sets; none if these suffice."""
    share = _share(met, bound, doubt)
    if share < GREEDY_SHARE - epsilon:
        return STEPS
    lost = 1 - share * bound / met
    return min(max(math.ceil(2 * STEPS * math.log2(lost / epsilon)), 1), STEPS) if lost > epsilon else 0


def _share(met: int, bound: int, doubt: float) -> float:
    """Return the share of the best spread that is known to be reached by who is met in so many of the sets."""
    return _at_least(met, doubt) / _at_most(bound, doubt)


def _at_least(met: int, doubt: float) -> float:
    """Return the sets met, on average, at which so many or more are met with probability e^−doubt."""
    return (math.sqrt(met + 2 * doubt / 9) - math.sqrt(doubt / 2)) ** 2 - doubt / 18


def _at_most(met: int, doubt: float) -> float:
    """Return the sets met, on average, at which so many or fewer are met with probability e^−doubt."""
    return (math.sqrt(met + doubt / 2) + math.sqrt(doubt / 2)) ** 2
