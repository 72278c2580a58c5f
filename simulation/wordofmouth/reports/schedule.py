"""The schedule: the order of the week in words, and what each of its parts reads and changes.

``python -m wordofmouth.reports.schedule`` writes it into the model's description, ``simulation/MODEL.md``.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator

from wordofmouth.errors import ScenarioError
from wordofmouth.market.consumers import BRAND_STATE, TRAITS
from wordofmouth.market.week import COUNTED, WEEK, Phase, phase_of
from wordofmouth.resources import PACKAGE
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.reference import MODEL, filled
from wordofmouth.scenario.scenario import Scenario

_WIDTH = 100
# Rooms in which something is drawn for a market.
_DRAWING = ("market", "networks", "seeding", "diffusion")
_PURPOSE = re.compile(r'^(_[A-Z_]+) = purpose\("([^"]+)"\)', re.MULTILINE)
_DRAWS = re.compile(r"# (Draws[^\n]*(?:\n\s*# [^\n]*)*)")


def plan_of(scenario: Scenario) -> str:
    """Return the phases of a scenario's week, a line or two each, and under them which of its parts act.

    Raises:
        ScenarioError: if its model is a textbook's, whose periods have no phases.
    """
    if "campaigns" not in scenario.model.knows:
        raise ScenarioError([f"model: the model {scenario.model.kind!r} has no market, whose week could be planned"])
    lines = []
    for place, phase in enumerate(WEEK, 1):
        lines += textwrap.wrap(f"{place}. {phase.name}: {phase.text}", _WIDTH, subsequent_indent="   ")
        names = [part.label if isinstance(part, Lever) else part.kind for part in _acting(phase, scenario)]
        others = ", ".join(name for name in names if name != phase.name)
        lines += textwrap.wrap(others, _WIDTH, initial_indent="   → ", subsequent_indent="     ") if others else []
    return "\n".join(lines)


def _acting(phase: Phase, scenario: Scenario) -> Iterator[Part]:
    yield from (part for part in scenario.behaviours.values() if phase_of(part) is phase)
    if phase.name == "listening":
        yield from sorted(scenario.channels.values(), key=lambda channel: (channel.order, channel.kind))
    if phase.name in ("campaign", "response"):
        yield from (lever for lever in scenario.campaign if phase in _phases_of(type(lever)))


def _phases_of(kind: type[Part]) -> list[Phase]:
    """Return in which phases parts of a kind act."""
    if issubclass(kind, Behaviour):
        return [phase_of(kind)]
    if issubclass(kind, Channel):
        return [phase for phase in WEEK if phase.name == "listening"]
    responds = issubclass(kind, Lever) and kind.respond is not Lever.respond
    return [phase for phase in WEEK if phase.name == "campaign" or (responds and phase.name == "response")]


def _kinds() -> list[type[Behaviour] | type[Channel] | type[Lever]]:
    families = (Behaviour, Channel, Lever)
    return [kind for family in families for kind in family.kinds.values() if issubclass(kind, families)]


def week_list() -> str:
    """Return the phases as a numbered list in Markdown: name, where the rules are, what happens."""
    lines = [f"**{phase.name.capitalize()}** (`{phase.home}`). {phase.text}" for phase in WEEK]
    return "\n".join(
        line
        for place, text in enumerate(lines, 1)
        for line in textwrap.wrap(text, 117, initial_indent=f"{place}. ", subsequent_indent="   ")
    )


def columns_table() -> str:
    """Return a Markdown table of what every part reads and writes, in the order of the week."""
    rows = ["| phase | part | reads | changes |", "|---|---|---|---|"]
    for phase in WEEK:
        if phase.reads or phase.writes:
            rows.append(f"| {phase.name} | | {_names(phase.reads)} | {_names(phase.writes)} |")
        for kind in _kinds():
            phases = _phases_of(kind)
            if phases[0] is phase:
                name = kind.model_fields["kind"].default
                where = " and ".join(each.name for each in phases)
                rows.append(f"| {where} | `{name}` | {_names(kind.reads)} | {_names(kind.writes)} |")
    return "\n".join(rows)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "–"


def flow() -> str:
    """Return the flow of data through the week as a Mermaid figure: phases, and the tables between them."""
    lines = ["```mermaid", "flowchart LR"]
    lines += [f"  {phase.name}([{place}. {phase.name}])" for place, phase in enumerate(WEEK, 1)]
    edges, stores = [], set()
    for phase in WEEK:
        parts = [kind for kind in _kinds() if phase in _phases_of(kind)]
        reads = _stores([*phase.reads, *(name for kind in parts for name in kind.reads)])
        writes = _stores([*phase.writes, *(name for kind in parts for name in kind.writes)])
        stores |= reads | writes
        edges += [f"  {_node(store)} --> {phase.name}" for store in sorted(reads - writes)]
        edges += [f"  {phase.name} --> {_node(store)}" for store in sorted(writes - reads)]
        edges += [f"  {_node(store)} <--> {phase.name}" for store in sorted(writes & reads)]
    lines += [f"  {_node(store)}[({store})]" for store in sorted(stores)]
    return "\n".join([*lines, *edges, "```"])


def _stores(names: Iterable[str]) -> set[str]:
    """Return the tables to which columns belong; all that is counted is one."""
    return {"counts" if name in COUNTED else name.partition(".")[0] for name in names}


def _node(store: str) -> str:
    return f"table_{store}"


def state_table() -> str:
    """Return a Markdown table of a consumer's record and of the brand state: columns, types, meanings."""
    rows = ["| record | variable | type | what it is |", "|---|---|---|---|"]
    for record, columns in (("consumer", TRAITS), ("brand state", BRAND_STATE)):
        rows += [f"| {record} | `{column.name}` | `{column.dtype}` | {column.description} |" for column in columns]
    return "\n".join(rows)


def draws_list() -> str:
    """Return a Markdown list of which words decide what: what the kernels' comments say, and the purposes' names."""
    lines = []
    for path in sorted(path for room in _DRAWING for path in (PACKAGE / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        names = [f'`{constant}` is "{name}"' for constant, name in _PURPOSE.findall(text)]
        comments = (" ".join(re.sub(r"\n\s*#", " ", comment).split()) for comment in _DRAWS.findall(text))
        # What follows is how the work is ordered, which decides nothing.
        draws = [comment.partition(" In batches:")[0] for comment in comments]
        if names:
            lines.append(f"`{path.relative_to(PACKAGE).as_posix()}`: {', '.join(names)}. {' '.join(draws)}".strip())
    return "\n".join(
        line
        for text in lines
        for line in textwrap.wrap(f"- {text}", 120, subsequent_indent="  ", break_long_words=False)
    )


def with_schedule(text: str) -> str:
    """Return a text with all that is told of the code between its markers: the week, its data, state, and draws."""
    made_by = {
        "week": week_list,
        "flow": flow,
        "columns": columns_table,
        "state": state_table,
        "draws": draws_list,
    }
    for name, made in made_by.items():
        text = filled(text, name, made)
    return text


def write() -> None:
    """Bring the model's description up to date."""
    MODEL.write_text(with_schedule(MODEL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
