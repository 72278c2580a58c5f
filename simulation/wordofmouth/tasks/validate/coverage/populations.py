"""Populations: pairs of outcomes from which samples are drawn, so that the truth is known.

A market's is a bank: thousands of pairs of runs, drawn once; its mean is the truth, and samples are drawn from it with
replacement. Those of formulas look like markets and cost nothing; the short form has no others.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.code import code, code_digest
from wordofmouth.results.files import atomic
from wordofmouth.runs.runner import simulator
from wordofmouth.scenario.scenario import Scenario

_SEED, _LARGE = 11, 400_000
_ROOMS = ("engine", "scenario", "networks", "seeding", "market")


class Population(NamedTuple):
    """Pairs of outcomes.

    Attributes:
        name: what it is, in words.
        draw: returns the first and second of so many pairs from a generator, (pairs,) each.
        means: the true means of the first and of the second.
        share: the true share of pairs in which the second is above, ties counting half.
    """

    name: str
    draw: Callable[[np.random.Generator, int], tuple[Array, Array]]
    means: tuple[float, float]
    share: float

    @property
    def difference(self) -> float:
        """The true mean difference."""
        return self.means[1] - self.means[0]

    def samples(self, generator: np.random.Generator, n: int, trials: int) -> tuple[Array, Array]:
        """Return samples of n pairs, (n, trials) each."""
        first, second = self.draw(generator, n * trials)
        return first.reshape(n, trials), second.reshape(n, trials)


def of_pairs(name: str, first: Array, second: Array) -> Population:
    """Return the population of which some pairs are all."""

    def draw(generator: np.random.Generator, count: int) -> tuple[Array, Array]:
        chosen = generator.integers(len(first), size=count)
        return first[chosen], second[chosen]

    above = np.mean(second > first) + np.mean(second == first) / 2
    return Population(name, draw, (float(first.mean()), float(second.mean())), float(above))


def formulas() -> dict[str, Population]:
    """Return populations from formulas, by name: steady, growing as a branching process does, in two humps."""

    def steady(generator: np.random.Generator, count: int) -> tuple[Array, Array]:
        first = 0.6 + 0.03 * generator.standard_normal(count)
        return first, first - 0.008 + 0.008 * generator.standard_normal(count)

    def growing(generator: np.random.Generator, count: int) -> tuple[Array, Array]:
        first = np.round(500 * 0.8 * generator.beta(0.5, 1.5, count)) / 500
        change = np.where(generator.random(count) < 0.4, 0.0, generator.gamma(0.4, 0.25, count))
        return first, np.round(500 * first * np.clip(1 + 0.03 - change, 0, 1.2)) / 500

    def humped(generator: np.random.Generator, count: int) -> tuple[Array, Array]:
        lit, other = generator.random(count) < 0.5, generator.random(count)
        second = np.where(lit, other > 0.3, other < 0.1)
        sizes = 0.5 + 0.03 * generator.standard_normal(count)
        low = 0.01 + 0.005 * generator.random((2, count))
        moved = sizes + 0.01 * generator.standard_normal(count)
        return np.where(lit, sizes, low[0]), np.where(second, moved, low[1])

    made = {"formula: steady": steady, "formula: growing": growing, "formula: two humps": humped}
    return {name: of_pairs(name, *draw(np.random.default_rng(_SEED), _LARGE)) for name, draw in made.items()}


class Market(NamedTuple):
    """Two scenarios of which a bank is drawn, and how many pairs of runs."""

    first: Scenario
    second: Scenario
    pairs: int


def markets() -> dict[str, Market]:
    """Return the markets of which banks are drawn, by name: small, critical, won nearly in all runs."""
    seeding = Scenario.from_dict(
        {
            "name": "seeding",
            "consumers": 500,
            "weeks": 26,
            "brands": [{"name": "Aster", "quality": 0.8, "price": 60, "unit_cost": 25}],
            "campaign": [{"kind": "seeding", "name": "gifts", "week": 1, "strategy": "random", "count": 5}],
        }
    )
    launch = Scenario.load("launch").varied(consumers=1_000, weeks=26)
    wide = (
        ("seeding of 5 among 500, quality .80 and .75", seeding, 0.75, 4_000),
        ("word_of_mouth_only, quality .80 and .75", Scenario.load("word_of_mouth_only"), 0.75, 2_000),
        ("launch among 1,000, quality .80 and .78", launch, 0.78, 4_000),
        ("small, quality .80 and .75", Scenario.load("small"), 0.75, 4_000),
    )
    return {
        name: Market(base.varied({"brand.quality": 0.8}), base.varied({"brand.quality": other}), pairs)
        for name, base, other, pairs in wide
    }


def _simulating() -> dict[str, str]:
    """Return the digests of the rooms that decide what a run comes to."""
    return {room: digest for room, digest in code().items() if room in _ROOMS}


def bank(name: str, market: Market, folder: Path, workers: int) -> Population:
    """Return the population of a market's runs, by the share who have bought in the end; drawn unless it is kept.

    It is kept in a folder under what decides it: scenarios, seed, and the code that is run.
    """
    scenarios = f"{market.first.model_dump_json()} {market.second.model_dump_json()}"
    asked = f"{scenarios} {_SEED} {market.pairs} {code_digest(_simulating())}"
    path = folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:16]}.npy"
    if not path.is_file():
        usable = np.empty((2, market.pairs))
        with simulator([market.first, market.second], seed=_SEED, workers=workers) as simulate:
            for replication, outputs in simulate(range(market.pairs)):
                usable[:, replication] = [output.table["penetration"][-1] for output in outputs]
        folder.mkdir(parents=True, exist_ok=True)
        with atomic(path) as unfinished, unfinished.open("wb") as file:
            np.save(file, usable)
    return of_pairs(name, *np.load(path))
