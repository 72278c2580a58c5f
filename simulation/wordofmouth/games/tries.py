"""Tries: which values of an activity are tried, where not all can be."""

import itertools
from typing import Any

from wordofmouth.tasks.optimise.goal import Goal


def tries(goal: Goal, lever: str, places: int, most: int) -> list[dict[str, Any]]:
    """Return values of all that may be chosen of one activity, by path: all of each list, and places of each range.

    Args:
        goal: the game.
        lever: the path of the activity.
        places: of a range, its ends among them; fewer where whole numbers are.
        most: of more combinations so many are taken, evenly.
    """
    below = {path: values for path, values in goal.vary.items() if path.startswith(f"{lever}.")}
    at = [place / (places - 1) for place in range(places)]
    grids = [values.choices or tuple(dict.fromkeys(map(values.at, at))) for values in below.values()]
    everything = [dict(zip(below, chosen, strict=True)) for chosen in itertools.product(*grids)]
    return evenly(everything, most)


def evenly[T](values: list[T], most: int) -> list[T]:
    """Return at most so many of some values, evenly spaced, the first and the last among them; of one the middle."""
    if len(values) <= most:
        return values
    if most == 1:
        return [values[len(values) // 2]]
    return [values[round(place * (len(values) - 1) / (most - 1))] for place in range(most)]
