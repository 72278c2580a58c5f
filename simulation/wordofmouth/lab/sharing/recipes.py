"""Recipes: the market on the page, as one would ask for it on the command line, in Python, or in a file."""

import shlex
from collections.abc import Sequence
from typing import Any

from wordofmouth.errors import ScenarioError
from wordofmouth.market.copies.branching import between
from wordofmouth.player.recording import Stages
from wordofmouth.reports.reproduction import shared_toml, without_folder
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.paths import paths
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.toml.writer import toml_value

FILE = "my_market.toml"
toml = shared_toml
_NEW = object()
_OURS = ("name", "title", "variants")


def command(scenario: Scenario, seed: int, preset: str) -> str:
    """Return the command that runs it."""
    changes = differences(scenario, preset)
    if changes is None:
        return f"wom run {FILE} --seed {seed}"
    settings = [f"--set {shlex.quote(f'{path}={_toml(value)}')}" for path, value in changes.items()]
    return without_folder(" \\\n    ".join([f"wom run {preset} --seed {seed}", *settings]), scenario)


def python(scenario: Scenario, seed: int, preset: str) -> str:
    """Return the lines of Python that run it."""
    changes = differences(scenario, preset)
    if changes is None:
        made = f'scenario = wom.Scenario.load("{FILE}")'
    else:
        lines = "".join(f"    {path!r}: {value!r},\n" for path, value in changes.items())
        made = f'scenario = wom.Scenario.load("{preset}")' + (f".varied({{\n{lines}}})" if changes else "")
    text = (
        f"import wordofmouth as wom\n\n{made}\n"
        f"result = wom.run(scenario, replications=20, seed={seed})\nprint(result.finding())\nresult.plot()\n"
    )
    return without_folder(text, scenario)


def python_through(stages: Stages, scenario: Scenario, seed: int, preset: str) -> str:
    """Return the lines of Python that run a market through earlier scenarios to the last."""
    first = stages[0][0]
    changes = differences(first, preset)
    made = f'wom.Scenario.load("{FILE if changes is None else preset}")'
    text = f"import wordofmouth as wom\n\nscenario = {made}{f'.varied({changes!r})' if changes else ''}\n"
    text += f"market = wom.Market(scenario, {seed})\n"
    for (before, week), after in zip(stages, [*(stage for stage, _ in stages[1:]), scenario], strict=True):
        text += f"while market.week < {week}:\n    market.step()\nmarket = market.branch({_steps(before, after)!r})\n"
    return without_folder(f"{text}market.run()\nprint(market.table())\n", first)


def _steps(before: Scenario, after: Scenario) -> dict[str, Any]:
    """Return the changes of a scenario in its midst: by their paths, or where levers are added whole sections."""
    changes = between(before, after)
    if changes is not None:
        return changes
    old, new = (each.model_dump(mode="json", exclude=set(_OURS)) for each in (before, after))
    return {name: value for name, value in new.items() if value != old.get(name)}


def compare_command(sources: Sequence[str], manifest: Manifest) -> str:
    """Return the command that compares presets and files as a comparison's manifest says."""
    how = f"--replications {manifest.replications} --seed {manifest.seed} --measure {manifest.measure}"
    return f"wom compare {' '.join(sources)} \\\n    {how}"


def compare_python(sources: Sequence[str], manifest: Manifest) -> str:
    """Return the lines of Python that compare them."""
    named = "".join(f"    {source!r},\n" for source in sources)
    return (
        f"import wordofmouth as wom\n\ncomparison = wom.compare(\n{named}"
        f"    replications={manifest.replications},\n    seed={manifest.seed},\n    measure={manifest.measure!r},\n)\n"
        "print(comparison.finding())\ncomparison.plot()\n"
    )


def differences(scenario: Scenario, preset: str) -> dict[str, Any] | None:
    """Return the paths at which it differs from a preset, or None if that is not said in paths."""
    if preset not in presets():
        return None
    base = Scenario.load(preset)
    dumps = [each.model_dump(exclude=set(_OURS)) for each in (base, scenario)]
    if [lever.label for lever in base.campaign] != [lever.label for lever in scenario.campaign]:
        return None
    ours = f"brands.{scenario.brands[0].name}."
    before, now = ({path.replace(ours, "brand.", 1): value for path, value in _values(dump).items()} for dump in dumps)
    usual = {f"network.{name}": field.default for name, field in type(scenario.network).model_fields.items()}
    changes = {path: value for path, value in now.items() if before.get(path, usual.get(path, _NEW)) != value}
    try:
        same = base.varied(changes).varied({name: getattr(scenario, name) for name in _OURS})
    except ScenarioError:
        return None
    return changes if same.digest == scenario.digest else None


def _values(dump: dict[str, Any]) -> dict[str, Any]:
    return {path: _at(dump, path) for path in paths(dump) if not path.startswith("segments")}


def _at(place: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(place, list | tuple):
            place = next(entry for entry in place if step in (entry.get("name"), entry.get("kind")))
        else:
            place = place[step]
    return place


def _toml(value: Any) -> str:
    return value if isinstance(value, str) and value.isidentifier() else toml_value(value)
