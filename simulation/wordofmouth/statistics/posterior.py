"""Posterior: which parameters are likely, given what single runs at many of them showed.

Approximate Bayesian computation: of runs at places drawn alike from all of a box of parameters, those count that are
near the data, and what differs between them and the data is corrected by regression. Near is judged by few numbers,
the best guesses of the parameters that a regression makes from what a run shows. A real market is no run of the model:
what the model's chance does not explain is independent error, whose size is one more parameter. Every place in the
ranges counts alike beforehand.

Source: Beaumont, Zhang and Balding (2002), Approximate Bayesian computation in population genetics, Genetics 162;
Fearnhead and Prangle (2012), Constructing summary statistics for approximate Bayesian computation, JRSS B 74; Blum and
François (2010), Non-linear regression models for approximate Bayesian computation, Statistics and Computing 20.
"""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array

_ERRORS = np.log([0.003, 0.5])
_ERRORS_EACH = 4
_NEAR = 0.3
_FEWEST, _FOLDS = 200, 8


class Posterior(NamedTuple):
    """Draws from the posterior: parameters (draws, parameters) in shares of their ranges, sizes of error (draws,)."""

    shares: Array
    errors: Array

    @property
    def middle(self) -> Array:
        """The median of each parameter."""
        middle: Array = np.median(self.shares, axis=0)
        return middle

    @property
    def box(self) -> Array:
        """Where it is, with room to spare: (2, parameters)."""
        low, high = np.quantile(self.shares, [0.002, 0.998], axis=0)
        room = 0.25 * (high - low) + 0.02
        box: Array = np.clip([low - room, high + room], 0.0, 1.0)
        return box


def infer(shares: Array, shown: Array, target: Array, generator: np.random.Generator) -> Posterior:
    """Return draws from the posterior given the target (numbers,).

    Args:
        shares: where the runs were, (runs, parameters) in shares of the ranges, drawn alike from all of a box.
        shown: what they showed, (runs, numbers).
        target: what the data shows.
        generator: from which all random numbers come.
    """
    # Errors of other sizes are other data of the same run.
    of_run = np.repeat(np.arange(len(shown)), _ERRORS_EACH)
    sizes = generator.uniform(_ERRORS[0], _ERRORS[1], len(of_run))
    shown = shown[of_run] + np.exp(sizes)[:, None] * generator.standard_normal((len(of_run), shown.shape[1]))
    unknown = np.column_stack([_spread_out(shares[of_run]), _spread_out((sizes - _ERRORS[0]) / np.ptp(_ERRORS))])
    near = np.arange(len(shown))
    # Guesses are made among all, and again among those that are near by the first.
    for part in (0.5, _NEAR / 0.5):
        away = _away(shown[near], unknown[near], of_run[near], target)
        distance = np.sqrt((away**2).sum(axis=1))
        nearest = np.argsort(distance)[: max(round(part * len(near)), min(_FEWEST, len(near)))]
        near, away, distance = near[nearest], away[nearest], distance[nearest]
    weights = 1 - (distance / distance.max()) ** 2
    corrected = _corrected(unknown[near], away, weights, len(np.unique(of_run[near])))
    drawn = generator.choice(len(near), 4_000, p=weights / weights.sum())
    values = 1 / (1 + np.exp(-corrected[drawn]))
    return Posterior(values[:, :-1], np.exp(_ERRORS[0] + np.ptp(_ERRORS) * values[:, -1]))


def _away(shown: Array, unknown: Array, of_run: Array, target: Array) -> Array:
    """Return how far the best guess of what is unknown is from that for the target, in standard deviations.

    A run's guess is made from other runs: one that knows the answer would be better than it can be for the target.
    """
    middle = shown.mean(axis=0)
    _, spread, axes = np.linalg.svd(shown - middle, full_matrices=False)
    axes = axes[: min(unknown.shape[1] + 1, len(axes) - 1)]
    scale = spread[: len(axes)] / np.sqrt(len(shown))

    def numbers(lists: Array) -> Array:
        along = (lists - middle) @ axes.T
        rest = np.log(np.sqrt(((lists - middle - along @ axes) ** 2).mean(axis=1)) + 1e-9)
        along = np.column_stack([along / scale, rest])
        first, second = np.triu_indices(along.shape[1])
        return np.column_stack([np.ones(len(along)), along, along[:, first] * along[:, second]])

    at, asked = numbers(shown), numbers(target[None])
    away = np.empty_like(unknown)
    for fold in range(_FOLDS):
        own = of_run % _FOLDS == fold
        coefficients, *_ = np.linalg.lstsq(at[~own], unknown[~own], rcond=None)
        away[own] = (at[own] - asked) @ coefficients
    return away / away.std(axis=0)


def _corrected(unknown: Array, away: Array, weights: Array, n_runs: int) -> Array:
    """Return what is unknown as it would be if the runs showed the target: mean and spread are linear nearby."""
    at = np.column_stack([np.ones(len(away)), away])
    root = np.sqrt(weights)[:, None]
    means, *_ = np.linalg.lstsq(at * root, unknown * root, rcond=None)
    left = unknown - at @ means
    spreads, *_ = np.linalg.lstsq(at * root, np.log(left**2 + 1e-9) * root, rcond=None)
    ratio = np.exp(np.clip(0.5 * (spreads[0] - at @ spreads), -1.5, 1.5))
    lost = np.sqrt(n_runs / max(n_runs - 2 * at.shape[1], 1))
    corrected: Array = means[0] + left * ratio * lost
    return corrected


def _spread_out(shares: Array) -> Array:
    """Return log-odds of shares, so that what is corrected stays in its range."""
    inside = np.clip(shares, 1e-4, 1 - 1e-4)
    log_odds: Array = np.log(inside / (1 - inside))
    return log_odds
