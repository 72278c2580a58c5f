"""Word of mouth, simulated: ``import wordofmouth as wom``.

Names are imported when they are first asked for, so that importing the package costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

from wordofmouth.results import hook

if TYPE_CHECKING:
    from wordofmouth.catalogue import load_result as load_result
    from wordofmouth.errors import ScenarioError as ScenarioError
    from wordofmouth.instruments.log import listen as listen
    from wordofmouth.market.market import Market as Market
    from wordofmouth.mesa.agents import Consumer as Consumer
    from wordofmouth.mesa.agents import ConsumerSet as ConsumerSet
    from wordofmouth.mesa.model import WordOfMouth as WordOfMouth
    from wordofmouth.networks.network import Network as Network
    from wordofmouth.scenario.scenario import Scenario as Scenario
    from wordofmouth.tasks.calibrate.task import calibrate as calibrate
    from wordofmouth.tasks.compare.record import Comparison as Comparison
    from wordofmouth.tasks.compare.task import compare as compare
    from wordofmouth.tasks.optimise.task import optimise as optimise
    from wordofmouth.tasks.run.record import Result as Result
    from wordofmouth.tasks.run.task import run as run
    from wordofmouth.tasks.sensitivity.task import sensitivity as sensitivity
    from wordofmouth.tasks.sweep.design import Design as Design
    from wordofmouth.tasks.sweep.record import SweepResult as SweepResult
    from wordofmouth.tasks.sweep.task import sweep as sweep

_HOMES = {
    "Comparison": "tasks.compare.record",
    "Consumer": "mesa.agents",
    "ConsumerSet": "mesa.agents",
    "Design": "tasks.sweep.design",
    "Market": "market.market",
    "Network": "networks.network",
    "Result": "tasks.run.record",
    "Scenario": "scenario.scenario",
    "ScenarioError": "scenario.scenario",
    "SweepResult": "tasks.sweep.record",
    "WordOfMouth": "mesa.model",
    "calibrate": "tasks.calibrate.task",
    "compare": "tasks.compare.task",
    "listen": "instruments.log",
    "load_result": "catalogue",
    "optimise": "tasks.optimise.task",
    "run": "tasks.run.task",
    "sensitivity": "tasks.sensitivity.task",
    "sweep": "tasks.sweep.task",
}
__all__ = [*_HOMES]

# Records ask here who tells of them, draws and reports them.
hook.home = "wordofmouth.catalogue:TASKS"


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"wordofmouth.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'wordofmouth' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
