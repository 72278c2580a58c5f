"""The market: consumers on a social network who hear, weigh and buy."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.agents import Consumer, ConsumerSet
    from simulation.market import Market
    from simulation.model import WordOfMouth
    from simulation.network import Network
    from simulation.scenario import Scenario, ScenarioError

__all__ = ["Consumer", "ConsumerSet", "Market", "Network", "Scenario", "ScenarioError", "WordOfMouth"]

_HOMES = {
    "Consumer": "agents",
    "ConsumerSet": "agents",
    "Market": "market",
    "Network": "network",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "WordOfMouth": "model",
}


def __getattr__(name: str) -> Any:
    # Imported when asked for: Mesa takes seconds to import, and reading a scenario does not need it.
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"simulation.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")
