"""What one does with a market: run it, compare, keep what came out, look at it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.comparison import Comparison, compare
    from experiments.results import Result
    from experiments.runner import run

__all__ = ["Comparison", "Result", "compare", "run"]

_HOMES = {"Comparison": "comparison", "Result": "results", "compare": "comparison", "run": "runner"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"experiments.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
