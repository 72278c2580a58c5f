"""Conclusions of a sweep: what its points and factors let one say, in a sentence for whoever has to decide."""

from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.figures.labels import amount, bare, difference, heading
from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.statistics.sampling import SAMPLED
from wordofmouth.tasks.sweep.labels import FactorWords, key, value_text
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import Best, MainEffect, best, main_effects, mean_of, replicated, varied
from wordofmouth.tasks.sweep.trends import Trend, trends
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import percent
from wordofmouth.words.sentences import capitalised

_NAMED_TOGETHER = 3
_WORTH_SAYING = 0.05


def finding(result: SweepResult, measure: str = "penetration", say: Words | None = None) -> str:
    """Return what a sweep shows in one sentence, in English unless other words are given."""
    say = say or Words()
    asked, words = outcome(measure), FactorWords.all_of(result.design, say)
    values = replicated(result, measure)
    leading = best(result, measure)
    if leading is None:
        return say("sweep.nothing", outcome=heading(asked, say))
    if np.nanmin(values) == np.nanmax(values):
        return say("sweep.constant", outcome=heading(asked, say), amount=amount(asked, np.nanmin(values), 0, say))
    if result.design.design in SAMPLED:
        return _of_trends(asked, trends(result, measure), words, say)
    factors = varied(result)
    named = words if result.design.design == "list" else {path: words[path] for path in factors}
    parts = [_of_best(asked, values, leading, result, named, say)]
    if len(factors) > 1 and result.design.design == "grid" and (effects := main_effects(result, measure)):
        parts.append(_of_strongest(asked, effects[0], words, say))
    return say("sweep.and").join(filter(None, parts))


def point_text(values: dict[str, Any], words: dict[str, FactorWords], say: Words | None = None) -> str:
    """Return in words where a point is: quality 0.9, price 40."""
    say = say or Words()
    return ", ".join(about.at(values[path], say) for path, about in words.items() if path in values) or say(
        "sweep.unchanged"
    )


def _of_best(
    asked: Outcome, values: Array, leading: Best, result: SweepResult, words: dict[str, FactorWords], say: Words
) -> str:
    mean, low, high = mean_of(values[leading.point], asked)
    half = (high - low) / 2
    place = result.design.point(leading.point).values
    sentence = say(
        "sweep.lowest" if asked.is_cost else "sweep.highest",
        outcome=heading(asked, say),
        point=point_text(place, words, say),
        amount=amount(asked, mean, half, say),
    )
    n_runs = int(np.sum(~np.isnan(values[leading.point])))

    def elsewhere(point: int) -> str:
        """Return where another point is, by what differs from the best."""
        other = result.design.point(point).values
        differing = {
            path: value for path, value in other.items() if path not in place or key(value) != key(place[path])
        }
        return point_text(differing, words, say) if differing else point_text(other, words, say)

    if n_runs < 2:
        return sentence + say("sweep.only_run")
    if half == half:
        sentence += say("sweep.interval", interval=_interval(asked, low, high, half, say))
    if not leading.alike:
        half = (leading.high - leading.low) / 2
        precision = min(abs(leading.low), half) if half == half else leading.lead
        less = difference(asked, leading.lead, precision, say)
        how = "sweep.more_elsewhere" if asked.is_cost else "sweep.less_elsewhere"
        return sentence + say(how, amount=less, point=elsewhere(leading.runner_up))
    n_alike, runs = len(leading.alike), say("counted.runs", count=n_runs)
    if n_alike == np.sum(~np.isnan(values).all(axis=1)) - 1:
        return sentence + say("sweep.like_all", runs=runs)
    if len(words) == 1 and n_alike <= _NAMED_TOGETHER:
        ((path, _),) = words.items()
        *others, last = [value_text(result.design.point(point).values[path], say) for point in leading.alike]
        rivals = say("sweep.or", others=", ".join(others), last=last) if others else last
    elif n_alike == 1:
        rivals = elsewhere(leading.alike[0])
    else:
        rivals = say("sweep.other_points", count=n_alike)
    return sentence + say("sweep.like_some", rivals=rivals, runs=runs)


def _of_strongest(asked: Outcome, effect: MainEffect, words: dict[str, FactorWords], say: Words) -> str:
    if not effect.is_distinguishable:
        return ""
    half = (effect.high - effect.low) / 2
    precision = min(abs(effect.low), half) if half == half else effect.reach
    return say(
        "sweep.strongest",
        factor=words[effect.path].label,
        amount=difference(asked, effect.reach, precision, say),
        low=value_text(effect.lowest, say),
        high=value_text(effect.highest, say),
    )


def _interval(asked: Outcome, low: float, high: float, precision: float, say: Words) -> str:
    return say.notation.interval(bare(asked, low, precision, say), amount(asked, high, precision, say))


def _of_trends(asked: Outcome, curves: list[Trend], words: dict[str, FactorWords], say: Words) -> str:
    if not curves or curves[0].explained < _WORTH_SAYING:
        return say("sweep.no_factor", outcome=heading(asked, say), share=percent(_WORTH_SAYING, say.language))
    strongest = curves[0]
    low, high = (strongest.places[np.argmin(strongest.means)], strongest.places[np.argmax(strongest.means)])
    least, most = float(np.min(strongest.means)), float(np.max(strongest.means))
    precision = (most - least) / 10
    return capitalised(
        say(
            "sweep.explains",
            factor=words[strongest.path].label,
            outcome=heading(asked, say).lower(),
            share=percent(strongest.explained, say.language),
            least=amount(asked, least, precision, say),
            low=_rough(low, say),
            most=amount(asked, most, precision, say),
            high=_rough(high, say),
        )
    )


def _rough(value: Any, say: Words) -> str:
    """Return about where along a factor something is."""
    if isinstance(value, float) and abs(value) < 100:
        return say.notation.translated(f"{value:.2g}")
    return value_text(value, say)
