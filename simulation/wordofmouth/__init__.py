"""Word of mouth, simulated: ``import wordofmouth as wom``.

Names are imported when they are first asked for, so that importing the package costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

from wordofmouth.market.copies import keeping
from wordofmouth.results import hook
from wordofmouth.scenario import registry

if TYPE_CHECKING:
    from wordofmouth.catalogue import load_result as load_result
    from wordofmouth.catalogue import report as report
    from wordofmouth.errors import ScenarioError as ScenarioError
    from wordofmouth.errors import WordOfMouthError as WordOfMouthError
    from wordofmouth.instruments.log import listen as listen
    from wordofmouth.instruments.story.story import story as story
    from wordofmouth.instruments.survey import survey as survey
    from wordofmouth.market.market import Market as Market
    from wordofmouth.mesa.agents import ConsumerAgent as ConsumerAgent
    from wordofmouth.mesa.agents import ConsumerSet as ConsumerSet
    from wordofmouth.mesa.model import WordOfMouth as WordOfMouth
    from wordofmouth.networks.network import Network as Network
    from wordofmouth.pages.shown import Page as Page
    from wordofmouth.pages.shown import page as page
    from wordofmouth.runs.kept import load_run as load_run
    from wordofmouth.scenario.plugins.loading import use as use
    from wordofmouth.scenario.scenario import Scenario as Scenario
    from wordofmouth.scenario.scenario import presets as presets
    from wordofmouth.studies.cite import cite as cite
    from wordofmouth.tasks.calibrate.record import Calibration as Calibration
    from wordofmouth.tasks.calibrate.task import calibrate as calibrate
    from wordofmouth.tasks.compare.record import Comparison as Comparison
    from wordofmouth.tasks.compare.task import compare as compare
    from wordofmouth.tasks.forecast.task import forecast as forecast
    from wordofmouth.tasks.optimise.goal import Goal as Goal
    from wordofmouth.tasks.optimise.record import Optimised as Optimised
    from wordofmouth.tasks.optimise.task import optimise as optimise
    from wordofmouth.tasks.peers.record import PeerStudy as PeerStudy
    from wordofmouth.tasks.peers.task import study_peers as peers
    from wordofmouth.tasks.run.record import Result as Result
    from wordofmouth.tasks.run.task import branch as branch
    from wordofmouth.tasks.run.task import run as run
    from wordofmouth.tasks.seeds.task import seeds as seeds
    from wordofmouth.tasks.sensitivity.discover.record import Discovery as Discovery
    from wordofmouth.tasks.sensitivity.discover.task import discover as discover
    from wordofmouth.tasks.sensitivity.given_data.record import GivenData as GivenData
    from wordofmouth.tasks.sensitivity.record import Sensitivity as Sensitivity
    from wordofmouth.tasks.sensitivity.task import sensitivity as sensitivity
    from wordofmouth.tasks.sweep.design import Design as Design
    from wordofmouth.tasks.sweep.gathering.gather import gather as gather
    from wordofmouth.tasks.sweep.record import SweepResult as SweepResult
    from wordofmouth.tasks.sweep.task import sweep as sweep
    from wordofmouth.tasks.validate.task import validate as validate
    from wordofmouth.tasks.value.record import Values as Values
    from wordofmouth.tasks.value.task import value as value

    __version__: str

__all__ = [
    "Calibration",
    "Comparison",
    "ConsumerAgent",
    "ConsumerSet",
    "Design",
    "Discovery",
    "GivenData",
    "Goal",
    "Market",
    "Network",
    "Optimised",
    "Page",
    "PeerStudy",
    "Result",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "SweepResult",
    "Values",
    "WordOfMouth",
    "WordOfMouthError",
    "__version__",
    "branch",
    "calibrate",
    "cite",
    "compare",
    "discover",
    "forecast",
    "gather",
    "listen",
    "load_result",
    "load_run",
    "optimise",
    "page",
    "peers",
    "presets",
    "report",
    "run",
    "seeds",
    "sensitivity",
    "story",
    "survey",
    "sweep",
    "use",
    "validate",
    "value",
]

# What type checkers read above, as it is imported: the module below this package, and the name there if another.
_HOMES = {
    "Calibration": "tasks.calibrate.record",
    "Comparison": "tasks.compare.record",
    "ConsumerAgent": "mesa.agents",
    "ConsumerSet": "mesa.agents",
    "Design": "tasks.sweep.design",
    "Discovery": "tasks.sensitivity.discover.record",
    "GivenData": "tasks.sensitivity.given_data.record",
    "Goal": "tasks.optimise.goal",
    "Market": "market.market",
    "Network": "networks.network",
    "Optimised": "tasks.optimise.record",
    "Page": "pages.shown",
    "PeerStudy": "tasks.peers.record",
    "Result": "tasks.run.record",
    "Scenario": "scenario.scenario",
    "ScenarioError": "errors",
    "Sensitivity": "tasks.sensitivity.record",
    "SweepResult": "tasks.sweep.record",
    "Values": "tasks.value.record",
    "WordOfMouth": "mesa.model",
    "WordOfMouthError": "errors",
    "branch": "tasks.run.task",
    "calibrate": "tasks.calibrate.task",
    "cite": "studies.cite",
    "compare": "tasks.compare.task",
    "discover": "tasks.sensitivity.discover.task",
    "forecast": "tasks.forecast.task",
    "gather": "tasks.sweep.gathering.gather",
    "listen": "instruments.log",
    "load_result": "catalogue",
    "load_run": "runs.kept",
    "optimise": "tasks.optimise.task",
    "page": "pages.shown",
    "peers": "tasks.peers.task:study_peers",
    "presets": "scenario.scenario",
    "report": "catalogue",
    "run": "tasks.run.task",
    "seeds": "tasks.seeds.task",
    "sensitivity": "tasks.sensitivity.task",
    "story": "instruments.story.story",
    "survey": "instruments.survey",
    "sweep": "tasks.sweep.task",
    "use": "scenario.plugins.loading",
    "validate": "tasks.validate.task",
    "value": "tasks.value.task",
}

# Where the kinds of our families live; a family names no room above its own.
for _family, _room in (
    ("behaviour", "market.behaviours"),
    ("channel", "market.channels"),
    ("lever", "market.levers"),
    ("model", "diffusion.models"),
    ("network", "networks.generators"),
    ("strategy", "seeding.strategies"),
):
    registry.add_home(_family, f"wordofmouth.{_room}")

# Records ask here who tells of them, draws and reports them.
hook.home = "wordofmouth.catalogue:TASKS"

# Runs ask here who keeps them in files, and lets them branch.
keeping.home = "wordofmouth.runs"


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return importlib.import_module("wordofmouth.resources").version()
    if name in _HOMES:
        module, _, other = _HOMES[name].partition(":")
        return getattr(importlib.import_module(f"wordofmouth.{module}"), other or name)
    raise AttributeError(f"module 'wordofmouth' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
