"""Chapters: what reports of all tasks share, from the scenario in words to how numbers are formatted."""

from collections.abc import Sequence
from typing import NamedTuple

from wordofmouth.reports.html import Html, joined, paragraphs, table
from wordofmouth.reports.scenario_in_words import (
    BRAND_CELLS,
    LEVER_CELLS,
    RATE_CELLS,
    brands_in_words,
    levers_in_words,
    market_in_words,
    rates_in_words,
)
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.vocabulary import terms
from wordofmouth.statistics.adoption_table import WON_BY
from wordofmouth.statistics.outcomes import KNOWN, SPENT_ON
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.worlds.task import sentences_of
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST

type Chapter = tuple[str, Html]


class Contents(NamedTuple):
    """What stands in a report of one task.

    Attributes:
        chapters: each with its heading.
        title: what stands above it, and in the window's title.
        about: what was run, in a line.
    """

    chapters: list[Chapter]
    title: str
    about: str


def honest(say: Words | None = None) -> str:
    """Return what no number in a report says."""
    return (say or Words())("report.honest")


def asked(scenario: Scenario, say: Words | None = None) -> Html:
    """Return a scenario in words."""
    say = say or Words()
    return joined(
        [
            paragraphs(market_in_words(scenario, say)),
            _table(say, "brands", BRAND_CELLS, brands_in_words(scenario, say)),
            _table(say, "levers", LEVER_CELLS, levers_in_words(scenario, say), numbers=False),
            _table(say, "rates", RATE_CELLS, rates_in_words(scenario, say), numbers=False),
        ]
    )


def _table(say: Words, of: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]], numbers: bool = True) -> Html:
    names = [say(f"report.{of}.{head}") for head in heads]
    return table(say(f"report.{of}.caption"), names, rows, numbers)


def of_money(say: Words | None = None) -> Html:
    """Return what each word of money means."""
    say = say or Words()
    rows = []
    for term in terms():
        asked = KNOWN.get(term.name)
        label = asked.label_in(say) if asked else say.find(f"money.{term.key}.label") or term.label
        rows.append((label, say.find(f"money.{term.key}.meaning") or term.meaning))
    return table(say("report.money.caption"), ("", ""), rows, numbers=False)


def number(value: float | None, unit: str, say: Words | None = None) -> str:
    """Return a number as a table has it."""
    say = say or Words()
    if value is None or value != value:
        return "–"
    if unit == "share":
        return say.percent(value, 1)
    text = (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", "−")
    return say.notation.translated(text)


def row_label(name: str, label: str, say: Words) -> str:
    """Return what a row of a table is called: its own label, in another language than the first as its outcome is."""
    if say.language == FIRST:
        return label
    if name.startswith(SPENT_ON):
        return say("report.rows.spent_on", activity=name.removeprefix(SPENT_ON).replace("_", " "))
    if name.startswith(WON_BY):
        channel = say.find(f"channels.{name.removeprefix(WON_BY)}.by")
        return say("conclusion.won_by", channel=channel) if channel else say.find(f"report.rows.{name}") or label
    asked = KNOWN.get(name)
    if asked is None:
        return say.find(f"report.rows.{name}") or label
    return asked.label_in(say) + (" (95 %)" if asked.ratio_of and label.endswith("(95 %)") else "")


def over_worlds(result: Result, say: Words) -> list[Chapter]:
    """Return the chapter of what is known and not known, over worlds; none without worlds."""
    sentences = sentences_of(result, say)
    if not sentences:
        return []
    lines = [*(f"{sentence}." for sentence in sentences), say("report.worlds.what")]
    return [(say("report.chapters.known"), paragraphs(lines))]


def turning(texts: Sequence[str], say: Words) -> Html:
    """Return what would turn the answer, a paragraph each."""
    return paragraphs(texts or [say("report.run.nothing")])
