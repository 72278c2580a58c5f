"""The answer to a brief: which plan, how sure, what would change it, what to find out first, at what cost."""

from typing import NamedTuple

import numpy as np

from wordofmouth.briefs.brief import Brief
from wordofmouth.lab.pages.compare.result import ComparisonView, Shown, shown
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.reports import html as markup
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.compare.finding import conclusion
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.worlds.task import chapters_of
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_number
from wordofmouth.words.sentences import capitalised

# What every plan is told in, beside the measure that was asked for; the second is what the budget is for.
COLUMNS = ("profit", "total_cost", "purchases")
_BUDGET = "total_cost"


class Told(NamedTuple):
    """An answer in the visitor's language.

    Attributes:
        shown: the comparison's curves and numbers.
        sentence: what comes out of one world.
        chapters: what worlds say, by the key of their heading.
        heads, rows: each plan in numbers.
        over_budget: the plans that cost more than there is.
    """

    shown: Shown
    sentence: str
    chapters: dict[str, list[str]]
    heads: list[str]
    rows: list[list[str]]
    over_budget: list[str]


def told(say: Words, brief: Brief, comparison: Comparison) -> Told:
    """Return what is told of an answer; takes a moment, and belongs in a thread."""
    labels = list(comparison.labels.values())
    asked = outcome(comparison.manifest.measure)
    one = conclusion(asked, comparison.pairs(), comparison.labels, comparison.manifest.replications, say)
    columns = [name for name in dict.fromkeys((asked.name, *COLUMNS)) if _is_there(comparison, name)]
    means = {
        name: [float(np.nanmean(outcome(name).values(runs))) for runs in comparison.runs.values()] for name in columns
    }
    heads = [say("desk.plan"), *(capitalised(outcome(name).label_in(say)) for name in columns)]
    rows = [
        [label, *(_amount(say, means[name][place], name) for name in columns)] for place, label in enumerate(labels)
    ]
    costs = dict(zip(labels, means.get(_BUDGET, []), strict=False))
    dear = [label for label, cost in costs.items() if brief.budget and cost > brief.budget]
    return Told(shown(say, comparison, labels), one, chapters_of(comparison, say), heads, rows, dear)


def _is_there(comparison: Comparison, name: str) -> bool:
    return all(outcome(name).is_in(runs) for runs in comparison.runs.values())


def _amount(say: Words, value: float, name: str) -> str:
    text = format_number(value, outcome(name).unit, abs(value) / 1000 or 1.0, language=say.language)
    return say.notation.in_percent(text) if outcome(name).unit == "share" else text


class AnswerView:
    """Where an answer is shown."""

    def __init__(self, say: Words) -> None:
        self.say = say
        self.place = tag("div", "result", id="answer")

    def clear(self) -> None:
        """Show nothing."""
        self.place.clear()

    def fade(self) -> None:
        """Let what is shown step back: the brief is another one."""
        self.place.classes("stale")

    def unfade(self) -> None:
        """Let what is shown be the answer again."""
        self.place.classes(remove="stale")

    def show(self, brief: Brief, now: Told) -> None:
        """Show an answer."""
        say = self.say
        self.place.clear()
        self.place.classes(remove="stale")
        with self.place:
            with tag("section", "card verdict", aria_live="polite"):
                tag("h2", "eyebrow", say("desk.answer"))
                tag("p", "sentence", f"{markup.unbroken(now.shown.verdict)}.")
                if now.chapters:
                    tag("p", "small quiet", say("desk.one_world", sentence=markup.unbroken(now.sentence)))
                if now.over_budget:
                    budget = say.number(round(brief.budget))
                    tag("p", "wrong", say("desk.over_budget", plans=say.listed(now.over_budget), budget=budget))
            with tag("section", "card"):
                tag("h2", "", say("desk.plans"))
                tag("p", "small quiet", say("desk.plans_about"))
                with tag("div", "scroll", tabindex="0", role="region", aria_label=say("desk.plans")):
                    _table(now)
            with tag("div", "pair"):
                for key, sentences in now.chapters.items():
                    with tag("section", "card"):
                        tag("h2", "", say(f"desk.chapters.{key}"))
                        with tag("ul", "said"):
                            for sentence in sentences:
                                tag("li", "", f"{markup.unbroken(sentence)}.")
            view = ComparisonView(say, alone=False)
            view.build()
        view.show(now.shown, so_far=False)


def _table(now: Told) -> None:
    with tag("table", "numbers"):
        with tag("thead"), tag("tr"):
            for head in now.heads:
                tag("th", "", head, scope="col")
        with tag("tbody"):
            for first, *cells in now.rows:
                with tag("tr"):
                    tag("th", "", first, scope="row")
                    for cell in cells:
                        tag("td", "", cell)
