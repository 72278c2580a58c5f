"""The forum of one's own e-community: members post, and visiting members read."""

import functools
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simulation.channels.family import Channel
from simulation.hearing import hear
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, setting
from simulation.randomness import chance, purpose, uniform, words, words_of_four

if TYPE_CHECKING:
    from simulation.market import Market

_VISIT = purpose("channels.community.visit")
_READ = purpose("channels.community.read")


class Community(Channel):
    """The community's forum: recent posts of fellow members, fading week by week."""

    order: ClassVar[int] = 4
    kind: Literal["community"] = "community"
    trust: float = setting(1.1, "what one message counts as evidence", unit="messages", source=ASSUMPTION, ge=0, le=10)
    visit_rate: float = setting(
        0.2, "chance that an online member visits her forum", unit="probability per week", source=ASSUMPTION, ge=0, le=1
    )
    forum_reads: int = setting(
        3, "recent posts that a visitor reads, if there are as many", unit="messages", source=ASSUMPTION, ge=0, le=50
    )
    fading: float = setting(
        0.3,
        "share of the posts that is no longer recent a week later",
        unit="share per week",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )

    def step(self, market: "Market") -> None:
        """Let visiting members read recent posts."""
        if market.forum.any():
            recent = functools.reduce(np.add, market.forum.reshape(len(market.forum), -1).T)
            _visit(
                market.key, market.week, market.place(self), self.trust, chance(self.visit_rate), self.forum_reads,
                market.forum, recent, market.consumers, market.minds, market.heard_by(self),
            )  # fmt: skip
        np.multiply(market.forum, 1.0 - self.fading, out=market.forum)


@kernel
def _visit(key, week, channel, trust, visit_chance, reads, forum, recent, consumers, minds, heard):
    # forum: (communities, brands, 2), the amount of recent praise and criticism; recent: its sum for each community.
    # Draws: a word among four neighbours' for the visit; words 0 and 1 of block ``read`` for the post and its moment.
    n_brands = forum.shape[1]
    visits = (0, 0, 0, 0)
    for i in range(consumers.shape[0]):
        if i & 3 == 0:
            visits = words_of_four(key, _VISIT, week, i, 0)
        if visits[i & 3] >= visit_chance:
            continue
        community = consumers[i].community
        if recent[community] <= 0.0 or not consumers[i].online:
            continue
        for read in range(reads):
            choice, moment, _, _ = words(key, _READ, week, i, read)
            # Where there are fewer posts than she would read, some of her reads find none.
            left = uniform(choice) * max(recent[community], float(reads))
            if left >= recent[community]:
                continue
            b, side = 0, 0
            while left >= forum[community, b, side] and 2 * b + side < 2 * n_brands - 1:
                left -= forum[community, b, side]
                b, side = b + side, 1 - side
            hear(minds[i, b], b, 1 - 2 * side, trust, moment, channel, heard)
