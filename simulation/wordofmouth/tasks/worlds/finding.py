"""What worlds say: in how many of them, by how much, what would turn it, and what to find out first."""

import math
from typing import Any

from wordofmouth.scenario.factors import sections
from wordofmouth.scenario.parts import Prior
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import student
from wordofmouth.statistics.outcomes import Outcome
from wordofmouth.tasks.worlds.answer import (
    FEWEST,
    Answer,
    Turn,
    Worth,
    answer,
    differences,
    turns,
    worth_learning,
)
from wordofmouth.tasks.worlds.record import OverWorlds
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_number, percent

# Of so many assumptions is told what they do alone, and what they are worth knowing.
TOLD = 3
_SHARE_UNITS = ("probability", "share", "share of ties", "probability per week", "share per week")


def sentences(
    over: OverWorlds, asked: Outcome, labels: dict[str, str], scenarios: dict[str, Scenario], say: Words | None = None
) -> list[str]:
    """Return what worlds say, the most important first.

    Args:
        over: what came out in them.
        asked: the measure that counts.
        labels: what scenarios are called, by name.
        scenarios: what was compared, by name.
        say: the words of a language; English unless given.
    """
    say = say or Words()
    _, *others = over.scenarios
    if over.effective < FEWEST:
        return [_too_few(over, say), *evidence(over, say)]
    if not others:
        lines = [_of_one(over, asked, say), _matters(over, asked, scenarios, say)]
        return [*filter(None, lines), *evidence(over, say)]
    parts = chapters(over, asked, labels, scenarios, say)
    sure, turning = parts["sure"], parts["turning"]
    lines = [line for place in range(len(others)) for line in (*sure[2 * place : 2 * place + 2], turning[place])]
    return [*lines, *parts["learning"], *parts["evidence"]]


def chapters(
    over: OverWorlds, asked: Outcome, labels: dict[str, str], scenarios: dict[str, Scenario], say: Words
) -> dict[str, list[str]]:
    """Return what worlds say of several scenarios, by chapter.

    How ``sure`` it is, in how many worlds and by how much, two sentences for each beside the first; what would be
    ``turning`` it, one for each; what is worth ``learning`` first; and what the ``evidence`` did.
    """
    if over.effective < FEWEST:
        return {"sure": [_too_few(over, say)], "evidence": evidence(over, say)}
    base, *others = over.scenarios
    answers = [answer(over, other, base, asked.is_cost) for other in others]
    return {
        "sure": [
            line for one in answers for line in (in_how_many(one, asked, labels, say), _how_much(one, asked, say))
        ],
        "turning": [_turned(over, one, asked, labels, scenarios, say) for one in answers],
        "learning": [_learn(over, asked, scenarios, say)],
        "evidence": evidence(over, say),
    }


def headline(over: OverWorlds, asked: Outcome, labels: dict[str, str], say: Words | None = None) -> str:
    """Return in how many worlds the best of the others does better than the base, or what one comes to."""
    say = say or Words()
    if over.effective < FEWEST:
        return _too_few(over, say)
    if len(over.scenarios) < 2:
        return _of_one(over, asked, say)
    return in_how_many(best_of(over, asked), asked, labels, say)


def _too_few(over: OverWorlds, say: Words) -> str:
    """Return that too few worlds are left, and how many more would do; they fit no better, however many there are."""
    count = len(over.outcomes)
    needed = 10 * math.ceil(1.2 * FEWEST * count / over.effective / 10)
    return say("worlds.too_few", effective=_count(over.effective), count=count, needed=needed)


def best_of(over: OverWorlds, asked: Outcome) -> Answer:
    """Return how the best of the others does beside the base."""
    base, *others = over.scenarios
    answers = [answer(over, other, base, asked.is_cost) for other in others]
    return (min if asked.is_cost else max)(answers, key=lambda one: one.expected)


def in_how_many(one: Answer, asked: Outcome, labels: dict[str, str], say: Words) -> str:
    """Return in how many worlds a scenario has more than its base, less, or in how many runs cannot tell."""
    n = one.worlds
    is_even = one.effective > n - 0.5
    parts = [(key, share) for key, share in (("more", one.more), ("less", one.less), ("open", one.open))]
    first = "more" if one.more >= one.less else "less"
    # Weights sum to one but for rounding, and all are 100 %.
    amounts = {
        key: f"{round(share * n)}" if is_even else percent(round(share, 9), say.language) for key, share in parts
    }
    both = {"one": _marked(labels[one.scenario], say), "other": _marked(labels[one.base], say)}
    label, rest = asked.label_in(say), "less" if first == "more" else "more"
    count = say("worlds.of" if is_even else "worlds.of_all", amount=amounts[first], count=n)
    text = say(f"worlds.{first}", of=count, label=label, **both)
    text += say(f"worlds.rest_{rest}", amount=amounts[rest], open=amounts["open"])
    return text if is_even else text + say("worlds.weighted", effective=_count(one.effective), count=n)


def _how_much(one: Answer, asked: Outcome, say: Words) -> str:
    step = (one.high - one.low) / 10
    return say(
        "worlds.how_much",
        expected=_amount(one.expected, asked, step, say),
        simulation=format_number(one.simulation, asked.unit, max(one.simulation, 1e-12), language=say.language),
        low=_amount(one.low, asked, step, say),
        high=_amount(one.high, asked, step, say),
        cautious=_amount(one.cautious, asked, step, say),
    )


def _of_one(over: OverWorlds, asked: Outcome, say: Words) -> str:
    [name] = over.scenarios
    one = answer(over, name, "", asked.is_cost)
    runs = differences(over, name, "")
    within = math.sqrt(float(runs.var(axis=1, ddof=1).mean()))
    step = (one.high - one.low) / 10
    return say(
        "worlds.of_one",
        label=asked.label_in(say),
        count=one.worlds,
        low=_amount(one.low, asked, step, say, sign=False),
        high=_amount(one.high, asked, step, say, sign=False),
        simulation=_amount(1.645 * within, asked, 1.645 * within, say).lstrip("+"),
    )


def _turned(
    over: OverWorlds, one: Answer, asked: Outcome, labels: dict[str, str], scenarios: dict[str, Scenario], say: Words
) -> str:
    """Return what assumptions turn the answer alone, and where."""
    turning = [turn for turn in turns(over, one.scenario, one.base) if not math.isnan(turn.at)]
    both = {"one": _marked(labels[one.scenario], say), "other": _marked(labels[one.base], say)}
    if not turning:
        return say("worlds.no_turn", count=len({each.path for each in over.alone if each.path}), **both)
    clauses = [_clause(turn, over, scenarios, say) for turn in turning[:TOLD]]
    return say("worlds.turn", clauses=say.listed(clauses), **both)


def _clause(turn: Turn, over: OverWorlds, scenarios: dict[str, Scenario], say: Words) -> str:
    is_below = abs(turn.at - turn.ends[0]) < abs(turn.at - turn.ends[1]) and (turn.low - turn.as_is) * turn.as_is < 0
    return say(
        "worlds.below" if turn.at < over.as_is[turn.path] or is_below else "worlds.above",
        what=meaning(turn.path, scenarios, say),
        at=_plain(turn.at, say),
        now=_plain(over.as_is[turn.path], say),
        low=_plain(turn.ends[0], say),
        high=_plain(turn.ends[1], say),
    )


def _matters(over: OverWorlds, asked: Outcome, scenarios: dict[str, Scenario], say: Words) -> str:
    [name] = over.scenarios
    rows = turns(over, name, "")[:TOLD]
    clauses = [
        say(
            "worlds.moves",
            what=meaning(row.path, scenarios, say),
            low=_amount(row.low, asked, abs(row.high - row.low) / 10, say, sign=False),
            high=_amount(row.high, asked, abs(row.high - row.low) / 10, say, sign=False),
        )
        for row in rows
    ]
    return say("worlds.matters", clauses=say.listed(clauses)) if rows else ""


def _learn(over: OverWorlds, asked: Outcome, scenarios: dict[str, Scenario], say: Words) -> str:
    rows = [row for row in worth_learning(over, asked.is_cost) if row.is_told and row.value > 0][:TOLD]
    if not rows:
        return say("worlds.nothing_to_learn", count=len(over.outcomes))
    clauses = []
    for row in rows:
        amount = format_number(row.value, asked.unit, row.value / 10, language=say.language)
        n = to_ask(over, row, scenarios)
        ask = say("worlds.ask", count=n) if n else ""
        clauses.append(say("worlds.worth", what=meaning(row.path, scenarios, say), amount=amount) + ask)
    return say("worlds.learn", clauses=say.listed(clauses))


def to_ask(over: OverWorlds, row: Worth, scenarios: dict[str, Scenario]) -> int:
    """Return of how many people a share must be asked, so that its 95 % interval is a quarter of its range; 0 if none.

    Only what is a share of people or a chance can be asked so.
    """
    prior, unit = _declared(row.path, scenarios)
    if prior is None or unit not in _SHARE_UNITS:
        return 0
    middle, half = (prior.low + prior.high) / 2, (prior.high - prior.low) / 8
    exact = math.ceil(float(student(math.inf)) ** 2 * middle * (1 - middle) / half**2)
    return math.ceil(exact / 10) * 10


def evidence(over: OverWorlds, say: Words | None = None) -> list[str]:
    """Return how many worlds count before and after each piece of what is known, a line each."""
    say = say or Words()
    return [
        say(
            "worlds.piece",
            piece=say.find("worlds.set_here") if piece == "what the scenario sets" else piece,
            effective=_count(over.effective_by((place,))),
            count=len(over.outcomes),
        )
        for place, piece in enumerate(over.pieces)
    ] + ([say("worlds.together", effective=_count(over.effective), count=len(over.outcomes))] * (len(over.pieces) > 1))


def meaning(path: str, scenarios: dict[str, Scenario], say: Words) -> str:
    """Return what an assumption means, and its path."""
    start, _, name = path.rpartition(".")
    if start.startswith("rates."):
        return f"{say('worlds.rate')} ({path})"
    for scenario in scenarios.values():
        section = dict(sections(scenario)).get(path.rpartition(".")[0])
        if section is None:
            continue
        words = say.find(f"fields.{getattr(section, 'kind', path.split('.')[0])}.{name}")
        if words:
            return f"{words[1]} ({path})"
        return f"{(type(section).model_fields[name].description or path).rpartition(' [')[0]} ({path})"
    return path


def _declared(path: str, scenarios: dict[str, Scenario]) -> tuple[Prior | None, str]:
    start, _, name = path.rpartition(".")
    for scenario in scenarios.values():
        section: Any = dict(sections(scenario)).get(start)
        if section is not None:
            info = type(section).model_fields[name]
            return Prior.of(info.json_schema_extra), (info.description or "").rpartition(" [")[2].rstrip("]")
    return None, ""


def _amount(value: float, asked: Outcome, step: float, say: Words, sign: bool = True) -> str:
    text = format_number(value, asked.unit, max(abs(step), 1e-12), sign, say.language)
    return (
        say("conclusion.points", amount=text)
        if asked.unit == "share" and sign
        else (say.notation.in_percent(text) if asked.unit == "share" else text)
    )


def _plain(value: float, say: Words) -> str:
    """Return a value in two digits that count, as the language writes it."""
    return format_number(value, "", abs(value) / 10, language=say.language)


def _marked(label: str, say: Words) -> str:
    return say("conclusion.quoted", name=label) if " " in label else label


def _count(effective: float) -> str:
    return f"{effective:.0f}"
