"""A scenario in words, as a report has it."""

from collections.abc import Iterator
from typing import Any

from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import meaning_and_unit, summary
from wordofmouth.words.numbers import counted, percent

_SCHEDULE = ("kind", "name", "brand", "week", "weeks", "every", "when")
_OWN_WORDS = {"name", "title", "variants"}


def market_in_words(scenario: Scenario) -> list[str]:
    """Return who the consumers are and who talks to whom, a paragraph each."""
    consumer, survey, network = scenario.consumer, scenario.survey, scenario.network
    ties = getattr(network, "mean_degree", None)
    strong = getattr(network, "strong_share", None)
    is_ours = "campaigns" in scenario.model.knows
    is_a_sample = scenario.market and not scenario.network.brings_consumers
    texts = [
        f"{scenario.consumers:,} consumers are simulated for {counted(scenario.weeks, 'week')}"
        + (f", each of whom stands for {scenario.stands_for:,.4g} of {scenario.market:,} people" if is_a_sample else "")
        + (f"; {percent(consumer.online_share)} take part in online networks. " if is_ours else ". ")
        + f"Their network: {_small(summary(type(network)))}"
        + (f"; {ties:g} ties each on average" if ties else "")
        + (f", {percent(strong)} of them friends and family" if is_ours and strong is not None else "")
        + ".",
    ]
    if not is_ours:
        rules, own = summary(type(scenario.model)), "; ".join(_settings(scenario.model))
        kind = scenario.model.kind.replace("_", " ")
        return [*texts, f"They follow a textbook's rules, {kind}: {rules}." + (f" Here: {own}." if own else "")]
    texts += [
        f"Of the not yet convinced, praise convinces {percent(survey.follow_praise)}; of would-be buyers, criticism "
        f"deters {percent(survey.heed_criticism)}; {percent(survey.innovators)} would buy before hearing anything."
        + (f" So {survey.asked:,} people said." if survey.asked else ""),
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
        (
            brand.name,
            f"{brand.quality:g}",
            f"{brand.price:g}",
            f"{brand.unit_cost:g}",
            percent(brand.refund_coverage),
            percent(brand.known_by),
        )
        for brand in scenario.brands
    ]


def levers_in_words(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return of each lever its name, whose it is, what it does, when, and how it is set."""
    ours = scenario.brands[0].name
    return [
        (
            lever.label.replace("_", " "),
            lever.brand or ours,
            summary(type(lever)),
            lever.when_in_words,
            "; ".join(_settings(lever)),
        )
        for lever in scenario.campaign
    ]


def rates_in_words(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return of each rate of the scenario's card what is bought, at which price, in which range, and its source."""
    return [
        (
            name.replace("_", " "),
            f"{rate.price:,g}",
            f"{rate.range[0]:,g} to {rate.range[1]:,g}" if rate.range else "–",
            rate.source,
        )
        for name, rate in scenario.rates.items()
    ]


def changes(base: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Return of every path at which two scenarios differ what each has there; names and titles apart."""
    one, two = (dict(_flat(scenario.model_dump(mode="json", exclude=_OWN_WORDS))) for scenario in (base, other))
    paths = [path for path in dict.fromkeys([*one, *two]) if one.get(path) != two.get(path)]
    return [(path, _shown(one.get(path)), _shown(two.get(path))) for path in paths]


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


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
