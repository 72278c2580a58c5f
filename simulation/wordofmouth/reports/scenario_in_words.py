"""A scenario in words, as a report has it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import meaning_and_unit, summary
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST
from wordofmouth.words.numbers import percent

# What is said of each brand, of each lever and of each rate: the heads of their tables.
BRAND_CELLS = ("brand", "quality", "price", "unit_cost", "refunds", "known_by")
LEVER_CELLS = ("activity", "brand", "what", "when", "how")
RATE_CELLS = ("rate", "price", "range", "source")
_SCHEDULE = ("kind", "name", "brand", "week", "weeks", "every", "when")
_OWN_WORDS = {"name", "title", "variants"}


def market_in_words(scenario: Scenario, say: Words) -> list[str]:
    """Return who the consumers are and who talks to whom, a paragraph each."""
    consumer, survey, network = scenario.consumer, scenario.survey, scenario.network
    ties = getattr(network, "mean_degree", None)
    strong = getattr(network, "strong_share", None)
    is_ours = "campaigns" in scenario.model.knows
    is_a_sample = scenario.market and not scenario.network.brings_consumers
    weeks, share = say("counted.weeks", count=scenario.weeks), partial(percent, language=say.language)
    stands_for = say.notation.translated(f"{scenario.stands_for:,.4g}")
    texts = [
        say("report.market.simulated", consumers=scenario.consumers, weeks=weeks)
        + (say("report.market.sample", people=stands_for, market=scenario.market or 0) if is_a_sample else "")
        + (say("report.market.online", share=share(consumer.online_share)) if is_ours else say("report.market.end"))
        + say("report.market.network", network=_kind(say, "networks", network))
        + (say("report.market.ties", ties=say.notation.translated(f"{ties:g}")) if ties else "")
        + (say("report.market.strong", share=share(strong)) if is_ours and strong is not None else "")
        + ".",
    ]
    if not is_ours:
        own = say("report.also").join(_settings(scenario.model, say))
        kind = scenario.model.kind
        plain = f"{kind.replace('_', ' ')}: {summary(type(scenario.model))}"
        known = None if say.language == FIRST else say.find(f"models.{kind}.name")
        rules = say("report.market.rules", rules=known or plain)
        return [*texts, rules + (say("report.market.here", settings=own) if own else "")]
    shares = {"praise": survey.follow_praise, "criticism": survey.heed_criticism, "innovators": survey.innovators}
    texts += [
        say("report.market.survey", **{name: share(part) for name, part in shares.items()})
        + (say("report.market.asked", people=survey.asked) if survey.asked else ""),
    ]
    if scenario.segments:
        named = ", ".join(f"{segment.name} ({share(segment.share)})" for segment in scenario.segments)
        texts.append(say("report.market.segments", segments=named))
    return texts


def brands_in_words(scenario: Scenario, say: Words) -> list[tuple[str, ...]]:
    """Return of each brand its name, quality, price, unit cost, refunds, and who knows it at the start.

    A textbook's model knows none of these.
    """
    if "campaigns" not in scenario.model.knows:
        return []
    return [
        (
            brand.name,
            *(say.notation.translated(f"{number:g}") for number in (brand.quality, brand.price, brand.unit_cost)),
            percent(brand.refund_coverage, say.language),
            percent(brand.known_by, say.language),
        )
        for brand in scenario.brands
    ]


def levers_in_words(scenario: Scenario, say: Words) -> list[tuple[str, ...]]:
    """Return of each lever its name, whose it is, what it does, when, and how it is set."""
    ours = scenario.brands[0].name
    return [
        (
            lever.label.replace("_", " "),
            lever.brand or ours,
            _what(say, lever),
            lever.when_in(say),
            say("report.also").join(_settings(lever, say)),
        )
        for lever in scenario.campaign
    ]


def _what(say: Words, lever: Lever) -> str:
    """Return what a lever does: in another language than the first what the catalogue says of it."""
    text = None if say.language == FIRST else say.find(f"levers.{lever.kind}.text")
    return str(text).rstrip(".") if text else summary(type(lever))


def rates_in_words(scenario: Scenario, say: Words) -> list[tuple[str, ...]]:
    """Return of each rate of the scenario's card what is bought, at which price, in which range, and its source."""
    return [
        (
            name.replace("_", " "),
            say.notation.translated(f"{rate.price:,g}"),
            say.notation.interval(*(say.notation.translated(f"{end:,g}") for end in rate.range)) if rate.range else "–",
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


def _settings(part: Part, say: Words) -> Iterator[str]:
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name in _SCHEDULE or value == field.default:
            continue
        meaning, unit = meaning_and_unit(field.description)
        is_number = type(value) in (int, float)
        number = say.notation.translated(f"{value:,g}") if is_number else _shown(value)
        shown = percent(value, say.language) if unit == "share" else number
        per = unit.removeprefix("probability ") if say.language == FIRST else say.find(f"units.{unit}") or unit
        value = f"{shown} {per}" if unit.startswith("probability per") else shown
        yield say("report.setting", meaning=_meaning(part, name, say) or meaning, value=value)


def _meaning(part: Part, name: str, say: Words) -> str:
    """Return what a field means in another language than the first; empty where the catalogue has no word of it."""
    if say.language == FIRST:
        return ""
    family = "lever" if isinstance(part, Lever) else "model"
    words = say.find(f"fields.{part.kind}.{name}") or say.find(f"fields.{family}.{name}")
    return str(words[1]) if words else ""


def _kind(say: Words, family: str, part: Part) -> str:
    """Return what a part is: in another language than the first by the name of its kind."""
    name = None if say.language == FIRST else say.find(f"{family}.{part.kind}.name")
    text = name or summary(type(part))
    return text[:1].lower() + text[1:]
