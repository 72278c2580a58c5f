"""Faults: the seam through which the runner touches the machine, with steps that fail where a schedule says so."""

import errno
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from wordofmouth.results import steps

STEPS = sorted(
    name for name, step in vars(steps).items() if inspect.isfunction(step) and step.__module__ == steps.__name__
)
KINDS = ("full", "read-only", "vanished", "killed")
_ERRORS = {"full": errno.ENOSPC, "read-only": errno.EROFS, "vanished": errno.ENOENT}


class Killed(BaseException):
    """The process ends here: nothing after this step is done, not even what puts away."""


class Fault(NamedTuple):
    """What goes wrong: at which step, counted from 0, and how."""

    at: int
    kind: str


class Machine:
    """Counts the steps, and lets some fail; after the process was killed, none does anything.

    Attributes:
        taken: the names of the steps so far.
    """

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._faults, self.taken = {fault.at: fault.kind for fault in faults}, []
        self._is_dead = False

    def patched(self, monkeypatch: Any) -> "Machine":
        for name in STEPS:
            monkeypatch.setattr(steps, name, self._step(name, getattr(steps, name)))
        return self

    def _step(self, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any) -> Any:
            if self._is_dead:
                raise Killed
            kind = self._faults.get(len(self.taken), "")
            self.taken.append(name)
            if kind == "killed":
                self._is_dead = True
                raise Killed
            if kind and name == "now":
                # A clock that somebody sets back.
                return own() - 1e9
            if kind == "full" and name in ("sync", "write"):
                self._half(given)
            if kind and name != "now":
                raise OSError(_ERRORS[kind], os.strerror(_ERRORS[kind]), *self._file(given))
            return own(*given)

        return step

    @staticmethod
    def _file(given: tuple[Any, ...]) -> list[str]:
        return [str(path) for path in given[:1] if isinstance(path, Path)]

    @staticmethod
    def _half(given: tuple[Any, ...]) -> None:
        """Leave half of what was to be written."""
        path, *data = given
        path.write_bytes((data[0] if data else path.read_bytes())[: path.stat().st_size // 2 if not data else 10])
