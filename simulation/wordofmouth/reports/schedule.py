"""The schedule: the order of the week in words, and what each of its parts reads and changes.

``python -m wordofmouth.reports.schedule`` writes it into the model's description, ``simulation/MODEL.md``.
"""

import textwrap
from collections.abc import Iterable, Iterator

from wordofmouth.errors import ScenarioError
from wordofmouth.market.week import COUNTED, WEEK, Phase, phase_of
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.reference import MODEL, filled
from wordofmouth.scenario.scenario import Scenario

_WIDTH = 100


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


def with_schedule(text: str) -> str:
    """Return a text with the list of the week, its flow and its table of columns between their markers."""
    for name, made in (("week", week_list), ("flow", flow), ("columns", columns_table)):
        text = filled(text, name, made)
    return text


def write() -> None:
    """Bring the model's description up to date."""
    MODEL.write_text(with_schedule(MODEL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
