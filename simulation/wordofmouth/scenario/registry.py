"""The registry: which kinds there are of every family, and where the files lie in which they are written.

No room names a higher one: whoever owns the files of a family's kinds says where they lie (of ours the package
itself). A kind's own file, if it is called as the kind is, is imported when that kind is first asked for, and all of
them when all are: most scenarios need few of them.
"""

import functools
import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from wordofmouth.errors import PluginError

_homes: dict[str, list[str]] = {}
# Those homes once more, imported or not.
_rooms: dict[str, list[str]] = {}
_kinds: dict[str, dict[str, Any]] = {}
_importing = threading.RLock()


@dataclass
class Origin:
    """A plugin that is loaded, and how what it has brought is taken back.

    Attributes:
        name: by what it is named.
        replace: takes back another plugin, by name, which has brought what this one brings.
    """

    name: str
    replace: Callable[[str], object]
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def takes_back(self, step: Callable[[], object]) -> None:
        """Let a step belong to taking it back."""
        self._undo.append(step)

    def undo(self) -> None:
        """Take back what it has brought, the last first."""
        while self._undo:
            self._undo.pop()()


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)
# Which plugin has brought a kind, or whatever else goes by a name, by family and name.
_brought: dict[tuple[str, str], Origin] = {}


@contextmanager
def brought_by(origin: Origin) -> Iterator[None]:
    """Let what is added meanwhile be brought by a plugin."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def claim(family: str, name: str, is_ours: bool, take_back: Callable[[], object]) -> str:
    """Let a name belong to the plugin that is being loaded, if one is; return by what that is named.

    Args:
        family: whose kind it is, or what else goes by names.
        name: the name.
        is_ours: whether something of ours is called so.
        take_back: takes away what is called so.

    Raises:
        PluginError: if something of ours is called so.
    """
    origin = _origin.get()
    if origin is None:
        return ""
    if is_ours:
        raise PluginError(f"{origin.name}: a {family} is called {name!r} already; give this one another name")
    if (other := _brought.get((family, name))) is not None and other is not origin:
        other.replace(other.name)
    _brought[family, name] = origin

    def forget() -> None:
        take_back()
        _brought.pop((family, name), None)

    origin.takes_back(forget)
    return origin.name


def add_home(family: str, module: str) -> None:
    """Say that a module, or every module of a package, holds kinds of a family; it is not imported yet."""
    _homes.setdefault(family, []).append(module)
    _rooms.setdefault(family, []).append(module)


def add(family: str, name: str, kind: Any) -> None:
    """Make a kind of a family known by its name."""
    if not _is_at_home(family, kind):
        claim(family, name, _is_ours(family, name), lambda: _kinds[family].pop(name, None))
    # In the order of the alphabet, whichever was imported first: columns of tables come in the order of kinds.
    known = sorted({**_kinds.get(family, {}), name: kind}.items())
    # Changed in place: whoever asked for the kinds before sees the new one too.
    family_kinds = _kinds.setdefault(family, {})
    family_kinds.clear()
    family_kinds.update(known)


def kinds(family: str) -> dict[str, Any]:
    """Return all kinds of a family by name, in the order of the alphabet, after importing those not imported yet."""
    if _homes.get(family):
        with _importing:
            for home in [*_homes[family]]:
                _import_kinds(home)
                # Two may have waited for the same; and a home that cannot be imported is asked for again.
                if home in _homes[family]:
                    _homes[family].remove(home)
    return _kinds.setdefault(family, {})


def own(family: str) -> dict[str, Any]:
    """Return the kinds of a family that its homes have: those that are in every market, whatever else is imported."""
    return {name: kind for name, kind in kinds(family).items() if _is_at_home(family, kind)}


def find(family: str, name: str) -> Any:
    """Return the kind of a family that has a name, or None; others are imported only if no file is called so."""
    with _importing:
        for home in _homes.get(family, ()):
            if name in _files(home):
                importlib.import_module(f"{home}.{name}")
    known = _kinds.get(family, {})
    return known[name] if name in known else kinds(family).get(name)


def _is_ours(family: str, name: str) -> bool:
    known = _kinds.get(family, {}).get(name)
    return any(name in _files(room) for room in _rooms.get(family, ())) or (
        known is not None and _is_at_home(family, known)
    )


def _is_at_home(family: str, kind: Any) -> bool:
    return any(kind.__module__.startswith(f"{room}.") for room in _rooms.get(family, ()))


def _import_kinds(home: str) -> None:
    for name in _files(home):
        importlib.import_module(f"{home}.{name}")


@functools.cache
def _files(home: str) -> tuple[str, ...]:
    """Return the names of the modules of a package; a module has none."""
    room = importlib.import_module(home)
    return tuple(module.name for module in pkgutil.iter_modules(getattr(room, "__path__", ())))
