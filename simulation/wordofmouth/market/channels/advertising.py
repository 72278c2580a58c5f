"""Advertising: makes the brand known to whoever it reaches."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import Prior, field

BATCH = 2048
_ARRIVAL = purpose("channels.advertising.arrival")


class AdvertisingChannel(Channel):
    """A company's own word: it informs, and as evidence counts nothing unless the scenario says otherwise."""

    order: ClassVar[int] = 0
    kind: Literal["advertising"] = "advertising"
    reads: ClassVar[tuple[str, ...]] = ("contacts", "advertised", *HEARING_READS)
    writes: ClassVar[tuple[str, ...]] = ("advertised", *HEARING_WRITES)
    words = {"name": "Advertising", "short": "advertising"}
    trust: float = field(
        0.0,
        "what one message counts as evidence",
        unit="messages",
        source="Nielsen 2007: least trusted; its words are not counted",
        ge=0,
        le=10,
    )
    persuasion: float = field(
        0.45,
        "what every doubling of the contacts that a consumer remembers adds to belief",
        idle=0.0,
        unit="log-odds",
        source=Prior(0.2, 0.8, "so that advertising's elasticity is about .12: Sethuraman, Tellis and Briesch 2011"),
        ge=0,
        le=10,
    )
    carry_over: float = field(
        0.9,
        "share of the contacts that is remembered a week later",
        idle=0.9,
        unit="share",
        source=Prior(0.8, 0.95, "most of advertising's effect is over within months: Leone 1995"),
        ge=0,
        le=1,
    )

    def step(self, world: World) -> None:
        """Reach those whom this week's levers address."""
        if self.persuasion > 0.0:
            world.advertised *= self.carry_over
            for reached, brand in world.contacts:
                # A consumer whom several levers reach, or one lever twice, has met the brand as often.
                np.add.at(world.advertised[:, brand], reached, 1.0)
        for reached, brand in world.contacts:
            sink = world.sink(self, len(reached))
            _reach(world.key, world.week, self.trust, reached, brand, world.people[1], np.empty(BATCH, np.int64), sink)


@kernel
def _reach(key, week, trust, reached, b, brand_states, moments, sink):
    # In batches: first the moments, then the hearing, so that memory is asked many things at once.
    valence, n = 1 if trust > 0.0 else 0, reached.shape[0]
    for start in range(0, n, BATCH):
        many = min(BATCH, n - start)
        for k in range(many):
            moments[k], _, _, _ = words(key, _ARRIVAL, week, reached[start + k], b)
        for k in range(many):
            h = reached[start + k]
            hear(brand_states[h, b], h, b, valence, trust, moments[k], -1, sink)
