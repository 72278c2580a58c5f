"""Laws: what every part is held to, from wherever it comes, on small markets: a plugin's in its author's folder too."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from wordofmouth.engine.records import Array
from wordofmouth.errors import WordOfMouthError
from wordofmouth.results.tables import digest, to_table
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.plugins.loading import Plugin
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import meaning_and_unit
from wordofmouth.statistics.outcomes import KNOWN, Outcome, RunTables
from wordofmouth.testing.alone import GIVEN, VERBS, Watched, act, changed, contents, unspoken, world_for

FAMILIES = (Lever, Channel, Behaviour, NetworkGenerator, Model)
# A market in which something happens to everybody within some weeks, in less than a second.
_LIVELY = {
    "consumers": 300,
    "weeks": 12,
    "brands": [{"name": "Ours", "known_by": 0.3}, {"name": "Theirs", "known_by": 0.3}],
}
_WITHOUT_KERNELS = """
import json, sys
from wordofmouth.scenario.plugins.loading import use
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.testing.laws import digest_of_run
use(sys.argv[1])
print(json.dumps([digest_of_run(Scenario.from_dict(data)) for data in json.load(sys.stdin)]))
"""


class Verdict(NamedTuple):
    """What came of one law for one part.

    Attributes:
        part: what was tried.
        law: what it is held to, in a few words.
        broken: how it was broken; empty if it was not.
    """

    part: str
    law: str
    broken: str


def verdicts(plugin: Plugin) -> Iterator[Verdict]:
    """Yield what comes of every law for every part of a plugin that is loaded, one after another."""
    kinds = [
        (family, kind)
        for family in FAMILIES
        for kind in family.kinds.values()
        if f"{kind.__module__}.".startswith(f"{plugin.module}.")
    ]
    for family, kind in kinds:
        for law, held in _LAWS.items():
            if issubclass(kind, held.families):
                yield Verdict(f"{family.family} {kind.model_fields['kind'].default}", law, _tried(held.of, kind))
    whole = [scenario_with(kind) for _, kind in kinds]
    if whole:
        yield Verdict(plugin.file_name, "same bits compiled or not", _tried(lambda _: _uncompiled(plugin, whole), None))
    for outcome in KNOWN.values():
        if outcome.plugin == plugin.name:
            yield Verdict(f"outcome {outcome.name}", "one number a run", _tried(_one_number_a_run, outcome))


def scenario_with(kind: Any, **fields: Any) -> Scenario:
    """Return a small lively market that has a part of a kind, as it usually is but for some fields."""
    name = kind.model_fields["kind"].default
    part = {"kind": name, **fields}
    if issubclass(kind, Lever):
        return Scenario.from_dict({**_LIVELY, "campaign": [part]})
    if issubclass(kind, NetworkGenerator):
        return Scenario.from_dict({**_LIVELY, "network": part})
    if issubclass(kind, Model):
        brands = {} if "rivals" in kind.knows else {"brands": _LIVELY["brands"][:1]}  # type: ignore[index]
        return Scenario.from_dict({**_LIVELY, **brands, "model": part})
    return Scenario.from_dict({**_LIVELY, f"{kind.family}s": {name: part}})


def digest_of_run(scenario: Scenario) -> str:
    """Return the digest of what a run of a scenario measures."""
    return digest(to_table(enumerate([simulate(scenario, seed=1).table()])))


def _tried(law: Callable[[Any], str], part: Any) -> str:
    try:
        return law(part)
    except WordOfMouthError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _fields_are_declared(kind: Any) -> str:
    """Say which number has no bounds, or does not say where it comes from."""
    for name, info in kind.model_fields.items():
        if name in kind.__mro__[1].model_fields or name == "kind":
            continue
        about = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if not info.description:
            return f"{name}: declare it with field(default, what it means, unit=...)"
        if info.annotation in (int, float):
            bounds = {bound for each in info.metadata for bound in ("ge", "gt", "le", "lt") if hasattr(each, bound)}
            if not bounds & {"ge", "gt"} or not bounds & {"le", "lt"}:
                return f"{name}: a number needs bounds, as in ge=0, le=1"
            if not about.get("source"):
                return f"{name}: say where its default comes from: source=SETTING, a reference, or a Prior"
    try:
        kind.model_validate(kind().model_dump())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: its default {first['input']!r} {first['msg']}"
    return ""


def _bounds_hold(kind: Any) -> str:
    """Say which measure of a market that has it is impossible: a share beyond 1, a count below 0 or not whole."""
    table = simulate(scenario_with(kind), seed=1).table()
    for measure in scenario_with(kind).measures():
        values = np.asarray(table[measure.name], dtype=np.float64)
        values = values[~np.isnan(values)]
        if measure.unit == "share" and not ((values >= 0) & (values <= 1)).all():
            return f"{measure.name} is a share and comes to {values.min():g} to {values.max():g}"
        if measure.whole and not ((values >= 0) & (values == np.floor(values))).all():
            return f"{measure.name} is a count and comes to {values.min():g} to {values.max():g}"
        if measure.unit == "stars" and not ((values >= 1) & (values <= 5)).all():
            return f"{measure.name} is in stars and comes to {values.min():g} to {values.max():g}"
    return ""


def _money_adds_up(kind: Any) -> str:
    """Say whether what levers spend is not the campaign's cost, or profit not what was taken in less what was paid."""
    table = simulate(scenario_with(kind), seed=1).table()
    if "profit" not in table:
        return ""
    spent = sum((np.asarray(table[name]) for name in table if name.startswith("spent_on_")), np.zeros(1))
    paid = table["unit_costs"] + table["campaign_cost"] + table["refunds"]
    for name, value, what in (
        ("campaign_cost", spent, "all that levers were charged"),
        ("profit", table["revenue"] - paid, "revenue less units, campaign and refunds"),
    ):
        if not np.allclose(table[name], value, rtol=1e-12, atol=1e-6):
            return f"{name} is not {what}"
    return ""


def _keeps_to_its_cap(kind: Any) -> str:
    """Say what it is charged with beyond its cap, where all that it is charged with has a price."""
    prices = {name: 1.0 for name in kind.model_fields if name.startswith("cost") or name in kind.fees}
    asked = scenario_with(kind, every=1, weeks=(1, 12), **prices)
    (lever,) = asked.campaign
    if lever.beyond_cap:
        return ""
    whole = _spent_on(asked, lever.label)
    cap = 0.37 * whole
    spent = _spent_on(asked.varied({f"campaign.{lever.label}.cap": cap}), lever.label)
    if spent > cap * (1.0 + 1e-9):
        return f"with a cap of {cap:g} it is charged {spent:g}: do no more in a week than self.affordable(world, price)"
    return ""


def _spent_on(scenario: Scenario, label: str) -> float:
    return float(np.sum(simulate(scenario, seed=1).table()[f"spent_on_{label}"]))


def _runs_alike(kind: Any) -> str:
    """Say whether two runs of one seed differ: random numbers have addresses, and nothing is left of another run."""
    scenario = scenario_with(kind)
    return "" if digest_of_run(scenario) == digest_of_run(scenario) else "two runs of one seed differ: use world.key"


def _idle_changes_nothing(kind: Any) -> str:
    """Say what it changes with the values of ``idle``, with which it acts and leaves every number as it is."""
    if not hasattr(kind, "idle"):
        return "declare `idle`: the values of its fields with which it acts and changes nothing"
    without = Scenario.from_dict(_LIVELY)
    brand = without.brands[0]
    idle = {name: value(brand) if callable(value) else value for name, value in kind.idle.items()}
    with_it = simulate(scenario_with(kind, every=1, weeks=(1, 12), **idle), seed=1).table()
    others = {name: values for name, values in simulate(without, seed=1).table().items() if name in with_it}
    different = [name for name, values in others.items() if not _same(values, with_it[name])]
    return f"with {idle} it still changes {', '.join(different[:3])}" if different else ""


def _does_what_it_says(kind: Any) -> str:
    """Say what it changes, alone in a small world, that ``writes`` does not name; or needs, that ``reads`` does not."""
    if not hasattr(kind, "reads") or not hasattr(kind, "writes"):
        return "declare `reads` and `writes`: what of a world it reads and changes, () for nothing"
    for part in (kind(), _busy(kind)):
        if silent := _silent(part):
            return silent
    return ""


def _busy(kind: Any) -> Any:
    """Return a part whose chances and shares are even, so that in a small world it has something to do."""
    even = {}
    for name, info in kind.model_fields.items():
        _, unit = meaning_and_unit(info.description)
        if info.annotation is float and unit.partition(" ")[0] in ("probability", "share"):
            even[name] = 0.5
    try:
        return kind(**even)
    except ValidationError:
        return kind()


def _silent(part: Any) -> str:
    kind = type(part)
    world = world_for(part)
    before = contents(world)
    act(part, world)
    if silent := changed(before, contents(world)) - set(kind.writes):
        return f"writes should name {', '.join(sorted(silent))}"
    watched = Watched(world_for(part))
    act(part, watched)
    known = {name.partition(".")[0] for name in (*kind.reads, *kind.writes)}
    if silent := watched.asked - GIVEN - VERBS - {"people"} - known:
        return f"reads should name {', '.join(sorted(silent))}"
    if columns := unspoken(part, kind.reads):
        return f"reads should name {', '.join(columns)}"
    return ""


def _one_number_a_run(outcome: Outcome) -> str:
    tables = [simulate(Scenario.from_dict(_LIVELY), seed=1, replication=number).table() for number in range(3)]
    runs = RunTables(to_table(enumerate(tables)))
    if not outcome.is_in(runs):
        return ""
    values: Array = np.asarray(outcome.of(runs))
    wanted = "an array (runs, brands), or (runs, weeks, brands) of which the last week counts"
    if values.ndim not in (2, 3) or len(values) != len(tables):
        return f"its function returns an array {values.shape}, and should return {wanted}"
    low, high = outcome.bounds
    seen = outcome.values(runs)
    seen = seen[~np.isnan(seen)]
    if len(seen) and not (low <= seen.min() and seen.max() <= high):
        return f"its unit is {outcome.unit!r}, and it comes to {seen.min():g} to {seen.max():g}"
    return ""


def _uncompiled(plugin: Plugin, scenarios: list[Scenario]) -> str:
    """Run markets once more in a process without the compiler: the rules are the same Python."""
    program = [sys.executable, "-c", _WITHOUT_KERNELS, plugin.name]
    data = json.dumps([scenario.model_dump(mode="json") for scenario in scenarios])
    env = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(program, input=data, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"without the compiler it fails: {done.stderr.strip().splitlines()[-1]}"
    here = [digest_of_run(scenario) for scenario in scenarios]
    return "" if json.loads(done.stdout) == here else "without the compiler the numbers are others"


def _same(one: Array, other: Array) -> bool:
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))


class _Law(NamedTuple):
    of: Callable[[Any], str]
    families: tuple[type, ...]


_ACTING = (Lever, Channel, Behaviour)
_LAWS = {
    "fields have bounds and sources": _Law(_fields_are_declared, FAMILIES),
    "the same seed gives the same run": _Law(_runs_alike, FAMILIES),
    "bounds hold": _Law(_bounds_hold, FAMILIES),
    "money adds up": _Law(_money_adds_up, FAMILIES),
    "keeps to its cap": _Law(_keeps_to_its_cap, (Lever,)),
    "idle changes nothing": _Law(_idle_changes_nothing, (Lever,)),
    "reads and writes what it declares": _Law(_does_what_it_says, _ACTING),
}
