"""Advertising: makes the brand known to whoever it reaches."""

from typing import TYPE_CHECKING, ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words
from wordofmouth.market.messages import hear
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

_ARRIVAL = purpose("channels.advertising.arrival")


class Advertising(Channel):
    """A company's own word: it informs, and as evidence counts nothing unless the scenario says otherwise."""

    order: ClassVar[int] = 0
    kind: Literal["advertising"] = "advertising"
    words = {"name": "Advertising", "short": "advertising"}
    trust: float = setting(
        0.0,
        "what one message counts as evidence",
        unit="messages",
        source="Nielsen 2007: least trusted; its words are not counted",
        ge=0,
        le=10,
    )

    def step(self, market: "Market") -> None:
        """Reach those whom this week's levers address."""
        for reached, brand in market.contacts:
            ear = market.ear(self, len(reached))
            _reach(market.key, market.week, self.trust, reached, brand, market.people[1], ear)


@kernel
def _reach(key, week, trust, reached, b, minds, ear):
    valence = 1 if trust > 0.0 else 0
    for h in reached:
        moment, _, _, _ = words(key, _ARRIVAL, week, h, b)
        hear(minds[h, b], h, b, valence, trust, moment, -1, ear)
