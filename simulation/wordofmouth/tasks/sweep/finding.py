"""Conclusions of a sweep: what its points and factors let one say, in a sentence for whoever has to decide."""

from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.figures.labels import amount, difference, heading
from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.statistics.sampling import SAMPLED
from wordofmouth.tasks.sweep.labels import FactorWords, key, value_text
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import Best, MainEffect, best, main_effects, mean_of, replicated, varied
from wordofmouth.tasks.sweep.trends import Trend, trends
from wordofmouth.words.numbers import counted, percent, plural
from wordofmouth.words.sentences import capitalised

_NAMED_TOGETHER = 3
_WORTH_SAYING = 0.05


def finding(result: SweepResult, measure: str = "penetration") -> str:
    """Return what a sweep shows in one sentence."""
    asked, words = outcome(measure), FactorWords.all_of(result.design)
    values = replicated(result, measure)
    leading = best(result, measure)
    if leading is None:
        return f"{heading(asked)}: fewer than two points have a value, so there is nothing to compare"
    if np.nanmin(values) == np.nanmax(values):
        return f"{heading(asked)} is {amount(asked, np.nanmin(values), 0)} at every point"
    if result.design.design in SAMPLED:
        return _of_trends(asked, trends(result, measure), words)
    factors = varied(result)
    named = words if result.design.design == "list" else {path: words[path] for path in factors}
    parts = [_of_best(asked, values, leading, result, named)]
    if len(factors) > 1 and result.design.design == "grid" and (effects := main_effects(result, measure)):
        parts.append(_of_strongest(asked, effects[0], words))
    return "; ".join(filter(None, parts))


def point_text(values: dict[str, Any], words: dict[str, FactorWords]) -> str:
    """Return in words where a point is: quality 0.9, price 40."""
    return ", ".join(about.at(values[path]) for path, about in words.items() if path in values) or "nothing changed"


def _of_best(asked: Outcome, values: Array, leading: Best, result: SweepResult, words: dict[str, FactorWords]) -> str:
    mean, low, high = mean_of(values[leading.point], asked)
    half = (high - low) / 2
    place = result.design.point(leading.point).values
    sentence = f"{heading(asked)} is {'lowest' if asked.is_cost else 'highest'} with {point_text(place, words)}: "
    sentence += amount(asked, mean, half)
    n_runs = int(np.sum(~np.isnan(values[leading.point])))

    def elsewhere(point: int) -> str:
        """Return where another point is, by what differs from the best."""
        other = result.design.point(point).values
        differing = {
            path: value for path, value in other.items() if path not in place or key(value) != key(place[path])
        }
        return point_text(differing, words) or point_text(other, words)

    if n_runs < 2:
        return sentence + " in the only run"
    if half == half:
        sentence += f" (95 %: {_interval(asked, low, high, half)})"
    if not leading.alike:
        half = (leading.high - leading.low) / 2
        precision = min(abs(leading.low), half) if half == half else leading.lead
        less = "more" if asked.is_cost else "less"
        return f"{sentence}; {difference(asked, leading.lead, precision)} {less} with {elsewhere(leading.runner_up)}"
    n_alike = len(leading.alike)
    if n_alike == np.sum(~np.isnan(values).all(axis=1)) - 1:
        return f"{sentence}, but not distinguishable from any other point in {counted(n_runs, 'run')}"
    if len(words) == 1 and n_alike <= _NAMED_TOGETHER:
        ((path, _),) = words.items()
        *others, last = [value_text(result.design.point(point).values[path]) for point in leading.alike]
        rivals = f"{', '.join(others)} or {last}" if others else last
    else:
        rivals = plural(n_alike, elsewhere(leading.alike[0]), f"{n_alike} other points")
    return f"{sentence}; not distinguishable from {rivals} in {counted(n_runs, 'run')}"


def _of_strongest(asked: Outcome, effect: MainEffect, words: dict[str, FactorWords]) -> str:
    if not effect.is_distinguishable:
        return ""
    half = (effect.high - effect.low) / 2
    precision = min(abs(effect.low), half) if half == half else effect.reach
    reach = difference(asked, effect.reach, precision)
    ends = f"{value_text(effect.lowest)} and {value_text(effect.highest)}"
    return f"{words[effect.path].label} matters most: {reach} between {ends}"


def _interval(asked: Outcome, low: float, high: float, precision: float) -> str:
    return f"{amount(asked, low, precision).removesuffix(' %')} to {amount(asked, high, precision)}"


def _of_trends(asked: Outcome, curves: list[Trend], words: dict[str, FactorWords]) -> str:
    if not curves or curves[0].explained < _WORTH_SAYING:
        return f"{heading(asked)} follows no single factor: none explains {percent(_WORTH_SAYING)} of its differences"
    strongest = curves[0]
    low, high = (strongest.places[np.argmin(strongest.means)], strongest.places[np.argmax(strongest.means)])
    least, most = float(np.min(strongest.means)), float(np.max(strongest.means))
    precision = (most - least) / 10
    return (
        f"{capitalised(words[strongest.path].label)} explains most of {heading(asked).lower()}: "
        f"{percent(strongest.explained)} of the differences between points; "
        f"on average {amount(asked, least, precision)} at {_rough(low)} and "
        f"{amount(asked, most, precision)} at {_rough(high)}"
    )


def _rough(value: Any) -> str:
    """Return about where along a factor something is."""
    return f"{value:.2g}" if isinstance(value, float) and abs(value) < 100 else value_text(value)
