"""Prediction: the curve that a market of a lesson gives, and how near a drawn one comes to it, in words' keys."""

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.lessons.lesson import MEASURES, Step
from wordofmouth.runs.networks import SHARED
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import central

RUNS = 12
SEED = 1
# Of the height of the axis: how far off a curve is on average that is still called so.
NEARNESS = {"very_near": 0.04, "near": 0.09, "off": 0.20, "far": np.inf}
_ALIKE = 0.02
_FEWEST_WEEKS = 2
# What a page needs to judge by the same rule: the bounds of nearness, of no difference, and of weeks told.
RULE = {
    "nearness": [[name, None if np.isinf(most) else most] for name, most in NEARNESS.items()],
    "alike": _ALIKE,
    "weeks": _FEWEST_WEEKS,
}


class Curve(NamedTuple):
    """A measure week by week: its mean over runs, and between what nine runs in ten lie."""

    mean: list[float]
    low: list[float]
    high: list[float]


class Judgement(NamedTuple):
    """How near a drawn curve comes.

    Attributes:
        nearness: one of ``NEARNESS``.
        gap: how much too high it ends, or its peak is, in the measure's units; below zero, too low.
        late: how many weeks too late it is half-way up, or has its peak; below zero, too early; None if that says
            nothing.
        sense: ``right`` or ``wrong`` about what the market does to the curve known before, ``alike`` if it does
            hardly anything and that was predicted; empty without a curve known before.
    """

    nearness: str
    gap: float
    late: int | None
    sense: str


def curves(scenario: Scenario, seed: int = SEED) -> dict[str, Array]:
    """Return of a market all that may be drawn, by measure: (runs, weeks), in the measure's units."""
    by_measure: dict[str, list[Array]] = {}
    for replication in range(RUNS):
        market = simulate(scenario, seed=seed, replication=replication, networks=SHARED)
        for name, measure in MEASURES.items():
            if measure.column in market.history:
                series = np.array([values[0] for values in market.history[measure.column]], dtype=float)
                series = np.cumsum(series) if measure.so_far else series
                by_measure.setdefault(name, []).append(series / (market.n if measure.kind == "people" else 1.0))
    return {name: np.array(runs) for name, runs in by_measure.items()}


@functools.lru_cache(maxsize=300)
def _kept(text: str) -> dict[str, Array]:
    return curves(Scenario.model_validate_json(text))


def curve(scenario: Scenario, measure: str) -> Curve:
    """Return the curve of a measure; simulated unless it is one of the last few hundred that were."""
    text = scenario.varied({"variants": {}, "title": "", "name": "lesson"}).model_dump_json()
    runs = np.nan_to_num(_kept(text)[measure], nan=MEASURES[measure].bottom)
    low, high = central(runs, 0.9)
    return Curve(runs.mean(axis=0).tolist(), low.tolist(), high.tolist())


def checked(drawn: Any, step: Step, weeks: int) -> list[float] | None:
    """Return what was drawn, as a visitor's page says, kept within the axis; None if it is no curve of that length."""
    if not isinstance(drawn, list) or len(drawn) != weeks:
        return None
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in drawn):
        return None
    values = np.array(drawn, dtype=float)
    return np.clip(values, step.drawn.bottom, step.end_of_axis).tolist() if np.isfinite(values).all() else None


def judged(step: Step, drawn: Sequence[float], came_out: Sequence[float], known: Sequence[float] = ()) -> Judgement:
    """Return how near a drawn curve comes to the one that came out, beside one that was known before."""
    mine, theirs = np.array(drawn), np.array(came_out)
    height = step.end_of_axis - step.drawn.bottom
    miss = float(np.abs(mine - theirs).mean()) / height
    nearness = next(name for name, most in NEARNESS.items() if miss <= most)
    if step.drawn.peaks:
        week: int | None
        right_week: int | None
        gap, week, right_week = mine.max() - theirs.max(), int(mine.argmax()), int(theirs.argmax())
    else:
        gap, week, right_week = mine[-1] - theirs[-1], _half_way(mine, theirs[-1]), _half_way(theirs, theirs[-1])
    late = None if week is None or right_week is None or step.drawn.bottom else week - right_week
    sense = ""
    if len(known):
        predicted, actual = (_sense(values - np.array(known), height) for values in (mine, theirs))
        sense = ("right" if actual else "alike") if predicted == actual else "wrong"
    return Judgement(nearness, float(gap), late if late and abs(late) >= _FEWEST_WEEKS else None, sense)


def _half_way(values: Array, end: float) -> int | None:
    """Return the first place at which a curve has come half the way to an end; None if it never does."""
    reached = np.flatnonzero(values >= end / 2)
    return int(reached[0]) if len(reached) else None


def _sense(differences: Array, height: float) -> int:
    mean = float(differences.mean()) / height
    return 0 if abs(mean) < _ALIKE else 1 if mean > 0 else -1
