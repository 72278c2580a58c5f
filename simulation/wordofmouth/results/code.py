"""Code: what decides numbers, by the digests of its syntax trees: layout, comments and docstrings do not count.

A digest of a tree is the same in every version of Python that we support, and takes long only once: it is kept by the
digest of the source's bytes, which is cheap.
"""

import ast
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wordofmouth.resources import PACKAGE, cache_folder
from wordofmouth.results.files import atomic
from wordofmouth.results.seals import SEAL, opened, sealed
from wordofmouth.scenario.digest import json_digest

# What decides the numbers that results keep: rooms, and single files of rooms in which others do not.
DECIDES = (
    "engine",
    "scenario",
    "networks",
    "seeding",
    "market",
    "diffusion",
    "statistics",
    "instruments",
    "runs/networks.py",
    "runs/runner.py",
    "runs/simulate.py",
    "tasks/sweep/design.py",
    "tasks/sweep/units.py",
    "tasks/sweep/worker.py",
)
# In them, what only writes or describes.
_DECIDES_NOTHING = ("engine/cores.py", "scenario/plugins/trust.py", "scenario/reference.py", "scenario/toml/writer.py")
_DIGITS = 16
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@functools.cache
def code() -> dict[str, str]:
    """Return the digest of the code that decides numbers, room by room, of the package as it lies here now.

    It is found once in a process.
    """
    return code_of(PACKAGE)


def code_digest(rooms: Mapping[str, str] | None = None) -> str:
    """Return one digest of all rooms; of the code here, unless others are given."""
    return json_digest(dict(code() if rooms is None else rooms))


def changed_rooms(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the rooms whose code differs."""
    return [room for room in sorted({*before, *now}) if before.get(room) != now.get(room)]


def code_of(package: Path) -> dict[str, str]:
    """Return the digest of the code of a package that lies somewhere, room by room."""
    known = _known(package)
    trees: dict[str, str] = {}
    rooms: dict[str, Any] = {}
    for name, path in _sources(package):
        source = path.read_bytes()
        bytes_digest = hashlib.sha256(source).hexdigest()
        trees[bytes_digest] = known.get(bytes_digest) or tree_digest(source)
        rooms.setdefault(name.partition("/")[0], {})[name] = trees[bytes_digest]
    if not trees.keys() <= known.keys():
        _keep(package, trees)
    return {room: json_digest(files)[:_DIGITS] for room, files in rooms.items()}


def tree_digest(source: bytes | str) -> str:
    """Return the SHA-256 of a source's syntax tree, in hexadecimal."""
    return hashlib.sha256("".join(_told(ast.parse(source))).encode()).hexdigest()


def _sources(package: Path) -> Iterator[tuple[str, Path]]:
    # Every run in this process passes here, and pathlib takes its time for relative paths.
    above = f"{package.as_posix()}/"
    for place in DECIDES:
        path = package / place
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = source.as_posix().removeprefix(above)
            if name not in _DECIDES_NOTHING:
                yield name, source


def _told(node: Any) -> Iterator[str]:
    """Yield what a tree says, piece by piece; what is empty is left out, as versions of Python differ in it."""
    if isinstance(node, ast.AST):
        yield type(node).__name__
        for name in node._fields:
            value: Any = getattr(node, name, None)
            if name == "body" and isinstance(node, _DOCUMENTED):
                value = _without_docstring(value)
            if value is not None and value != [] and name != "ctx":
                yield f"({name}="
                yield from _told(value)
                yield ")"
    elif isinstance(node, list):
        for entry in node:
            yield "["
            yield from _told(entry)
            yield "]"
    else:
        yield f"{type(node).__name__} {node!r}"


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body


def _places(package: Path) -> Iterator[Path]:
    """Yield where digests may be kept: beside the code, else in the user's cache."""
    yield package / "__pycache__" / "code.json"
    if folder := cache_folder():
        yield folder / "code.json"


def _known(package: Path) -> dict[str, str]:
    """Return the digests of trees by those of their sources, as they were kept."""
    for place in _places(package):
        try:
            content = opened(place.read_bytes())
        except (OSError, ValueError):
            continue
        if SEAL in content:
            return {source: str(tree) for source, tree in content.items() if source != SEAL}
    return {}


def _keep(package: Path, trees: Mapping[str, str]) -> None:
    for place in _places(package):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with atomic(place) as unfinished:
                unfinished.write_text(json.dumps(sealed(trees)), encoding="utf-8")
        except OSError:
            continue
        return
