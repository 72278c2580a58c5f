"""The registry: which kinds there are of every family, and where the files lie in which they are written.

No room names a higher one: whoever owns the files of a family's kinds says where they lie (of ours the package
itself). A kind's own file, if it is called as the kind is, is imported when that kind is first asked for, and all of
them when all are: most scenarios need few of them.
"""

import functools
import importlib
import pkgutil
import threading
from typing import Any

_homes: dict[str, list[str]] = {}
_kinds: dict[str, dict[str, Any]] = {}
_importing = threading.RLock()


def add_home(family: str, module: str) -> None:
    """Say that a module, or every module of a package, holds kinds of a family; it is not imported yet."""
    _homes.setdefault(family, []).append(module)


def add(family: str, name: str, kind: Any) -> None:
    """Make a kind of a family known by its name."""
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


def find(family: str, name: str) -> Any:
    """Return the kind of a family that has a name, or None; others are imported only if no file is called so."""
    with _importing:
        for home in _homes.get(family, ()):
            if name in _files(home):
                importlib.import_module(f"{home}.{name}")
    known = _kinds.get(family, {})
    return known[name] if name in known else kinds(family).get(name)


def _import_kinds(home: str) -> None:
    for name in _files(home):
        importlib.import_module(f"{home}.{name}")


@functools.cache
def _files(home: str) -> tuple[str, ...]:
    """Return the names of the modules of a package; a module has none."""
    room = importlib.import_module(home)
    return tuple(module.name for module in pkgutil.iter_modules(getattr(room, "__path__", ())))
