"""Paths: the dotted names by which scenarios are varied, as in ``campaign.leaders.count``."""

from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any

from wordofmouth.errors import NoSuchPath
from wordofmouth.scenario.changes import along
from wordofmouth.scenario.parts import nearest

# Where a scenario names a file; and the factor that names another scenario, or a variant of it.
FILE, SCENARIO = "network.path", "scenario"
# Where it names what brings parts of one's own: files, and packages.
PLUGINS = "plugins"


def set_value(data: dict[str, Any], path: str, value: Any, fields_of: Callable[[str, Any], Container[str]]) -> None:
    """Set another value at a path of nested tables, which are :func:`editable`.

    ``brand`` stands for the first of ``brands``; a list's entries go by their ``name`` (or ``kind``), or by number.
    What goes along with a change is in :mod:`wordofmouth.scenario.changes`; ``fields_of`` tells which fields there
    are, from the section and the kind.

    Raises:
        NoSuchPath: if it leads nowhere.
    """
    steps = path.split(".")
    if steps[0] == "brand":
        steps[0:1] = ["brands", "0"]
    place: Any = data
    for depth, step in enumerate(steps[:-1]):
        place = place[_key(place, step, ".".join(steps[: depth + 1]), path)]
    if isinstance(place, dict) and steps[-1] in fields_of(steps[0], place.get("kind")):
        place.setdefault(steps[-1])
    last = _key(place, steps[-1], ".".join(steps), path)
    along(place, last, value, lambda kind: fields_of(steps[0], kind))
    place[last] = editable(value)


def anchored(values: Mapping[str, Any], folder: str | Path) -> dict[str, Any]:
    """Return values by their paths in which files are those of a folder, unless they have a folder of their own.

    Where values come from a file, that is the folder in which it lies.
    """
    whole = dict(values)
    for path, value in values.items():
        if path == FILE and isinstance(value, str):
            whole[path] = str((Path(folder) / value).resolve())
        elif path == PLUGINS and isinstance(value, list | tuple):
            whole[path] = [_plugin_of(name, Path(folder)) for name in value]
        elif path == "rates" and isinstance(value, str) and (file := Path(folder) / value).is_file():
            whole[path] = str(file.resolve())
        elif path == "network" and isinstance(value, Mapping) and isinstance(value.get("path"), str):
            whole[path] = {**value, "path": str((Path(folder) / value["path"]).resolve())}
    return whole


def network_file(values: Mapping[str, Any]) -> str | None:
    """Return the file of a network that values by their paths name, by its own path or in a table; None without."""
    network = values.get("network")
    named = values.get(FILE, network.get("path") if isinstance(network, Mapping) else None)
    return named if isinstance(named, str) else None


def with_network_file(values: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return values by their paths with another file in the place of the one that they name."""
    return {**values, FILE: file} if FILE in values else {**values, "network": {**values["network"], "path": file}}


def with_network(fixed: Any, network: Mapping[str, Any]) -> Any:
    """Return values by their paths with another network, given by its paths, in place of any that they say."""
    if not network or not isinstance(fixed, Mapping):
        return fixed
    return {path: value for path, value in fixed.items() if path.partition(".")[0] != "network"} | dict(network)


def of_files(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values by their paths that name a scenario, or a network in a file; nothing if none does."""
    named = {path: value for path, value in values.items() if path == SCENARIO or path.partition(".")[0] == "network"}
    network = named.get("network")
    names = SCENARIO in named or FILE in named or (isinstance(network, Mapping) and "path" in network)
    return named if names else {}


def contents_of(named: Mapping[str, Any], digest: str, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Return digests instead of what values name: that of the scenario that has them, and those of what it reads."""
    content = sorted(inputs.values())
    changed = dict(named) | ({SCENARIO: digest} if SCENARIO in named else {})
    if FILE in named:
        changed[FILE] = content
    if isinstance(network := named.get("network"), Mapping) and "path" in network:
        changed["network"] = {**network, "path": content}
    return changed


def paths(data: Any, start: str = "") -> list[str]:
    """Return the paths of all values in nested tables."""
    if isinstance(data, dict):
        entries = list(data.items())
    elif isinstance(data, list | tuple) and all(isinstance(entry, dict) for entry in data) and data:
        entries = [(_label(entry, number), entry) for number, entry in enumerate(data)]
    else:
        return [start]
    return [path for name, entry in entries for path in paths(entry, f"{start}.{name}" if start else str(name))]


def _plugin_of(name: Any, folder: Path) -> Any:
    is_file = isinstance(name, str) and name.endswith(".py")
    return str((folder / name).resolve()) if is_file else name


def editable(value: Any) -> Any:
    """Return a copy of nested tables that can be changed, lists in place of tuples."""
    if isinstance(value, dict):
        return {key: editable(entry) for key, entry in value.items()}
    return [editable(entry) for entry in value] if isinstance(value, list | tuple) else value


def _label(entry: dict[str, Any], number: int) -> str:
    return str(entry.get("name") or entry.get("kind") or number)


def _key(place: Any, step: str, so_far: str, path: str) -> Any:
    if isinstance(place, dict) and step in place:
        return step
    known: list[str] = []
    if isinstance(place, dict):
        known = list(place)
    elif isinstance(place, list | tuple):
        known = [_label(entry, number) for number, entry in enumerate(place) if isinstance(entry, dict)]
        if step in known:
            return known.index(step)
        if step.isdecimal() and int(step) < len(place):
            return int(step)
    shown = path if path and path.isprintable() else repr(path)
    if not known:
        raise NoSuchPath(f"{shown}: there is nothing below {so_far.rpartition('.')[0]!r}")
    raise NoSuchPath(f"{shown}: no {step!r} here; {nearest(step, [*known, 'brand'] if 'brands' in known else known)}")
