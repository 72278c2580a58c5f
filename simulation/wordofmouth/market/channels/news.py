"""The news: what the papers report of a brand, and what it lets them report."""

from typing import ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import field

_ARRIVAL = purpose("channels.news.arrival")


class News(Channel):
    """What the papers write of a brand: it makes the brand known, whatever it says, and is forgotten sooner than that.

    Source: Berger, Sorensen and Rasmussen (2010), Positive effects of negative publicity, Marketing Science 29(5).
    """

    order: ClassVar[int] = 6
    is_usual: ClassVar[bool] = False
    kind: Literal["news"] = "news"
    reads: ClassVar[tuple[str, ...]] = ("news", "reported", *HEARING_READS)
    writes: ClassVar[tuple[str, ...]] = ("reported", *HEARING_WRITES)
    words = {"name": "The news", "short": "news"}
    trust: float = field(
        1.03,
        "what one message counts as evidence",
        unit="messages",
        source="Nielsen 2007: newspapers are trusted by 63 %, consumer opinions posted online by 61 %",
        ge=0,
        le=10,
    )

    def step(self, world: World) -> None:
        """Deliver what is reported this week."""
        for readers, brand, power in world.news:
            sink = world.sink(self, len(readers))
            _report(world.key, world.week, self.trust * power, readers, brand, world.people[1], world.reported, sink)


@kernel
def _report(key, week, power, readers, b, brand_states, reported, sink):
    # Draws: word 0 of block b for the moment.
    valence = -1 if power > 0.0 else 0
    for h in readers:
        moment, _, _, _ = words(key, _ARRIVAL, week, h, b)
        reported[h, b] += power
        hear(brand_states[h, b], h, b, valence, power, moment, -1, sink)
