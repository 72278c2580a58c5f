"""Bank: markets simulated once at parameters from all of their ranges, in which a series of sales finds those like it.

A series that has begun as some of the markets did is taken to go on as they did. Only curves count: a period is as long
as makes the markets last about as long, twice … six times as long as what is seen and asked for, and rates are sought
in all of their ranges. So one bank serves every origin of every series, and comes along as a file. Each of its rows is
a run with a seed and a replication, and can be made again alone.

``python -m wordofmouth.tasks.forecast.bank`` makes it again, in two minutes.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.files import atomic
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.forecasting.members import from_the_last
from wordofmouth.statistics.sampling import unit_points
from wordofmouth.tasks.calibrate.parameters import default_ranges, values_at
from wordofmouth.tasks.calibrate.simulations import SimulationJob, Simulations, SimulationTask

FILE = Path(__file__).with_name("bank.npz")
SCENARIO, RUNS, WEEKS, CONSUMERS, SEED = "launch", 400, 128, 1_000, 0
# How many markets go on with a series, of how many buyers one is more than chance, how many are compared with others.
_NEAREST, _FEWEST_BUYERS, _COMPARED = 60, 30, 60
_STRETCHES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


def simulated(rows: Sequence[int]) -> Array:
    """Return the purchases of rows of the bank, (rows, weeks), simulated."""
    scenario = Scenario.load(SCENARIO).varied({"weeks": WEEKS, "consumers": CONSUMERS, "variants": {}})
    ranges = default_ranges(scenario)
    places = unit_points("latin_hypercube", len(ranges), RUNS, SEED)
    tasks = [SimulationTask(tuple(values_at(ranges, places[row]).items()), (row,)) for row in rows]
    with Simulations(SimulationJob(scenario, SEED, "purchases", 1), 0, lambda _: None) as runs:
        return np.concatenate(runs.simulate(tasks))[:, 0]


class Bank:
    """Markets, and the forecasts that those nearest to a series give: a member of a combination.

    Attributes:
        so_far: purchases until the end of each week, from none, (runs, weeks + 1).
    """

    def __init__(self, so_far: Array) -> None:
        self.so_far = so_far[so_far[:, -1] >= _FEWEST_BUYERS]

    @classmethod
    def of_sales(cls, sold: Array) -> "Bank":
        """Return the bank of purchases in each week, (runs, weeks)."""
        return cls(np.pad(sold, ((0, 0), (1, 0))).cumsum(axis=1, dtype=np.float64))

    @classmethod
    def shipped(cls) -> "Bank":
        """Return the bank that comes along."""
        return _shipped()

    def __call__(self, sales: Array, horizon: int) -> Array | None:
        """Return how the nearest markets go on from the last sales, the median of their steps in square roots."""
        shown, _ = self._nearest(sales, horizon, _NEAREST)
        if not len(shown):
            return None
        return np.median(from_the_last(sales, shown), axis=0)

    def strangeness(self, sales: Array) -> float:
        """Return the share of the markets that lie nearer to another market than this series does to any.

        1 says that no market here makes such a series.
        """
        _, (away, *_) = self._nearest(sales, 0, 1)
        return float(np.mean(self._apart(len(sales)) < away))

    def _apart(self, periods: int) -> Array:
        """Return how far some of the markets are from the nearest of the others, (markets,)."""
        some = range(0, len(self.so_far), max(len(self.so_far) // _COMPARED, 1))
        apart, markets = [], self._by_period(periods, 1.0)
        for row in some:
            others = Bank(np.delete(self.so_far, row, axis=0))
            apart.append(others._nearest(markets[row], 0, 1)[1][0])
        return np.array(apart)

    def _nearest(self, sales: Array, horizon: int, count: int) -> tuple[Array, Array]:
        """Return what the nearest markets show of the periods seen and after, and how far they are, nearest first.

        Distances are mean squares of differences of square roots, relative to the mean of the sales.
        """
        n = len(sales)
        shown = np.concatenate([self._by_period(n + horizon, stretch) for stretch in _STRETCHES])
        bought = shown[:, :n].sum(axis=1)
        shown, bought = shown[bought > 0], bought[bought > 0]
        shown = shown * (sales.sum() / bought)[:, None]
        away = ((np.sqrt(shown[:, :n]) - np.sqrt(sales)) ** 2).mean(axis=1) / max(float(sales.mean()), 1e-300)
        closest = np.argsort(away, kind="stable")[:count]
        return shown[closest], away[closest]

    def _by_period(self, periods: int, stretch: float) -> Array:
        """Return the sales of periods of markets that last so many times as long as these, (runs, periods)."""
        weeks = self.so_far.shape[1] - 1
        ends = np.linspace(0, weeks / stretch, periods + 1)
        before = np.minimum(ends.astype(np.int64), weeks - 1)
        part = ends - before
        so_far = self.so_far[:, before] * (1 - part) + self.so_far[:, before + 1] * part
        by_period: Array = np.diff(so_far, axis=1)
        return by_period


@cache
def _shipped() -> Bank:
    with np.load(FILE, allow_pickle=False) as arrays:
        return Bank.of_sales(arrays["sold"])


if __name__ == "__main__":
    with atomic(FILE) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(file, sold=simulated(range(RUNS)).astype(np.int16))
    print(FILE)
