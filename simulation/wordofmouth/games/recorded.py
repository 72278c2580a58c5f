"""Recorded: campaigns of a game that were simulated beforehand, so that one player can play it without a server."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.games.market import GameMarket
from wordofmouth.games.ranking import Simulated
from wordofmouth.games.tries import evenly, tries
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.means import mean_intervals
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.optimise.goal import Goal

# A page has at most so many campaigns, and of each activity at most so many tries, of a range so many places.
MOST = 300
_MOST_TRIES, _PLACES = 12, 5
# Campaigns that seem to cost more than the budget by this share are left out: nobody may hand them in.
_ABOVE = 0.1
# Runs under which a campaign is tried, and others under which it is judged.
_SEED, TRIED, JUDGED = 1, range(8), range(8, 20)

Chosen = tuple[int, ...]


class Activity(NamedTuple):
    """An activity of a game: its label, what may be chosen of it, by path, and what each of that costs alone.

    Of an activity that may be left out the first choice is that.
    """

    label: str
    choices: list[dict[str, Any]]
    costs: list[float]


class Outcome(NamedTuple):
    """What a campaign came to over some runs.

    Attributes:
        value, low, high: the mean of what there is to be most of, with its 95 % interval; no ends where too few differ.
        cost: its mean cost.
        adoption: the mean share who have bought, week by week.
        course: the mean of what there is to be most of, week by week.
    """

    value: float
    low: float | None
    high: float | None
    cost: float
    adoption: list[float]
    course: list[float]


class Behind(NamedTuple):
    """By how much a campaign is behind the best try: the mean, its 95 % interval, and whether they are told apart."""

    mean: float
    low: float | None
    high: float | None
    is_told: bool


class Campaign(NamedTuple):
    """A recorded campaign: how its trial came out, and how it was judged, beside the best try; else it is too dear."""

    trial: Outcome
    judged: Outcome | None = None
    behind: Behind | None = None


class Game(NamedTuple):
    """All that a page knows of a game's campaigns.

    Attributes:
        activities: what may be chosen.
        campaigns: by the place of what is chosen of each activity.
        without: the market without a campaign, tried and judged.
        best: the campaign within the budget that came out best when all were tried; none where none is within it.
    """

    activities: list[Activity]
    campaigns: dict[Chosen, Campaign]
    without: Campaign
    best: Chosen | None


def recorded(goal: Goal, most: int = MOST, tried: range = TRIED, judged: range = JUDGED) -> Game:
    """Return campaigns of a game, each tried and, if it keeps to the budget, judged under seeds that chose none."""
    market = GameMarket(goal)
    # What an activity costs alone, and what it comes to as a campaign, are the same runs.
    trial_of = functools.cache(lambda scenario: market.simulated(scenario, _SEED, tried))
    activities = thinned(list(_activities(goal, trial_of)), goal.budget * (1 + _ABOVE), most)
    chosen = list(affordable(activities, goal.budget * (1 + _ABOVE), most))
    scenarios = [goal.scenario_at(values_of(activities, each)) for each in chosen]
    trials = [trial_of(scenario) for scenario in scenarios]
    within = [place for place, trial in enumerate(trials) if trial.cost.mean() <= goal.budget]
    verdicts = {place: market.simulated(scenarios[place], _SEED, judged) for place in within}
    best = max(within, key=lambda place: float(trials[place].value.mean()), default=None)
    campaigns = {}
    for place, (each, trial) in enumerate(zip(chosen, trials, strict=True)):
        verdict = verdicts.get(place)
        behind = None if verdict is None or best is None else _behind(verdict, verdicts[best])
        campaigns[each] = Campaign(_outcome(trial), None if verdict is None else _outcome(verdict), behind)
    verdict = market.simulated(market.plain, _SEED, judged)
    behind = None if best is None else _behind(verdict, verdicts[best])
    without = Campaign(_outcome(trial_of(market.plain)), _outcome(verdict), behind)
    return Game(activities, campaigns, without, None if best is None else chosen[best])


def values_of(activities: Sequence[Activity], chosen: Chosen) -> dict[str, Any]:
    """Return what is chosen, by path."""
    picked = (activity.choices[place] for activity, place in zip(activities, chosen, strict=True))
    return {path: value for values in picked for path, value in values.items()}


def _activities(goal: Goal, trial_of: Callable[[Scenario], Simulated]) -> Iterator[Activity]:
    """Yield each activity with all that is tried of it, the cheaper first."""
    off = {path: False for path in goal.vary if goal.is_lever(path)}

    def cost(values: dict[str, Any]) -> float:
        return float(trial_of(goal.scenario_at(off | values)).cost.mean())

    nothing = cost({})
    for lever in dict.fromkeys(".".join(path.split(".")[:2]) for path in goal.vary):
        switched = {lever: True} if lever in off else {}
        tried_values = [switched | values for values in tries(goal, lever, _PLACES, _MOST_TRIES)]
        costed = sorted(((cost(values) - nothing, place) for place, values in enumerate(tried_values)))
        choices = [tried_values[place] for _, place in costed]
        costs = [each for each, _ in costed]
        if switched:
            choices, costs = [{lever: False}, *choices], [0.0, *costs]
        yield Activity(lever.split(".")[1], choices, costs)


def thinned(activities: list[Activity], budget: float, most: int) -> list[Activity]:
    """Return activities with as many choices of each as leave at most so many campaigns that seem to keep to a budget.

    Each has its cheapest and its dearest at first: where that is too much, those whose two differ least in cost have
    one. Then each has one more in turn, as long as there is room.
    """
    counts = [min(2, len(activity.choices) - _skipped(activity)) for activity in activities]

    def with_counts() -> list[Activity]:
        return [_thin(activity, count) for activity, count in zip(activities, counts, strict=True)]

    def fit() -> bool:
        return sum(1 for _ in affordable(with_counts(), budget, most + 1)) <= most

    for place in sorted(range(len(counts)), key=lambda place: _apart(activities[place])):
        if fit():
            break
        counts[place] = 1
    grows = fit()
    while grows:
        grows = False
        for place, activity in enumerate(activities):
            if counts[place] < len(activity.choices) - _skipped(activity):
                counts[place] += 1
                if fit():
                    grows = True
                else:
                    counts[place] -= 1
    return with_counts()


def _skipped(activity: Activity) -> int:
    """Return how many of an activity's choices are to leave it out."""
    return int(list(activity.choices[0].values()) == [False])


def _apart(activity: Activity) -> float:
    """Return how much more the dearest choice costs than the cheapest."""
    costs = activity.costs[_skipped(activity) :]
    return max(costs) - min(costs)


def _thin(activity: Activity, count: int) -> Activity:
    """Return an activity with so many of its choices, evenly spaced, beside that of leaving it out."""
    first = _skipped(activity)
    places = [*range(first), *evenly([*range(first, len(activity.choices))], count)]
    return Activity(
        activity.label, [activity.choices[place] for place in places], [activity.costs[place] for place in places]
    )


def affordable(activities: Sequence[Activity], budget: float, most: int) -> Iterator[Chosen]:
    """Yield at most so many campaigns whose activities, alone, do not cost more than a budget in all."""
    left = most

    def further(chosen: Chosen, spent: float) -> Iterator[Chosen]:
        nonlocal left
        if len(chosen) == len(activities):
            left -= 1
            yield chosen
            return
        for place, cost in enumerate(activities[len(chosen)].costs):
            if left > 0 and spent + cost <= budget:
                yield from further((*chosen, place), spent + cost)

    yield from further((), 0.0)


def _outcome(simulated: Simulated) -> Outcome:
    estimate = mean_intervals(simulated.value)
    return Outcome(
        float(estimate.mean),
        _end(float(estimate.low)),
        _end(float(estimate.high)),
        float(simulated.cost.mean()),
        simulated.adoption.mean(axis=0).tolist(),
        simulated.course.mean(axis=0).tolist(),
    )


def _behind(verdict: Simulated, best: Simulated) -> Behind:
    difference = paired(verdict.value, best.value)
    is_told = is_distinguishable(difference.p, difference.low, difference.high)
    return Behind(difference.mean, _end(difference.low), _end(difference.high), is_told)


def _end(value: float) -> float | None:
    return None if np.isnan(value) else value
