"""Decision: a brief and its answer on one page for a decision log: assumed, chosen, by which version, how to repeat."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import wordofmouth
from wordofmouth.briefs.brief import Brief
from wordofmouth.reports.html import Html, element, joined, table, unbroken
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.words.catalogue import Words

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #16202a; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 1.6rem; border-bottom: 1px solid #ccd3da; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e3e7eb; vertical-align: top; }
.numbers td, .numbers thead th:not(:first-child) { text-align: right; } caption { text-align: left; color: #59636e; }
.answer { font-size: 1.2rem; font-weight: 600; } .blank { border-bottom: 1px solid #767676; height: 2.2rem; }
pre, .link { background: #f3f5f7; padding: .7rem; overflow-wrap: anywhere; white-space: pre-wrap; }
"""


class Decided(NamedTuple):
    """What stands on the page besides the brief.

    Attributes:
        comparison: the answer.
        sentence: what can be concluded.
        chapters: what worlds say, by the key of their heading.
        heads, rows: each plan in numbers.
        assumed: what the brief says, each with its value, in the reader's words.
        link: the address at which it is repeated.
        command: the command that gives the same of the scenario's file.
    """

    comparison: Comparison
    sentence: str
    chapters: Mapping[str, Sequence[str]]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    assumed: Sequence[Sequence[str]]
    link: str
    command: str


def page(say: Words, brief: Brief, decided: Decided, today: datetime.date) -> str:
    """Return the page, which asks nobody for anything."""
    manifest = decided.comparison.manifest
    chapters = [
        (say(f"desk.chapters.{key}"), element("ul", *(element("li", unbroken(f"{line}.")) for line in lines)))
        for key, lines in decided.chapters.items()
    ]
    made = [
        (say("desk.log.version"), f"wordofmouth {wordofmouth.__version__}"),
        (say("desk.log.seed"), str(manifest.seed)),
        (say("desk.log.scenario"), manifest.scenario_digest),
        (say("desk.log.table"), manifest.table_digest),
    ]
    blanks = element("div", "", class_="blank")
    parts: list[tuple[str, Html]] = [
        (say("desk.log.assumed"), table("", ("", ""), decided.assumed, numbers=False)),
        (say("desk.plans"), table(say("desk.plans_about"), decided.heads, decided.rows)),
        *chapters,
        (say("desk.log.chosen"), joined([element("p", say("desk.log.chosen_hint")), blanks, blanks])),
        (
            say("desk.log.again"),
            joined(
                [
                    table("", ("", ""), made, numbers=False),
                    element("p", say("desk.log.link")),
                    element("p", decided.link, class_="link"),
                    element("p", say("desk.log.command")),
                    element("pre", decided.command),
                ]
            ),
        ),
    ]
    title = brief.title or say("page.desk")
    body = joined(
        [
            element("h1", title),
            element("p", today.isoformat()),
            element("p", unbroken(f"{decided.sentence}."), class_="answer"),
            *(joined([element("h2", head), content]) for head, content in parts),
        ]
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            element("style", Html(_STYLE)),
        ]
    )
    return f"<!doctype html>\n{element('html', element('head', head), element('body', body), lang=say.language)}\n"
