"""What one does with a market: run it, compare, keep what came out, look at it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.calibration.calibrate import calibrate
    from experiments.comparisons.comparison import Comparison, compare
    from experiments.instruments import listen
    from experiments.optimisation.optimise import optimise
    from experiments.results import Result
    from experiments.runner import run
    from experiments.sweeps.design import Design
    from experiments.sweeps.results import SweepResult
    from experiments.sweeps.sensitivity import sensitivity
    from experiments.sweeps.sweep import sweep

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
    "Comparison": "comparisons.comparison",
    "Design": "sweeps.design",
    "Result": "results",
    "SweepResult": "sweeps.results",
    "calibrate": "calibration.calibrate",
    "compare": "comparisons.comparison",
    "listen": "instruments",
    "optimise": "optimisation.optimise",
    "run": "runner",
    "sensitivity": "sweeps.sensitivity",
    "sweep": "sweeps.sweep",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"experiments.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
