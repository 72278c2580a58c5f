"""Acquaintances met in e-communities: weak ties, online only."""

from typing import TYPE_CHECKING, ClassVar, Literal

from simulation.channels.family import Channel
from simulation.hearing import hear, reception
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, setting

if TYPE_CHECKING:
    from simulation.market import Market


class Acquaintances(Channel):
    """Talk between acquaintances online; a fellow member of one's own community convinces a little more."""

    order: ClassVar[int] = 2
    kind: Literal["acquaintances"] = "acquaintances"
    fellow_bonus: float = setting(0.1, "what a message counts more between members of one community", unit="messages", source=ASSUMPTION, ge=0, le=10)

    def step(self, market: "Market") -> None:
        """Carry every talk along a weak tie whose two ends are online."""
        trust = (self.trust, self.trust + self.fellow_bonus)
        _carry(market.place(self), trust, market.terms, market.consumers, market.talks, *market.heard_by(self))


@kernel
def _carry(channel, trust, terms, c, talks, praise_heard, criticism_heard):
    for k in range(talks.speaker.shape[0]):
        h = talks.hearer[k]
        if h >= 0 and not talks.strong[k] and c.online[h] and c.online[talks.speaker[k]]:
            i, b = talks.speaker[k], talks.brand[k]
            fellow = 1 if c.community[i] == c.community[h] else 0
            taken, power = reception(h, talks.valence[k], c.gift[i, b], terms, talks.doubt[k], c)
            hear(h, b, taken, trust[fellow] * power, talks.moment[k], channel, c, praise_heard, criticism_heard)
