"""The reference of fields: what a scenario may say, read from the classes that read scenarios.

``python -m wordofmouth.scenario.reference`` writes it into ``scenarios/README.md``, the table of parameters into the
model's description, ``simulation/MODEL.md``, and the table of measures into ``results/README.md``, between their
markers.
"""

import difflib
import functools
import inspect
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, get_origin

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from wordofmouth.resources import CHECKOUT
from wordofmouth.scenario.limits import allowed_in_words, one_of, type_in_words
from wordofmouth.scenario.parts import Part, Prior, Section, nearest
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.texts import ideas, tally
from wordofmouth.scenario.toml.declared import PRESETS
from wordofmouth.scenario.toml.writer import meaning_and_unit, table_class, toml_value

README = PRESETS / "README.md"
MODEL = CHECKOUT / "simulation" / "MODEL.md"
REQUIRED = "required"
# Of presets, in the order in which one meets them.
GROUPS = (
    *("To begin with", "Who convinces whom", "Trust and criticism", "Campaigns", "Rivals"),
    *("In brief", "Textbook models"),
)
RESULTS = CHECKOUT / "results" / "README.md"

_INTRODUCTION = """\
# Scenarios

<!-- Written by `python -m wordofmouth.scenario.reference`: edit that, not this. -->

A scenario file describes a market and what brands do in it, in [TOML](https://toml.io): who the consumers are, who
talks to whom, what is for sale, and the campaign. It holds no code, and with a seed it fixes every number of a run.
Every field has a default, so the shortest scenario is one line:

```toml
name = "mine"
```

`wom new mine` writes a longer one to edit, with every field explained. `wom show SCENARIO` shows a scenario with all
its defaults; `wom fields` prints what is on this page, and `wom fields speaking` one part of it. `wom run mine.toml`
runs it.

`wom check mine.toml` reports every mistake at once, each with its path, its value, the rule, and the nearest right
answer:

    mine.toml: campaign.0.kind: no lever is called 'advertize'; did you mean 'advertising'?

## Presets

{presets}

## Paths

A path names a value in a scenario, for `--set`, for sweeps and in Python:

    wom run launch --set brand.quality=0.6 --set campaign.leaders.count=0 --set consumers=1000000

    Scenario.load("launch").varied({{"brand.quality": 0.6, "campaign.leaders.count": 0}}, consumers=1_000_000)

It is the names of the tables and of the field, with dots between them. `brand` is the first brand, which is ours, and
`brands.NAME` any; a lever goes by its `name`, which is its kind unless given, as in `campaign.seeding.count`. Two
levers of one kind each need a name of their own.

## When levers act

Without a schedule a lever acts in every week. `week = 3` has it act in that week only, `weeks = [1, 8]` from the first
to the eighth; with `every = 4` it acts in the first of them and then in every fourth.

`when = "rating < 3.5"` adds a condition: the lever acts in a week of its schedule only if last week's measure of its
brand was so. A condition is a measure, one of `<`, `<=`, `>`, `>=`, `==`, `!=`, and a number. It never holds in the
first week, nor while the measure has no value, as the rating before the first review. Every column of the adoption
table is a measure.

What a lever does to prices and guarantees lasts for the weeks in which it acts. What it costs is a column of the table,
`spent_on_` and its name. A lever that is aimed at nobody (a segment without members, a community that is not there)
does nothing, and a note says so.

## Segments

`[[segments]]` are kinds of consumers: a name, a share of the people, and whatever is different about them. All others
are as `[consumer]` says. A lever with `segment = "students"` is aimed at them alone.

```toml
[[segments]]
name = "students"
share = 0.2
risk_fear = 0.9
price_sensitivity = 4.0
```

## Variants

A scenario may name variants of itself: other values at some paths. `wom compare bloggers` compares it with all of them,
`wom run bloggers/no_gifts` runs one.

```toml
[variants.no_gifts]
title = "No gifts"
"campaign.laptops.count" = 0
```

## What the texts say, and where it is shown

The project began with five French texts of 2004 to 2015 on e-communities and Web 2.0. What they say, in our own words,
and where it stands here: the preset that shows it, what comes out there (more have bought in the first of two variants,
or the measure that is named is higher; a test holds each), and the fields by which it is said. {tally}

{texts}

## Fields

A source is where a default comes from. An *assumption* has none in the literature: beside it stand the range in which
it is believed to lie with 90 % (*by ratio*: equal ratios count alike), and why. `wom sensitivity SCENARIO` tells which
of them matter. A *setting* is what you decide, as a lever's count, weeks and costs. Whatever is marked *required* must
be given; a dash stands for what is not set, or needs no source.
"""
_FIRST = {"brands": "brand"}


@dataclass(frozen=True)
class FieldEntry:
    """What there is to know of one field.

    Attributes:
        path: as in ``--set``; ``<name>`` stands for the name of a lever.
        section: the table of the scenario in which it stands; ``scenario`` for none.
        family: the family of the part that has it, if a part has it.
        kind: the kind of part that has it; empty for what all kinds of the family have.
        type: in words.
        allowed: the range in words; empty if the type says it all.
        default: as TOML; empty if not set by default, or ``required``.
        unit: its unit.
        description: what it means.
        source: where the default comes from, ``assumption`` or ``setting``; empty for what needs none.
        prior_low, prior_high: of an assumption, the range in which it is believed to lie with 90 %.
        prior_scale: ``linear``, or ``log`` where equal ratios of this range count alike; empty without a prior.
        reason: what the range rests on; empty without a prior.
    """

    path: str
    section: str
    family: str
    kind: str
    type: str
    allowed: str
    default: str
    unit: str
    description: str
    source: str
    prior_low: float | None = None
    prior_high: float | None = None
    prior_scale: str = ""
    reason: str = ""

    @property
    def origin(self) -> str:
        """Where the default comes from, in words: of an assumption its range, too, and why."""
        if self.prior_low is None or self.prior_high is None:
            return self.source
        return f"{self.source}: {Prior(self.prior_low, self.prior_high, self.reason).text}; {self.reason}"


@dataclass(frozen=True)
class _Group:
    """The fields of one table, under a title."""

    title: str
    text: str
    entries: tuple[FieldEntry, ...]


def fields(part: str = "") -> list[FieldEntry]:
    """Return every field of scenarios, or those of a section, family, kind or path, in the order of files.

    Raises:
        ValueError: if there is no such part; the nearest is named.
    """
    entries = [entry for group in _groups() for entry in group.entries]
    if not part:
        return entries
    kinds = {(entry.family, entry.kind) for entry in entries if entry.kind}
    chosen = [entry for entry in entries if _belongs(entry, part, kinds) or _is_at(entry, part, kinds)]
    if chosen:
        return [entry for entry in chosen if entry.kind or not _is_overridden(entry, chosen)]
    words = {word for entry in entries for word in (entry.section, entry.family, entry.kind) if word}
    paths = {entry.path.replace("<name>", entry.kind or "<name>") for entry in entries}
    close = difflib.get_close_matches(part, sorted(words | paths), n=1)
    raise ValueError(
        f"no part of a scenario is called {part!r}; "
        + (f"did you mean {close[0]!r}?" if close else nearest(part, words))
    )


def preset_groups() -> dict[str, dict[str, str]]:
    """Return the presets by group: each one's name and what it shows; groups in the order in which one meets them."""
    groups: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for name, path in presets().items():
        preset = tomllib.loads(path.read_text(encoding="utf-8"))
        groups.setdefault(preset.get("group", ""), {})[name] = preset.get("description", "")
    return {group: members for group, members in groups.items() if members}


def _contents() -> list[str]:
    lines = []
    for group, members in preset_groups().items():
        lines += [f"**{group}**", "", *(f"- `{name}`: {description}" for name, description in members.items()), ""]
    return lines[:-1]


def markdown() -> str:
    """Return the whole reference, after a short introduction, as Markdown."""
    texts = _table(("idea", "where", "what comes out", "state"), [idea.row for idea in ideas()])
    lines = [_INTRODUCTION.format(presets="\n".join(_contents()), texts=texts, tally=tally())]
    for group in _groups():
        lines += [f"### {group.title}", "", group.text, ""]
        if group.entries:
            rows = [
                (f"`{at.path}`", at.description, at.type, at.allowed, _code(at.default), at.unit, at.origin)
                for at in group.entries
            ]
            lines += [_table(("field", "meaning", "type", "allowed", "default", "unit", "source"), rows), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def parameter_table() -> str:
    """Return one Markdown table of all parameters: path, meaning, unit, default, what is allowed, source."""
    rows = [
        (_named(at), at.description, at.unit, _code(at.default), at.allowed or at.type, at.origin) for at in fields()
    ]
    return _table(("parameter", "meaning", "unit", "default", "allowed", "source"), rows)


def measure_table() -> str:
    """Return one Markdown table of the measures: the columns of the adoption table, their units and meanings."""
    measures = Scenario().measures()
    rows = [(f"`{at.name}`", at.unit, at.description, "int64" if at.whole else "float64") for at in measures]
    return _table(("column", "unit", "meaning", "type"), rows)


def with_generated(text: str) -> str:
    """Return a text with the tables of parameters and of measures between their markers, where it has them."""
    for name, table in (("parameters", parameter_table), ("measures", measure_table)):
        text = filled(text, name, table)
    return text


def filled(text: str, name: str, made: Callable[[], str]) -> str:
    """Return a text with what is made between the markers of a name, where it has them."""
    before, first, rest = text.partition(f"<!-- {name}: generated -->")
    _, last, after = rest.partition(f"<!-- /{name} -->")
    return f"{before}{first}\n\n{made()}\n\n{last}{after}" if first and last else text


def write() -> None:
    """Bring the files that hold the reference up to date."""
    README.write_text(markdown(), encoding="utf-8")
    for page in (MODEL, RESULTS):
        if page.is_file():
            page.write_text(with_generated(page.read_text(encoding="utf-8")), encoding="utf-8")


def _belongs(entry: FieldEntry, part: str, kinds: set[tuple[str, str]]) -> bool:
    """Tell whether a field is of the section, family or kind of this name, or is what that kind has from its family."""
    return part in (entry.section, entry.family, entry.kind) or (not entry.kind and (entry.family, part) in kinds)


def _is_at(entry: FieldEntry, part: str, kinds: set[tuple[str, str]]) -> bool:
    """Tell whether a path leads to a field, or to a table in which it is."""
    steps, asked = entry.path.split("."), part.split(".")
    return len(asked) <= len(steps) and all(
        word == step or (step == "<name>" and (entry.kind in ("", word) or (entry.family, word) not in kinds))
        for step, word in zip(steps, asked, strict=False)
    )


def _is_overridden(shared: FieldEntry, chosen: Iterable[FieldEntry]) -> bool:
    """Tell whether all the kinds that were chosen have a field of their own instead of the family's."""
    rivals = [entry for entry in chosen if entry.family == shared.family and entry.kind]
    overriding = {entry.kind for entry in rivals if entry.path == shared.path}
    return bool(rivals) and overriding == {entry.kind for entry in rivals}


def _groups() -> Iterator[_Group]:
    yield _Group("The scenario", "At the top of the file, before any table.", _entries(Scenario, "", "scenario"))
    for section, field in Scenario.model_fields.items():
        tables, form = table_class(field.annotation), get_origin(field.annotation)
        if tables is None:
            continue
        header = f"`[[{section}]]`" if form is tuple else f"`[{section}]`"
        if issubclass(tables, Part) and form is dict:
            for kind, part in tables.kinds.items():
                path = f"{section}.{kind}"
                yield _Group(f"`[{path}]`", _text(part), _entries(part, path, section, tables.family, kind))
        elif issubclass(tables, Part):
            yield from _kinds(section, field, tables, header, f"{section}.<name>" if form is tuple else section)
        else:
            prefix = _FIRST.get(section, f"{section}.<name>") if form in (tuple, dict) else section
            header = f"`[{prefix}]`" if form is dict else header
            yield _Group(header, _text(tables), _entries(tables, prefix, section))


def _kinds(section: str, field: FieldInfo, family: type[Part], header: str, prefix: str) -> Iterator[_Group]:
    """Yield what all kinds of a family have, and then what each has of its own."""
    usual = getattr(getattr(Scenario(), section), "kind", None)
    kind_entry = FieldEntry(
        f"{prefix}.kind", section, family.family, "", type=one_of(family.kinds), allowed="",
        default=_default(usual) or REQUIRED, unit="kind", description=f"which {family.family} this is", source="",
    )  # fmt: skip
    shared = (kind_entry, *_entries(family, prefix, section, family.family))
    meaning, _ = meaning_and_unit(field.description)
    yield _Group(f"{header}, of every kind", f"{meaning[0].upper()}{meaning[1:]}.", shared)
    for kind, part in family.kinds.items():
        entries = _entries(part, prefix, section, family.family, kind)
        own = tuple(entry for entry in entries if replace(entry, kind="") not in shared)
        yield _Group(f'{header} with `kind = "{kind}"`', _text(part), own)


@functools.cache  # Pydantic takes its time to say what a table has.
def _entries(tables: type[Section], prefix: str, *place: str) -> tuple[FieldEntry, ...]:
    return tuple(
        _entry(f"{prefix}.{name}" if prefix else name, field, *place)
        for name, field in tables.model_fields.items()
        if name != "kind" and table_class(field.annotation) is None
    )


def _entry(path: str, field: FieldInfo, section: str, family: str = "", kind: str = "") -> FieldEntry:
    annotated: Any = Annotated[field.annotation, field]
    schema = TypeAdapter(annotated).json_schema()
    schema |= next((choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}), {})
    meaning, unit = meaning_and_unit(field.description)
    return FieldEntry(
        path, section, family, kind, type=type_in_words(schema), allowed=allowed_in_words(schema),
        default=REQUIRED if field.is_required() else _default(field.get_default()),
        unit=unit, description=meaning, source=schema.get("source", ""), **_prior(field),
    )  # fmt: skip


def _prior(field: FieldInfo) -> dict[str, Any]:
    prior = Prior.of(field.json_schema_extra)
    if prior is None:
        return {}
    return {
        "prior_low": prior.low, "prior_high": prior.high, "prior_scale": prior.scale, "reason": prior.reason,
    }  # fmt: skip


def _default(value: Any) -> str:
    return "" if value is None else toml_value(value)


def _text(section: type[Section]) -> str:
    """Return what a class says of itself: its first paragraph, and the sources."""
    paragraphs = [" ".join(text.split()) for text in inspect.cleandoc(section.__doc__ or "").split("\n\n")]
    return "\n\n".join([*paragraphs[:1], *(text for text in paragraphs[1:] if text.startswith("Source:"))]).replace(
        "``", "`"
    )


def _named(entry: FieldEntry) -> str:
    kind = "" if not entry.kind or entry.kind in entry.path.split(".") else f" ({entry.kind})"
    return f"`{entry.path}`{kind}"


def _code(text: str) -> str:
    return f"`{text}`" if text and text != REQUIRED else text


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [titles, ("---",) * len(titles), *([cell.replace("|", r"\|") or "–" for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    write()
