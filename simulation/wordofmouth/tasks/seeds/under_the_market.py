"""Under the market: whom to give the product when disappointed consumers talk too, by simulating the market itself.

Cascades have no criticism, no price and no shopping. Here each choice of consumers is tried on runs of a scenario,
on one network and in the same replications for all choices, and judged by what a brand has at the end. Gains need not
fall as more are given the product, so lazy evaluation is a heuristic here; the choice is judged once more, on other
runs than those on which it was made, since the best of many looks better on the latter than it is.
"""

import functools
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import RequestError
from wordofmouth.market.levers.seeding import Seeding
from wordofmouth.runs.outputs import output
from wordofmouth.runs.simulate import check_market, simulate, weeks
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.seeding.lazy import choose_lazily
from wordofmouth.seeding.spreading import weighted_cascade
from wordofmouth.seeding.strategy import check_count, choose
from wordofmouth.tasks.seeds.record import Aim

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

PROPOSERS = ("reverse_reachable", "degree_discount", "betweenness", "community", "random")


class MarketChoice(NamedTuple):
    """Whom to give the product, and what that is worth.

    Attributes:
        seeds: int32, in the order in which they were chosen.
        how: ``greedy``, or the strategy whose seeds were best as a whole.
        values: float64 (replications,), what the brand has at the end, on runs that had no say in the choice.
        without: the same, of the same runs with nobody chosen.
        tried: by strategy, the mean value of its seeds on the runs on which the choice was made.
    """

    seeds: Array
    how: str
    values: Array
    without: Array
    tried: dict[str, float]

    @property
    def added(self) -> tuple[float, float]:
        """What the choice adds, on average over the runs, and the standard error of that."""
        difference = self.values - self.without
        n = len(difference)
        return float(difference.mean()), float(difference.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan


def under_the_market(
    scenario: Scenario,
    count: int,
    *,
    aim: Aim = "buyers",
    gift: Seeding | None = None,
    budget: float = math.inf,
    candidates: int = 40,
    proposers: Sequence[str] = PROPOSERS,
    replications: int = 20,
    seed: int = 0,
    store: RunStore | None = None,
) -> MarketChoice:
    """Return the best ``count`` consumers to give the product to, or as many as add to the aim and can be paid.

    Up to as many as there are ``candidates``, consumers are chosen one after another from a shortlist to which the
    strategies contribute in turn, until the next one adds nothing; more are the seeds of the best strategy.

    Args:
        scenario: the market, with whatever else its brands do.
        count: consumers at most.
        aim: what is counted at the end: the brand's buyers, or its profit over all weeks, the gifts paid.
        gift: when, by which brand, at what cost and how openly they are given it: a seeding lever, of which only the
            strategy is replaced.
        budget: what the gifts may cost together.
        candidates: the length of the shortlist.
        proposers: strategies that are asked, with a weighted cascade on the scenario's network.
        replications: runs by which choices are compared; as many others judge the one that is made.
        seed: the seed of the runs, and of the strategies.
        store: of kept runs, of which those that are there are not simulated again, and where the others are kept.

    Raises:
        RequestError: if a number is out of range, a strategy unknown, or the aim.
        ScenarioError: if the gift does not fit the scenario.
    """
    if not proposers:
        raise RequestError("`proposers`: none; name a strategy at least")
    if aim not in ("buyers", "profit"):
        raise RequestError(f"`aim`: {aim!r} is neither 'buyers' nor 'profit'")
    if not budget >= 0:
        raise RequestError(f"`budget`: {budget} is not at least 0")
    if replications < 1:
        raise RequestError(f"`replications`: {replications} is not at least 1")
    gift = gift or Seeding(name="gifts_to_chosen")
    # Tells whether the gift fits the scenario; from then on only who is given it changes.
    scenario.varied(campaign=[*scenario.campaign, gift.model_copy(update={"strategy": "random", "count": 0})])
    check_market(scenario)
    # What is checked here lives through the weeks of a market, which has offers.
    first = cast("Market", next(weeks(scenario, seed=seed)))
    check_count(count, first.n)
    brand = next((b for b, offer in enumerate(first.offers) if offer.name == gift.brand), 0)
    cost = first.offers[brand].unit_cost if gift.cost_per_gift is None else gift.cost_per_gift
    if cost * count > budget:
        count = int(budget / cost)

    @functools.cache
    def value(seeds: tuple[int, ...], replication: int) -> float:
        lever = gift.model_copy(update={"strategy": "list", "consumers": seeds})
        campaign = (*scenario.campaign, lever) if seeds else scenario.campaign
        chosen = scenario.model_copy(update={"campaign": campaign})
        about: Any = {"seed": seed, "replication": replication, "network": first.network}
        with store or nullcontext():
            table = output(store, chosen, lambda: simulate(chosen, **about), **about).table
        series = table[aim].reshape(scenario.weeks, -1)[:, brand]
        return float(series[-1] if aim == "buyers" else series.sum())

    def values(seeds: Iterable[int], judging: bool = False) -> Array:
        runs = range(replications * judging, replications * (1 + judging))
        return np.array([value(tuple(seeds), run) for run in runs])

    spreading = weighted_cascade(first.network)
    n_proposed = max(count, min(candidates, first.n))
    proposals = {name: choose(name, spreading, n_proposed, seed) for name in proposers}
    choices = {name: seeds[:count].tolist() for name, seeds in proposals.items()}
    if count <= candidates:
        choices["greedy"] = _greedy(_shortlist(proposals, candidates), lambda seeds: float(values(seeds).mean()), count)
    tried = {name: float(values(seeds).mean()) for name, seeds in choices.items()}
    how = max(tried, key=lambda name: tried[name])
    return MarketChoice(np.array(choices[how], np.int32), how, values(choices[how], True), values((), True), tried)


def _shortlist(proposals: dict[str, Array], length: int) -> list[int]:
    """Return the first proposals of all, then the second ones, and so on, each consumer once."""
    in_turn = np.array(list(proposals.values())).T.ravel().tolist()
    return list(dict.fromkeys(in_turn))[:length]


def _greedy(shortlist: list[int], worth: Callable[[Sequence[int]], float], count: int) -> list[int]:
    """Return up to ``count`` consumers, each of whom adds most to those before, until nobody adds anything."""
    chosen: list[int] = []

    def gain(i: int) -> float:
        return worth([*chosen, i]) - worth(chosen)

    for i in choose_lazily(((gain(i), i) for i in shortlist), gain, count):
        if gain(i) <= 0:
            break
        chosen.append(i)
    return chosen
