"""Over worlds: the runs of scenarios in every world, how well each world fits, and what matters alone."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import RequestError
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.factors import Values, priors, sections
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.worlds.answer import differences, influential
from wordofmouth.tasks.worlds.evidence import Evidence
from wordofmouth.tasks.worlds.record import OneAtATime, OverWorlds
from wordofmouth.tasks.worlds.shipped import shipped
from wordofmouth.tasks.worlds.simulate import Question, WorldTask, simulated
from wordofmouth.tasks.worlds.space import AXES, unknown, world

# Runs in each world; and how many assumptions are tried alone, in so many replications.
REPLICATIONS, ALONE, ALONE_RUNS = 4, 6, 6
FEWEST_WORLDS = 10
# What the scenario says itself, among the pieces of what is known.
SCENARIO = "what the scenario sets"
# How near a world lies to what a scenario sets, as a share of the range in which half a standard deviation is lost.
_NEAR = 0.25
# As how far outside its range a value counts at most, in ranges.
_BEYOND = 0.25


def over_worlds(
    scenarios: Sequence[Scenario],
    worlds: int,
    *,
    measure: str = "penetration",
    seed: int = 0,
    evidence: Evidence | None = None,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | None = None,
    progress: Callable[[int], None] | None = None,
) -> OverWorlds:
    """Return what scenarios come to in worlds that fit what is known.

    Args:
        scenarios: the base first.
        worlds: how many.
        measure: the outcome that counts.
        seed: of all runs.
        evidence: what is known of this market besides.
        workers: processes; as many as are worth their start unless given.
        cluster: address of a Dask scheduler whose workers do it instead.
        store: of kept runs.
        progress: called with the number of worlds done, those of the evidence and of single assumptions among them.

    Raises:
        RequestError: if there are not so many worlds, or the scenario has no assumption that differs.
    """
    base, *_ = scenarios
    check_worlds(base, worlds)
    evidence = evidence or Evidence()
    places = shipped().places[:worlds]
    drawn = [_values(scenarios, place, number) for number, place in enumerate(places)]
    ranges = {path: values for scenario in scenarios for path, values in unknown(scenario).items()}
    numbers = [tuple(range(number * REPLICATIONS, (number + 1) * REPLICATIONS)) for number in range(worlds)]
    tasks = [WorldTask.of(number, drawn[number], numbers[number]) for number in range(worlds)]
    done = 0

    def tell(count: int) -> None:
        if progress is not None:
            progress(done + count)

    question = Question(tuple(scenarios), measure, seed, store, cluster)
    results = simulated(question, tasks, workers, tell)
    done += worlds
    pieces, fits = [], []
    if set_here := _set_along_axes(base):
        pieces.append(SCENARIO)
        fits.append(_nearness(places, set_here))
    for piece in evidence.pieces:
        runs = []
        for asked in piece.asks(base):
            runs.append(simulated(question._replace(scenarios=(asked,), measure=piece.measured), tasks, workers, tell))
            done += worlds
        outcomes = np.array([[one.outcomes[0] for one in each] for each in runs])
        pieces.append(piece.name)
        fits.append(piece.log_likelihood(base, drawn, outcomes))
    over = OverWorlds(
        tuple(scenario.name for scenario in scenarios),
        tuple(ranges),
        np.array([[_share(ranges[path], values[path]) for path in ranges] for values in drawn]),
        np.array([[float(values[path]) for path in ranges] for values in drawn]),
        np.array([one.outcomes for one in results]),
        np.array([one.curves for one in results]),
        tuple(pieces),
        np.array(fits).reshape(len(pieces), worlds),
    )
    answers = [differences(over, scenario, over.scenarios[0]).mean(axis=1) for scenario in over.scenarios[1:]]
    chosen = influential(over, answers or [over.outcomes[:, 0].mean(axis=1)], ALONE)
    alone = _alone(question, chosen, ranges, workers, tell)
    return over._replace(alone=alone, as_is={path: _as_is(scenarios, path) for path in chosen})


def steps(scenarios: Sequence[Scenario], worlds: int, evidence: Evidence | None = None) -> int:
    """Return of how many worlds progress is told: those of the answer, of the evidence, and of single assumptions."""
    asked = sum(len(piece.asks(scenarios[0])) for piece in (evidence or Evidence()).pieces)
    return worlds * (1 + asked) + 1 + 2 * ALONE


def check_worlds(scenario: Scenario, worlds: int) -> None:
    """Check that a scenario can be run in so many worlds.

    Raises:
        RequestError: if not.
    """
    most = len(shipped().places)
    if not FEWEST_WORLDS <= worlds <= most:
        raise RequestError(f"`worlds`: {worlds} is not allowed: must be 0, or {FEWEST_WORLDS} to {most}")
    if "decisions" not in scenario.model.knows:
        raise RequestError(f"`worlds`: the model {scenario.model.kind!r} has none; they are of the model 'consumer'")


def _values(scenarios: Sequence[Scenario], place: Array, number: int) -> dict[str, Any]:
    """Return the values of a world in any of the scenarios, by path; those that only one has are among them."""
    values: dict[str, Any] = {}
    for scenario in scenarios:
        values |= {path: _readable(value) for path, value in world(scenario, place.tolist(), number).items()}
    return values


def _readable(value: Any) -> Any:
    return float(f"{value:.5g}") if isinstance(value, float) else value


def _share(values: Values, value: float) -> float:
    """Return where a value lies in its range; a little beyond where it lies outside."""
    low, high = (values.choices[0], values.choices[-1]) if values.choices else (values.low, values.high)
    if values.scale == "log":
        low, high, value = (math.log(max(end, 1e-12)) for end in (low, high, value))
    return float(np.clip((value - low) / (high - low), -_BEYOND, 1 + _BEYOND))


def _set_along_axes(scenario: Scenario) -> dict[str, float]:
    """Return by path of an axis that the scenario sets itself where in its range that lies."""
    own, every = unknown(scenario), priors(scenario)
    set_here = [path for path in AXES if path in every and path not in own]
    return {path: _share(every[path], float(value_of(scenario, path))) for path in set_here}


def _as_is(scenarios: Sequence[Scenario], path: str) -> float:
    """Return what the first scenario has that leaves an assumption as it is."""
    return float(next(value_of(scenario, path) for scenario in scenarios if path in unknown(scenario)))


def value_of(scenario: Scenario, path: str) -> Any:
    """Return what a scenario has at the path of an assumption."""
    section, _, name = path.rpartition(".")
    rate = scenario.rates.get(section.removeprefix("rates."))
    return getattr(rate or dict(sections(scenario))[section], name)


def _nearness(places: Array, set_here: Mapping[str, float]) -> Array:
    """Return the logarithm of how near worlds lie to what a scenario sets, (worlds,)."""
    columns = [AXES.index(path) for path in set_here]
    off = (places[:, columns] - np.array([*set_here.values()])) / _NEAR
    nearness: Array = -0.5 * (off**2).sum(axis=1)
    return nearness


def _alone(
    question: Question,
    paths: Sequence[str],
    ranges: Mapping[str, Values],
    workers: int | None,
    tell: Callable[[int], None],
) -> tuple[OneAtATime, ...]:
    """Return what comes out at the ends of the ranges of some assumptions, one at a time, and where all is as it is."""
    points: list[tuple[str, float, Any]] = [("", 0.0, 0.0)]
    points += [(path, share, _readable(ranges[path].at(share))) for path in paths for share in (0.0, 1.0)]
    tasks = [
        WorldTask.of(place, {path: value} if path else {}, range(ALONE_RUNS))
        for place, (path, _, value) in enumerate(points)
    ]
    results = simulated(question, tasks, workers, tell)
    return tuple(
        OneAtATime(path, share, float(value), one.outcomes)
        for (path, share, value), one in zip(points, results, strict=True)
    )
