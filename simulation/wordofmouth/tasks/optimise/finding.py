"""What a search for the best campaign says: what it is worth, what it changes, and what to beware of."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.factors import Values
from wordofmouth.statistics.outcomes import SPENT_ON
from wordofmouth.statistics.risk import Gain
from wordofmouth.tasks.optimise.goal import FRESH, NOTHING, OWN, SEARCH
from wordofmouth.tasks.optimise.record import Optimised, SearchPoint
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import counted, format_number, percent, three_digits

WORDS = {OWN: "the scenario's own", NOTHING: "none"}
# As many campaigns that nothing beats are listed for people.
_FEW = 8
# So much of a range is its end.
_NEAR = 0.02
# From here on numbers are written without decimals, and half an interval of so much without its last digits.
_ROUND = 100.0


class Gained(NamedTuple):
    """How much more the best campaign comes to than another: what the search promised, and what fresh seeds gave."""

    beside: str
    promised: float
    fresh: Gain


def summary(result: Optimised) -> list[Gained]:
    """Return how much more the best campaign comes to than the scenario's own, if it has one, and than nothing."""
    others = [name for name in WORDS if (FRESH, name) in result.runs and name != result.chosen]
    gains = {stage: [result.gain(stage, name) for name in others] for stage in (SEARCH, FRESH)}
    return [
        Gained(name, promised.difference, fresh)
        for name, promised, fresh in zip(others, gains[SEARCH], gains[FRESH], strict=True)
    ]


def finding(result: Optimised) -> str:
    """Return in one sentence what the best campaign comes to, with seeds that did not choose it."""
    budget, cautious = f"{result.goal.budget:,g}", result.goal.cautious
    claims = [_claim(result, row) for row in summary(result)]
    # What would be said twice in the same words is said once.
    verb = result.outcome.more.partition("{")[0]
    if all(claim.startswith(verb) for claim in claims):
        claims[1:] = [claim.removeprefix(verb) for claim in claims[1:]]
    claim = " and ".join(claims)
    if result.chosen == NOTHING:
        text = f"No campaign for at most {budget} was found that does better than none"
        return f"{text}; none {claim}" if claim else text
    if result.chosen == OWN:
        text = f"Keep yours: no campaign for at most {budget} was found that is distinguishably better"
        return f"{text}; yours {claim}; {cost_text(result)}"
    where = f"In the worst {percent(cautious)} of runs the" if cautious < 1 else "The"
    return f"{where} best campaign for at most {budget} {claim}; {cost_text(result)}"


def cost_text(result: Optimised) -> str:
    """Return what the best campaign costs on average, and where the budget binds all costs, how surely."""
    cost = result.costs
    text = f"it costs {three_digits(cost.mean)}"
    if not result.goal.binds_total:
        return text
    return f"{text} in all (95 %: at most {three_digits(cost.high)}), and keeps to it in {percent(cost.within)} of runs"


def plan(result: Optimised) -> str:
    """Return in one sentence what to do: what to spend on each lever and when, and what not to use."""
    parts = result.costs.parts
    if result.chosen == NOTHING or not result.goal.binds_total:
        return ""
    levers = {lever.label: lever for lever in result.best.campaign if lever.label in result.goal.levers}
    steps = []
    for label, lever in levers.items():
        amount = parts.get(f"{SPENT_ON}{label}", 0.0)
        price = three_digits(amount) if amount else "nothing"
        steps.append(f"{price} on {label.replace('_', ' ')} ({lever.when_in(Words())})")
    unused = [label.replace("_", " ") for label in result.goal.levers if label not in levers]
    text = f"The plan: spend {Words().listed(steps)}" if steps else "The plan: use none of the activities"
    beside = {"refunds": "refunds", "discounts": "margin given away by discounts"}
    more = [f"{three_digits(parts[name])} of {words}" for name, words in beside.items() if name in parts]
    text += f"; expect {Words().listed(more)}" if more else ""
    return text + (f"; do not use {Words().listed(unused)}" if unused else "")


def _claim(result: Optimised, gained: Gained) -> str:
    outcome, fresh = result.outcome, gained.fresh
    if not fresh.is_distinguishable:
        return f"is not distinguishable from {WORDS[gained.beside]} (95 %: {interval_text(result, fresh, sign=True)})"
    size = fresh if fresh.difference > 0 else Gain(-fresh.difference, -fresh.high, -fresh.low, fresh.p)
    amount = amount_text(result, abs(fresh.difference), fresh) + (" points" if outcome.unit == "share" else "")
    more = outcome.more if fresh.difference > 0 else outcome.less
    return f"{more.format(amount=amount)} {WORDS[gained.beside]} (95 %: {interval_text(result, size)})"


def promise(result: Optimised) -> str:
    """Return in one sentence what the search promised, which is flattering, and what fresh seeds gave."""
    if result.chosen == NOTHING:
        return ""
    gained = summary(result)[-1]
    promised, fresh = (amount_text(result, value, gained.fresh) for value in (gained.promised, gained.fresh[0]))
    return (
        f"Among {counted(result.campaigns.num_rows, 'campaign')} the search promised {promised} more than "
        f"{WORDS[gained.beside]}; "
        f"{len(result.runs[FRESH, result.chosen])} new random runs give {fresh}"
    )


def amount_text(result: Optimised, value: float, beside: Gain, sign: bool = False) -> str:
    """Return a difference with the digits that its interval deserves."""
    precision = (beside.high - beside.low) / 2
    if precision >= _ROUND:
        digits = 1 - math.floor(math.log10(precision))
        value = round(value, digits)
    return format_number(value, result.outcome.unit, precision, sign)


def interval_text(result: Optimised, of: Gain, sign: bool = False) -> str:
    """Return the ends of an interval in words; where there is none, why."""
    if math.isnan(of.low):
        return "nearly all runs differ alike" if of.is_distinguishable else "too few runs differ"
    return " to ".join(amount_text(result, end, of, sign) for end in (of.low, of.high))


def changes(result: Optimised) -> list[tuple[str, str, str]]:
    """Return of all that was varied the path, what the scenario's own campaign has, and what the best has."""
    own, best = result.goal.own_values(), result.best_values()
    return [(path, _in_words(own.get(path)), _in_words(best.get(path))) for path in result.goal.vary]


def cautions(result: Optimised) -> Iterator[str]:
    """Yield what whoever uses the best campaign should know of it."""
    # The scenario's own campaign is no end of what was tried.
    for path, value in result.best_values().items() if result.chosen != OWN else ():
        beyond = _beyond(result.goal.vary[path], value)
        if beyond is not None and _is_allowed(result, {path: beyond}):
            yield f"{path}: the best, {_in_words(value)}, ends what was tried; beyond it may be a better one"
    if result.chosen != NOTHING and not result.runs[FRESH, NOTHING][:, 0].any():
        yield "without a campaign nothing at all is earned here, so all that is counts as gained by it"


def _is_allowed(result: Optimised, values: Mapping[str, Any]) -> bool:
    try:
        result.goal.scenario_at(values)
    except ScenarioError:
        return False
    return True


def few(points: Sequence[SearchPoint]) -> list[SearchPoint]:
    """Return the first, the last and some between, no more than can be read."""
    places = np.linspace(0, len(points) - 1, min(len(points), _FEW)).round().astype(int)
    return [points[place] for place in places]


def _beyond(values: Values, value: Any) -> float | None:
    """Return what lies just beyond the end of a range, if a value has come to that end."""
    if values.choices or not isinstance(value, int | float) or value != value:
        return None
    scale = math.log if values.scale == "log" else float
    low, place, high = map(scale, (values.low, value, values.high))
    near = _NEAR * (high - low)
    end, step = (values.high, near) if high - place <= near else (values.low, -near)
    if step < 0 and place - low > near:
        return None
    if values.whole:
        return round(end) + (1 if step > 0 else -1)
    return end * math.exp(step) if values.scale == "log" else end + step


def _in_words(value: Any) -> str:
    """Return a value as a table shows it."""
    match value:
        case True | "true":
            return "yes"
        case False | "false":
            return "no"
        case float():
            return "–" if value != value else f"{value:.3g}"
    return "–" if value in (None, "") else str(value)
