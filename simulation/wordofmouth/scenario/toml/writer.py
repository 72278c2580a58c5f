"""Scenarios as TOML text: plain, explained line by line, or blank to be filled in."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from wordofmouth.scenario.parts import Part, Section
from wordofmouth.scenario.scenario import Scenario

COMMON = {
    "": ("name", "title", "consumers", "weeks"),
    "model": ("kind",),
    "network": ("kind", "mean_degree", "strong_share"),
    "survey": ("follow_praise", "heed_criticism", "innovators"),
    "consumer": ("online_share", "risk_fear"),
    "brands": ("name", "quality", "price", "unit_cost"),
}
WIDEST = 44

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_GREETING = """\
# A scenario to edit. A line that begins with # and no space is an example: remove that # to use it. What is not given
# is as its example says. `wom fields` explains every field and lists the kinds; `wom check` finds mistakes."""
_SCHEDULES = """\
# What brands do: an example of every kind of lever. Without a schedule, as in week = 3 or weeks = [1, 8], it acts in
# every week. In each may stand:"""

_VARIANTS = """\
# Rates: what activities cost that have no price of their own. rates = "default" takes those that come along.
#[rates.click]
#price = 0.8
#range = [0.2, 4.0]
#source = "what we were asked last year"

# Variants: the same scenario with other values at some paths, as in `wom compare NAME` or `wom run NAME/cheaper`.
#[variants.cheaper]
#title = "At a lower price"
#"brand.price" = 40"""


def to_toml(data: Mapping[str, Any]) -> str:
    """Return nested tables as TOML; what is None is left out, a list of tables becomes ``[[name]]``.

    Raises:
        ValueError: if TOML has no such value or key, with its path.
    """
    return "\n".join(_table(data, "", "")).lstrip("\n") + "\n"


def toml_value(value: Any, where: str = "value") -> str:
    """Return one value as TOML, on one line; a mistake is said to be at ``where``.

    Raises:
        ValueError: if TOML has no such value.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else f"{value:d}"
        case float() if isfinite(value):
            return float.__repr__(value)
        case str():
            return _quoted(value, where)
        case list() | tuple():
            return "[" + ", ".join(toml_value(entry, f"{where}.{place}") for place, entry in enumerate(value)) + "]"
        case Mapping():
            pairs = (f"{_key(key, where)} = {toml_value(entry, at)}" for key, entry, at in _given(value, where))
            return "{" + ", ".join(pairs) + "}"
    raise ValueError(f"{where}: {value!r} is not allowed: TOML has text, finite numbers, true and false, lists, tables")


def _table(data: Mapping[str, Any], header: str, where: str) -> Iterator[str]:
    entries = list(_given(data, where))
    for key, value, at in entries:
        if not isinstance(value, Mapping) and not _are_tables(value):
            yield f"{_key(key, where)} = {toml_value(value, at)}"
    for key, value, at in entries:
        below = f"{header}.{_key(key, where)}" if header else _key(key, where)
        if isinstance(value, Mapping):
            inside = [entry for _, entry, _ in _given(value, at)]
            if not inside or not all(isinstance(entry, Mapping) for entry in inside):
                yield from ("", f"[{below}]")
            yield from _table(value, below, at)
        elif _are_tables(value):
            for place, entry in enumerate(value):
                yield from ("", f"[[{below}]]")
                yield from _table(entry, below, f"{at}.{place}")


def _given(data: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any, str]]:
    return ((key, value, f"{where}.{key}" if where else f"{key}") for key, value in data.items() if value is not None)


def _are_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _key(key: Any, where: str) -> str:
    if not isinstance(key, str):
        raise ValueError(f"{where or 'table'}: the key {key!r} is not allowed: keys are text")
    return key if _BARE_KEY.fullmatch(key) else _quoted(key, where)


def _quoted(text: str, where: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{where}: {text!r} is not allowed: half a surrogate pair is no letter")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")


def table_class(annotation: Any) -> type[Section] | None:
    """Return the section or family of the tables that a field holds: one, a list or a table of them; else None."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, tuple, Union, UnionType):
        return table_class(inner[0])
    return table_class(inner[1]) if origin is dict else None


def summary(section: type[Section]) -> str:
    """Return the first line of what a section or kind says of itself."""
    return (section.__doc__ or "").strip().split("\n")[0].replace("``", "`").rstrip(".")


def meaning_and_unit(description: str | None) -> tuple[str, str]:
    """Return what a field means, and its unit."""
    meaning, _, unit = (description or "").removesuffix("]").rpartition(" [")
    return meaning, unit


def annotated(scenario: Scenario, only_changed: bool = False) -> str:
    """Return a scenario, resolved, as TOML in which every line says what it means; it loads back as an equal one.

    Args:
        scenario: what to show.
        only_changed: leave out whatever is as it would be by default.
    """
    blocks: Iterable[_Block] = _blocks(scenario)
    if only_changed:
        blocks = [_without_defaults(block) for block in blocks if block.changed]
    texts = [block.text(line.row() for line in block.lines if line.value is not None) for block in blocks]
    if scenario.variants:
        texts.append(to_toml({"variants": scenario.variants}).rstrip("\n"))
    return "\n\n".join(texts) + "\n"


def blank_scenario(name: str) -> str:
    """Return a scenario to edit: common fields at their defaults, the rarer ones behind a ``#``, all explained.

    Raises:
        ScenarioError: if nothing may be called so.
    """
    scenario = Scenario.from_dict({"name": name})
    texts = [_GREETING]
    for block in _blocks(scenario):
        common = COMMON.get(block.field, ())
        texts.append(block.text(line.row("" if line.field in common else "#") for line in block.lines))
    for field, info in Scenario.model_fields.items():
        tables = table_class(info.annotation)
        if tables and getattr(scenario, field) == ():
            texts += _examples(field, tables)
    texts.append(_VARIANTS)
    return "\n\n".join(texts) + "\n"


def _examples(field: str, tables: type[Section]) -> Iterator[str]:
    """Yield an example block of every kind; what they share is explained once, before them."""
    header = f"[[{field}]]"
    shared: tuple[_Line, ...] = ()
    kinds = [tables]
    if issubclass(tables, Part):
        kinds = list(tables.kinds.values())
        shared = tuple(
            _Line(name, info.get_default(), info.get_default(), info.description or "")
            for name, info in tables.model_fields.items()
            if name != "kind"
        )
        yield "\n".join([_SCHEDULES, _aligned(line.row("# ") for line in shared)])
    for kind in kinds:
        example = _block(field, header, kind())
        yield example.text((line.row("#") for line in example.lines if line not in shared), "#")


@dataclass(frozen=True)
class _Line:
    field: str
    value: Any
    default: Any
    meaning: str

    @property
    def changed(self) -> bool:
        return bool(self.value != self.default)

    def row(self, mark: str = "") -> tuple[str, str]:
        """Return the assignment, behind a mark, and the comment on it."""
        if self.value is None:
            return f"# {self.field} = ...", self.meaning
        assignment = f"{mark}{self.field} = {toml_value(self.value, self.field)}"
        if not self.changed or self.default is PydanticUndefined:
            return assignment, self.meaning
        return assignment, f"{self.meaning} (default {'none' if self.default is None else toml_value(self.default)})"


@dataclass(frozen=True)
class _Block:
    """One table of a scenario: where it stands, what it says, and whether that is anything but the default."""

    field: str
    header: str
    meaning: str
    section: Section
    lines: tuple[_Line, ...]
    changed: bool = True

    def text(self, rows: Iterable[tuple[str, str]], mark: str = "") -> str:
        """Return the header, behind a mark, and rows, their comments aligned."""
        return _aligned([(mark + self.header, self.meaning), *rows] if self.header else rows)


def _aligned(rows: Iterable[tuple[str, str]]) -> str:
    rows = list(rows)
    width = max((len(left) for left, _ in rows if len(left) <= WIDEST), default=0)
    return "\n".join(f"{left:<{width}}  # {comment}" for left, comment in rows)


def _blocks(scenario: Scenario) -> Iterator[_Block]:
    usual = type(scenario)()
    tables = {field for field, info in type(scenario).model_fields.items() if table_class(info.annotation)}
    # Variants are tables of whatever they change, and stand at the end.
    plain = tuple(line for line in _lines(scenario) if line.field not in {*tables, "variants"})
    yield _Block("", "", "", scenario, plain, any(line.changed for line in plain))
    for field in type(scenario).model_fields:
        if field not in tables:
            continue
        value, default = getattr(scenario, field), getattr(usual, field)
        if isinstance(value, tuple):
            yield from (_block(field, f"[[{field}]]", entry, value != default) for entry in value)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                lines = tuple(line for line in _lines(part) if line.field != "kind")
                yield _Block(field, f"[{field}.{key}]", summary(type(part)), part, lines, part != default.get(key))
        else:
            yield _block(field, f"[{field}]", value, value != default, getattr(default, "kind", PydanticUndefined))


def _block(field: str, header: str, section: Section, changed: bool = True, kind: Any = PydanticUndefined) -> _Block:
    meaning = summary(type(section))
    if isinstance(section, Part):
        meaning, _ = meaning_and_unit(Scenario.model_fields[field].description)
    return _Block(field, header, meaning, section, _lines(section, kind), changed)


def _lines(section: Section, usual_kind: Any = PydanticUndefined) -> tuple[_Line, ...]:
    return tuple(
        _Line(field, getattr(section, field), usual_kind, summary(type(section)))
        if field == "kind"
        else _Line(field, getattr(section, field), info.get_default(), info.description or "")
        for field, info in type(section).model_fields.items()
    )


def _without_defaults(block: _Block) -> _Block:
    lines = tuple(line for line in block.lines if line.changed or line.field == "kind")
    given = {line.field: line.value for line in lines if line.value is not None}
    if block.header and type(block.section).model_validate(given) != block.section:
        # Some defaults hold only where nothing else is given, as a lever's week where no other schedule is.
        return block
    return replace(block, lines=lines)
