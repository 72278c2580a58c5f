"""What is kept of a brief and its answer: files to take away, and answers for when a page is loaded again."""

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable

from wordofmouth.briefs import decision
from wordofmouth.briefs.answer import Asked
from wordofmouth.briefs.brief import KNOWN, Brief
from wordofmouth.lab.pages.desk.answer import Told
from wordofmouth.lab.widgets.fields import at, choice_text, words_of
from wordofmouth.lab.widgets.lever_card import lever_name, when
from wordofmouth.pages.page import page as laid_out
from wordofmouth.pages.page import with_variants
from wordofmouth.player.people import PEOPLE
from wordofmouth.reports.reproduction import without_folder
from wordofmouth.reports.workbook.xlsx import workbook
from wordofmouth.runs.identity import runs_digest
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import annotated
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.compare.task import comparable
from wordofmouth.words.catalogue import Words

# What can be taken away, and how their names end.
FILES = {"workbook": "xlsx", "report": "html", "page": "html", "decision": "html", "scenario": "toml"}
_MOST_KEPT = 40
_DRAWING = threading.Lock()


class Answers:
    """The answers of late, so that who loads a page again need not wait for them."""

    def __init__(self, most: int = _MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, Comparison] = OrderedDict()

    def find(self, asked: Asked) -> Comparison | None:
        """Return an answer, if there is one."""
        return self._kept.get(_key(asked))

    def keep(self, asked: Asked, comparison: Comparison) -> None:
        """Keep an answer; of too many the oldest is forgotten."""
        self._kept[_key(asked)] = comparison
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


ANSWERS = Answers()


def _key(asked: Asked) -> str:
    plans = comparable([asked.scenario])
    names = [(plan.name, plan.title) for plan in plans]
    about = (asked.measure, asked.replications, asked.worlds, names, asked.scenario.currency, asked.scenario.start)
    return f"{runs_digest(plans, asked.seed)} {about}"


def scenario_toml(scenario: Scenario) -> str:
    """Return the file of a brief's scenario, with its plans as variants; no folder of this machine is in it."""
    return without_folder(annotated(scenario, only_changed=True), scenario)


def file_of(what: str, say: Words, brief: Brief, asked: Asked, now: Told, link: str) -> bytes:
    """Return the content of a file; takes a moment, and belongs in a thread.

    Raises:
        SizeError: if a page would be too large.
        RequestError: if a run of the page comes to nothing.
    """
    comparison, name = now.shown.comparison, asked.scenario.name
    make: dict[str, Callable[[], bytes | str]] = {
        "workbook": lambda: workbook(comparison),
        "report": lambda: comparison.report(f"results/{name}-compared", say=say),
        "page": lambda: laid_out(with_variants([_to_be_seen(asked.scenario)]), file=f"{name}.html", seed=asked.seed),
        "decision": lambda: _decision(say, brief, asked, now, link),
        "scenario": lambda: scenario_toml(asked.scenario),
    }
    with _DRAWING:
        content = make[what]()
    return content.encode() if isinstance(content, str) else content


def _to_be_seen(scenario: Scenario) -> Scenario:
    """Return a market of so few consumers that each can be seen, who stand for as many people together."""
    if scenario.network.brings_consumers or scenario.consumers <= PEOPLE:
        return scenario
    seen = {f"network.{name}": value for name, value in scenario.network.to_be_seen().items()}
    return scenario.varied(seen, consumers=PEOPLE)


def _decision(say: Words, brief: Brief, asked: Asked, now: Told, link: str) -> str:
    decided = decision.Decided(
        now.shown.comparison,
        now.shown.verdict,
        now.chapters,
        now.heads,
        now.rows,
        assumed(say, brief, brief.everything()),
        link,
        asked.command(f"{asked.scenario.name}.toml"),
    )
    return decision.page(say, brief, decided, datetime.datetime.now(datetime.UTC).date())


def assumed(say: Words, brief: Brief, market: Scenario) -> list[list[str]]:
    """Return what a brief says, each with its value."""
    rows = [
        [say("desk.fields.product"), brief.product.name],
        [say("desk.kind"), say(f"desk.goods.{brief.goods}")],
        [say("desk.fields.market"), say.number(brief.market)],
        [say("desk.fields.currency"), brief.currency or "–"],
        [say("desk.fields.start"), brief.start or "–"],
        [say("desk.fields.budget"), say.number(round(brief.budget)) if brief.budget else "–"],
    ]
    paths = [f"brand.{name}" for name in ("price", "unit_cost", "quality", "known_by")] + ["weeks"]
    if brief.rival is not None:
        rows.append([say("desk.rival"), brief.rival.name])
        paths += [f"brands.{brief.rival.name}.{name}" for name in ("price", "quality", "known_by")]
    for path in [*paths, *(path for path in KNOWN if path in brief.known)]:
        field = at(market, path)
        if field is not None:
            label, _ = words_of(field, say)
            label = say("desk.of_brand", brand=path.split(".")[1], what=label) if path.startswith("brands.") else label
            value = choice_text(field, field.value, say) if field.kind == "choice" else field.shown(field.value)
            text = say.notation.translated(value)
            rows.append([label, say.notation.in_percent(text) if field.factor > 1 else text])
    for group, levers in (("always", brief.always), ("feared", brief.feared)):
        rows += [[say(f"desk.{group}"), _activity(say, lever)] for lever in levers]
    rows += [
        [say("desk.of_brand", brand=say("desk.option"), what=option.title), _activity(say, option.lever)]
        for option in brief.options
    ]
    return rows


def _activity(say: Words, lever: Lever) -> str:
    name = lever_name(say, lever.kind)
    who = say("desk.of_brand", brand=lever.brand, what=name) if lever.brand else name
    parts = [who, when(lever, say)]
    return " · ".join([*parts, *([lever.when] if lever.when else [])])
