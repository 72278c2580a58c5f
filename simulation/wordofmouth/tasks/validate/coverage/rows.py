"""Rows of coverage: each an interval as it is printed, in a case in which the truth is known, many times over."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.forecasting.combination import combine
from wordofmouth.statistics.forecasting.members import Member, last_value
from wordofmouth.statistics.forecasting.scores import band
from wordofmouth.statistics.intervals import CONFIDENCE, fieller, linearised, wilson
from wordofmouth.statistics.means import FIRST_STOP, difference_intervals, differing, mean_intervals, simultaneous
from wordofmouth.statistics.paired import lights, tango
from wordofmouth.statistics.precision import Precision, next_round
from wordofmouth.tasks.compare.task import MOST_REPLICATIONS, next_replications
from wordofmouth.tasks.peers.doubts import placebo_effect
from wordofmouth.tasks.peers.estimate import peer_effects, simulate_adoption
from wordofmouth.tasks.peers.matching import matched
from wordofmouth.tasks.validate.coverage.populations import Population

# Between which actual coverage of 95 % is near enough; of fewer trials, two standard errors more to either side.
LEAST, MOST, MANY = 0.92, 0.97, 2_000
# Of mean width to that of an interval that knows how means vary.
WIDEST = 1.5


class Trials(NamedTuple):
    """Intervals of trials, (trials,) each; NaN where none is given. ``oracle`` is the width that knowledge gives."""

    low: Array
    high: Array
    truth: float | Array
    oracle: float = math.nan


class Row(NamedTuple):
    """An interval in a case.

    Attributes:
        name: of the interval, as the registry has it.
        case: of what, in words.
        runs: how many runs, pairs or people a trial has; 0 where that varies.
        trials: how many trials.
        measure: returns them, from a generator and their number.
    """

    name: str
    case: str
    runs: int
    trials: int
    measure: Callable[[np.random.Generator, int], Trials]


class Found(NamedTuple):
    """What a row came to.

    Attributes:
        name, case, runs, trials: of the row.
        coverage, error: the share of the intervals given that hold the truth, and its standard error.
        width, oracle: their mean width, and that of an interval that knows how means vary; NaN where none is known.
        refused: the share of trials in which no interval is given.
    """

    name: str
    case: str
    runs: int
    trials: int
    coverage: float
    error: float
    width: float
    oracle: float
    refused: float

    @property
    def holds(self) -> bool:
        """Whether coverage and width are what they should be."""
        more = 0.0 if self.trials >= MANY else 2 * math.sqrt(CONFIDENCE * (1 - CONFIDENCE) / self.trials)
        is_narrow = math.isnan(self.oracle) or self.width <= WIDEST * self.oracle
        return LEAST - more <= self.coverage <= MOST + more and is_narrow


def found(row: Row, seed: int = 0) -> Found:
    """Return what a row comes to."""
    generator = np.random.default_rng([seed, row.runs, *row.name.encode(), *row.case.encode()])
    low, high, truth, oracle = row.measure(generator, row.trials)
    given = ~np.isnan(low)
    covered = float(np.mean(((low <= truth) & (truth <= high))[given]))
    error = math.sqrt(covered * (1 - covered) / given.sum())
    width = float((high - low)[given].mean())
    return Found(row.name, row.case, row.runs, row.trials, covered, error, width, oracle, float(1 - given.mean()))


def difference(population: Population, runs: int, trials: int) -> Row:
    """Return the row of a mean difference."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        first, second = population.samples(generator, runs, count)
        made = difference_intervals(first, second, (0.0, 1.0))
        return Trials(made.low, made.high, population.difference, _oracle(made.mean))

    return Row("difference", population.name, runs, trials, measure)


def mean(population: Population, runs: int, trials: int) -> Row:
    """Return the row of a mean at one point."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        values, _ = population.samples(generator, runs, count)
        made = mean_intervals(values, (0.0, 1.0))
        return Trials(made.low, made.high, population.means[0], _oracle(made.mean))

    return Row("mean", population.name, runs, trials, measure)


def better(population: Population, runs: int, trials: int) -> Row:
    """Return the row of the share of runs in which the second does better."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        first, second = population.samples(generator, runs, count)
        more, less = (second > first).sum(axis=0), (second < first).sum(axis=0)
        ends = np.array([tango(int(won), int(lost), runs) for won, lost in zip(more, less, strict=True)])
        low, high = (1 + ends.T) / 2
        return Trials(low, high, population.share, _oracle((1 + (more - less) / runs) / 2))

    return Row("better", population.name, runs, trials, measure)


def lighting(population: Population, runs: int, trials: int) -> Row:
    """Return the row of how much more often the second lights; of a population in two humps around a quarter."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        big = population.draw(generator, 200_000)
        truth = float(np.mean(big[1] > 0.25) - np.mean(big[0] > 0.25))
        pairs = zip(*(side.T for side in population.samples(generator, runs, count)), strict=True)
        made = [lights(first, second) for first, second in pairs]
        none = (math.nan, math.nan, math.nan)
        low, high, seen = np.array([none if one is None else (one.low, one.high, one.more) for one in made]).T
        return Trials(low, high, truth, _oracle(seen[~np.isnan(seen)]))

    return Row("lights", population.name, runs, trials, measure)


def precision(population: Population, wanted: int, trials: int) -> Row:
    """Return the row of a mean difference after a stop at a precision that about so many runs should have."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        first, second = population.draw(generator, 100_000)
        half = 1.96 * float(np.std(second - first)) / math.sqrt(wanted)
        ends = np.array([_stopped(population, generator, half) for _ in range(count)]).T
        return Trials(ends[0], ends[1], population.difference)

    return Row("precision", f"{population.name}; asked for as of {wanted} runs", 0, trials, measure)


def _stopped(population: Population, generator: np.random.Generator, half_width: float) -> tuple[float, float]:
    pairs = np.array(population.draw(generator, FIRST_STOP))
    while True:
        made, n = difference_intervals(pairs[0], pairs[1], (0.0, 1.0)), pairs.shape[1]
        unknown = wilson(float(differing(pairs[1] - pairs[0], np.ones(()))) / n, n)[1]
        widest = unknown if np.isnan(made.low) else float(made.high - made.low) / 2
        if widest <= half_width or n >= MOST_REPLICATIONS:
            return float(made.low), float(made.high)
        more = np.array(population.draw(generator, next_replications(n, widest, half_width) - n))
        pairs = np.concatenate([pairs, more], axis=1)


def until_precise(population: Population, wanted: int, trials: int) -> Row:
    """Return the row of a mean at a point of a sweep that runs until it is as precise as so many runs should be."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        spread = float(np.std(population.draw(generator, 100_000)[0]))
        asked = Precision(half_width=1.96 * spread / math.sqrt(wanted), at_most=MOST_REPLICATIONS)
        ends = np.array([_precise(population, generator, asked) for _ in range(count)]).T
        return Trials(ends[0], ends[1], population.means[0])

    return Row("until precise", f"{population.name}; asked for as of {wanted} runs", 0, trials, measure)


def _precise(population: Population, generator: np.random.Generator, asked: Precision) -> tuple[float, float]:
    values, _ = population.draw(generator, FIRST_STOP)
    while more := next_round(asked, {0: len(values)}, {0: values.tolist()}):
        ((_, first, end),) = more
        values = np.concatenate([values, population.draw(generator, end - first)[0]])
    made = mean_intervals(values, (0.0, 1.0))
    return float(made.low), float(made.high)


def share(name: str, case: str, chances: tuple[float, float], asked: int, trials: int) -> Row:
    """Return the row of a share of some asked, of many of whom another share says yes in each trial.

    Of few asked the coverage of one share alone leaps with it, as only whole numbers can say yes.
    """

    def measure(generator: np.random.Generator, count: int) -> Trials:
        chance = generator.uniform(*chances, size=count)
        yes = generator.binomial(asked, chance) / asked
        ends = np.array([wilson(float(one), asked) for one in yes])
        return Trials(ends[:, 0], ends[:, 1], chance, _oracle(yes - chance))

    return Row(name, case, asked, trials, measure)


def curve(runs: int, trials: int) -> Row:
    """Return the row of a band around a mean difference that grows for 26 weeks, all of which it must hold."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        weeks, ends = np.arange(1, 27), []
        for _ in range(count):
            first = 0.5 + 0.02 * generator.standard_normal((runs, 1)) + 0.0 * weeks
            steps = generator.standard_normal((runs, 26)).cumsum(axis=1)
            low, high = simultaneous(first, first + 0.002 * weeks + 0.003 * steps)
            truth = 0.002 * weeks
            ends.append((np.max(low - truth), np.min(high - truth)))
        low, high = np.array(ends).T
        return Trials(low, high, 0.0)

    return Row("curve", "a difference that grows for 26 weeks", runs, trials, measure)


def peers(people: int, trials: int) -> Row:
    """Return the row of the effect of contacts' adoption: ties drawn at random, and an effect that is known."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        ends, periods, true = [], 6, 1.5
        for number in range(count):
            ties = generator.integers(people, size=(8 * people, 2))
            ties = ties[ties[:, 0] != ties[:, 1]]
            times = simulate_adoption(ties, people, periods, peers=true, constant=-2.0, seed=number)
            outcome_of = peer_effects(times, ties, periods).peers
            ends.append((outcome_of.low, outcome_of.high, outcome_of.value))
        low, high, seen = np.array(ends).T
        return Trials(low, high, true, _oracle(seen))

    return Row("peers", "contacts drawn at random, log hazard ratio 1.5", people, trials, measure)


def matching(people: int, trials: int) -> Row:
    """Return the row of matched pairs: alike people are tied, what makes them alike is known, nobody influences."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        pairs = [matched(*_alike(generator, trait), 12, trait[:, None]) for trait in _traits(generator, people, count)]
        low, high = np.array([(one.low, one.high) for one in pairs]).T
        return Trials(low, high, 1.0)

    return Row("matched", "nobody influences, and what makes contacts alike is known", people, trials, measure)


def placebo(people: int, trials: int) -> Row:
    """Return the row of a placebo that has nothing to do with contacts."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        ends = []
        for trait in _traits(generator, people, count):
            times, ties = _alike(generator, trait)
            ends.append(placebo_effect(generator.random(people) < 0.3, times, ties, 12, "share"))
        low, high = np.array([(one.low, one.high) for one in ends if one]).T
        return Trials(low, high, 0.0)

    return Row("placebo", "an outcome from before that contacts do not share", people, trials, measure)


def _traits(generator: np.random.Generator, people: int, count: int) -> Iterator[Array]:
    return (generator.normal(size=people) for _ in range(count))


def _alike(generator: np.random.Generator, trait: Array) -> tuple[Array, Array]:
    """Return when people adopt, sooner the more they have of a trait, and four contacts of each who have as much."""
    people = len(trait)
    order, near = np.argsort(trait), people // 16
    place = np.empty(people, np.int64)
    place[order] = np.arange(people)
    hears = np.repeat(np.arange(people), 4)
    heard = order[np.clip(place[hears] + generator.integers(-near, near + 1, size=len(hears)), 0, people - 1)]
    ties = np.column_stack([hears, heard])[hears != heard]
    times = generator.geometric(-np.expm1(-np.exp(trait - 3.0)))
    return np.minimum(times, 13), np.unique(ties, axis=0)


def forecast(periods: int, ahead: int, trials: int) -> Row:
    """Return the row of the combination's 95 % band so many periods ahead, of sales whose square roots walk at random.

    Members are those that need no curve: how the band is made is the same for all.
    """
    members: dict[str, Member] = {"last_value": last_value, "mean_of_three": _mean_of_three}

    def measure(generator: np.random.Generator, count: int) -> Trials:
        roots = 100 + generator.normal(0, 2, (count, periods + ahead)).cumsum(axis=1)
        bands = [band(combine(each[:periods] ** 2, members, ahead).quantiles, CONFIDENCE) for each in roots]
        low, high = np.array([(ends[0][-1], ends[1][-1]) for ends in bands]).T
        came = roots[:, -1] ** 2
        return Trials(low, high, came, _oracle(came - roots[:, periods - 1] ** 2))

    return Row("forecast", f"a random walk, {ahead} ahead of {periods} periods", periods, trials, measure)


def _mean_of_three(sales: Array, horizon: int) -> Array:
    return np.full(horizon, float(sales[-3:].mean()))


def ratio(runs: int, trials: int) -> Row:
    """Return the row of a ratio of two means that vary together, as profit added and total cost do."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        made = np.array([fieller(*pair) for pair in _costs(generator, runs, count)])
        return Trials(made[:, 1], made[:, 2], _RATIO, _oracle(made[:, 0]))

    return Row("ratio", "profit of 1.5 per 1 of a cost that varies", runs, trials, measure)


def difference_of_ratios(runs: int, trials: int) -> Row:
    """Return the row of the difference of two ratios whose runs share random numbers."""

    def measure(generator: np.random.Generator, count: int) -> Trials:
        first = _costs(generator, runs, count)
        # The second earns a third more in the same runs, give or take.
        second = first * [[4 / 3], [1.0]] + generator.normal(0, 5, first.shape)
        one, other = (np.array([linearised(*pair) for pair in pairs]).T for pairs in (first, second))
        made = difference_intervals(one, other)
        return Trials(made.low, made.high, _RATIO / 3, _oracle(made.mean))

    return Row("difference of ratios", "profits of 1.5 and of 2 per 1 of cost", runs, trials, measure)


_RATIO = 1.5


def _costs(generator: np.random.Generator, runs: int, count: int) -> Array:
    """Return profits and costs that grow together: (trials, 2, runs)."""
    market = generator.gamma(20, 5, (count, 1, runs))
    return market * [[_RATIO], [1.0]] + generator.normal(0, 20, (count, 2, runs))


def _oracle(estimates: Array) -> float:
    """Return the width of the interval that one would give who knows how estimates vary."""
    tail = (1 - CONFIDENCE) / 2
    return float(np.quantile(estimates, 1 - tail) - np.quantile(estimates, tail))


def of_formulas(populations: dict[str, Population], many: int, few: int) -> Iterator[Row]:
    """Yield the rows that need no market: those of the short form."""
    steady, growing, humped = populations.values()
    for population, runs in ((steady, 20), (growing, 20), (growing, 100), (humped, 40)):
        yield difference(population, runs, many)
    for population, runs in ((steady, 20), (growing, 20), (humped, 40)):
        yield mean(population, runs, many)
    for population in (steady, growing):
        yield better(population, 50, many)
    yield lighting(humped, 40, many)
    yield precision(growing, 100, few)
    yield until_precise(growing, 100, few)
    yield share("differ", "3 to 30 % of pairs differ", (0.03, 0.3), 40, many)
    yield share("survey", "10 to 90 % say yes", (0.1, 0.9), 200, many)
    yield share("exposed", "2 to 20 % of those at risk adopt", (0.02, 0.2), 150, many)
    yield ratio(20, many)
    yield difference_of_ratios(20, many)
    yield curve(20, few)
    yield peers(200, few)
    for periods in (10, 30):
        yield forecast(periods, 3, few)


def of_doubts(few: int) -> Iterator[Row]:
    """Yield the rows of what speaks against taking an association for influence."""
    yield matching(1_000, few)
    yield placebo(300, few)


def of_markets(populations: list[Population], many: int, few: int) -> Iterator[Row]:
    """Yield the rows of banks of runs."""
    for population in populations:
        for runs in (30 if population.name.startswith("small") else 20, 50, 100):
            yield difference(population, runs, many)
        for runs in (20, 100):
            yield mean(population, runs, many)
        yield better(population, 100, many)
        yield precision(population, 100, few)
        yield until_precise(population, 100, few)
