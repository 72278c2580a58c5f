"""The response curve: what each value of a field costs and brings, what each step brings, and where more is no use."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.errors import DesignError, OutcomeError
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import fieller
from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import Mean, best, mean_of, replicated

STEPS = 9
# Of each of two fields, whose pairs are many.
STEPS_OF_TWO = 5
COST = "total_cost"
NOTHING = Mean(math.nan, math.nan, math.nan)


class Point(NamedTuple):
    """One value of the field that is varied.

    Attributes:
        number, value: its number in the sweep, and the value.
        cost, outcome: the mean total cost of the campaign and the mean of the outcome, with 95 % intervals.
        marginal: by how much the outcome grows for each 1 that the campaign costs more than at the point before, a
            ratio of means with Fieller's 95 % interval; NaN where it cannot be told.
    """

    number: int
    value: Any
    cost: Mean
    outcome: Mean
    marginal: Mean


class Curve(NamedTuple):
    """A response curve, its points by what they cost.

    Attributes:
        asked: the outcome.
        path: the field that is varied.
        points: by mean cost, the cheapest first.
        best: the place among the points of the highest mean.
        enough: the place of the point of no further return: the cheapest that is not distinguishable from the best.
        up_to_there: what each 1 brings from the cheapest point to that one.
    """

    asked: Outcome
    path: str
    points: tuple[Point, ...]
    best: int
    enough: int
    up_to_there: Mean

    @property
    def is_open(self) -> bool:
        """Whether more than was tried may bring more: the dearest point alone is not distinguishable from the best."""
        return self.enough == len(self.points) - 1


def designed(scenario: Scenario, vary: str | Sequence[str], measure: str, replications: int, seed: int) -> Design:
    """Return the design of a response: ``vary`` is ``PATH=FROM:TO``, ``PATH=FROM:TO:log`` or ``PATH=A,B,C``, or two.

    Raises:
        OutcomeError: if there is no such measure, or less of it is better.
        DesignError: if what is varied is not written so, or not allowed.
    """
    if outcome(measure).is_cost:
        raise OutcomeError(f"measure: {measure!r} is a cost; name what it is to bring, as npv, profit or buyers")
    asked = [vary] if isinstance(vary, str) else list(vary)
    if not 1 <= len(asked) <= 2:
        raise DesignError([f"vary: name one field or two, and not {len(asked)}"])
    factors: dict[str, Any] = {}
    for each in asked:
        path, sign, text = (part.strip() for part in each.partition("="))
        if not sign:
            raise DesignError([f"vary {each}: must be PATH=FROM:TO, as in campaign.leaders.count=0:200"])
        if path in factors:
            raise DesignError([f"vary {each}: two cannot vary the same field"])
        factors[path] = _values(each, text, STEPS if len(asked) == 1 else STEPS_OF_TWO)
    # A scenario in full, as it would be in a design that names none.
    return Design(
        name=f"{scenario.name}-response"[:64],
        title=scenario.title,
        scenario=scenario.varied({"variants": {}}).model_dump(mode="json"),
        factors=factors,
        baseline=True,
        replications=replications,
        seed=seed,
    )


def _values(vary: str, text: str, steps: int) -> Any:
    try:
        if ":" not in text:
            levels = [_number(each) for each in text.split(",")]
            if len(levels) < 2:
                raise ValueError(text)
            return levels
        first, last, *scale = text.split(":")
        log = {"scale": "log"} if scale == ["log"] else {}
        if scale and not log:
            raise ValueError(scale)
        return {"from": _number(first), "to": _number(last), "steps": steps, **log}
    except ValueError:
        raise DesignError([f"vary {vary}: {text!r} is no range; write FROM:TO, FROM:TO:log or A,B,C"]) from None


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value == int(value) and "." not in text else value


def curve(result: SweepResult, measure: str) -> Curve | None:
    """Return the response curve of a sweep over one field; None where fewer than two points have values."""
    asked, leading = outcome(measure), best(result, measure)
    if leading is None:
        return None
    (path,) = result.design.paths
    costs, values = replicated(result, COST), replicated(result, measure)
    there = [number for number in range(len(costs)) if not np.isnan(costs[number] + values[number]).all()]
    order = sorted(there, key=lambda number: float(np.nanmean(costs[number])))
    points = [
        Point(
            number,
            result.design.point(number).values[path],
            mean_of(costs[number], outcome(COST)),
            mean_of(values[number], asked),
            step_between(costs, values, before, number),
        )
        for before, number in zip([None, *order], order, strict=False)
    ]
    good = {leading.point, *leading.alike}
    enough = next(place for place, number in enumerate(order) if number in good)
    up_to_there = step_between(costs, values, order[0] if enough else None, order[enough])
    return Curve(asked, path, tuple(points), order.index(leading.point), enough, up_to_there)


def step_between(costs: Any, values: Any, before: int | None, number: int) -> Mean:
    """Return what each 1 brings that a point costs more than another, replication by replication."""
    if before is None:
        return NOTHING
    dearer, more = costs[number] - costs[before], values[number] - values[before]
    both = ~np.isnan(dearer + more)
    return Mean(*fieller(more[both], dearer[both])) if both.any() else NOTHING


def table_rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Return the points as data."""
    return [
        {
            "value": point.value,
            **{f"{name}{end}": getattr(mean, part)
               for name, mean in (("cost", point.cost), ("outcome", point.outcome), ("marginal", point.marginal))
               for end, part in (("", "mean"), ("_low", "low"), ("_high", "high"))},
        }
        for point in points
    ]  # fmt: skip
