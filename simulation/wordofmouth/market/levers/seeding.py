"""Seeding: gives the product to chosen consumers, so that they talk."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words
from wordofmouth.market.world import GIVING_READS, GIVING_WRITES, World
from wordofmouth.networks import centrality
from wordofmouth.scenario.families.lever import ROUNDING, AimedLever, Week
from wordofmouth.scenario.parts import SETTING, Prior, field, unknown_ids
from wordofmouth.seeding.spreading import weighted_cascade
from wordofmouth.seeding.strategy import Placed, choose

Strategy = Literal["random", Placed, "leaders", "list"]


class Seeding(AimedLever):
    """Gifts to consumers, openly or not; whoever sees through a hidden one takes the praise for criticism.

    So do some who hear of an open one, the more the dearer the gift and the better known the brand.

    Source: Hinz, Skiera, Barrot and Becker (2011), Seeding strategies for viral marketing, Journal of Marketing 75(6).
    """

    idle: ClassVar[dict[str, Any]] = {"count": 0, "strategy": "random"}
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap", "count")
    kind: Literal["seeding"] = "seeding"
    reads: ClassVar[tuple[str, ...]] = (
        "brands",
        "consumers.leader",
        "brand_states.owner",
        "brand_states.aware",
        *GIVING_READS,
    )
    writes: ClassVar[tuple[str, ...]] = ("spent", *GIVING_WRITES)
    words = {"name": "Gifts", "text": "Some people get the product for nothing, and talk about it."}
    week: Week | None = field(1, "the one week in which it acts", unit="week", source=SETTING)
    count: int = field(
        100, "consumers who are given the product each time", unit="consumers", source=SETTING, ge=0, le=100_000_000
    )
    strategy: Strategy = field(
        "random",
        "how they are chosen; those who know whom they influence take word to spread as in a weighted cascade",
        unit="choice",
    )
    consumers: tuple[Annotated[int, Field(ge=0, le=100_000_000)], ...] = field(
        (), "who they are, for the strategy 'list'", unit="ids", strict=False
    )
    disclosed: bool = field(True, "whether they say that it was a gift", unit="true or false")
    disclosed_power: float = field(
        0.5, "what praise counts when the gift is disclosed", unit="ratio", source="Eisend & Tarrahi 2021", ge=0, le=1
    )
    backlash: float = field(
        1.0,
        "what praise counts as criticism for who feels manipulated",
        unit="ratio",
        source=Prior(0.3, 3.0, "persuasion that is seen through turns: Friestad and Wright 1994, in sign"),
        ge=0,
        le=100,
    )
    suspicion: float = field(
        0.0,
        "share of the scepticism towards a hidden gift that an open one meets, if dear and of a brand known to all",
        idle=0.0,
        unit="ratio",
        source=Prior(0.0, 0.8, "sponsorship that is disclosed makes some readers wary: Boerman et al. 2017, in sign"),
        ge=0,
        le=1,
    )
    dear: float = field(
        500.0,
        "price at which a gift is half as suspicious as one beyond price",
        idle=500.0,
        unit="money",
        source=SETTING,
        gt=0,
        le=1e9,
    )
    cost_per_gift: float | None = field(
        None, "cost of one gift; the brand's unit cost unless given", unit="money", source=SETTING, ge=0, le=1e9
    )

    cost_per_follower: float = field(
        0.0,
        "what the post of a leader who gets one costs, for each follower",
        idle=0.0,
        unit="money",
        source=SETTING,
        ge=0,
        le=1e9,
    )

    @property
    def named(self) -> tuple[int, ...]:
        """Ids of those to whom it gives the product by name."""
        return self.consumers if self.strategy == "list" else ()

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return whether more are to be given the product than there are, or a list is missing or names unknown ids."""
        if self.strategy != "list":
            too_many = self.count > consumers
            return [("count", self.count, f"must be at most the number of consumers, {consumers}")] if too_many else []
        if not self.consumers:
            return [("consumers", self.consumers, "the strategy 'list' needs the ids of the consumers")]
        return unknown_ids(self.consumers, consumers)

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs nothing: a gift costs as much as a unit unless said."""
        return (self.cost_per_gift is not None or not unit_cost) and super().is_free(unit_cost)

    def act(self, world: World, brand: int) -> None:
        """Give the product to the best placed of those who do not have it."""
        # Most rankings take the longer the further down they go, and few of the best have the product already.
        depth = 2 * self.count
        while len(without := self._without(world, brand, depth)) < self.count and depth < world.n:
            depth *= 8
        receivers = without if self.strategy == "list" else without[: self.count]
        if len(receivers) < self.count and self.strategy != "list":
            world.note(f"campaign.{self.label}: not all of {self.count} gifts found a taker who had not the product")
        cost = world.brands[brand].unit_cost if self.cost_per_gift is None else self.cost_per_gift
        starts, _ = world.audiences
        followers = starts[receivers + 1] - starts[receivers]
        if self.cap is not None:
            paid_for = np.cumsum(cost + followers * self.cost_per_follower) <= world.left(self) * (1.0 + ROUNDING)
            receivers, followers = receivers[paid_for], followers[paid_for]
        suspicion = self._suspicion(world, brand) if self.suspicion > 0.0 else 0.0
        world.give(receivers.astype(np.int32), brand, (self.disclosed, self.disclosed_power, self.backlash, suspicion))
        world.charge(self, brand, len(receivers) * cost)
        if self.cost_per_follower > 0.0:
            world.charge(self, brand, int(followers.sum()) * self.cost_per_follower)

    def _suspicion(self, world: World, brand: int) -> float:
        """Return the share of their scepticism with which hearers meet these gifts, if they are disclosed."""
        price = world.brands[brand].reference_price
        return float(self.suspicion * price / (price + self.dear) * world.brand_states.aware[:, brand].mean())

    def _without(self, world: World, brand: int, depth: int) -> np.ndarray:
        """Return which of the best placed are to be given the product and do not have it."""
        candidates = self.ranking(world, depth)
        if self.segment or self.community is not None:
            candidates = candidates[np.isin(candidates, self.aimed(world))]
        return candidates[~world.brand_states.owner[candidates, brand]]

    def ranking(self, world: World, depth: int) -> np.ndarray:
        """Return candidates, ids, the best placed first, at least so many if there are; ties go to the smallest id."""
        network = world.network
        match self.strategy:
            case "random":
                draws = np.empty(world.n, dtype=np.int64)
                _draw(world.key, purpose(f"levers.seeding.{self.label}"), draws)
                return np.argsort(draws, kind="stable")
            case "leaders":
                leaders = np.flatnonzero(world.consumers.leader)
                return leaders[centrality.top(np.diff(world.audiences[0])[leaders], len(leaders))]
            case "list":
                return np.array(list(dict.fromkeys(self.consumers)), dtype=np.int64)
            case "reverse_reachable":
                return choose(self.strategy, weighted_cascade(network), self.count, world.key)
            case _:
                return choose(self.strategy, weighted_cascade(network), min(depth, world.n), world.key)


@kernel
def _draw(key, address, draws):
    for i in range(draws.shape[0]):
        draws[i], _, _, _ = words(key, address, 0, i, 0)
