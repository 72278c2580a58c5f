"""Inputs: what a result was made from, copied into its folder where it is small, and found from there.

In a file paths are relative to the folder that holds it; in memory they are whole. Networks are copied as they were
understood, people as numbers in their order, so that a folder can be sent to a co-author and gives away no name;
plugins byte by byte, so that whoever has accepted them once is not asked again.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wordofmouth.errors import ScenarioError
from wordofmouth.networks.building import network_of
from wordofmouth.networks.files.copies import write_copy
from wordofmouth.networks.network import Network
from wordofmouth.results.files import atomic
from wordofmouth.scenario.paths import network_file, with_network_file
from wordofmouth.scenario.plugins.loading import is_file, plugins_of
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import annotated, toml_value

INPUTS = "inputs"
# Networks of more ties than that are not copied: they are known by their digests all the same.
MOST_TIES = 1_000_000
# Where what was asked holds files, beside scenarios.
_OF_PEERS = ("network", "adoption")
_DIGITS = 8

type Change = Callable[[str], str]


def with_paths(content: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return what a manifest, or the state of a sweep, says, with the path of every file changed."""
    changed = dict(content)
    if isinstance(scenario := content.get("scenario"), dict):
        changed["scenario"] = with_files(scenario, change)
    if others := content.get("others"):
        changed["others"] = [with_files(other, change) for other in others]
    if lineage := content.get("lineage"):
        changed["lineage"] = [stage | {"scenario": with_files(stage["scenario"], change)} for stage in lineage]
    if isinstance(design := content.get("design"), dict):
        design = with_paths(design, change)
        if files := design.get("files"):
            design["files"] = {named: change(path) for named, path in files.items()}
        whole = [name for name in _OF_PEERS if isinstance(design.get(name), str)]
        if content.get("task") == "peers":
            design |= {name: change(design[name]) for name in whole}
        changed["design"] = design
    return changed


def with_files(scenario: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return a scenario in which the paths of its plugins and of its network's file are changed; in variants too."""
    changed = dict(scenario)
    if plugins := scenario.get("plugins"):
        changed["plugins"] = [change(name) if is_file(name) else name for name in plugins]
    network = scenario.get("network")
    if isinstance(network, dict) and isinstance(network.get("path"), str):
        changed["network"] = network | {"path": change(network["path"])}
    if isinstance(variants := scenario.get("variants"), dict):
        changed["variants"] = {
            name: with_network_file(values, change(file)) if (file := network_file(values)) else values
            for name, values in variants.items()
        }
    return changed


def relative(folder: Path) -> Change:
    """Return what makes paths relative to a folder."""

    def change(path: str) -> str:
        try:
            return Path(os.path.relpath(path, folder)).as_posix() if Path(path).is_absolute() else path
        except ValueError:
            # On another drive there is no way from here.
            return path

    return change


def whole(folder: Path) -> Change:
    """Return what makes paths whole that are relative to a folder."""
    return lambda path: str(Path(os.path.normpath(folder.absolute() / path)))


def copy_name(path: str, digest: str) -> str:
    """Return what the copy of a file is called, below the folder of its result: a plugin's as it is, or a network's."""
    name = Path(path).name if Path(path).parent.name == INPUTS else ""
    if is_file(path):
        return f"{INPUTS}/{name or f'{Path(path).stem}-{digest[:_DIGITS]}.py'}"
    return f"{INPUTS}/{name or f'{Path(path).name.partition(".")[0]}-{digest[:_DIGITS]}.parquet'}"


def anywhere(inputs: Mapping[str, str]) -> Change:
    """Return what makes paths those of copies, wherever the folder of the result lies; ``inputs`` has the digests."""

    def change(path: str) -> str:
        what = "plugin" if is_file(path) else "network"
        return copy_name(path, inputs.get(f"{what} {Path(path).name}", ""))

    return change


class Copies:
    """Copies inputs into the folder of a result, each once, and tells where they are.

    Args:
        folder: of the result.
        names: whether the names of people are kept.
    """

    def __init__(self, folder: Path, *, names: bool = False) -> None:
        self._folder, self._names = folder.absolute(), names
        self._known: dict[str, str] = {}

    def of(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return what a manifest says with copies of its networks in place of those, where they are not too large."""
        design = content.get("design") or {}
        lived = [stage["scenario"] for stage in content.get("lineage") or ()]
        for data in (content.get("scenario"), *(content.get("others") or ()), *lived, design.get("scenario")):
            if isinstance(data, dict) and with_files(data, lambda _: "") != data:
                scenario = Scenario.from_dict(data)
                self._plugins(scenario)
                for each in (scenario, *map(scenario.variant, scenario.variants)):
                    self.network(each)
        return with_paths(content, lambda path: self._known.get(path, path))

    def network(self, scenario: Scenario) -> str:
        """Return where the copy of a scenario's network is; its own file if it is too large; nothing without a file."""
        path = str(getattr(scenario.network, "path", ""))
        if path and path not in self._known:
            network = network_of(scenario, 0)
            self._known[path] = self._copied(path, network) if len(network.targets) <= MOST_TIES else path
        return self._known.get(path, "")

    def scenario(self, source: str, scenario: Scenario) -> str:
        """Return where the copy of a scenario's file is; the file itself if it is not known again by its digest."""
        target = self._folder / INPUTS / f"{scenario.name}-{scenario.digest[:_DIGITS]}.toml"
        target.parent.mkdir(exist_ok=True)
        data = scenario.varied({"variants": {}})
        text = annotated(data, only_changed=True)
        if network := self.network(scenario):
            text = text.replace(toml_value(getattr(scenario.network, "path", "")), toml_value(Path(network).name))
        self._plugins(scenario)
        for name in filter(is_file, scenario.plugins):
            text = text.replace(toml_value(name), toml_value(Path(self._known[name]).name))
        with atomic(target) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
        try:
            if Scenario.load(target).digest == scenario.digest:
                return str(target)
        except ScenarioError:
            pass
        target.unlink()
        return source

    def _plugins(self, scenario: Scenario) -> None:
        for plugin in plugins_of(scenario.plugins):
            if plugin.source is not None and plugin.name not in self._known:
                target = self._folder / copy_name(plugin.name, plugin.digest)
                target.parent.mkdir(exist_ok=True)
                with atomic(target) as unfinished:
                    unfinished.write_bytes(plugin.source)
                self._known[plugin.name] = str(target)

    def _copied(self, path: str, network: Network) -> str:
        target = self._folder / copy_name(path, network.digest)
        target.parent.mkdir(exist_ok=True)
        with atomic(target) as unfinished:
            write_copy(unfinished, network, names=self._names)
        return str(target)
