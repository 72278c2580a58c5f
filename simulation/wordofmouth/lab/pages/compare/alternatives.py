"""Candidates: the campaigns that a visitor compares, what they are called, and in what they differ."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wordofmouth.errors import LinkError
from wordofmouth.lab.server.session import changed
from wordofmouth.lab.server.visitors import Visitor
from wordofmouth.lab.sharing import links as share
from wordofmouth.lab.widgets.cards import lever_name
from wordofmouth.lab.widgets.fields import at, choice_text, words_of
from wordofmouth.player.people import among, readable
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.words.catalogue import Words

MOST = 6
_TOLD = 3
_NAMES = ("name", "title", "variants")


class Draft:
    """A scenario that is being changed: :class:`wordofmouth.lab.server.session.Editable`."""

    def __init__(self, visitor: Visitor, scenario: Scenario) -> None:
        self.visitor, self.base, self.scenario = visitor, scenario, scenario

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change the scenario.

        Raises:
            ScenarioError: if it does not allow it.
            LimitReached: if that is more than this visitor may ask for.
        """
        now = changed(self.scenario, changes, self.base)
        self.visitor.check(now)
        self.scenario = now


@functools.cache
def preset(name: str) -> Scenario:
    """Return a preset, which is read once."""
    return Scenario.load(name)


def of_preset(name: str, people: int) -> list[Scenario]:
    """Return a preset and its variants, among at most so many people."""
    base = preset(name)
    return [readable(scenario, people) for scenario in (base, *map(base.variant, base.variants))][:MOST]


def of_own(source: str, people: int) -> list[Scenario]:
    """Return the scenario with which the lab was started and its variants, among at most so many people."""
    base = Scenario.load(source)
    return [readable(scenario, people) for scenario in (base, *map(base.variant, base.variants))][:MOST]


def of_link(text: str, people: int) -> list[Scenario]:
    """Return the scenario to which a part of an address leads: a preset's name, a variant's, or a shared run.

    Raises:
        LinkError: if it leads to none.
    """
    head, _, variant = text.partition("/")
    if head in presets():
        base = preset(head)
        if variant and variant not in base.variants:
            raise LinkError("no_variant", head)
        return [readable(base.variant(variant) if variant else base, people)]
    return [share.decode(text).scenario]


def of_links(texts: Sequence[str], people: int) -> list[Scenario]:
    """Return the scenarios to which the parts of an address lead.

    Raises:
        LinkError: if one leads to none.
    """
    return [scenario for text in texts for scenario in of_link(text, people)]


def source_of(scenario: Scenario) -> str:
    """Return the preset, or the variant of one, that a scenario is; empty if it is none."""
    name = next((name for name in presets() if scenario.name == name or scenario.name.startswith(f"{name}-")), "")
    if not name:
        return ""
    base = preset(name)
    sources = {name: base} | {f"{name}/{variant}": base.variant(variant) for variant in base.variants}
    return next((source for source, known in sources.items() if known.digest == scenario.digest), "")


def fitted(scenario: Scenario, base: Scenario) -> Scenario:
    """Return a scenario with as many weeks as the base has, and as many people if that can be, or the same.

    Raises:
        ScenarioError: if its campaign does not allow it.
    """
    if base.network.brings_consumers:
        scenario = among(scenario, base.network, base.consumers)
    people = {} if scenario.network.brings_consumers else {"consumers": base.consumers}
    return scenario.varied({"weeks": base.weeks, "variants": {}} | people)


def title_of(say: Words, scenario: Scenario) -> str:
    """Return what a scenario is called: as the catalogue has it, unless somebody called it otherwise."""
    for name in presets():
        if scenario.name == name or scenario.name.startswith(f"{name}-"):
            base = preset(name)
            if scenario.title == base.title:
                return say.find(f"presets.{name}.variants.base") or base.title
            for variant, changes in base.variants.items():
                if scenario.title == changes.get("title"):
                    return say.find(f"presets.{name}.variants.{variant}") or scenario.title
    return " ".join(scenario.title.split()) or scenario.name.replace("_", " ")


def preset_title(say: Words, name: str) -> str:
    """Return what a preset is called as a whole, its variants with it."""
    return say.find(f"presets.{name}.title") or preset(name).title


def titles_of(say: Words, scenarios: Sequence[Scenario]) -> list[str]:
    """Return what scenarios are called; those that would be called the same are numbered."""
    titles: list[str] = []
    for scenario in scenarios:
        title = title_of(say, scenario)
        numbered = (f"{title} {number}" for number in range(2, 99))
        titles.append(title if title not in titles else next(other for other in numbered if other not in titles))
    return titles


def differences(say: Words, base: Scenario, scenario: Scenario) -> list[str]:
    """Return in what a scenario differs from the base, a few words each; the most telling first, and few."""
    phrases = list(dict.fromkeys(_differences(say, base, scenario)))
    if len(phrases) > _TOLD:
        rest = len(phrases) - _TOLD + 1
        phrases[_TOLD - 1 :] = [say("compare.and_more", count=rest)]
    return phrases


def _differences(say: Words, base: Scenario, scenario: Scenario) -> Iterator[str]:
    ours, theirs = (
        {lever.label: lever for lever in each.campaign} if "campaigns" in each.model.knows else {}
        for each in (base, scenario)
    )
    for key, some, rest in (("compare.gone", ours, theirs), ("compare.new", theirs, ours)):
        yield from (say(key, label=lever_name(say, lever.kind)) for name, lever in some.items() if name not in rest)
    before, now = (dict(_leaves(_named(each))) for each in (base, scenario))
    for path, value in now.items():
        if value != before.get(path, value):
            yield _told(say, base, scenario, path, before[path], value)


def _told(say: Words, base: Scenario, scenario: Scenario, path: str, before: Any, value: Any) -> str:
    field, was = at(scenario, path), at(base, path)
    if field is None or was is None:
        label = path.rpartition(".")[2].replace("_", " ")
        return say("compare.instead", label=label, value=_text(say, value), base=_text(say, before))
    label, _ = words_of(field, say)
    if path.startswith("campaign."):
        lever = next(lever for lever in scenario.campaign if path.startswith(f"campaign.{lever.label}."))
        name = lever_name(say, lever.kind)
        label = name if label.lower() == name.lower() else f"{name} · {label.lower()}"
    texts = []
    for each in (field, was):
        if each.kind == "choice":
            texts.append(choice_text(each, each.value, say))
        elif each.kind in ("number", "whole") and each.value is not None:
            text = _number(say, each.value * each.factor)
            texts.append(say.notation.in_percent(text) if each.factor > 1 else text)
        else:
            texts.append(_text(say, each.value))
    return say("compare.instead", label=label, value=texts[0], base=texts[1])


def _text(say: Words, value: Any) -> str:
    if isinstance(value, bool):
        return say("compare.yes" if value else "compare.no")
    if isinstance(value, int | float):
        return _number(say, value)
    if isinstance(value, list | tuple) and len(value) == 2:
        return f"{value[0]}–{value[1]}"
    return say("compare.nothing") if value is None else str(value).replace("_", " ")


def _number(say: Words, value: float) -> str:
    return say.notation.translated(f"{round(value, 6):,.10g}")


def _named(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as tables, lever by name; the first brand as ``brand``, as paths have it."""
    data = scenario.model_dump(mode="json", exclude=set(_NAMES))
    levers = {lever.label: table for lever, table in zip(scenario.campaign, data["campaign"], strict=True)}
    first, *others = data.pop("brands")
    rivals = {brand["name"]: brand for brand in others}
    return {"campaign": levers, "brand": first} | data | {"campaign": levers, "brands": rivals}


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, entry in value.items():
            yield from _leaves(entry, f"{path}.{name}" if path else name)
    else:
        yield path, value
