"""The journal: one consumer's journey in the words of a language, week by week.

English has a storyteller of its own; other languages say of every event what it was, from their catalogue.
"""

from collections.abc import Iterator
from typing import Any

from experiments.lab.language import FIRST, Words
from simulation.instruments.journey import Event
from simulation.instruments.story import story
from simulation.scenario import Scenario


def told(scenario: Scenario, seed: int, consumer: int, say: Words) -> list[str]:
    """Return the story of a consumer, a paragraph each."""
    found = story(scenario, consumer, seed)
    if say.language == FIRST:
        return found.text.split("\n\n")
    weeks: dict[int, list[str]] = {}
    for event in found.events:
        line = _line(event, say)
        if line and line not in weeks.setdefault(event.week, []):
            weeks[event.week].append(line)
    told = [f"{say('play.week')} {week} : {' '.join(lines)}" for week, lines in weeks.items() if lines]
    return told or [say("journal.nothing")]


def _line(event: Event, say: Words) -> str:
    """Return what happened in a sentence; empty for what is not worth one."""
    facts: dict[str, Any] = event.facts
    key = "".join(_keys(event, facts))
    if not key:
        return ""
    channel = facts.get("channel") or ""
    return say(
        f"journal.{key}",
        brand=event.brand,
        who=say(f"journal.by.{channel}", number=str(facts.get("speaker", ""))) if channel else "",
        count=len(facts.get("valences", ())),
        stars=facts.get("stars", 0),
    ).strip()


def _keys(event: Event, facts: dict[str, Any]) -> Iterator[str]:
    yield event.kind
    sign = {1: "_good", 0: "_neutral", -1: "_bad"}
    match event.kind:
        case "heard" | "spoke":
            yield sign[facts["valence"]]
        case "experienced" | "changed":
            yield sign[facts["satisfaction"]]
        case "weighed":
            yield "_yes" if facts["bought"] or facts["belief"] >= facts["stake"] else "_no"
        case "posted":
            yield "_stars" if facts["stars"] else "_forum"
