"""The response surface: what each pair of values of two fields costs and brings, what a step of either brings."""

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.tasks.response.curve import COST, NOTHING, step_between
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import Mean, are_apart, best, mean_of, replicated


class Place(NamedTuple):
    """A pair of values of the two fields.

    Attributes:
        number, values: its number in the sweep, and the values.
        cost, outcome: the mean total cost of the campaign and the mean of the outcome, with 95 % intervals.
        marginals: of each field, by how much the outcome grows for each 1 that the campaign costs more than with the
            value before, the other as it is: a ratio of means with Fieller's 95 % interval; NaN where it is untold.
    """

    number: int
    values: tuple[Any, Any]
    cost: Mean
    outcome: Mean
    marginals: tuple[Mean, Mean]


class Surface(NamedTuple):
    """A response surface.

    Attributes:
        asked: the outcome.
        paths: the fields that are varied.
        levels: the values of each, in order.
        places: a row for each value of the first field, with one for each of the second; None where nothing came out.
        best: the place of the highest mean.
        enough: that of no further return: the cheapest that is not distinguishable from the best, pair by pair.
    """

    asked: Outcome
    paths: tuple[str, str]
    levels: tuple[tuple[Any, ...], tuple[Any, ...]]
    places: tuple[tuple[Place | None, ...], ...]
    best: Place
    enough: Place

    @property
    def there(self) -> list[Place]:
        """All places that have a value, in order."""
        return [place for place in itertools.chain.from_iterable(self.places) if place is not None]

    @property
    def is_open(self) -> bool:
        """Whether more than was tried may bring more: the highest stands at the end of a field's values."""
        return any(value == levels[-1] for value, levels in zip(self.enough.values, self.levels, strict=True))

    def along(self, field: int) -> list[Place]:
        """Return the places through that of no further return, along one field, the other as it is there."""
        other = 1 - field
        return [place for place in self.there if place.values[other] == self.enough.values[other]]


def surface(result: SweepResult, measure: str) -> Surface | None:
    """Return the response surface of a sweep over two fields; None where fewer than two points have values."""
    asked, leading = outcome(measure), best(result, measure)
    if leading is None:
        return None
    first, second = result.design.paths
    costs, values = replicated(result, COST), replicated(result, measure)
    pairs = {
        (point[first], point[second]): number
        for number in range(len(costs))
        if (point := result.design.point(number).values) and not np.isnan(costs[number] + values[number]).all()
    }
    levels = tuple(tuple(dict.fromkeys(result.design.factors[path].levels)) for path in (first, second))

    def place_of(row: int, column: int) -> Place | None:
        here = pairs.get((levels[0][row], levels[1][column]))
        if here is None:
            return None
        before = [
            pairs.get((levels[0][row - 1], levels[1][column])) if row else None,
            pairs.get((levels[0][row], levels[1][column - 1])) if column else None,
        ]
        down, left = (NOTHING if one is None else step_between(costs, values, one, here) for one in before)
        pair = (levels[0][row], levels[1][column])
        return Place(here, pair, mean_of(costs[here], outcome(COST)), mean_of(values[here], asked), (down, left))

    places = tuple(tuple(place_of(row, column) for column in range(len(levels[1]))) for row in range(len(levels[0])))
    there = {place.number: place for place in itertools.chain.from_iterable(places) if place is not None}
    highest = there[leading.point]
    # One pair at a time: corrected for so many pairs, few runs would call the cheapest of them as good as the highest.
    alike = [
        place
        for place in there.values()
        if place == highest or not are_apart(result, measure, place.number, highest.number)
    ]
    enough = min(alike, key=lambda place: place.cost.mean)
    return Surface(asked, (first, second), (levels[0], levels[1]), places, highest, enough)


def surface_rows(places: Sequence[Place]) -> list[dict[str, Any]]:
    """Return the places as data."""
    return [
        {
            "values": list(place.values),
            "cost": place.cost.mean,
            "outcome": place.outcome.mean,
            "outcome_low": place.outcome.low,
            "outcome_high": place.outcome.high,
            "marginals": [step.mean for step in place.marginals],
        }
        for place in places
    ]
