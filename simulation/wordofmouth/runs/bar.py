"""Bar: how far long work has come, where ``progress=True`` asks for it, in a terminal, a script or a notebook's cell.

It is a line of text that writes over itself. Interrupted, it stands where it was.
"""

import sys
from collections.abc import Callable
from typing import Any

type Progress = Callable[[int], object]
# What may be asked for: a bar, nothing, or to be called with how much is done.
type Shown = Progress | bool | None


def shown(progress: Shown, total: int | None, unit: str = "runs") -> Progress:
    """Return what is to be called with how much is done: a bar of ``total``, what was given, or what does nothing."""
    if callable(progress):
        return progress
    return _Bar(total, unit) if progress else lambda done: None


class _Bar:
    """A bar that begins when it is first told how much is done, and ends when all is."""

    def __init__(self, total: int | None, unit: str) -> None:
        self._total, self._unit = total, unit
        self._line: Any = None

    def __call__(self, done: int) -> None:
        self.of(done, self._total)

    def of(self, done: int, total: int | None) -> None:
        """Show how much is done of what may have become more."""
        if self._line is None:
            self._line = _line(total, self._unit, done)
        self._line.total = total
        self._line.update(done - self._line.n)
        if total is not None and done >= total:
            self._line.close()
            self._line = None


def bar(unit: str = "runs") -> Callable[[int, int | None], None]:
    """Return a bar of work that may become more, to be called with how much is done and how much there is."""
    return _Bar(None, unit).of


def _line(total: int | None, unit: str, done: int) -> Any:
    from tqdm import tqdm

    # Without the thread that looks after bars that stand still.
    line = type("Line", (tqdm,), {"monitor_interval": 0})
    return line(desc="Simulating", total=total, initial=done, unit=f" {unit}", file=sys.stderr, dynamic_ncols=True)
