"""Chapters: what reports of all tasks share, from the scenario in words to how numbers are formatted."""

from collections.abc import Sequence
from typing import NamedTuple

from wordofmouth.reports.html import Html, joined, paragraphs, table
from wordofmouth.reports.scenario_in_words import brands_in_words, levers_in_words, market_in_words, rates_in_words
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.vocabulary import terms
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.worlds.task import sentences_of

HONEST = (
    "A simulation tells what follows from its assumptions, not what will happen. Intervals say how much chance "
    "matters; they do not say how right the assumptions are."
)

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


def asked(scenario: Scenario) -> Html:
    """Return a scenario in words."""
    return joined(
        [
            paragraphs(market_in_words(scenario)),
            table(
                "Brands; the first is ours",
                ("brand", "quality", "price", "cost of a unit", "refunds", "known by at first"),
                brands_in_words(scenario),
            ),
            table(
                "What brands do",
                ("activity", "brand", "what it is", "when", "how it is set"),
                levers_in_words(scenario),
                numbers=False,
            ),
            table(
                "What activities cost that have no price of their own",
                ("rate", "price", "90 % sure", "from"),
                rates_in_words(scenario),
                numbers=False,
            ),
        ]
    )


def of_money() -> Html:
    """Return what each word of money means."""
    rows = [(term.label, term.meaning) for term in terms()]
    return table("What the lines of money mean", ("", ""), rows, numbers=False)


def number(value: float | None, unit: str) -> str:
    """Return a number as a table has it."""
    if value is None or value != value:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", "−")


def over_worlds(result: Result) -> list[Chapter]:
    """Return the chapter of what is known and not known, over worlds; none without worlds."""
    sentences = sentences_of(result)
    if not sentences:
        return []
    worlds = (
        "A world is a set of values for all that is assumed here, under which the model finds what the field's studies "
        "found. The question was asked in each; that it has one answer in most of them is as sure as this model lets "
        "one be. What differs between worlds, more runs cannot settle: only finding out can."
    )
    lines = [*(f"{sentence}." for sentence in sentences), worlds]
    return [("What we know, what we do not, and what to find out first", paragraphs(lines))]


def turning(texts: Sequence[str]) -> Html:
    """Return what would turn the answer, a paragraph each."""
    return paragraphs(texts or ["There is no campaign and no rival here whose worth could turn."])
