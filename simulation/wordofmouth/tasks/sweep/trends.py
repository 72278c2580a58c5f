"""Trends: how an outcome follows one factor where all factors vary at once, as in a sampled design."""

import math
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.sweep.labels import is_number
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import mean_without_gaps, replicated, varied

_PLACES = 41
# Of the factor's range; and so many points are enough to know a curve by.
_BANDWIDTH, _ENOUGH = 0.12, 1500


class Trend(NamedTuple):
    """How the mean of an outcome follows a factor.

    Attributes:
        path: the factor.
        values, outcomes: of each point that has a value: the factor's value and the mean over its replications.
        places, means: the smoothed mean along the factor; of a factor that is no number, at each of its values.
        explained: the share of the variance between points that this curve foretells, of points left out of it.
    """

    path: str
    values: list[Any]
    outcomes: Array
    places: list[Any]
    means: Array
    explained: float


def trends(result: SweepResult, measure: str = "penetration") -> list[Trend]:
    """Return the trend along each factor, the one that explains most first."""
    means = np.array([mean_without_gaps(row) for row in replicated(result, measure)])
    points = [result.design.point(number).values for number in range(len(means))]
    curves = []
    for path, levels in varied(result).items():
        known = [number for number, mean in enumerate(means) if not math.isnan(mean) and path in points[number]]
        values, outcomes = [points[number][path] for number in known], means[known]
        if len(known) < 3:
            continue
        if all(map(is_number, levels)):
            is_log = result.design.factors[path].scale == "log" if path in result.design.factors else False
            places, curve, left_out = _smoothed(np.array(values, dtype=np.float64), outcomes, is_log)
        else:
            places, curve, left_out = _by_level(values, outcomes)
        explained = 1 - np.mean(left_out**2) / outcomes.var() if outcomes.var() else 0.0
        curves.append(Trend(path, values, outcomes, places, curve, max(0.0, float(explained))))
    return sorted(curves, key=lambda trend: -trend.explained)


def _smoothed(values: Array, outcomes: Array, is_log: bool) -> tuple[list[float], Array, Array]:
    """Return places along a factor, the smoothed mean there, and what it misses of each point that it has not seen.

    A line is fitted around each place, points weighted by their nearness (Gaussian).

    Source: Fan and Gijbels (1996), Local Polynomial Modelling and Its Applications.
    """
    scaled = np.log(values) if is_log else values
    low, reach = scaled.min(), np.ptp(scaled)
    along = (scaled - low) / reach
    chosen = np.unique(np.linspace(0, len(along) - 1, _ENOUGH).astype(np.int64))
    seen = along[chosen]
    at = np.linspace(0, 1, _PLACES)
    smooth, own = _weights(at, seen), _weights(seen, seen)
    left_out = (outcomes[chosen] - own @ outcomes[chosen]) / np.maximum(1 - np.diag(own), 1e-9)
    places = low + reach * at
    return (np.exp(places) if is_log else places).tolist(), smooth @ outcomes[chosen], left_out


def _weights(at: Array, seen: Array) -> Array:
    """Return what each point seen counts in the smoothed mean at each place, (places, points); rows sum to 1."""
    apart = seen[None, :] - at[:, None]
    near = np.exp(-((apart / _BANDWIDTH) ** 2) / 2)
    first, second = (np.sum(near * apart**power, axis=1, keepdims=True) for power in (1, 2))
    weights: Array = near * (second - first * apart)
    return weights / weights.sum(axis=1, keepdims=True)


def _by_level(values: list[Any], outcomes: Array) -> tuple[list[Any], Array, Array]:
    levels = list(dict.fromkeys(values))
    place = np.array([levels.index(value) for value in values])
    counts, sums = np.bincount(place), np.bincount(place, outcomes)
    others = (sums[place] - outcomes) / np.maximum(counts[place] - 1, 1)
    return levels, sums / counts, outcomes - np.where(counts[place] > 1, others, outcomes.mean())
