"""The report of a run."""

import json
import math
import shlex
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from wordofmouth.market.copies.branching import between
from wordofmouth.reports.chapters import Contents, asked, honest, number, of_money, over_worlds, row_label, turning
from wordofmouth.reports.html import Html, joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, evidence_files, how, scenario_files
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.campaign import campaign
from wordofmouth.statistics.adoption_table import WON_BY, brands, cube, strongest_rival
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.run.finding import alongside, economics, summary, worth
from wordofmouth.tasks.run.record import Result
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market
from wordofmouth.words.numbers import three_digits

_MOST_DRIVERS = 3


def contents(result: Result, say: Words | None = None) -> Contents:
    """Return the report of a run, in English unless other words are given."""
    say = say or Words()
    scenario = Scenario.from_dict(result.manifest.scenario)
    what = worth(result, say)
    answer = [f"{what}." if what else "", _how_sure(result.manifest.replications, say), honest(say)]
    own = say.of_market(result.manifest.scenario)
    chapters = [
        *over_worlds(result, say),
        (say("report.chapters.sure"), paragraphs(answer)),
        (say("report.chapters.asked"), asked(scenario, say)),
        (say("report.chapters.drives"), paragraphs(drivers(result, say))),
        (say("report.chapters.turns"), turning(flips(result, say), say)),
        (say("report.chapters.numbers"), joined([*_summaries(summary(result), own), *_money(economics(result), own)])),
    ]
    manifest = result.manifest
    runs, spoken_of = say("counted.runs", count=manifest.replications), about_market(manifest.scenario, say)
    about = " · ".join([manifest.scenario["name"], *spoken_of, runs, say("report.seed", seed=str(manifest.seed))])
    return Contents(chapters, manifest.title, about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that makes the result again, and the files that it needs."""
    if manifest.numbers:
        # No words of the command say which runs these are; the folder does.
        return Recipe("wom reproduce RESULT", {})
    scenarios = [stage["scenario"] for stage in manifest.lineage] + [manifest.scenario]
    files = scenario_files(scenarios[0])
    words = [f"wom run {' '.join(files)} {how(manifest)}"]
    for stage, before, after in zip(manifest.lineage, scenarios, scenarios[1:], strict=False):
        changes = between(Scenario.from_dict(before), Scenario.from_dict(after))
        if changes is None:
            # No words of the command say this; the folder does.
            return Recipe("wom reproduce RESULT", {})
        file = f"week-{stage['week']}.kept"
        words[-1] += f" --until {stage['week']} --keep {file}"
        settings = [f" --set {shlex.quote(f'{path}={json.dumps(value)}')}" for path, value in changes.items()]
        words.append(f"uv run wom run {file}{''.join(settings)}")
    if manifest.until:
        words[-1] += f" --until {manifest.until}"
    return Recipe("\n".join(words), files | evidence_files(manifest))


def drivers(result: Result, say: Words | None = None) -> list[str]:
    """Return which channels won the buyers of each brand, and how many criticism deterred."""
    rows, say = summary(result), say or Words()
    texts = []
    for brand in brands(result.arrow):
        own = [row for row in rows if row.brand == brand and row.value]
        won = sorted((row for row in own if row.name.startswith(WON_BY)), key=lambda row: -(row.value or 0.0))[
            :_MOST_DRIVERS
        ]
        if won:
            labels = [row_label(row.name, row.label, say).removeprefix("buyers who ") for row in won]
            shares = ", ".join(
                say("report.run.won_by", share=row.text_in(say.language), by=label)
                for row, label in zip(won, labels, strict=True)
            )
            texts.append(say("report.run.won", brand=brand, shares=shares))
        deterred = next((row for row in own if row.name == "deterred"), None)
        if deterred:
            texts.append(say("report.run.deterred", share=deterred.text_in(say.language), brand=brand))
    return texts


def flips(result: Result, say: Words | None = None) -> list[str]:
    """Return how far the campaign is from not paying, and the brand from its rival."""
    texts: list[str] = []
    say = say or Words()
    if result.baseline is not None:
        texts += _break_even(result, say)
    final = cube(result.arrow, "penetration")[:, -1]
    names, rival = brands(result.arrow), strongest_rival(result.arrow, alongside(result))
    if rival is not None and len(final) > 1:
        ahead = int((final[:, 0] > final[:, rival]).sum())
        both = {"brand": names[0], "rival": names[rival]}
        texts.append(say("report.run.ahead", ahead=ahead, runs=say("counted.runs", count=len(final)), **both))
    return texts


def _break_even(result: Result, say: Words) -> Iterator[str]:
    added = campaign(result.arrow, result.baseline, result.discount_rate)
    cost, buyers, profit, worth = (float(np.median(part[:, -1])) for part in added[:4])
    lost, n_runs = int((added.worth[:, -1] < 0).sum()), len(added.worth)
    yield say("report.run.lost", lost=lost, runs=say("counted.runs", count=n_runs))
    digits = partial(three_digits, language=say.language)
    if not cost > 0:
        return
    gross = profit + cost
    if buyers > 0 and gross > 0:
        each = gross / buyers
        needed, added_buyers = math.ceil(cost / each), say.number(buyers)
        yield say("report.run.even", each=digits(each), cost=digits(cost), needed=needed, buyers=added_buyers)
    if worth > 0:
        yield say("report.run.dearer", times=digits((worth + cost) / cost))
    else:
        yield say("report.run.short", amount=digits(-worth))


def _summaries(rows: Sequence[Summary], say: Words, of: str = "adoption", centre: str = "median") -> Iterable[Html]:
    heads = ("", *(say(f"report.run.{head}") for head in (centre, "of_runs", "unit")))
    for brand in dict.fromkeys(row.brand for row in rows):
        own = [row for row in rows if row.brand == brand]
        cells = [
            (row_label(row.name, row.label, say), _centre(row, say), _ends(row, say), _unit(row.unit, say))
            for row in own
        ]
        yield table(say(f"report.run.{of}", brand=brand), heads, cells)


def _unit(unit: str, say: Words) -> str:
    """Return what a row is counted in: money in its currency, where the scenario names one."""
    name = say.find(f"report.units.{unit}") or unit
    money = say.find("report.units.money") or "money"
    return name.replace(money, say.currency) if say.currency and unit.startswith("money") else name


def _money(rows: Sequence[Summary], say: Words) -> Iterable[Html]:
    yield from _summaries(rows, say, "money", "mean")
    if rows:
        yield of_money(say)


def _centre(row: Summary, say: Words) -> str:
    if row.is_told:
        return number(row.centre, row.unit, say)
    return row.text_in(say.language)


def _ends(row: Summary, say: Words) -> str:
    if row.low is None:
        return ""
    return say.notation.interval(number(row.low, row.unit, say), number(row.high, row.unit, say))


def _how_sure(replications: int, say: Words) -> str:
    if replications == 1:
        return say("report.run.single")
    return say("report.run.several", runs=say("counted.runs", count=replications))
