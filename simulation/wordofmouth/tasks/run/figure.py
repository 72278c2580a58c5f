"""The figure of a run: the adoption curve and what lies behind it."""

from typing import TYPE_CHECKING

from wordofmouth.figures.adoption import adoption_figure
from wordofmouth.tasks.run.record import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run_figure(result: Result) -> "Figure":
    """Return the adoption curve as a figure."""
    scenario = result.manifest.scenario
    return adoption_figure(
        result.arrow, title=scenario["title"], scenario_name=scenario["name"], seed=result.manifest.seed
    )
