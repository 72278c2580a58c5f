"""Declared: what a user's TOML file says, found by its path or among those that come along, presets for one."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordofmouth.carried import place
from wordofmouth.errors import DesignError, ScenarioError
from wordofmouth.resources import folder as folder_of
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.paths import with_network
from wordofmouth.scenario.plugins.loading import given
from wordofmouth.scenario.toml.reader import read_toml

PRESETS = folder_of("scenarios")


def read_declared(
    source: str | Path, folder: Path, what: str, network: Mapping[str, Any] | None = None
) -> tuple[Path, dict[str, Any]]:
    """Return the file of a name in a folder, or of a path, and what it says, with its own name and folder.

    Raises:
        DesignError: if there is no such file, or it is not TOML; ``what`` it should be is told.
    """
    if not isinstance(source, str | Path):
        made = f"wom.{what.capitalize()}(scenario=…, …) makes one"
        raise DesignError(
            [f"a {what} is asked for, its name or its file, and this is a {type(source).__name__}; {made}"]
        )
    path = Path(source)
    if path.suffix != ".toml" and not path.is_file():
        known = {file.stem: file for file in sorted(folder.glob("*.toml"))}
        if str(source) not in known:
            near = nearest(source, known)
            raise DesignError([f"no {what} is called {str(source)!r}; {near}; a file's name ends in .toml"])
        path = known[str(source)]
    try:
        data = read_toml(path)
    except ValueError as error:
        raise DesignError([str(error)], str(path)) from None
    fixed = {"fixed": with_network(data.get("fixed", {}), network)} if network else {}
    return path, {"name": path.stem} | data | fixed | given(data) | {"folder": str(path.parent)}


def says(path: Path, *names: str) -> bool:
    """Tell whether a TOML file, mistakes in it or not, says any of these: what it is a file of."""
    try:
        return not set(names).isdisjoint(read_toml(path))
    except ValueError:
        return False


def with_variant(source: str | Path) -> tuple[str | Path, str]:
    """Return the source of a scenario and the name of the variant after the last slash, if there is one."""
    head, _, tail = str(source).rpartition("/")
    is_variant = tail and not place(source).is_file() and (head in presets() or head.endswith(".toml"))
    return (head, tail) if is_variant else (source, "")


def presets() -> dict[str, Path]:
    """Return the presets' files by name."""
    return dict(_listed(PRESETS, PRESETS.stat().st_mtime_ns))


@functools.lru_cache(maxsize=2)
def _listed(folder: Path, _changed: int) -> dict[str, Path]:
    """Return the presets of a folder as it was when it last changed."""
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def preset_path(source: str | Path) -> Path:
    """Return the file of a preset's name, or of a path.

    Raises:
        ScenarioError: if there is neither; the nearest preset is named.
    """
    path = Path(source)
    if path.suffix == ".toml" or place(path).is_file():
        if place(path).is_file():
            return path
        raise ScenarioError([f"there is no such file: {path}"])
    if str(source) in presets():
        return presets()[str(source)]
    raise ScenarioError(
        [f"no scenario is called {str(source)!r}; {nearest(source, presets())}; a file's name ends in .toml"]
    )


def plain_name(stem: str) -> str:
    """Return what a scenario is called that has no name of its own: a file's, in the letters that names may have."""
    return (
        "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-") else "_" for letter in stem)[:64]
        or "scenario"
    )
