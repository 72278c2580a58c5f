"""Intervals: how far from what was seen the truth may be; Wilson's, Student's, quantiles, and a row for each printed.

Quantiles of distributions are SciPy's, from ``scipy.special``: ``scipy.stats`` calls the same functions, and its import
takes longer than most commands.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array

# Two-sided, of every interval and every test unless it says otherwise.
CONFIDENCE = 0.95
ALPHA = 0.05

# Of two-sided 95 %, as tables print it: results that were kept hold numbers made with it, and carry their digest.
_NORMAL = 1.96


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a probability of which a share of n trials was seen; NaN without trials.

    For whole numbers of yes it is that of ``scipy.stats.binomtest``; here a tie may count as half a yes.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209.
    """
    if n == 0:
        return math.nan, math.nan
    spread = float(student(math.inf)) ** 2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    # With no yes, or no no, rounding would leave the share itself outside.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def normal_half_width[Errors: (float, Array)](error: Errors) -> Errors:
    """Return half the width of the 95 % interval of an estimate that is normal, from its standard error."""
    half: Errors = _NORMAL * error
    return half


def student[Degrees: (float, Array)](degrees: Degrees) -> Degrees:
    """Return how many standard errors a 95 % interval by Student's t reaches to either side; of infinite, the normal's.

    Degrees of freedom need not be whole.
    """
    from scipy.special import ndtri, stdtrit

    tail, is_normal = (1 + CONFIDENCE) / 2, np.isinf(degrees)
    reach: Any = np.where(is_normal, ndtri(tail), stdtrit(np.where(is_normal, 1, degrees), tail))[()]
    outcome_of: Degrees = reach
    return outcome_of


def standard_error[Variance: (float, Array)](variance: Variance, n: float) -> Variance:
    """Return the standard error of the mean of n independent values of a variance."""
    error: Variance = np.sqrt(variance / n)
    return error


def half_width(values: Array) -> Array:
    """Return half the width of the t interval of the mean over the first axis; NaN with fewer than two values."""
    n = len(values)
    if n < 2:
        return np.full(values.shape[1:], np.nan)
    half: Array = student(n - 1) * values.std(axis=0, ddof=1) / np.sqrt(n)
    return half


def fieller(parts: Array, wholes: Array) -> tuple[float, float, float]:
    """Return the ratio of two sums over pairs (n,) and Fieller's 95 % interval of the ratio of their means.

    All three are NaN where the ratio cannot be told, as the mean of the wholes may be 0 or less; of one pair there is a
    ratio, and no interval.

    Source: Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B 16:175.
    """
    n, part, whole = len(parts), float(np.mean(parts)), float(np.mean(wholes))
    if whole <= 0:
        return math.nan, math.nan, math.nan
    if n < 2:
        return part / whole, math.nan, math.nan
    (of_parts, of_both), (_, of_wholes) = np.cov(parts, wholes) / n
    reach = float(student(n - 1)) ** 2
    divisor = whole**2 - reach * of_wholes
    if divisor <= 0:
        return math.nan, math.nan, math.nan
    middle = part * whole - reach * of_both
    # Never below 0 where the divisor is above it, but by rounding.
    half = math.sqrt(max(middle**2 - divisor * (part**2 - reach * of_parts), 0.0))
    return part / whole, (middle - half) / divisor, (middle + half) / divisor


def linearised(parts: Array, wholes: Array) -> Array:
    """Return for each of pairs (n,) what it adds to the ratio of the sums, so that the mean of these is the ratio.

    Their differences between scenarios are those of ratios, to the first order; all are NaN where the ratio cannot be
    told (:func:`fieller`).

    Source: Cochran (1977), Sampling Techniques, 6.3: the variance of a ratio of sums.
    """
    value, *_ = fieller(parts, wholes)
    if math.isnan(value):
        return np.full(len(parts), np.nan)
    return value + (parts - value * wholes) / float(np.mean(wholes))


def quantile(values: Array, probability: float) -> Array:
    """Return a quantile over the first axis, of the values that are not NaN; NaN where there is none.

    Linear between order statistics, to the bit as ``numpy.quantile`` (type 7 of Hyndman and Fan, 1996, The American
    Statistician 50:361); ``numpy.nanquantile`` goes through columns one by one, and warns of those without values.
    """
    values = np.sort(np.asarray(values, dtype=np.float64), axis=0)
    last = np.maximum(np.sum(~np.isnan(values), axis=0, keepdims=True) - 1, 0)
    position = probability * last
    below = np.floor(position).astype(np.int64)
    part = position - below
    low = np.take_along_axis(values, below, axis=0)
    high = np.take_along_axis(values, np.minimum(below + 1, last), axis=0)
    reach = high - low
    between: Array = np.where(part < 0.5, low + reach * part, high - reach * (1 - part))[0]
    return between


def central(values: Array, share: float) -> tuple[Array, Array]:
    """Return the ends of the interval that holds the middle share of the values over the first axis."""
    # Without rounding the tail of 90 % would be a little less than 0.05.
    tail = round((1 - share) / 2, 12)
    return quantile(values, tail), quantile(values, 1 - tail)


class Bands(NamedTuple):
    """The median over replications, and central intervals: by share of the replications, their low and high ends."""

    median: Array
    intervals: dict[float, tuple[Array, Array]]


def bands(values: Array, shares: tuple[float, ...] = (0.5, 0.9)) -> Bands:
    """Return the median and the central intervals over the first axis; a missing value is no value."""
    return Bands(quantile(values, 0.5), {share: central(values, share) for share in shares})


class Printed(NamedTuple):
    """An interval that is printed somewhere.

    Attributes:
        name: what it is called in the table of coverage.
        case: when it is printed, in words.
        makers: the functions that compute it, of which each use outside this room has a row.
        by: the modules that use them for it.
        unmeasured: why its coverage is not measured; empty for one that is.
    """

    name: str
    case: str
    makers: tuple[str, ...]
    by: tuple[str, ...]
    unmeasured: str = ""


_LATER = "not measured yet"
_DESCRIBES = "describes the runs themselves, and claims nothing of others"

# All intervals that are printed. A test reads every module for functions that make some: one without a row is an error.
PRINTED = (
    Printed(
        "difference",
        "mean difference of two scenarios, points or levels that share random numbers",
        ("paired", "difference_intervals"),
        (
            "statistics.paired",
            "tasks.compare.record",
            "tasks.sweep.summary",
            "tasks.sweep.figure",
            "games.ranking",
            "games.recorded",
            "tasks.value.record",
        ),
    ),
    Printed(
        "better", "share of runs in which one does better than the other", ("tango", "student"), ("statistics.paired",)
    ),
    Printed(
        "lights", "how much more often one catches on than the other", ("lights", "wilson"), ("statistics.paired",)
    ),
    Printed(
        "differ", "share of runs that differ, where too few do", ("wilson",), ("statistics.claims", "statistics.paired")
    ),
    Printed(
        "precision",
        "mean difference where runs went on until it was as narrow as was asked",
        ("share_that_differs",),
        ("tasks.compare.task", "tasks.compare.finding", "reports.compare"),
    ),
    Printed(
        "mean",
        "mean at a point of a sweep, at a level of a factor, of a team on the board, of what a customer is worth",
        ("mean_intervals",),
        (
            "tasks.sweep.summary",
            "games.ranking",
            "games.recorded",
            "tasks.value.record",
            "tasks.sensitivity.discover.task",
        ),
    ),
    Printed(
        "curve",
        "mean difference in every week, all weeks at once",
        ("simultaneous",),
        ("tasks.compare.figure", "lab.pages.compare.result"),
    ),
    Printed(
        "ratio",
        "ratio of two means: return on spend, acquisition cost, marginal return",
        ("fieller",),
        ("statistics.accounting.economics", "tasks.response.curve"),
    ),
    Printed(
        "difference of ratios",
        "how much two scenarios differ in return on spend or acquisition cost",
        ("linearised", "paired"),
        ("tasks.compare.record",),
    ),
    Printed("sobol", "first and total indices of Sobol'", ("CONFIDENCE",), ("tasks.sensitivity.task",), _LATER),
    Printed("morris", "mean size of an effect", ("CONFIDENCE", "mean_intervals"), ("tasks.sensitivity.task",), _LATER),
    Printed(
        "seed",
        "the seed's share of the variance",
        ("student", "CONFIDENCE", "chdtri"),
        ("tasks.sensitivity.seed_variance",),
        _LATER,
    ),
    Printed("peers", "effect of contacts' adoption", ("normal_half_width", "student"), ("tasks.peers.estimate",)),
    Printed(
        "placebo",
        "odds of an outcome that was there before, by contacts' adoption",
        ("normal_half_width",),
        ("tasks.peers.doubts",),
    ),
    Printed(
        "matched",
        "how many times as often the exposed adopt as those with whom they are matched",
        ("normal_half_width",),
        ("tasks.peers.matching",),
    ),
    Printed("exposed", "share that adopts, by contacts who had", ("wilson",), ("tasks.peers.figure",)),
    Printed("survey", "share of those asked who say yes", ("wilson",), ("instruments.survey",)),
    Printed(
        "surveyed",
        "percentages of a survey as each run draws them",
        ("betaincinv",),
        ("market.decision",),
        "a draw from what is known of them; no interval is printed",
    ),
    Printed(
        "runs",
        "what 90 % of the runs came to, of every number and curve of a run, shares of influence among them",
        ("bands", "central"),
        (
            "statistics.summaries",
            "tasks.run.finding",
            "figures.style",
            "figures.adoption",
            "tasks.compare.figure",
            "lab.pages.compare.result",
            "lab.pages.results.views",
            "lessons.prediction",
        ),
        _DESCRIBES,
    ),
    Printed(
        "calibrate",
        "parameters, size of the market, forecast",
        ("central", "student", "CONFIDENCE"),
        ("tasks.calibrate.task", "statistics.bass_curve"),
        _LATER,
    ),
    Printed(
        "forecast",
        "sales of the next periods, by the combination of forecasts",
        ("stdtrit",),
        ("statistics.forecasting.combination",),
    ),
    Printed(
        "optimise",
        "how much more the best campaign comes to, and what it costs",
        ("paired", "central", "half_width", "CONFIDENCE"),
        ("statistics.risk", "tasks.optimise.task", "tasks.optimise.record"),
        _LATER,
    ),
    Printed(
        "worlds",
        "what nine of ten worlds come to, and how far off the runs leave it; an effect from all the others",
        ("student", "weighted_quantile"),
        ("tasks.worlds.answer", "tasks.worlds.figure", "tasks.worlds.ensemble.check", "tasks.worlds.finding"),
        "of assumptions, on planted worlds, in WORLDS.md; of outcomes not measured yet",
    ),
    Printed(
        "evidence",
        "how near worlds lie to studies and to what a user knows",
        ("student", "ndtri"),
        ("tasks.worlds.evidence", "tasks.worlds.ensemble.targets"),
        "a likelihood; no interval is printed",
    ),
    Printed("seeds", "consumers reached from seeds", ("normal_half_width",), ("tasks.seeds.record",), _LATER),
    Printed(
        "until precise",
        "mean at a point of a sweep where runs went on until it was as narrow as was asked",
        ("mean_intervals", "wilson"),
        ("statistics.precision",),
    ),
    Printed("bench", "runs in a second", ("normal_half_width",), ("cli.commands.bench",), "of clocks, not of runs"),
    Printed(
        "validation",
        "numbers obtained for published ones",
        ("normal_half_width", "central"),
        (
            "tasks.validate.figure",
            "tasks.validate.cases.pattern_answers",
            "tasks.validate.cases.talk_of_the_network",
            "tasks.validate.cases.pattern_leaders",
            "tasks.validate.cases.pattern_groups",
            "tasks.validate.cases.bass_curve",
            "tasks.validate.cases.bass_agents",
            "tasks.validate.cases.bad_news",
        ),
        "of many runs, for which the normal is near; the verdict has tolerances of its own",
    ),
)
