"""The market of a game: what campaigns come to in it, beside the market without one, which all teams share."""

from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.games.ranking import Simulated
from wordofmouth.results.tables import to_table
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.outcomes import OUTCOMES, RunTables
from wordofmouth.tasks.optimise.goal import Goal

if TYPE_CHECKING:
    import pyarrow

# Campaigns are tried on the same networks again and again.
_MOST_TIES = 2_000_000


class GameMarket:
    """The market of a goal; its networks, and its runs without a campaign, are kept.

    Attributes:
        plain: the market without a campaign.
    """

    def __init__(self, goal: Goal) -> None:
        self._goal = goal
        self._networks = Networks(_MOST_TIES)
        self.plain = goal.base.without_campaign()
        # Of what is tried, and of the board that is drawn up.
        self._of_plain = lru_cache(maxsize=2)(partial(self._table, self.plain))

    def simulated(self, scenario: Scenario, seed: int, replications: range) -> Simulated:
        """Return what the runs of a scenario come to; the cost is all that it costs where the budget binds that."""
        goal, baseline = self._goal, self._of_plain(seed, replications)
        table = baseline if scenario is self.plain else self._table(scenario, seed, replications)
        runs = RunTables(table, baseline, scenario.economics.discount_rate, needs=scenario.needs)
        binding = "total_cost" if goal.binds_total else "campaign_cost"
        value, cost, adoption = (
            np.nan_to_num(OUTCOMES[name].curve(runs)) for name in (goal.objective, binding, "penetration")
        )
        return Simulated(value[:, -1], cost[:, -1], adoption, value)

    def _table(self, scenario: Scenario, seed: int, replications: range) -> "pyarrow.Table":
        runs = (simulate(scenario, seed=seed, replication=number, networks=self._networks) for number in replications)
        return to_table(enumerate(run.table() for run in runs))
