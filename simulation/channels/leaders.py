"""Opinion leaders: what they say is posted, and seen by part of their audience."""

from typing import TYPE_CHECKING, ClassVar, Literal

from simulation.channels.family import Channel
from simulation.hearing import hear, reception
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, setting
from simulation.randomness import chance, purpose, words

if TYPE_CHECKING:
    from simulation.market import Market

_SEEN = purpose("channels.leaders.seen")
_ARRIVAL = purpose("channels.leaders.arrival")
LARGEST_AUDIENCE = 2**16


class Leaders(Channel):
    """Opinion leaders' posts: each follower sees one with probability ``reach``."""

    order: ClassVar[int] = 3
    kind: Literal["leaders"] = "leaders"
    trust: float = setting(1.28, "what one message counts as evidence", unit="messages", source="Nielsen 2007: 78/61, as a friend", ge=0, le=10)
    reach: float = setting(0.1, "chance that a follower sees a post", unit="probability", source=ASSUMPTION, ge=0, le=1)

    def step(self, market: "Market") -> None:
        """Show every talk of an opinion leader to those of her followers who see it."""
        _broadcast(
            market.key, market.week, market.place(self), self.trust, chance(self.reach), *market.audiences,
            market.terms, market.consumers, market.talks, *market.heard_by(self),
        )  # fmt: skip


@kernel
def _broadcast(
    key, week, channel, trust, reach, starts, followers, terms,
    c, talks, praise_heard, criticism_heard,
):  # fmt: skip
    # Draws of follower k: word k % 4 of block talk · 2¹⁴ + k // 4 for seeing; words 0 and 1 of block talk · 2¹⁶ + k for
    # the moment and the doubt.
    for t in range(talks.speaker.shape[0]):
        i = talks.speaker[t]
        if not c.leader[i]:
            continue
        b = talks.brand[t]
        first, audience = starts[i], starts[i + 1] - starts[i]
        for quad in range((audience + 3) // 4):
            seen = words(key, _SEEN, week, i, talks.draw[t] * 16384 + quad)
            for lane in range(min(4, audience - 4 * quad)):
                if seen[lane] < reach:
                    k = 4 * quad + lane
                    h = followers[first + k]
                    arrival, scrutiny, _, _ = words(key, _ARRIVAL, week, i, talks.draw[t] * 65536 + k)
                    taken, power = reception(h, talks.valence[t], c.gift[i, b], terms, scrutiny, c)
                    hear(h, b, taken, trust * power, arrival, channel, c, praise_heard, criticism_heard)
