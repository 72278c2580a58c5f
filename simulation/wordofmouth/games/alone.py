"""Alone: what each activity of a game does alone, the best of some tries that keep to the budget."""

import functools
from typing import Any, NamedTuple

from wordofmouth.games.market import GameMarket
from wordofmouth.games.tries import tries
from wordofmouth.tasks.optimise.goal import Goal

# Runs of a try, and tries of an activity at most: a sheet is to be had within a minute.
RUNS = 8
_MOST_TRIES, _PLACES = 12, 3
_SEED = 1


class Alone(NamedTuple):
    """One activity alone: what was chosen of it, what that costs and adds to the objective, mean over so many runs."""

    values: dict[str, Any]
    cost: float
    gain: float
    runs: int


# Asked for in every language.
@functools.lru_cache(maxsize=8)
def alone(goal: Goal) -> tuple[Alone, ...]:
    """Return for each activity that may be left out the best try of it alone, the one that adds most first."""
    market = GameMarket(goal)
    plain = market.simulated(market.plain, _SEED, range(RUNS))
    off = {path: False for path in goal.vary if goal.is_lever(path)}
    best: list[Alone] = []
    for path in off:
        affordable = []
        for values in tries(goal, path, _PLACES, _MOST_TRIES):
            simulated = market.simulated(goal.scenario_at({**off, path: True, **values}), _SEED, range(RUNS))
            cost, gain = float(simulated.cost.mean()), float((simulated.value - plain.value).mean())
            if cost <= goal.budget:
                affordable.append(Alone({**off, path: True, **values}, cost, gain, RUNS))
        if affordable:
            best.append(max(affordable, key=lambda each: each.gain))
    return tuple(sorted(best, key=lambda each: -each.gain))
