"""Declared: what a design, a goal or a lesson says in a TOML file, found by its path or among those that come along."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordofmouth.errors import DesignError
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.paths import with_network
from wordofmouth.scenario.toml.reader import read_toml


def read_declared(
    source: str | Path, folder: Path, what: str, network: Mapping[str, Any] | None = None
) -> tuple[Path, dict[str, Any]]:
    """Return the file of a name in a folder, or of a path, and what it says, with its own name and folder.

    Raises:
        DesignError: if there is no such file, or it is not TOML; ``what`` it should be is told.
    """
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
    return path, {"name": path.stem} | data | fixed | {"folder": str(path.parent)}


def says(path: Path, *names: str) -> bool:
    """Tell whether a TOML file, mistakes in it or not, says any of these: what it is a file of."""
    try:
        return not set(names).isdisjoint(read_toml(path))
    except ValueError:
        return False
