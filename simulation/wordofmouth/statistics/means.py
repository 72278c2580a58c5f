"""Means: how far from the mean of few runs the true one may be, of outcomes that are skewed, or light or do not.

Word of mouth grows as a branching process does: most runs come to little and a few to much, so a mean has less to go by
than its number of runs says. Student's interval is kept where it holds, and mended in three ways where it does not:

- its ends are moved towards the long tail (Johnson), and its degrees of freedom are those of the variance as it was
  estimated, known from a jackknife: a variance that hangs on two of twenty runs is known no better than from two;
- of a difference within pairs, a variance is estimated from relative changes too. A pair in which little is sold at all
  differs by little; how much, relative to what is sold, tells what would have been in a pair in which much is sold. So
  do, where the market is nearly won, those who have not bought yet. The largest variance counts that the pairs do not
  contradict;
- outcomes in two humps are a share with two sizes, and an interval of a share: pairs that light one way and the other
  are added before it is computed (Agresti and Min).

Fewer than five values that differ from the others say nothing of how they vary: there is no interval then.

Sources: Johnson (1978), Modified t tests and confidence intervals for asymmetrical populations, JASA 73:536; Hall
(1992), On the removal of skewness by transformation, JRSS B 54:221; Satterthwaite (1946), An approximate distribution
of estimates of variance components, Biometrics Bulletin 2:110; Carroll and Ruppert (1988), Transformation and Weighting
in Regression, 3 (variances that grow with size); Kass and Raftery (1995), Bayes factors, JASA 90:773 (what counts as
contradicted); Agresti and Min (2005), Simple improved confidence intervals for comparing matched proportions,
Statistics in Medicine 24:729; Agresti and Coull (1998), The American Statistician 52:119; Montiel Olea and
Plagborg-Møller (2019), Simultaneous confidence bands, Journal of Applied Econometrics 34:1 (sup-t bands).
"""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import CONFIDENCE, standard_error, student

# Values that differ from the most common one without which nothing can be told of a mean.
FEWEST = 5
# Runs before which a wanted precision is never thought to be reached: the first widths are too narrow too often.
FIRST_STOP = 40
# Twice the logarithm of a likelihood ratio that is very strong evidence (Kass and Raftery).
_VERY_STRONG = 10.0
# The ends are not moved by more than this part of half the width; a variance is known at least so well.
_MOST_MOVED, _FEWEST_DEGREES = 0.3, 4.0
# Observations that are added to those in two humps: of a mean and of a difference.
_ADDED_TO_ONE, _ADDED_TO_PAIRS = 4.0, 2.0
# What differs by less, relative to the values, differs by how it was summed.
_ROUNDING = 1e-12
_ANYWHERE = (-np.inf, np.inf)
_DRAWS, _SEED = 1_000, 0


class Means(NamedTuple):
    """Means over the first axis of values (n, …), each with its 95 % interval; all arrays (…).

    Attributes:
        mean: NaN where no value is.
        low, high: NaN where fewer than five values differ from the most common one, of few all but one.
        p: how often chance alone would make it lie as far from zero (two-sided); where there is no interval, by the
            sign test.
    """

    mean: Array
    low: Array
    high: Array
    p: Array


class Humps(NamedTuple):
    """Two humps with a gap between them, as of outcomes that light or do not; arrays (…).

    Attributes:
        are_two: whether there are.
        between: a value in the gap.
        low, high: the means of the two.
    """

    are_two: Array
    between: Array
    low: Array
    high: Array


def mean_intervals(values: Array, bounds: tuple[float, float] = _ANYWHERE) -> Means:
    """Return the means of values (n, …) that are independent over the first axis; all must have a value.

    Intervals end at the ``bounds`` of what a value can be: of a share 0 and 1.
    """
    values = np.asarray(values, dtype=np.float64)
    n = len(values)
    spread = _spread(values)
    estimate = humps(values)
    if n > 1:
        added = np.stack([estimate.low, estimate.high])
        spread = _chosen(estimate.are_two, _with_added(values, added, _ADDED_TO_ONE), spread)
    return _means(values, spread, np.abs(values).max(axis=0), bounds)


def difference_intervals(first: Array, second: Array, bounds: tuple[float, float] = _ANYWHERE) -> Means:
    """Return the means of the second's difference to the first, of pairs (n, …) that are independent of each other.

    The ``bounds`` are those of the values, not of their differences.
    """
    first, second = (np.asarray(values, dtype=np.float64) for values in (first, second))
    differences, both = second - first, np.concatenate([first, second])
    spread = _spread(differences)
    if len(differences) > 1:
        # Nothing is sold at 0; of profit and the like, in the worst run.
        sold = np.maximum(first, second) - np.minimum(both.min(axis=0), 0)
        left = bounds[1] - np.minimum(first, second)
        candidates = [(sold, 0.5), (sold, 1.0)] + [(left, 1.0), (left, 2.0)] * bool(np.isfinite(bounds[1]))
        best = _misfit(differences, sold, 0.0)
        for size, power in candidates:
            misfit = _misfit(differences, size, power)
            grown = _spread(differences, size, power)
            spread = _chosen((misfit - best < _VERY_STRONG) & (grown.error > spread.error), grown, spread)
            best = np.minimum(best, misfit)
        estimate = humps(both, len(first))
        gap = estimate.high - estimate.low
        added = np.stack([-gap, 0 * gap, 0 * gap, gap])
        spread = _chosen(estimate.are_two, _with_added(differences, added, _ADDED_TO_PAIRS), spread)
    reach = bounds[1] - bounds[0]
    return _means(differences, spread, np.abs(both).max(axis=0), (-reach, reach))


def simultaneous(first: Array, second: Array, bounds: tuple[float, float] = (-np.inf, np.inf)) -> tuple[Array, Array]:
    """Return the ends of a band (95 %) of the mean difference of pairs of curves (n, places), at all places at once.

    Each place has its own interval, as :func:`difference_intervals` makes it, widened by what the largest of all
    deviations with the curves' correlations reaches beyond one alone; NaN where a place has none.
    """
    estimate = difference_intervals(first, second, bounds)
    differences = second - first
    deviations = differences - differences.mean(axis=0)
    error = deviations.std(axis=0)
    known = ~np.isnan(estimate.low) & (error > 0)
    widened = 1.0
    if known.sum() > 1:
        n, generator = len(differences), np.random.default_rng(_SEED)
        weights = generator.standard_normal((_DRAWS, n))
        largest = np.abs(weights @ (deviations[:, known] / error[known])).max(axis=1) / np.sqrt(n)
        # The variance is estimated too: Student's t of many places at once.
        largest /= np.sqrt(generator.chisquare(n - 1, _DRAWS) / (n - 1))
        widened = max(1.0, float(np.quantile(largest, CONFIDENCE)) / student(n - 1.0))
    reach = bounds[1] - bounds[0]
    low = np.maximum(estimate.mean - widened * (estimate.mean - estimate.low), -reach)
    high = np.minimum(estimate.mean + widened * (estimate.high - estimate.mean), reach)
    return low, high


def differing(values: Array, scale: Array) -> Array:
    """Return how many of values (n, …) differ from the most common one by more than rounding, at a scale (…)."""
    ordered = np.sort(values, axis=0)
    longest = run = np.ones(values.shape[1:])
    for step in np.diff(ordered, axis=0) > _ROUNDING * scale:
        run = np.where(step, 1, run + 1)
        longest = np.maximum(longest, run)
    return len(values) - longest


def humps(values: Array, pairs: int = 0) -> Humps:
    """Return the two humps of values (n, …): the widest gap between them is wider than all that lies on either side.

    Each hump has at least two values, or of two stacked samples so many pairs.
    """
    ordered = np.sort(values, axis=0)
    gaps = np.diff(ordered, axis=0)
    if not len(gaps):
        nothing = np.full(values.shape[1:], np.nan)
        return Humps(np.zeros(values.shape[1:], bool), nothing, nothing, nothing)
    place = gaps.argmax(axis=0)[None]
    gap = np.take_along_axis(gaps, place, axis=0)[0]
    between = np.take_along_axis(ordered, place, axis=0)[0] + gap / 2
    above = values > between
    n_above = above.sum(axis=0)
    n_below = len(values) - n_above
    high = np.where(above, values, 0).sum(axis=0) / np.maximum(n_above, 1)
    low = np.where(above, 0, values).sum(axis=0) / np.maximum(n_below, 1)
    if pairs:
        one, other = above[:pairs], above[pairs:]
        n_above, n_below = (one | other).sum(axis=0), (~one | ~other).sum(axis=0)
    are_two = (2 * gap > ordered[-1] - ordered[0]) & (np.minimum(n_above, n_below) >= 2)
    return Humps(are_two, between, low, high)


class _Spread(NamedTuple):
    """How means vary: around where, their standard error, and its degrees of freedom; arrays (…)."""

    middle: Array
    error: Array
    degrees: Array


def _chosen(where: Array, one: _Spread, other: _Spread) -> _Spread:
    return _Spread(*(np.where(where, mine, theirs) for mine, theirs in zip(one, other, strict=True)))


def _means(values: Array, spread: _Spread, scale: Array, bounds: tuple[float, float]) -> Means:
    """Return means with the intervals that a spread makes, where there are enough values for one."""
    from scipy.special import bdtr, stdtr

    mean, n = values.mean(axis=0), len(values)
    reach = student(spread.degrees) * spread.error
    # Observations that are added move the middle; what was seen lies within all the same.
    low, high = np.minimum(spread.middle - reach, mean), np.maximum(spread.middle + reach, mean)
    low, high = np.maximum(low, bounds[0]), np.minimum(high, bounds[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stdtr(spread.degrees, -np.abs(spread.middle) / spread.error)
    more, less = (values > 0).sum(axis=0), (values < 0).sum(axis=0)
    by_sign = np.minimum(1.0, 2 * bdtr(np.minimum(more, less), more + less, 0.5))
    is_told = (differing(values, scale) >= min(FEWEST, n - 1)) & (n > 1)
    nothing = np.full(mean.shape, np.nan)
    return Means(
        mean,
        np.where(is_told, low, nothing),
        np.where(is_told, high, nothing),
        np.where(is_told, p, by_sign if n > 1 else nothing),
    )


def _spread(values: Array, size: Array | None = None, power: float = 0.0) -> _Spread:
    """Return how the mean of values (n, …) varies, whose deviation grows with a power of their size.

    What a value is relative to its size is taken to be independent of the size: any could have come with any.
    """
    n = len(values)
    if n < 2:
        nothing = np.full(values.shape[1:], np.nan)
        return _Spread(values.mean(axis=0), nothing, nothing)
    factor = np.ones_like(values) if size is None else _raised(size, power)
    is_known = factor > 0
    relative = np.divide(values, factor, out=np.zeros_like(values), where=is_known)
    n_known = np.maximum(is_known.sum(axis=0), 1)
    if size is None:
        # About the mean, for the sake of precision.
        relative = relative - values.mean(axis=0)
    one, two, three = ((factor**k).mean(axis=0) * (relative**k).sum(axis=0) / n_known for k in (1, 2, 3))
    variance = np.maximum(two - one**2, 0) * n / (n - 1)
    third = three - 3 * one * two + 2 * one**3
    degrees = np.clip(_degrees(factor, relative, is_known), min(_FEWEST_DEGREES, n - 1), n - 1)
    error = standard_error(variance, n)
    reach = student(degrees)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.where(variance > 0, third / variance / (6 * n) * (1 + 2 * reach**2), 0.0)
    moved = np.clip(moved, -_MOST_MOVED * reach * error, _MOST_MOVED * reach * error)
    return _Spread(values.mean(axis=0) + moved, error, degrees)


def _degrees(factor: Array, relative: Array, is_known: Array) -> Array:
    """Return the degrees of freedom of the variance of factor times relative value, from what it is without each."""
    n = len(factor)
    without = [(factor**k).sum(axis=0) - factor**k for k in (1, 2)]
    rest = [(relative**k).sum(axis=0) - relative**k for k in (1, 2)]
    n_rest = np.maximum(is_known.sum(axis=0) - is_known, 1) * (n - 1)
    variances = without[1] * rest[1] / n_rest - (without[0] * rest[0] / n_rest) ** 2
    error = (n - 1) * variances.var(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        degrees: Array = np.where(error > 0, 2 * variances.mean(axis=0) ** 2 / error, np.inf)
    return degrees


def _misfit(values: Array, size: Array, power: float) -> Array:
    """Return minus twice the log-likelihood that values are normal around 0, with a deviation that grows with size."""
    is_known = size > 0
    factor = _raised(size, power)
    relative = np.divide(values, factor, out=np.zeros_like(values), where=is_known)
    n = is_known.sum(axis=0)
    logarithms = np.log(np.where(is_known, size, 1)).sum(axis=0)
    variance = (relative**2).sum(axis=0) / np.maximum(n, 1)
    return np.asarray(n * np.log(np.maximum(variance, np.finfo(float).tiny)) + 2 * power * logarithms)


def _raised(size: Array, power: float) -> Array:
    return np.where(size > 0, np.where(size > 0, size, 1) ** power, 0.0)


def _with_added(values: Array, added: Array, count: float) -> _Spread:
    """Return how the mean varies if observations are added, as many in all, half of them of each of two values."""
    n = len(values)
    middle = (values.sum(axis=0) + count * added.mean(axis=0)) / (n + count)
    squares = ((values - middle) ** 2).sum(axis=0) + count * ((added - middle) ** 2).mean(axis=0)
    error = standard_error(squares / (n + count), n + count)
    return _Spread(middle, error, np.full(middle.shape, np.inf))
