"""Reproduction: the commands that make a result again, and the files that they need, in full."""

import shlex
import tomllib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from wordofmouth.reports.html import Html, element, joined
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import annotated, to_toml
from wordofmouth.words.catalogue import Words

EVIDENCE = "evidence.toml"


class Recipe(NamedTuple):
    """The command that makes a result again, and the files that it needs: what is in them by their names."""

    command: str
    files: dict[str, str]


def again(recipe: Recipe, folder: str, say: Words) -> Html:
    """Return the commands that make the result again, and the files that they need, in full."""
    parts = [
        element("p", say("report.again.with_folder")),
        element("pre", f"uv run wom reproduce {shlex.quote(folder)}"),
        element("p", say("report.again.without", count=len(recipe.files))),
        element("pre", f"uv run {recipe.command}"),
    ]
    for name, content in recipe.files.items():
        parts += [element("h3", name), element("pre", content)]
    return joined(parts)


def how(manifest: Manifest) -> str:
    """Return the options that say how often something was run, with which seed, and over how many worlds."""
    worlds = manifest.design.get("worlds", 0)
    over = f" --worlds {worlds}{f' --evidence {EVIDENCE}' if evidence_files(manifest) else ''}" if worlds else ""
    return f"--replications {manifest.replications} --seed {manifest.seed}{over}"


def evidence_files(manifest: Manifest) -> dict[str, str]:
    """Return the file of what was known of the market, by its name, if anything was."""
    known = {kind: pieces for kind, pieces in manifest.design.get("evidence", {}).items() if pieces}
    return {EVIDENCE: to_toml(known)} if known else {}


def scenario_files(*tables: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of scenarios that a manifest keeps, by name."""
    scenarios = [Scenario.from_dict(scenario) for scenario in tables]
    return {f"{scenario.name}.toml": to_toml(_changed(scenario)) for scenario in scenarios}


def shared_toml(scenario: Scenario) -> str:
    """Return the file that describes a scenario, its variants left out, for whoever gets it from here."""
    return without_folder(annotated(scenario.varied({"variants": {}}), only_changed=True), scenario)


def without_folder(text: str, scenario: Scenario) -> str:
    """Return a text in which the files of plugins and network have no folder: that is nobody else's business."""
    for path in filter(None, (getattr(scenario.network, "path", ""), *scenario.plugins)):
        for written in (path, path.replace("\\", "\\\\")):
            text = text.replace(written, PurePath(path).name)
    return text


def design_recipe(manifest: Manifest, besides: dict[str, str]) -> Recipe:
    """Return the command that makes the result of a design or a goal again, with its file and others besides."""
    name = f"{manifest.name}-asked.toml"
    return Recipe(f"wom {manifest.task} {name}", {name: to_toml(_design(manifest))} | besides)


def as_written(values: dict[str, Any]) -> Any:
    """Return the values of a factor as one would write them."""
    if values["choices"]:
        return values["choices"]
    ends = [int(end) if values["whole"] else end for end in (values["low"], values["high"])]
    return {"from": ends[0], "to": ends[1], "scale": values["scale"], "steps": values["steps"]}


def _changed(scenario: Scenario) -> dict[str, Any]:
    """Return what is not as by default."""
    return tomllib.loads(annotated(scenario, only_changed=True))


def _design(manifest: Manifest) -> dict[str, Any]:
    """Return a design, or whatever else was asked, as one would write it."""
    design = {name: value for name, value in manifest.design.items() if value not in ("", [], {}, None)}
    for name in ("factors", "vary"):
        if name in design:
            design[name] = {path: as_written(values) for path, values in design[name].items()}
    return design | {"scenario": _changed(Scenario.from_dict(manifest.scenario))}
