"""What one does with a market: run it, keep what came out, look at it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.results import Result
    from experiments.runner import run

__all__ = ["Result", "run"]

_HOMES = {"Result": "results", "run": "runner"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"experiments.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
