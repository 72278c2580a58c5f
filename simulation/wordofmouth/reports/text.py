"""Texts of a report: a scenario in words, what drove what came out, and what would turn it."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml_writer import meaning_and_unit, summary
from wordofmouth.statistics.adoption_table import WON_BY, brands, cube
from wordofmouth.statistics.campaign import campaign
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.compare.finding import Difference, interval, is_better
from wordofmouth.tasks.optimise.goal import NOTHING
from wordofmouth.words.numbers import counted, format_number, percent, three_digits

if TYPE_CHECKING:
    from wordofmouth.results.records import Result
    from wordofmouth.tasks.compare.record import Comparison
    from wordofmouth.tasks.optimise.record import Optimised

_SCHEDULE = ("kind", "name", "brand", "week", "weeks", "every", "when")
_OWN_WORDS = {"name", "title", "variants"}
_MOST_DRIVERS = 3


def market_in_words(scenario: Scenario) -> list[str]:
    """Return who the consumers are and who talks to whom, a paragraph each."""
    consumer, survey, network = scenario.consumer, scenario.survey, scenario.network
    ties = getattr(network, "mean_degree", None)
    strong = getattr(network, "strong_share", None)
    is_ours = "campaigns" in scenario.model.knows
    texts = [
        f"{scenario.consumers:,} consumers live through {counted(scenario.weeks, 'week')}"
        + (f"; {percent(consumer.online_share)} of them take part in online networks. " if is_ours else ". ")
        + f"Their network: {_small(summary(type(network)))}"
        + (f"; {ties:g} ties each on average" if ties else "")
        + (f", {percent(strong)} of them friends and family" if is_ours and strong is not None else "")
        + ".",
    ]
    if not is_ours:
        rules, own = summary(type(scenario.model)), "; ".join(_settings(scenario.model))
        kind = scenario.model.kind.replace("_", " ")
        return [*texts, f"They live by a textbook's rules, {kind}: {rules}." + (f" Here: {own}." if own else "")]
    texts += [
        f"Of the not yet convinced, praise convinces {percent(survey.follow_praise)}; of would-be buyers, criticism "
        f"deters {percent(survey.heed_criticism)}; {percent(survey.innovators)} would buy before hearing anything.",
    ]
    if scenario.segments:
        named = ", ".join(f"{segment.name} ({percent(segment.share)})" for segment in scenario.segments)
        texts.append(f"Some consumers are unlike the others: {named}.")
    return texts


def brands_in_words(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return of each brand its name, quality, price, unit cost, refunds, and who knows it at the start.

    A textbook's model knows none of these.
    """
    if "campaigns" not in scenario.model.knows:
        return []
    return [
        (brand.name, f"{brand.quality:g}", f"{brand.price:g}", f"{brand.unit_cost:g}", percent(brand.refund_coverage),
         percent(brand.known_by))
        for brand in scenario.brands
    ]  # fmt: skip


def levers_in_words(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return of each lever its name, whose it is, what it does, when, and how it is set."""
    ours = scenario.brands[0].name
    return [
        (lever.label, lever.brand or ours, summary(type(lever)), when_in_words(lever), "; ".join(_settings(lever)))
        for lever in scenario.campaign
    ]


def changes(base: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Return of every path at which two scenarios differ what each has there; names and titles apart."""
    one, two = (dict(_flat(scenario.model_dump(mode="json", exclude=_OWN_WORDS))) for scenario in (base, other))
    found = [path for path in dict.fromkeys([*one, *two]) if one.get(path) != two.get(path)]
    return [(path, *(_shown(values.get(path)) for values in (one, two))) for path in found]


def _flat(data: Any, start: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict):
        entries = list(data.items())
    elif isinstance(data, list) and data and all(isinstance(entry, dict) for entry in data):
        entries = [(entry.get("name") or entry.get("kind") or str(place), entry) for place, entry in enumerate(data)]
    else:
        yield start, data
        return
    for name, entry in entries:
        yield from _flat(entry, f"{start}.{name}" if start else name)


def _shown(value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    return f"{value}".lower() if isinstance(value, bool) else f"{value}"


def when_in_words(lever: Lever) -> str:
    """Return in which weeks a lever acts."""
    if lever.week is not None:
        text = f"week {lever.week}"
    else:
        text = f"weeks {lever.weeks[0]} to {lever.weeks[1]}" if lever.weeks else "every week"
        text += f", one of {lever.every}" if lever.every > 1 else ""
    return text + (f", when {lever.when}" if lever.when else "")


def _settings(part: Part) -> Iterator[str]:
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name in _SCHEDULE or value == field.default:
            continue
        meaning, unit = meaning_and_unit(field.description)
        is_number = type(value) in (int, float)
        shown = percent(value) if unit == "share" else f"{value:,g}" if is_number else _shown(value)
        yield f"{meaning}: {shown}" + (
            f" {unit.removeprefix('probability ')}" if unit.startswith("probability per") else ""
        )


def drivers_of_run(result: "Result") -> list[str]:
    """Return which channels won the buyers of each brand, and how many criticism deterred."""
    rows = result.summary()
    texts = []
    for brand in brands(result.arrow):
        own = [row for row in rows if row.brand == brand and row.value]
        won = sorted((row for row in own if row.name.startswith(WON_BY)), key=lambda row: -row.value)[:_MOST_DRIVERS]
        if won:
            said = ", ".join(f"{row.text} {row.label.removeprefix('buyers who ')}" for row in won)
            texts.append(f"Of the buyers of {brand}, {said}.")
        deterred = next((row for row in own if row.name == "deterred"), None)
        if deterred:
            texts.append(f"Criticism deterred {deterred.text} of those who would have bought {brand}.")
    return texts


def flips_of_run(result: "Result") -> list[str]:
    """Return how far the campaign is from not paying, and the brand from its rival."""
    texts = []
    if result.baseline is not None:
        texts += _break_even(result)
    final = cube(result.arrow, "penetration")[:, -1]
    names = brands(result.arrow)
    if len(names) > 1 and len(final) > 1:
        rival = 1 + int(np.argmax(np.median(final[:, 1:], axis=0)))
        ahead = int((final[:, 0] > final[:, rival]).sum())
        texts.append(f"{names[0]} ends ahead of {names[rival]} in {ahead} of {counted(len(final), 'run')}.")
    return texts


def _break_even(result: "Result") -> Iterator[str]:
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


def drivers_of_comparison(result: "Comparison") -> list[str]:
    """Return of each scenario beside the base the channels that won most more, or fewer, buyers."""
    labels, texts = _marked(result.labels), []
    base, *others = labels
    for name in others:
        rows = [row for row in result.summary() if row.scenario == name and not row.is_outcome and row.is_told]
        rows = sorted(rows, key=lambda row: -abs(row.difference))[:_MOST_DRIVERS]
        said = ", ".join(
            f"{row.label.removeprefix('won by ')} {format_number(row.difference, row.unit, row.precision, sign=True)} "
            f"({interval(row, sign=True)})"
            for row in rows
        )
        told = f"Buyers whom each channel won for {labels[name]}, beside {labels[base]}: {said}."
        none = (
            f"Of no channel can it be told that it won more or fewer buyers for {labels[name]} than for {labels[base]}."
        )
        texts.append(told if said else none)
    return texts


def flips_of_comparison(result: "Comparison") -> list[str]:
    """Return how far each difference to the base is from nothing."""
    labels = _marked(result.labels)
    base = next(iter(labels))
    return [_flip(pair, labels) for pair in result.pairs() if pair.base == base and pair.pairs > 1]


def _flip(pair: Difference, labels: dict[str, str]) -> str:
    asked = outcome(pair.measure)
    beside = f"{labels[pair.scenario]} beside {labels[pair.base]}"
    if not (pair.difference or pair.half_width):
        return f"{beside}: there is no difference in any run."
    points = " points" if pair.unit == "share" else ""
    amount = format_number(pair.difference, pair.unit, pair.precision, sign=True) + points
    half = format_number(pair.half_width, pair.unit, pair.half_width) + points
    if pair.is_told:
        worse = 1 - pair.beats if is_better(asked, pair) else pair.beats
        times = f"{abs(pair.difference) / pair.half_width:.1f} times" if pair.half_width else "far more than"
        turned = f"in {percent(worse)} of runs" if worse else "in no run"
        return (
            f"{beside}: the difference in {asked.label} is {amount}, {times} what these runs could just tell "
            f"(±{half}); {turned} it is the other way round."
        )
    needed = math.ceil(pair.pairs * (pair.half_width / pair.difference) ** 2) if pair.difference else 0
    return f"{beside}: the difference in {asked.label}, {amount}, is less than what these runs can tell (±{half})" + (
        f"; if it is as large as it seems, about {counted(needed, 'run')} would tell." if needed else "."
    )


def flips_of_search(result: "Optimised") -> list[str]:
    """Return how much dearer the best campaign could be, and what a smaller budget would do."""
    goal, outcome = result.goal, result.outcome
    if result.chosen == NOTHING:
        return ["No campaign that was tried is worth its cost; a cheaper one might be, or one of other levers."]
    texts = []
    gained = result.fresh_gain(1).difference
    if outcome.name in ("npv", "profit") and gained > 0 and result.cost > 0:
        times = (gained + result.cost) / result.cost
        texts.append(f"It would stop paying if it cost {three_digits(times)} times as much and did no more.")
    best, half = (result.best_within(budget) for budget in (goal.budget, goal.budget / 2))
    if best.mean > 0:
        texts.append(
            f"For half of the money the search saw a campaign that gains {percent(max(half.mean, 0) / best.mean)} of "
            f"what its best gains, on average; it costs {three_digits(half.cost)}."
        )
    return texts


def _marked(labels: dict[str, str]) -> dict[str, str]:
    """Return what scenarios are called, with marks where a title of several words begins and ends."""
    return {name: f"“{label}”" if " " in label else label for name, label in labels.items()}


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
