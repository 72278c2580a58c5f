"""What one does with a market: run it, compare, keep what came out, look at it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.calibration import calibrate
    from experiments.comparison import Comparison, compare
    from experiments.design import Design
    from experiments.instruments import listen
    from experiments.optimisation import optimise
    from experiments.results import Result
    from experiments.runner import run
    from experiments.sensitivity import sensitivity
    from experiments.sweep import sweep
    from experiments.sweep_results import SweepResult

__all__ = [
    "Comparison",
    "Design",
    "Result",
    "SweepResult",
    "calibrate",
    "compare",
    "listen",
    "optimise",
    "run",
    "sensitivity",
    "sweep",
]

_HOMES = {
    "Comparison": "comparison",
    "Design": "design",
    "Result": "results",
    "SweepResult": "sweep_results",
    "calibrate": "calibration",
    "compare": "comparison",
    "listen": "instruments",
    "optimise": "optimisation",
    "run": "runner",
    "sensitivity": "sensitivity",
    "sweep": "sweep",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"experiments.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
