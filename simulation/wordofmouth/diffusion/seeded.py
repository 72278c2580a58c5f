"""Seeded models: those whose diffusion begins with a few who are convinced at the start."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.diffusion.textbook import TextbookModel
from wordofmouth.engine.randomness import below, key_for, purpose, words
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.network import Network
from wordofmouth.scenario.parts import SETTING, field, unknown_ids
from wordofmouth.seeding.spreading import Spreading, weighted_cascade
from wordofmouth.seeding.strategy import Placed, choose

_CHOSEN = purpose("textbook.seeded: chosen")

Strategy = Literal["random", Placed, "neighbourhood", "list"]


class SeededModel(TextbookModel):
    """A model that begins with seeds: consumers who are active before the first period."""

    of_market: ClassVar[tuple[str, ...]] = ("seeds",)
    states: ClassVar[tuple[State, ...]] = (
        State("inactive", "who are not active"),
        State("active", "who are active", adopted=True),
    )
    seeds: int = field(
        1,
        "consumers who are active at the start",
        unit="consumers",
        source=SETTING,
        ge=0,
        le=100_000_000,
        label="The first",
        hint="how many people are active at the start",
    )
    strategy: Strategy = field(
        "random",
        "how they are chosen; `neighbourhood` is someone at random and all their ties",
        unit="choice",
        label="Choice of the first",
        hint="how they are chosen",
    )
    consumers: tuple[Annotated[int, Field(ge=0, le=100_000_000)], ...] = field(
        (), "who they are, for the strategy 'list'", unit="ids", strict=False
    )

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return whether there are more seeds than consumers, or a list is missing or names unknown ids."""
        if self.strategy != "list":
            too_many = self.seeds > consumers
            return [("seeds", self.seeds, f"must be at most the number of consumers, {consumers}")] if too_many else []
        if not self.consumers:
            return [("consumers", self.consumers, "the strategy 'list' needs the ids of the consumers")]
        return unknown_ids(self.consumers, consumers)

    def chosen(self, run: Diffusion) -> np.ndarray:
        """Return the seeds of a run: int32 ids, in the order of choice."""
        network, count = run.network, self.seeds
        match self.strategy:
            case "random":
                return random_consumers(run.key, run.n, count)
            case "neighbourhood":
                centre = random_consumers(run.key, run.n, 1)
                around = network.targets[network.starts[centre[0]] : network.starts[centre[0] + 1]]
                return np.concatenate((centre, around)).astype(np.int32)
            case "list":
                return np.array(list(dict.fromkeys(self.consumers)), dtype=np.int32)
            case _:
                return choose(self.strategy, self.spreading(network), count, run.key)

    def spreading(self, network: Network) -> Spreading:
        """Return how influence spreads, for strategies that ask: as in a weighted cascade, unless the model says."""
        return weighted_cascade(network)


def random_consumers(key: np.uint64, n: int, count: int) -> np.ndarray:
    """Return so many different consumers, each set as likely as any other: int32, in random order."""
    if count > n // 8:
        everyone = np.arange(n, dtype=np.int32)
        shuffle(key_for(key, _CHOSEN), _CHOSEN, 0, everyone, n)
        return everyone[:count]
    # Few of many: draw until enough are different.
    consumers: dict[int, None] = {}
    block = 0
    while len(consumers) < count:
        for word in words(key, _CHOSEN, 0, 0, block):
            if len(consumers) < count:
                consumers[below(word, n)] = None
        block += 1
    return np.fromiter(consumers, np.int32, len(consumers))
