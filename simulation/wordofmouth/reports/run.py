"""The report of a run."""

import json
import math
import shlex
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from wordofmouth.market.copies.branching import between
from wordofmouth.reports.chapters import HONEST, Contents, asked, number, of_money, over_worlds, turning
from wordofmouth.reports.html import Html, joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, evidence_files, how, scenario_files
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.campaign import campaign
from wordofmouth.statistics.adoption_table import WON_BY, brands, cube, strongest_rival
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.run.finding import alongside, economics, summary, worth
from wordofmouth.tasks.run.record import Result
from wordofmouth.words.market import about_market
from wordofmouth.words.numbers import counted, three_digits

_MOST_DRIVERS = 3


def contents(result: Result) -> Contents:
    """Return the report of a run."""
    scenario = Scenario.from_dict(result.manifest.scenario)
    what = worth(result)
    answer = [f"{what}." if what else "", _how_sure(result.manifest.replications), HONEST]
    chapters = [
        *over_worlds(result),
        ("How sure that is", paragraphs(answer)),
        ("What was asked", asked(scenario)),
        ("What drives it", paragraphs(drivers(result))),
        ("What would turn it", turning(flips(result))),
        ("All numbers", joined([*_summaries(summary(result)), *_money(economics(result), scenario.currency)])),
    ]
    manifest = result.manifest
    runs, spoken_of = counted(manifest.replications, "run"), about_market(manifest.scenario)
    about = " · ".join([manifest.scenario["name"], *spoken_of, runs, f"seed {manifest.seed}"])
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


def drivers(result: Result) -> list[str]:
    """Return which channels won the buyers of each brand, and how many criticism deterred."""
    rows = summary(result)
    texts = []
    for brand in brands(result.arrow):
        own = [row for row in rows if row.brand == brand and row.value]
        won = sorted((row for row in own if row.name.startswith(WON_BY)), key=lambda row: -(row.value or 0.0))[
            :_MOST_DRIVERS
        ]
        if won:
            shares = ", ".join(f"{row.text} {row.label.removeprefix('buyers who ')}" for row in won)
            texts.append(f"Of the buyers of {brand}, {shares}.")
        deterred = next((row for row in own if row.name == "deterred"), None)
        if deterred:
            texts.append(f"Criticism deterred {deterred.text} of those who would have bought {brand}.")
    return texts


def flips(result: Result) -> list[str]:
    """Return how far the campaign is from not paying, and the brand from its rival."""
    texts: list[str] = []
    if result.baseline is not None:
        texts += _break_even(result)
    final = cube(result.arrow, "penetration")[:, -1]
    names, rival = brands(result.arrow), strongest_rival(result.arrow, alongside(result))
    if rival is not None and len(final) > 1:
        ahead = int((final[:, 0] > final[:, rival]).sum())
        texts.append(f"{names[0]} ends ahead of {names[rival]} in {ahead} of {counted(len(final), 'run')}.")
    return texts


def _break_even(result: Result) -> Iterator[str]:
    added = campaign(result.arrow, result.baseline, result.discount_rate)
    cost, buyers, profit, worth = (float(np.median(part[:, -1])) for part in added[:4])
    lost, n_runs = int((added.worth[:, -1] < 0).sum()), len(added.worth)
    yield f"The campaign is worth less than nothing in {lost} of {counted(n_runs, 'run')}."
    if not cost > 0:
        return
    gross = profit + cost
    if buyers > 0 and gross > 0:
        each = gross / buyers
        yield (
            f"Each buyer whom it added brought {three_digits(each)} before its cost of {three_digits(cost)} is paid: "
            f"{math.ceil(cost / each):,} added buyers pay for it, and it added {buyers:,.0f} (medians)."
        )
    if worth > 0:
        yield f"It would stop paying if it cost {three_digits((worth + cost) / cost)} times as much and did no more."
    else:
        yield f"It would have to bring {three_digits(-worth)} more, or cost that much less, to pay."


def _summaries(
    rows: Sequence[Summary], of: str = "adoption", centre: str = "median", currency: str = ""
) -> Iterable[Html]:
    for brand in dict.fromkeys(row.brand for row in rows):
        own = [row for row in rows if row.brand == brand]
        cells = [(row.label, _centre(row), _ends(row), _unit(row.unit, currency)) for row in own]
        yield table(f"{brand}: {of}", ("", centre, "90 % of runs", "unit"), cells)


def _unit(unit: str, currency: str) -> str:
    """Return what a row is counted in: money in its currency, where the scenario names one."""
    return unit.replace("money", currency) if currency and unit.startswith("money") else unit


def _money(rows: Sequence[Summary], currency: str) -> Iterable[Html]:
    yield from _summaries(rows, "money", "mean", currency)
    if rows:
        yield of_money()


def _centre(row: Summary) -> str:
    return number(row.centre, row.unit) if row.is_told else row.text


def _ends(row: Summary) -> str:
    return "" if row.low is None else f"{number(row.low, row.unit)} to {number(row.high, row.unit)}"


def _how_sure(replications: int) -> str:
    if replications == 1:
        return "This is a single run: another, with another seed, may come out otherwise."
    return (
        f"{counted(replications, 'run')} of the same market differ by their random numbers alone. Each number is the "
        "median over them, and of money, which adds up, the mean; nine of ten runs lie in the interval beside it."
    )
