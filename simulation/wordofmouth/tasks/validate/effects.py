"""Effects: markets in pairs with common random numbers, measured as the field's studies measured theirs."""

import itertools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.market.market import Market
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.scenario.factors import assumptions
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.validate.batches import weeks_of
from wordofmouth.tasks.validate.case import PUBLISHED, Case, Check, FigurePanel, standard_error

# A market in which nobody says anything to anybody.
SILENT = {
    "behaviours.speaking.talk_rate": 0.0,
    "behaviours.speaking.relay": 0.0,
    "behaviours.posting.post_rate": 0.0,
}
# Consumers of a market in the short form.
_FEW = 5_000
HEARD = ("friends", "acquaintances", "leaders", "community")


class Studies(NamedTuple):
    """What the studies of an effect found: their mean, and between what the middle of them lies.

    Attributes:
        mean, low, high: of the effect, in its own unit.
        basis: what ``low`` and ``high`` are.
    """

    mean: float
    low: float
    high: float
    basis: str


class EffectCase(Case):
    """An effect size, measured on the goods that its studies looked at.

    Attributes:
        world: what is other than in the presets in every market, by path: another size, another network.
        drawn: other values of assumptions, by path; what a preset sets itself holds.
        most: how many replications there are at most.
        first_seed: the seed of all runs.
    """

    section = 9
    world: Mapping[str, Any] = {}
    drawn: Mapping[str, Any] = {}
    most = 1_000
    first_seed = 0

    def runs(self, full: int, short: int) -> int:
        """Return how many runs are made."""
        return min(super().runs(full, short), self.most)

    def scenario(self, name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
        """Return a preset with other sections, in the world of this case: in a larger one more gifts are made."""
        preset = Scenario.load(name)
        world = {"consumers": _FEW, **self.world} if self.short else self.world
        data = {**preset.model_dump(), "variants": {}, **(changes or {})}
        data |= {path: value for path, value in world.items() if "." not in path}
        larger = data["consumers"] / preset.consumers
        data["campaign"] = [_many(lever, larger) for lever in data["campaign"]]
        is_open = assumptions(preset) if self.drawn else {}
        drawn = {path: value for path, value in self.drawn.items() if path in is_open}
        return Scenario.from_dict(data).varied({path: value for path, value in world.items() if "." in path} | drawn)

    def market(self, name: str, replications: int, changes: Mapping[str, Any] | None = None) -> "PairedMarkets":
        """Return a preset with other sections, in so many replications, in the world of this case."""
        return PairedMarkets(self.scenario(name, changes), replications, self.first_seed)

    def effect(self, what: str, studies: Studies, values: Array, error: float | None = None, **where: Any) -> Check:
        """Return the check that the mean of an effect lies where the studies' do; ``values`` has one a replication."""
        error = standard_error(values) if error is None else error
        check = self.between(
            what,
            studies.low,
            studies.high,
            float(np.mean(values)),
            error,
            source=PUBLISHED,
            kind=studies.basis,
            **where,
        )
        return check._replace(expected=studies.mean)


def _many(lever: dict[str, Any], larger: float) -> dict[str, Any]:
    return lever | {"count": max(1, round(lever["count"] * larger))} if "count" in lever else lever


def panel(heading: str, unit: str) -> tuple[FigurePanel, ...]:
    """Return the one panel of a case whose effects are of one unit."""
    return (FigurePanel(heading, unit),)


class PairedMarkets:
    """One scenario under changes, each replication on the network and the random numbers of its pair.

    Args:
        scenario: what is changed.
        replications: how many pairs.
        seed: of all runs.
    """

    def __init__(self, scenario: Scenario, replications: int, seed: int = 0) -> None:
        self.scenario, self.replications, self.seed = scenario, replications, seed
        self._networks: dict[int, Network] = {}

    def run(
        self,
        changes: Mapping[str, Any] | None = None,
        *,
        reviews: Array | None = None,
        levers: Sequence[Mapping[str, Any]] = (),
        without: Collection[str] = (),
        until: int | None = None,
    ) -> list[Market]:
        """Return the markets of all replications at the end of a week.

        Args:
            changes: values by path.
            reviews: by stars, on the first brand's page before week 1.
            levers: added to the campaign.
            without: kinds of levers that are left out.
            until: the last week; the scenario's unless given.
        """
        data = self.scenario.varied(changes).model_dump()
        data["variants"] = {}
        data["campaign"] = [lever for lever in data["campaign"] if lever["kind"] not in without] + list(levers)
        scenario = Scenario.from_dict(data)
        return [self._ended(scenario, number, reviews, until) for number in range(self.replications)]

    def part(self, kind: str) -> Any:
        """Return the channel or the behaviour of a kind, as the scenario has it."""
        return {**self.scenario.channels, **self.scenario.behaviours}[kind]

    def lever(self, kind: str) -> Any:
        """Return the first lever of a kind."""
        return next(lever for lever in self.scenario.campaign if lever.kind == kind)

    @cached_property
    def plain(self) -> list[Market]:
        """The markets as they are."""
        return self.run()

    def _ended(self, scenario: Scenario, replication: int, reviews: Array | None, until: int | None) -> Market:
        if replication not in self._networks:
            self._networks[replication] = network_of(scenario, self.seed, replication)
        passing = weeks_of(Market, scenario, replication, self._networks[replication], self.seed)
        market = next(passing)
        if reviews is not None:
            market.review_pool.stars[0] += reviews
        for _ in itertools.islice(passing, scenario.weeks if until is None else until):
            pass
        return market


def total(market: Market, measure: str = "purchases", first: int = 1, last: int | None = None) -> float:
    """Return the sum of a measure of the first brand over some weeks."""
    return float(sum(values[0] for values in market.history[measure][first - 1 : last]))


def totals(markets: Sequence[Market], measure: str = "purchases", first: int = 1, last: int | None = None) -> Array:
    """Return the sums of a measure in each replication."""
    return np.array([total(market, measure, first, last) for market in markets])


def elasticity(more: Array, less: Array, ratio: float) -> Array:
    """Return by how many per cent sales rise when what drives them rises by one, in each pair: of logarithms."""
    return np.log(more / less) / math.log(ratio)


def ratio_of_means(one: Array, other: Array) -> tuple[Array, float]:
    """Return the ratio of the means of two effects and its standard error, by leaving out one pair at a time.

    Source: Quenouille (1956), Notes on bias in estimation, Biometrika 43. The mean of ratios has no finite variance.
    """
    count = len(one)
    left_out = (one.sum() - one) / (other.sum() - other)
    pseudo = count * one.sum() / other.sum() - (count - 1) * left_out
    return pseudo, standard_error(pseudo)


def mean_of(markets: Sequence[Market], measure: Callable[[Market], float]) -> Array:
    """Return what is computed of the market of each replication."""
    return np.array([measure(market) for market in markets])
