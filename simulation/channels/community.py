"""The forum of one's own e-community: members post, and visiting members read."""

import functools
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simulation.channels.family import Channel
from simulation.hearing import hear
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, setting
from simulation.randomness import chance, purpose, uniform, words

if TYPE_CHECKING:
    from simulation.market import Market

_FORUM = purpose("channels.community.visit")


class Community(Channel):
    """The community's forum: recent posts of fellow members, fading week by week."""

    order: ClassVar[int] = 4
    kind: Literal["community"] = "community"
    trust: float = setting(1.1, "what one message counts as evidence", unit="messages", source=ASSUMPTION, ge=0, le=10)
    visit_rate: float = setting(0.2, "chance that an online member visits her forum", unit="probability per week", source=ASSUMPTION, ge=0, le=1)
    forum_reads: int = setting(3, "recent posts that a visitor reads, if there are as many", unit="messages", source=ASSUMPTION, ge=0, le=50)
    fading: float = setting(0.3, "share of the posts that is no longer recent a week later", unit="share per week", source=ASSUMPTION, ge=0, le=1)

    def step(self, market: "Market") -> None:
        """Let visiting members read recent posts."""
        if market.forum.any():
            recent = functools.reduce(np.add, market.forum.reshape(len(market.forum), -1).T)
            _visit(
                market.key, market.week, market.place(self), self.trust, chance(self.visit_rate), self.forum_reads,
                market.forum, recent, market.consumers, *market.heard_by(self),
            )  # fmt: skip
        np.multiply(market.forum, 1.0 - self.fading, out=market.forum)


@kernel
def _visit(key, week, channel, trust, visit_chance, reads, forum, recent, c, praise_heard, criticism_heard):
    # forum: (communities, brands, 2), the amount of recent praise and criticism; recent: its sum for each community.
    # Draws: word 0 of block 0 for the visit; words 0 and 1 of block 1 + read for the post and its moment.
    for i in range(c.online.shape[0]):
        total = recent[c.community[i]]
        if total <= 0.0 or not c.online[i]:
            continue
        visit, _, _, _ = words(key, _FORUM, week, i, 0)
        if visit >= visit_chance:
            continue
        for read in range(reads):
            choice, arrival, _, _ = words(key, _FORUM, week, i, 1 + read)
            # Where there are fewer posts than she would read, some of her reads find none.
            left = uniform(choice) * max(total, float(reads))
            if left >= total:
                continue
            b, side = 0, 0
            while left >= forum[c.community[i], b, side] and not (b == forum.shape[1] - 1 and side == 1):
                left -= forum[c.community[i], b, side]
                b, side = (b, 1) if side == 0 else (b + 1, 0)
            hear(i, b, 1 - 2 * side, trust, arrival, channel, c, praise_heard, criticism_heard)
