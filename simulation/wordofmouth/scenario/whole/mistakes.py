"""Mistakes: what of a scenario does not fit together, though each of its values is allowed."""

from collections.abc import Iterator
from typing import Any

from wordofmouth.scenario.conditions import Condition
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.whole import rates
from wordofmouth.scenario.whole.scale import FEWEST, sampled

type _Mistake = tuple[str, object, str]


def mistakes_of(scenario: Any) -> Iterator[_Mistake]:
    """Yield the path, the value and the rule of each mistake."""
    yield from _doubles(scenario)
    yield from rates.mistakes(scenario.rates)
    consumers = scenario.consumers
    if scenario.market and scenario.market < consumers and not scenario.network.brings_consumers:
        # Nor can be said what a campaign comes to among them.
        yield "market", scenario.market, FEWEST.format(consumers=consumers)
        return
    yield from _of_the_campaign(scenario)
    for field, value, rule in scenario.network.mistakes(consumers):
        yield ("consumers" if field == "consumers" else f"network.{field}"), value, rule
    for field, value, rule in sampled(scenario.model, scenario.stands_for).mistakes(consumers):
        yield f"model.{field}", value, rule
    yield from _beyond_the_model(scenario)
    for family, parts in (("channels", scenario.channels), ("behaviours", scenario.behaviours)):
        for key, part in parts.items():
            if key != part.kind:
                yield f"{family}.{key}.kind", part.kind, f"this table describes {key!r}"


def _doubles(scenario: Any) -> Iterator[_Mistake]:
    for path, labels in (
        ("brands", [brand.name for brand in scenario.brands]),
        ("campaign", [lever.label for lever in scenario.campaign]),
        ("segments", [segment.name for segment in scenario.segments]),
    ):
        for place, label in enumerate(labels):
            if label in labels[:place]:
                yield f"{path}.{place}.name", label, "two cannot have the same name: give each its own"
    if sum(segment.share for segment in scenario.segments) > 1.0 + 1e-9:
        shares = " + ".join(f"{segment.share:g}" for segment in scenario.segments)
        yield "segments", None, f"{shares} is not allowed: the shares of segments sum to 1 at most"


def _beyond_the_model(scenario: Any) -> Iterator[_Mistake]:
    model = scenario.model
    knows = f"the model {model.kind!r} knows"
    if scenario.campaign and "campaigns" not in model.knows:
        able = " or ".join(repr(kind) for kind, other in Model.kinds.items() if "campaigns" in other.knows)
        yield "campaign", None, f"{knows} no campaigns; leave it out, or set model = {able}"
    if len(scenario.brands) > 1 and "rivals" not in model.knows:
        yield "brands.1", None, f"{knows} one brand"


def _of_the_campaign(scenario: Any) -> Iterator[_Mistake]:
    brands, segments = ([entry.name for entry in entries] for entries in (scenario.brands, scenario.segments))
    measures = [measure.name for measure in scenario.measures() if measure.name != "week"]
    for place, lever in enumerate(scenario.campaign):
        for key, named, family_name, family in (
            ("brand", lever.brand, "brand", brands),
            ("against", getattr(lever, "against", ""), "brand", brands),
            ("segment", lever.segment, "segment", segments),
        ):
            if named and named not in family:
                known = nearest(named, family) if family else "the scenario has none"
                yield f"campaign.{place}.{key}", named, f"no {family_name} is called so; {known}"
        if lever.when:
            try:
                Condition.parse(lever.when, measures, brands)
            except ValueError as error:
                yield f"campaign.{place}.when", lever.when, str(error)
        if lever.cap is not None and (why := rates.priced(lever, scenario.rates).beyond_cap):
            yield f"campaign.{place}.cap", lever.cap, f"the lever cannot keep to a cap: {why}"
        for field, value, rule in sampled(lever, scenario.stands_for).mistakes(scenario.consumers):
            yield f"campaign.{place}.{field}", value, rule
