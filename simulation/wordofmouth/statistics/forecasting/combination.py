"""Combination: several methods' forecasts in one, weighted and given bands by how they would have done before.

From each of the last origins, as if later sales were not known, every member forecasts what came. A member's weight is
the inverse of its mean squared error, drawn towards what is believed without any origin: that the last value counts as
much as all others together, which have to earn their weight. The errors of the combination as it would have been made
at each origin, with weights from earlier origins alone, give its bands, which widen with the horizon. Errors are of
square roots of sales, whose size is alike in good and bad periods (Bartlett 1947).

Source: Bates and Granger (1969), The combination of forecasts, Operational Research Quarterly 20(4); Tashman (2000),
Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16(4) (rolling origins).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.forecasting.members import Member, ahead_of
from wordofmouth.statistics.forecasting.scores import LEVELS

# Periods before the first origin, and of how many of the latest origins errors are taken.
FEWEST_BEFORE, MOST_ORIGINS = 4, 12
FEWEST_PERIODS = FEWEST_BEFORE + 2
# What is believed of members without any origin, the others being 1, and how many origins count as much as that belief.
# Of what was tried it is the most cautious within a standard error of the best, on the series on which that is chosen.
_BELIEF, _ORIGINS_OF_BELIEF = {"last_value": 4.0}, 8
# How errors grow with the horizon: their size is in proportion to a power of it, between these.
_GROWTH = (0.25, 1.0)


class Origins(NamedTuple):
    """What would have been forecast at earlier origins, and what came.

    Attributes:
        at: how many periods were known at each origin, (origins,).
        ahead: by member, the forecasts (origins, horizon).
        came: the sales of these periods, (origins, horizon); NaN where they are yet to come.
    """

    at: tuple[int, ...]
    ahead: dict[str, Array]
    came: Array

    def before(self, origin: int) -> "Origins":
        """Return what was known of them when so many periods were."""
        known = sum(at < origin for at in self.at)
        places = np.array(self.at[:known])[:, None] + np.arange(1, self.came.shape[1] + 1)
        came = np.where(places <= origin, self.came[:known], np.nan)
        return Origins(self.at[:known], {name: rows[:known] for name, rows in self.ahead.items()}, came)


class Combined(NamedTuple):
    """A combination forecast.

    Attributes:
        median: the forecast of each period, (horizon,).
        quantiles: of each period at the levels of ``scores.LEVELS``, (levels, horizon).
        members: what each member says, by name, (horizon,).
        weights: of each member, by name; they add up to 1.
        errors: the mean absolute error of each member over the rolling origins, and of the ``combination``.
        origins: from how many origins all this is.
    """

    median: Array
    quantiles: Array
    members: dict[str, Array]
    weights: dict[str, float]
    errors: dict[str, float]
    origins: int


def rolling(sales: Array, members: Mapping[str, Member], horizon: int, most: int = MOST_ORIGINS) -> Origins:
    """Return what each member would have forecast at the latest origins of which something came since."""
    n = len(sales)
    at = range(max(FEWEST_BEFORE, n - most), n)
    came = np.full((len(at), horizon), np.nan)
    for row, origin in enumerate(at):
        later = sales[origin : origin + horizon]
        came[row, : len(later)] = later
    ahead = {name: [ahead_of(member, sales[:origin], horizon) for origin in at] for name, member in members.items()}
    return Origins(tuple(at), {name: np.array(rows).reshape(-1, horizon) for name, rows in ahead.items()}, came)


def weights_of(origins: Origins) -> dict[str, float]:
    """Return members' weights from how they did at these origins; what is believed of them without any."""
    names = list(origins.ahead)
    believed = np.array([_BELIEF.get(name, 1.0) for name in names])
    believed /= believed.sum()
    known = ~np.isnan(origins.came)
    if not known.any():
        return dict(zip(names, believed.tolist(), strict=True))
    squares = np.array([_missed(origins.ahead[name], origins.came)[known] for name in names]) ** 2
    # A method that was right to the digit must not outweigh all others for ever.
    mean = squares.mean(axis=1)
    inverse = 1 / np.maximum(mean, 1e-3 * mean.max() + 1e-12)
    own = len(origins.at) / (len(origins.at) + _ORIGINS_OF_BELIEF)
    shares = own * inverse / inverse.sum() + (1 - own) * believed
    return dict(zip(names, shares.tolist(), strict=True))


def mixed(ahead: Mapping[str, Array], weights: Mapping[str, float]) -> Array:
    """Return the weighted mean of members' forecasts, of any shape."""
    total: Array = np.sum([weights[name] * each for name, each in ahead.items()], axis=0)
    return total


def combine(sales: Array, members: Mapping[str, Member], horizon: int) -> Combined:
    """Return the combination forecast of so many periods after a series of sales (periods,), none of them negative."""
    return combined_at(sales, rolling(sales, members, horizon), {
        name: ahead_of(member, sales, horizon) for name, member in members.items()
    })  # fmt: skip


def combined_at(sales: Array, origins: Origins, ahead: dict[str, Array]) -> Combined:
    """Return the combination of what members say now, with weights and bands from earlier origins."""
    horizon = origins.came.shape[1]
    weights = weights_of(origins)
    median = mixed(ahead, weights)
    own = [
        mixed({name: each[row] for name, each in origins.ahead.items()}, weights_of(origins.before(at)))
        for row, at in enumerate(origins.at)
    ]
    combined = np.array(own).reshape(-1, horizon)
    sizes, freedom = error_sizes(_missed(combined, origins.came), _steps(sales))
    roots = np.sqrt(median) + sizes * _reach(freedom)[:, None]
    errors = {
        name: _mean_absolute(each, origins.came) for name, each in (*origins.ahead.items(), ("combination", combined))
    }
    return Combined(median, np.maximum(roots, 0.0) ** 2, ahead, weights, errors, len(origins.at))


def error_sizes(missed: Array, steps: Array) -> tuple[Array, float]:
    """Return the size of errors at each horizon, (horizon,), which never falls, and its degrees of freedom.

    Args:
        missed: errors at origins and horizons, (origins, horizon); NaN where it is not known yet.
        steps: changes from period to period, which stand in where there are no origins.
    """
    horizon = np.arange(1, missed.shape[1] + 1)
    known = ~np.isnan(missed)
    count = known.sum(axis=0)
    if not count.any():
        return float(np.sqrt(np.mean(steps**2)) if len(steps) else 1.0) * np.sqrt(horizon), max(len(steps) - 1, 1)
    squares = (np.where(known, missed, 0.0) ** 2).sum(axis=0)
    mean_square = np.divide(squares, count, out=np.zeros(len(count)), where=count > 0)
    some = (count > 0) & (mean_square > 0)
    if not some.any():
        return np.zeros(len(horizon)), max(int(count[0]) - 1, 1)
    logs, sizes, weight = np.log(horizon[some]), np.log(mean_square[some]) / 2, count[some].astype(float)
    growth, spread = 0.5, float(np.average((logs - np.average(logs, weights=weight)) ** 2, weights=weight))
    if spread:
        away = (logs - np.average(logs, weights=weight)) * (sizes - np.average(sizes, weights=weight))
        growth = float(np.average(away, weights=weight)) / spread
    growth = min(max(growth, _GROWTH[0]), _GROWTH[1])
    scale = np.sqrt(float((count * mean_square / horizon ** (2 * growth)).sum()) / count.sum())
    return scale * horizon**growth, max(int(count[0]) - 1, 1)


def _missed(ahead: Array, came: Array) -> Array:
    missed: Array = np.sqrt(came) - np.sqrt(ahead)
    return missed


def _steps(sales: Array) -> Array:
    steps: Array = np.diff(np.sqrt(sales))
    return steps


def _reach(freedom: float) -> Array:
    """Return how many sizes of error each level of Student's t is from the middle, (levels,)."""
    from scipy.special import stdtrit

    reach: Array = stdtrit(freedom, np.array(LEVELS))
    return reach


def _mean_absolute(ahead: Array, came: Array) -> float:
    known = ~np.isnan(came)
    return float(np.abs(ahead - came)[known].mean()) if known.any() else float("nan")
