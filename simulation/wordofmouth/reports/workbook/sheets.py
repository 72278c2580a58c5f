"""Sheets: what stands in the workbook of a result, whatever its task: answer, numbers, weeks, inputs, definitions."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.results.records import Record
from wordofmouth.scenario.factors import sections
from wordofmouth.scenario.parts import Measure, Prior, Section
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.economics import summarise
from wordofmouth.statistics.accounting.vocabulary import terms
from wordofmouth.statistics.outcomes import OUTCOMES, SPENT_ON
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.optimise.finding import plan
from wordofmouth.tasks.optimise.record import Optimised
from wordofmouth.tasks.run.finding import economics, rests_on, worth
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.worlds.task import sentences_of
from wordofmouth.words.market import about_market, week_begins

if TYPE_CHECKING:
    import pyarrow

# What tells the rows of one market from those of another, beside the replication.
_BY = ("scenario", "point", "week", "brand")


class Cell(NamedTuple):
    """A value, and the unit in which it is shown; none for words and plain numbers."""

    value: Any
    unit: str = ""


class Sheet(NamedTuple):
    """One sheet: what is called a column each, and the rows under it; ``is_text`` where few of them are numbers."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    is_text: bool = False


def sheets_of(record: Record) -> list[Sheet]:
    """Return the sheets of a record, those that would be empty left out."""
    scenarios = [Scenario.from_dict(table) for table in (record.manifest.scenario, *record.manifest.others)]
    every = [
        _answer(record),
        _rows("Numbers", [_flat(row) for row in record.summary()]),
        _money(record),
        _weeks(record.arrow, str(record.manifest.scenario.get("start", ""))),
        _inputs(scenarios),
        _definitions(scenarios, record.arrow),
    ]
    return [sheet for sheet in every if sheet.rows]


def _answer(record: Record) -> Sheet:
    manifest = record.manifest
    lines: list[tuple[str, Any]] = [("Finding", f"{record.finding()}.")]
    if isinstance(record, Result) and not isinstance(record, Comparison):
        lines += [("Worth of the campaign", worth(record)), ("What the ranges are of", rests_on(record))]
    if isinstance(record, Result):
        lines += [("Over worlds", f"{sentence}.") for sentence in sentences_of(record)]
    if isinstance(record, Optimised):
        lines += [("Plan", plan(record))]
    lines += [("Note", note) for note in record.notes()]
    lines += [
        ("Title", manifest.title),
        ("Scenario", manifest.scenario["name"]),
        ("Runs", manifest.runs or manifest.replications),
        ("Seed", str(manifest.seed)),
        ("Manifest", manifest.digest),
        ("Of what it speaks", ", ".join(about_market(manifest.scenario))),
        *((f"Version of {name}", version) for name, version in manifest.versions.items()),
    ]
    return Sheet("Answer", ("what", "answer"), [(Cell(what), Cell(text)) for what, text in lines if text], True)


def _money(record: Record) -> Sheet:
    if isinstance(record, Comparison):
        return _rows(
            "Money",
            [
                {"scenario": Cell(record.labels[name])} | _flat(row)
                for name, runs in record.runs.items()
                for row in summarise(runs.table, runs.baseline, runs.rate)
            ],
        )
    if isinstance(record, Optimised):
        cost = record.costs
        amounts = {**cost.parts, "total_cost": cost.mean, "upper end of its 95 % interval": cost.high}
        return _rows(
            "Money",
            [{"name": Cell(name), "mean": Cell(amount, "money")} for name, amount in amounts.items()]
            + [{"name": Cell("share of runs within the budget"), "mean": Cell(cost.within, "share")}],
        )
    return _rows("Money", [_flat(row) for row in economics(record)] if isinstance(record, Result) else [])


def _flat(row: Any, start: str = "") -> dict[str, Cell]:
    """Return the fields of a row by name, and those of a row within it after its name; in the row's own unit."""
    fields = row._asdict() if hasattr(row, "_asdict") else dataclasses.asdict(row)
    unit = str(fields.get("unit", ""))
    flat: dict[str, Cell] = {}
    if isinstance(row, Summary) and not row.is_told:
        fields["value"] = row.text
    for name, value in fields.items():
        if name == "is_told":
            # What cannot be told says so in its own cell.
            continue
        if hasattr(value, "_asdict"):
            flat |= _flat(value, f"{start}{name} ")
        else:
            flat[f"{start}{name}".replace("_", " ")] = Cell(value, unit if isinstance(value, float) else "")
    return flat


def _rows(title: str, rows: Sequence[Mapping[str, Cell]]) -> Sheet:
    heads = tuple(dict.fromkeys(name for row in rows for name, cell in row.items() if cell.value is not None))
    return Sheet(title, heads, [tuple(row.get(head, Cell(None)) for head in heads) for row in rows])


def _weeks(table: "pyarrow.Table", start: str) -> Sheet:
    """Return of every week and brand what was measured, on average over replications, with the day it begins on."""
    if not {"week", "replication"} <= set(table.column_names):
        return Sheet("Weeks", (), [])
    by = [name for name in _BY if name in table.column_names]
    measured = [name for name in table.column_names if name not in (*by, "replication") and _is_number(table, name)]
    means = table.group_by(by, use_threads=False).aggregate([(name, "mean") for name in measured])
    columns = [means[name] for name in by] + [means[f"{name}_mean"] for name in measured]
    units = [""] * len(by) + [_unit(name) for name in measured]
    heads, values = [*by, *measured], [column.to_pylist() for column in columns]
    if start:
        place = by.index("week") + 1
        heads.insert(place, "begins")
        values.insert(place, [week_begins(start, week) for week in values[place - 1]])
        units.insert(place, "")
    rows = zip(*values, strict=True)
    return Sheet("Weeks", tuple(heads), [tuple(map(Cell, row, units)) for row in rows])


def _is_number(table: "pyarrow.Table", name: str) -> bool:
    return bool(np.issubdtype(table.schema.field(name).type.to_pandas_dtype(), np.number))


def _unit(name: str) -> str:
    if name.startswith(SPENT_ON):
        return "money"
    return OUTCOMES[name].unit if name in OUTCOMES else ""


def _inputs(scenarios: Sequence[Scenario]) -> Sheet:
    """Return every number of the scenarios by path, where each is from, and whether it stands as it does by default."""
    heads = ("scenario", "field", "value", "default", "meaning", "from")
    rows = [tuple(map(Cell, (scenario.name, *row))) for scenario in scenarios for row in _values(scenario)]
    return Sheet("Inputs", heads, rows, True)


def _parts(scenario: Scenario) -> Iterator[tuple[str, Section]]:
    """Yield all that a scenario says, by the beginning of its path."""
    yield "", scenario
    if "campaigns" in scenario.model.knows:
        yield from ((f"brands.{brand.name}.", brand) for brand in scenario.brands)
        yield from ((f"segments.{segment.name}.", segment) for segment in scenario.segments)
    yield from ((f"{path}.", section) for path, section in sections(scenario))


def _values(scenario: Scenario) -> Iterator[tuple[Any, ...]]:
    """Yield of each value its path, itself, its default, what it means, and where it is from."""
    for start, section in _parts(scenario):
        for name, info in type(section).model_fields.items():
            value, default = getattr(section, name), info.get_default()
            if name == "kind" or not _is_plain(value):
                continue
            origin = _origin(info.json_schema_extra) if value == default else "as the scenario says"
            yield f"{start}{name}", value, default if _is_plain(default) else None, info.description or "", origin


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool | int | float | str)


def _origin(about: Any) -> str:
    """Return where a default is from, as its field declares it."""
    source, prior = about.get("source", "") if isinstance(about, dict) else "", Prior.of(about)
    return f"{source}: {prior.text}; {prior.reason}" if prior else str(source)


def _definitions(scenarios: Sequence[Scenario], table: "pyarrow.Table") -> Sheet:
    """Return what each measure of the weeks, and each outcome, means and is counted in."""
    measures: dict[str, Measure] = {}
    for scenario in scenarios:
        measures |= {measure.name: measure for measure in scenario.measures() if measure.name in table.column_names}
    rows = [(measure.name, measure.unit, measure.description) for measure in measures.values()]
    rows += [(name, asked.unit, asked.meaning) for name, asked in OUTCOMES.items() if name not in measures]
    words = {term.name: term for term in terms()}
    rows = [(name, unit, words[name].meaning if name in words else meaning) for name, unit, meaning in rows]
    there = {name for name, *_ in rows}
    rows += [(name, "money", term.meaning) for name, term in words.items() if name not in there]
    return Sheet("Definitions", ("name", "unit", "meaning"), [tuple(map(Cell, row)) for row in rows], True)
