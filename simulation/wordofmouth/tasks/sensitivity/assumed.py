"""What a sensitivity varies: the factors of a design; or, of a scenario, all its assumptions over their ranges."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordofmouth.errors import SensitivityError
from wordofmouth.scenario.factors import assumptions
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.toml.declared import says
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.statistics.sampling import BY_SALIB
from wordofmouth.tasks.sweep.design import DESIGNS, Design

# Trajectories of Morris and runs of each point: some two thousand runs of a market that leaves all as it is, which tell
# the few assumptions that matter from the many that do not.
_TRAJECTORIES, _REPLICATIONS = 10, 3


def of_assumptions(scenario: Scenario, measure: str = "penetration") -> Design:
    """Return the design by which is told which of a scenario's assumptions decide an outcome: Morris' screening.

    Every assumed number that the scenario leaves at its default varies over the range of its prior.

    Source: Campolongo, Cariboni and Saltelli (2007), An effective screening design for sensitivity analysis of large
    models, Environmental Modelling & Software 22.

    Raises:
        OutcomeError: if there is no such measure.
        SensitivityError: if the scenario assumes nothing.
    """
    factors = assumptions(scenario)
    if not factors:
        raise SensitivityError([f"{scenario.name}: no number of it is an assumption that it leaves as it is"])
    return Design(
        name=f"{scenario.name[:52]}-assumptions",
        title="Which assumptions matter",
        scenario=scenario.varied(variants={}).model_dump(mode="json"),
        design="morris",
        points=_TRAJECTORIES,
        replications=_REPLICATIONS,
        baseline=outcome(measure).needs_baseline,
        factors=factors,
    )


def designed(
    source: str | Path | Scenario,
    measure: str,
    changes: Mapping[str, Any] | None = None,
    network: Mapping[str, Any] | None = None,
) -> Design:
    """Return the design of a file or a name; of a scenario, or of a scenario's name, that of its assumptions.

    Where a design and a preset have one name, the design is meant if it is one for a sensitivity.

    Args:
        source: a scenario; or a design's or a scenario's name or file.
        measure: the outcome that is to be explained.
        changes: other values in the scenario, by path.
        network: another network of the scenario or of the design, by its paths.

    Raises:
        DesignError: if the design has mistakes.
        ScenarioError: if the scenario has.
        SensitivityError: if there is neither, a design is given changes, or the scenario assumes nothing.
    """
    if isinstance(source, Scenario) or _is_scenario(source):
        scenario = source if isinstance(source, Scenario) else Scenario.load(source)
        return of_assumptions(scenario.varied({**(network or {}), **(changes or {})}), measure)
    design = Design.load(source, network)
    if changes:
        raise SensitivityError([f"{design.name}: is a design, whose own [fixed] says what all points have"])
    return design


def _is_scenario(source: str | Path) -> bool:
    path = Path(source)
    if path.is_file():
        return not says(path, "factors", "cases", "table", "design")
    name = str(source)
    if ".toml" in name:
        return ".toml/" in name
    designs = [file.stem for file in DESIGNS.glob("*.toml")]
    if name in designs:
        return name in presets() and Design.load(name).design not in BY_SALIB
    if name.partition("/")[0] not in presets():
        raise SensitivityError([f"no scenario or design is called {name!r}; {nearest(name, [*presets(), *designs])}"])
    return True
