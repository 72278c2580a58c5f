"""Fields: those of a scenario that a control can show, read from the fields themselves, and told in words."""

import math
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import SETTING, Part, Prior, Section
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import meaning_and_unit, table_class
from wordofmouth.words.catalogue import Words

# The sections of a scenario by the group under which the panel shows them; behaviours and channels join these below.
_SECTIONS = {
    "product": ("brand",),
    "people": ("survey", "consumer"),
    "network": ("network",),
    "leaders": ("leaders",),
    "talk": (),
    "shopping": (),
    "online": (),
    "model": ("model",),
}
_BEHAVIOUR_GROUPS = {
    "speaking": "talk",
    "listening": "talk",
    "shopping": "shopping",
    "experiencing": "shopping",
    "posting": "online",
}
# What all kinds of levers have and call alike.
OF_LEVERS = ("cost", "every", "cap")
PERCENT = ("share", "probability", "ratio")
_NOT_SHOWN = (
    "name", "path", "source", "target", "strength", "influence", "community", "shape", "header", "sheet", "encoding",
    "separator", "decimal", "ids", "relation", "nodes", "variants", "title",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field as a control shows it.

    Attributes:
        path: by which it is varied.
        name: its key among the words: the section or kind, and the field.
        value, usual: what it is now, and by default.
        kind: ``number``, ``whole``, ``choice`` or ``switch``.
        choices: what can be chosen.
        low, high, step: the range of the slider.
        least, most: what is allowed.
        strict: which of the two are not themselves: ``gt`` for the first, ``lt`` for the second.
        meaning, unit, source, label, hint: as declared; the last two may be empty.
        prior: as declared, of an assumption.
    """

    path: str
    name: str
    value: Any
    usual: Any
    kind: str
    choices: tuple[Any, ...]
    low: float
    high: float
    step: float
    least: float
    most: float
    meaning: str
    unit: str
    source: str
    label: str
    hint: str
    prior: Prior | None = None
    strict: frozenset[str] = frozenset()

    @property
    def factor(self) -> float:
        """By how much a value is multiplied to be shown: a share is shown in per cent."""
        return 100.0 if self.kind == "number" and self.unit.startswith(PERCENT) and self.most <= 1 else 1.0

    def shown(self, value: Any) -> str:
        """Return a value as a number field shows it."""
        return "" if value is None else f"{round(value * self.factor, 6):g}" if self.kind == "number" else str(value)

    def read(self, text: Any) -> Any:
        """Return the value that was entered.

        Raises:
            ValueError: if that is no number.
        """
        if self.kind in ("switch", "choice"):
            return text
        number = float(text)
        if not math.isfinite(number):
            raise ValueError("not finite")
        return round(number) if self.kind == "whole" else round(number / self.factor, 9)


def field_of(section: Section, name: str, path: str, key: str) -> Field | None:
    """Return a field of a section, or None if no control can show it: lists, and text."""
    info = type(section).model_fields[name]
    kind, choices = _kind(info)
    if name == "kind" and isinstance(section, Part):
        # What a kind cannot do without is asked for elsewhere: as a file that a visitor brings.
        choices = tuple(kind for kind, part in section.kinds.items() if part is type(section) or not _requires(part))
    if kind is None or name in _NOT_SHOWN:
        return None
    value, usual = getattr(section, name), info.get_default()
    limits = {
        key: getattr(bound, key) for bound in info.metadata for key in ("ge", "gt", "le", "lt") if hasattr(bound, key)
    }
    least, most = limits.get("ge", limits.get("gt", -math.inf)), limits.get("le", limits.get("lt", math.inf))
    low, high, step = (0.0, 1.0, 1.0) if kind in ("choice", "switch") else _range(least, most, value, usual, kind)
    meaning, unit = meaning_and_unit(info.description)
    about = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    source, label, hint = (str(about.get(word, "")) for word in ("source", "label", "hint"))
    words = meaning, unit, source, label, hint
    strict = frozenset(limits.keys() & {"gt", "lt"})
    return Field(path, key, value, usual, kind, choices, low, high, step, least, most, *words, Prior.of(about), strict)


def fields_of(section: Section, path: str, key: str, skip: tuple[str, ...] = ()) -> Iterator[Field]:
    """Yield the fields of a section that a control can show."""
    own = type(section).model_fields
    for name in own:
        if name != "kind" and name not in skip and table_class(own[name].annotation) is None:
            field = field_of(section, name, f"{path}.{name}" if path else name, f"{key}.{name}")
            if field is not None:
                yield field


def at(scenario: Scenario, path: str) -> Field | None:
    """Return the field at a path, if this scenario has it and a control can show it."""
    *steps, name = path.split(".")
    section: Any = scenario
    for step in steps:
        if isinstance(section, tuple):
            section = next((entry for entry in section if step == getattr(entry, "label", entry.name)), None)
        elif isinstance(section, dict):
            section = section.get(step)
        else:
            section = scenario.brands[0] if step == "brand" else getattr(section, step, None)
    if section is None or name not in type(section).model_fields:
        return None
    alike = isinstance(section, Part) and steps[0] not in ("network", "model")
    key = section.kind if alike else steps[0].replace("brands", "brand") if steps else "scenario"
    return field_of(section, name, path, f"{key}.{name}")


def channels_in_order() -> list[str]:
    """Return the kinds of channels in the order of the week, those through which no consumer speaks last."""
    kinds = Channel.kinds
    return sorted(
        kinds, key=lambda kind: (not (kinds[kind].is_personal or kinds[kind].is_public), kinds[kind].order, kind)
    )


def groups() -> dict[str, list[str]]:
    """Return the paths of the sections of each group: every kind of behaviour and of channel is in one of them.

    A behaviour of a kind that is not listed stands with the one that it comes ``after``; channels that can be read
    online by strangers stand together.
    """
    paths_by_group = {group: [*paths] for group, paths in _SECTIONS.items()}
    listed = list(_BEHAVIOUR_GROUPS)
    for kind in sorted(Behaviour.kinds, key=lambda kind: listed.index(kind) if kind in listed else len(listed)):
        group = _BEHAVIOUR_GROUPS.get(kind) or _BEHAVIOUR_GROUPS.get(Behaviour.kinds[kind].after, "talk")
        paths_by_group[group].append(f"behaviours.{kind}")
    for kind in channels_in_order():
        channel = Channel.kinds[kind]
        paths_by_group["online" if channel.is_public and not channel.is_personal else "talk"].append(f"channels.{kind}")
    return paths_by_group


def sections(scenario: Scenario, group: str) -> Iterator[tuple[str, Section]]:
    """Yield the sections of a group, by path."""
    for path in groups()[group]:
        head, _, kind = path.partition(".")
        section: Any = scenario.brands[0] if head == "brand" else getattr(scenario, head)
        # A part that somebody has brought is in the markets alone that name it.
        if not kind or kind in section:
            yield path, section[kind] if kind else section


def beyond_limits(field: Field, value: Any, say: Words) -> str:
    """Return what a number may be, in the unit in which it is entered, if it is not that; else nothing."""
    if not isinstance(value, int | float):
        return ""
    if value < field.least or (value == field.least and "gt" in field.strict):
        key = "above" if "gt" in field.strict else "at_least"
        return say(f"play.wrong.{key}", limit=field.shown(field.least))
    if value > field.most or (value == field.most and "lt" in field.strict):
        key = "below" if "lt" in field.strict else "at_most"
        return say(f"play.wrong.{key}", limit=field.shown(field.most))
    return ""


def words_of(field: Field, say: Words) -> tuple[str, str]:
    """Return a field's label and its meaning in the language of the page; English ones are as declared."""
    name = field.name.rpartition(".")[2]
    words = say.find(f"fields.{field.name}") or (say.find(f"fields.lever.{name}") if name in OF_LEVERS else None)
    if words:
        return words[0], words[1]
    label = field.label or field.name.rpartition(".")[2].replace("_", " ")
    return f"{label[0].upper()}{label[1:]}", field.hint or field.meaning


def origin_of(field: Field, say: Words) -> str:
    """Return the sentence that says where a default comes from, of an assumption how far it may lie, and why.

    Of what the visitor decides there is nothing to say.
    """
    if field.prior is None:
        return say("play.source", source=field.source) if field.source not in ("", SETTING) else ""
    ends = (say.notation.translated(f"{field.factor * end:,g}") for end in (field.prior.low, field.prior.high))
    span = say.notation.interval(*ends)
    return say(
        "play.assumption",
        range=say.notation.in_percent(span) if field.factor == 100 else span,
        reason=field.prior.reason,
    )


def choice_text(field: Field, choice: Any, say: Words) -> str:
    """Return what one of a field's choices is called; kinds have their own names."""
    family, _, name = field.name.rpartition(".")
    if name == "kind":
        return say(f"{family}s.{choice}.name")
    return say.find(f"choices.{choice}") or str(choice).replace("_", " ")


def _kind(info: FieldInfo) -> tuple[str | None, tuple[Any, ...]]:
    annotation: Any = info.annotation
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(option for option in get_args(annotation) if option is not types.NoneType)
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation)
    return {bool: "switch", int: "whole", float: "number"}.get(annotation), ()


def _range(least: float, most: float, value: Any, usual: Any, kind: str) -> tuple[float, float, float]:
    """Return a slider's range: what is allowed, as far as anybody is likely to go, in about a hundred steps."""
    present = [abs(number) for number in (value, usual) if isinstance(number, int | float)]
    far = max([4.0 * number for number in present] or [1.0]) or 2.0
    low, high = max(least, 0.0 if least >= 0 else -far), min(most, max(far, least))
    low = 0.0 if math.isinf(low) else low
    step = 10.0 ** math.floor(math.log10(max(high - low, 1e-9) / 100 + 1e-12))
    step = next((step * times for times in (1, 2, 5, 10) if (high - low) / (step * times) <= 120), 10 * step)
    step = max(1.0, round(step)) if kind == "whole" else step
    return math.ceil(low / step - 1e-9) * step, high, step


def _requires(part: type[Part]) -> bool:
    return any(field.is_required() for field in part.model_fields.values())
