"""Answers over worlds: in how many one scenario does better, what would turn that, and what is worth learning first.

What is claimed is of the worlds, and not of chance: a world whose few runs cannot tell is counted as open, the spread
between worlds is freed of the spread between runs, and what many looked-at assumptions would show by chance is what
the same worlds show with their answers shuffled.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import student
from wordofmouth.tasks.worlds.record import OneAtATime, OverWorlds

# The share of worlds between the ends of a band, and of those whose mean is the cautious value.
BAND, CAUTIOUS = 0.9, 0.1
# Below so many effective worlds nothing is claimed.
FEWEST = 10
_SHUFFLED, _SEED = 200, 0


class Answer(NamedTuple):
    """How one scenario does beside another over all worlds.

    Attributes:
        scenario, base: the names of the two; a difference is the scenario's less the base's.
        worlds: how many there are, and ``effective`` as how many that count alike they count.
        more, less, open: the share of worlds in which the scenario has distinguishably more, less, or neither.
        expected: the mean difference over worlds.
        cautious: its mean over the worst tenth of worlds.
        low, high: between which it lies in nine of ten worlds, apart from what differs by runs alone.
        simulation: half the width of the 95 % interval of ``expected`` that the number of runs leaves.
    """

    scenario: str
    base: str
    worlds: int
    effective: float
    more: float
    less: float
    open: float
    expected: float
    cautious: float
    low: float
    high: float
    simulation: float


class Turn(NamedTuple):
    """What one assumption does to a difference, alone: the tornado's bar.

    Attributes:
        path: of the assumption.
        low, as_is, high: the difference at the low end of its range, where it is, and at the high end.
        at: where it turns, in the assumption's unit; not a number where it does not, or runs cannot tell.
        ends: the values at the ends of the range.
    """

    path: str
    low: float
    as_is: float
    high: float
    at: float
    ends: tuple[float, float]


class Worth(NamedTuple):
    """What it is worth to learn an assumption before deciding, in the measure; 0 where worlds cannot tell.

    ``is_told`` where it is more than the best of as many would be worth by chance.
    """

    path: str
    value: float
    is_told: bool


def answer(over: OverWorlds, scenario: str, base: str, is_cost: bool = False) -> Answer:
    """Return how a scenario does beside a base; the worst tenth of a cost is where it is most."""
    runs = differences(over, scenario, base)
    weights = over.weights
    means, error = runs.mean(axis=1), _error_of_a_world(runs)
    reach = error * float(student(max(1.0, runs.size - len(runs)))) if runs.shape[1] > 1 else math.inf
    freed = freed_of_runs(means, error, weights)
    tail = np.sort(-freed if is_cost else freed)
    order = np.argsort(-freed if is_cost else freed, kind="stable")
    low, high = (weighted_quantile(freed, weights, share) for share in ((1 - BAND) / 2, (1 + BAND) / 2))
    cautious = _mean_of_worst(tail, weights[order])
    n_effective = 1.0 / float((weights**2).sum())
    return Answer(
        scenario,
        base,
        len(means),
        n_effective,
        float(weights[means > reach].sum()),
        float(weights[means < -reach].sum()),
        float(weights[np.abs(means) <= reach].sum()),
        float(weights @ means),
        -cautious if is_cost else cautious,
        low,
        high,
        float(student(math.inf)) * error * math.sqrt(float((weights**2).sum())),
    )


def differences(over: OverWorlds, scenario: str, base: str) -> Array:
    """Return the differences of all pairs of runs, (worlds, replications); of one scenario alone its values."""
    of = dict(zip(over.scenarios, over.outcomes.transpose(1, 0, 2), strict=True))
    pairs: Array = of[scenario] - of[base] if base else of[scenario]
    return pairs


def freed_of_runs(means: Array, error: float, weights: Array) -> Array:
    """Return what worlds come to, drawn in towards their mean, so that their spread is without that of the runs.

    Source: Louis (1984), Estimating a population of parameter values using Bayes and empirical Bayes methods, JASA 79.
    """
    middle = float(weights @ means)
    spread = float(weights @ (means - middle) ** 2)
    left = math.sqrt(max(0.0, 1.0 - error**2 / spread)) if spread > 0 else 0.0
    return middle + left * (means - middle)


def weighted_quantile(values: Array, weights: Array, share: float) -> float:
    """Return the value below which a share of the weight lies, linear between values."""
    order = np.argsort(values, kind="stable")
    ends = np.cumsum(weights[order])
    return float(np.interp(share, ends - weights[order] / 2, values[order]))


def _error_of_a_world(runs: Array) -> float:
    """Return the standard error of the mean of a world's runs, pooled over worlds."""
    n = runs.shape[1]
    return math.sqrt(float(runs.var(axis=1, ddof=1).mean()) / n) if n > 1 else 0.0


def _mean_of_worst(ordered: Array, weights: Array) -> float:
    counted = np.clip(CAUTIOUS - (np.cumsum(weights) - weights), 0.0, weights)
    return float(counted @ ordered / counted.sum())


def influential(over: OverWorlds, values: Sequence[Array], count: int) -> list[str]:
    """Return the paths that go most with any of some values (worlds,), by weighted correlation; the strongest first."""
    weights = over.weights
    strongest: Array = np.max([np.abs(_correlations(over.shares, each, weights)) for each in values], axis=0)
    return [over.paths[place] for place in np.argsort(-strongest, kind="stable")[:count]]


def _correlations(shares: Array, values: Array, weights: Array) -> Array:
    centred, off = shares - weights @ shares, values - weights @ values
    spread = np.sqrt((weights @ centred**2) * (weights @ off**2))
    together: Array = np.divide(weights @ (centred * off[:, None]), spread, out=np.zeros(len(spread)), where=spread > 0)
    return together


def turns(over: OverWorlds, scenario: str, base: str) -> list[Turn]:
    """Return what each assumption does alone, those first that do most; of a scenario alone where ``base`` is empty."""
    place = {name: place for place, name in enumerate(over.scenarios)}

    def runs(one: OneAtATime) -> Array:
        difference: Array = one.outcomes[place[scenario]] - (one.outcomes[place[base]] if base else 0.0)
        return difference

    as_is = next(one for one in over.alone if one.path == "")
    rows = []
    for path in dict.fromkeys(one.path for one in over.alone if one.path):
        low, high = sorted((one for one in over.alone if one.path == path), key=lambda one: one.share)
        values = [low.value, over.as_is[path], high.value]
        at = _switch(values, [runs(low), runs(as_is), runs(high)]) if base else math.nan
        first, middle, last = (float(runs(one).mean()) for one in (low, as_is, high))
        rows.append(Turn(path, first, middle, last, at, (low.value, high.value)))
    return sorted(rows, key=lambda turn: -(max(turn[1:4]) - min(turn[1:4])))


def _switch(values: list[float], runs: list[Array]) -> float:
    """Return where differences change their sign between two points at both of which runs can tell it."""
    for (one, other), (before, after) in zip(pairwise(values), pairwise(runs), strict=True):
        if one != other and _sign(before) * _sign(after) < 0:
            left, right = float(before.mean()), float(after.mean())
            return one + (other - one) * left / (left - right)
    return math.nan


def _sign(runs: Array) -> int:
    """Return the sign of a mean, 0 where its interval holds nothing."""
    n = len(runs)
    half = float(student(n - 1.0)) * float(runs.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    mean = float(runs.mean())
    return int(math.copysign(1, mean)) if abs(mean) > half else 0


def worth_learning(over: OverWorlds, is_cost: bool = False) -> list[Worth]:
    """Return what each assumption is worth learning before one of the scenarios is chosen, most first.

    The best choice is made once for all worlds, or anew where the assumption is known: a curve of second degree through
    the outcomes of all worlds tells what to expect there. What answers that are shuffled among the worlds are worth is
    taken off.

    Source: Strong, Oakley and Brennan (2014), Estimating multiparameter partial expected value of perfect information
    from a probabilistic sensitivity analysis sample, Medical Decision Making 34.
    """
    means = over.outcomes.mean(axis=2) * (-1.0 if is_cost else 1.0)
    weights = over.weights
    values = _worths(over.shares, means, weights)
    generator = np.random.default_rng(_SEED)
    orders = (generator.permutation(len(means)) for _ in range(_SHUFFLED))
    shuffled = np.array([_worths(over.shares, means[order], weights) for order in orders])
    beyond = float(np.quantile(shuffled.max(axis=1), 0.95))
    net = values - shuffled.mean(axis=0)
    rows = [
        Worth(path, max(0.0, float(own)), bool(value > beyond))
        for path, own, value in zip(over.paths, net, values, strict=True)
    ]
    return sorted(rows, key=lambda row: -row.value)


def _worths(shares: Array, means: Array, weights: Array) -> Array:
    """Return of each assumption (worlds, paths) what knowing it adds to the best of all choices (worlds, scenarios)."""
    blind = float((weights @ means).max())
    worths = np.empty(shares.shape[1])
    root = np.sqrt(weights)[:, None]
    for place, column in enumerate(shares.T):
        basis = np.column_stack([np.ones_like(column), column, column**2])
        fitted = basis @ np.linalg.lstsq(root * basis, root * means, rcond=None)[0]
        worths[place] = float(weights @ fitted.max(axis=1)) - blind
    return worths
