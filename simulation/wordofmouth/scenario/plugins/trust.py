"""Trust: loading a plugin runs its code, so each content is accepted once, by whoever runs it here.

What was accepted is remembered for the user, by digest, beside what else is kept for all processes; never in a
scenario, which may come from anywhere. Where nobody can be asked, nothing that is new is loaded.
"""

import ast
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from wordofmouth.errors import PluginError
from wordofmouth.resources import cache_folder

ACCEPTED = "accepted_plugins.json"
_here: set[str] = set()
# What asks the user, where there is one: told what would be loaded, it returns whether it may be.
_asks: list[Callable[[str], bool]] = []


def accept(digest: str) -> None:
    """Let code of this digest run from now on: in this process, and in others of this user where that can be kept."""
    _here.add(digest)
    if (folder := cache_folder()) is None or digest in (known := _remembered()):
        return
    # Above this room nothing writes files, and a list that is lost is asked for again.
    unfinished = folder / f"{ACCEPTED}.{digest[:8]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(sorted({*known, digest}), indent=1), encoding="utf-8")
        unfinished.replace(folder / ACCEPTED)
    except OSError:
        return


def accept_file(path: str | Path) -> None:
    """Let the code of a file run, as it is now, wherever a copy of it lies.

    Raises:
        PluginError: if it cannot be read.
    """
    accept(digest_of(source_of(path)))


def source_of(path: str | Path) -> bytes:
    """Return the bytes of a plugin's file.

    Raises:
        PluginError: if it cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise PluginError(f"{path}: this plugin cannot be read: {error.strerror or error}") from None


def digest_of(source: bytes) -> str:
    """Return the SHA-256 of some source, in hexadecimal."""
    return hashlib.sha256(source).hexdigest()


def is_accepted(digest: str) -> bool:
    """Tell whether code of this digest was accepted."""
    return digest in _here or digest in _remembered()


def ask_with(question: Callable[[str], bool]) -> None:
    """Ask in this way from now on: it is told what would be loaded, and returns whether it may be."""
    _asks[:] = [question]


def check_accepted(path: str, digest: str, source: bytes) -> None:
    """Check that a file's code may run here, asking whoever can be asked.

    Raises:
        PluginError: if not; the line says what it would load, and how it is accepted.
    """
    if is_accepted(digest):
        return
    here = Path.cwd()
    name = Path(path).relative_to(here).as_posix() if Path(path).is_relative_to(here) else path
    what = f"loading it runs its code, which {'; '.join(described(source))}"
    if any(ask(f"{path}: {what}.") for ask in _asks):
        accept(digest)
        return
    raise PluginError(
        f"{path}: {what}; if you trust where it comes from, accept it once with `trust` {name}"
        f' (in Python: wom.use("{name}"))'
    )


def described(source: bytes) -> Iterator[str]:
    """Yield what a file of Python would load, as it says itself; nothing of it is run."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        yield "is not Python as it stands"
        return
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    brought = [f"{each.name} ({', '.join(map(ast.unparse, each.bases))})" for each in classes]
    brought += [f"the outcome {name}" for name in _outcomes(body)]
    yield f"brings {', '.join(brought)}" if brought else "brings nothing by name"
    modules = {
        alias.name for node in ast.walk(ast.Module(body, [])) if isinstance(node, ast.Import) for alias in node.names
    }
    modules |= {node.module or "." for node in ast.walk(ast.Module(body, [])) if isinstance(node, ast.ImportFrom)}
    if others := sorted(name for name in modules if name.partition(".")[0] != "wordofmouth"):
        yield f"imports {', '.join(others)}"


def _outcomes(body: list[ast.stmt]) -> Iterator[str]:
    for node in ast.walk(ast.Module(body, [])):
        match node:
            case ast.Call(func=ast.Name("Outcome"), args=[ast.Constant(str(name)), *_]):
                yield name


def _remembered() -> set[str]:
    folder = cache_folder()
    try:
        content = json.loads((folder / ACCEPTED).read_text(encoding="utf-8")) if folder else []
    except (OSError, ValueError):
        return set()
    return {each for each in content if isinstance(each, str)} if isinstance(content, list) else set()
