"""Again: one run of a sweep, made once more on its own, to look at it closely."""

from pathlib import Path

from wordofmouth.errors import DesignError
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.parts import STATE
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.under_way import design_of


def design_at(source: str | Path) -> Design:
    """Return the design of a sweep's folder, of a file, or of a name among those that come along.

    Raises:
        DesignError: if it has mistakes.
        FolderError, ManifestError, TableError: if the folder is of no sweep, or cannot be read.
    """
    folder = Path(source)
    if not folder.is_dir():
        return Design.load(source)
    return design_of(folder) if (folder / STATE).exists() else SweepResult.load(folder).design


def scenario_of(design: Design, point: int, replication: int) -> Scenario:
    """Return the scenario that is run at a point, in a replication of those that the design has there.

    Raises:
        DesignError: if there is no such point or replication.
        ScenarioError: if the values at the point do not go together.
    """
    if not 0 <= point < len(design):
        raise DesignError([f"`point`: {point} is not allowed: points go from 0 to {len(design) - 1}"])
    most = design.precision.at_most if design.precision else design.replications
    if not 0 <= replication < most:
        raise DesignError([f"`replication`: {replication} is not allowed: replications go from 0 to {most - 1}"])
    return design.scenario_at(design.point(point).values)
