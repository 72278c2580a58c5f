"""The registry: which kinds there are of every family, and where the files lie in which they are written.

No room names a higher one: whoever owns the files of a family's kinds says where they lie (of ours the package
itself), and they are imported when a kind is first asked for.
"""

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


def _import_kinds(home: str) -> None:
    room = importlib.import_module(home)
    for module in pkgutil.iter_modules(getattr(room, "__path__", ())):
        importlib.import_module(f"{home}.{module.name}")
