"""The figure of a run: the adoption curve and what lies behind it."""

from typing import TYPE_CHECKING

from wordofmouth.figures.adoption import adoption_figure
from wordofmouth.tasks.run.finding import alongside
from wordofmouth.tasks.run.record import Result
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run_figure(result: Result, say: Words | None = None) -> "Figure":
    """Return the adoption curve as a figure, in English unless other words are given."""
    scenario = result.manifest.scenario
    return adoption_figure(
        result.arrow,
        title=scenario["title"],
        scenario_name=scenario["name"],
        seed=result.manifest.seed,
        alongside=alongside(result),
        market=about_market(scenario, say) if scenario.get("market") else (),
        say=(say or Words()).of_market(scenario),
    )
