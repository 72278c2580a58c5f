"""Opinion leaders: what they say is posted, and seen by part of their audience."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, words
from wordofmouth.engine.records import plain
from wordofmouth.market.consumers import is_content
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear, reception
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import Prior, field

_SEEN = purpose("channels.leaders.seen")
_ARRIVAL = purpose("channels.leaders.arrival")


class Leaders(Channel):
    """Opinion leaders' posts: each follower sees one with probability ``reach``."""

    order: ClassVar[int] = 3
    is_personal: ClassVar[bool] = True
    is_public: ClassVar[bool] = True
    kind: Literal["leaders"] = "leaders"
    reads: ClassVar[tuple[str, ...]] = (
        *("talks", "terms", "fear_left", "unfollowed", "consumers.scepticism", "consumers.community"),
        *("brand_states.gift", "brand_states.purchases", "brand_states.satisfaction", *HEARING_READS),
    )
    writes: ClassVar[tuple[str, ...]] = ("shown", "fear_left", "unfollowed", *HEARING_WRITES)
    words = {"name": "Opinion leaders", "short": "opinion leaders"}
    trust: float = field(
        1.28,
        "what one message counts as evidence",
        unit="messages",
        source="Nielsen 2007: 78/61, as a friend",
        ge=0,
        le=10,
    )
    reach: float = field(
        0.005,
        "chance that a follower sees a post",
        unit="probability",
        source=Prior(0.001, 0.03, "few followers see a post, and few posts are about any one brand"),
        ge=0,
        le=1,
    )
    moral_guarantee: float = field(
        0.0,
        "share of the fear that one post of a leader takes away who bought it, and is a member of one's community",
        idle=0.0,
        unit="share",
        source=Prior(
            0.0, 0.5, "as a friend's: followers take leaders of their own kind for peers; the size is a guess"
        ),
        ge=0,
        le=1,
    )

    unfollow: float = field(
        0.0,
        "chance that a follower who feels manipulated by a leader's praise ceases to follow",
        idle=0.0,
        unit="probability",
        source=Prior(0.0, 0.5, "influencers found out lose credibility and followers; how many is not told"),
        ge=0,
        le=1,
    )

    def step(self, world: World) -> None:
        """Show every opinion of an opinion leader to those followers who see it."""
        most = int(np.diff(world.audiences[0])[world.talks.speaker].sum()) if world.recorded else 0
        _broadcast(
            world.key,
            world.week,
            self.trust,
            chance(self.reach),
            chance(self.unfollow),
            *world.audiences,
            world.unfollowed,
            plain(world.terms),
            world.is_leader,
            1.0 - self.moral_guarantee,
            world.fear_left,
            *world.people,
            plain(world.talks),
            world.shown,
            world.sink(self, most),
        )


@kernel
def _broadcast(
    key, week, trust, reach, unfollow, starts, followers, unfollowed, terms, leader, unshaken, fear_left, consumers,
    brand_states, talks, shown, sink,
):  # fmt: skip
    # Draws of follower k: word k % 4 of block talk · 2¹⁴ + k // 4 for seeing; words 0 to 2 of block talk · 2¹⁶ + k
    # for the moment, the doubt and whether the follower leaves.
    for t in range(talks.shape[0]):
        talk = talks[t]
        i, b = talk.speaker, talk.brand
        if not leader[i] or talk.valence == 0:
            continue
        draw = np.int64(talk.draw)
        first, audience = starts[i], starts[i + 1] - starts[i]
        vouches = fear_left.shape[0] > 0 and talk.valence > 0 and is_content(brand_states[i, b])
        for quad in range((audience + 3) // 4):
            seen = words(key, _SEEN, week, i, draw * 16384 + quad)
            for lane in range(min(4, audience - 4 * quad)):
                k = 4 * quad + lane
                if seen[lane] < reach and not (unfollowed.shape[0] > 0 and unfollowed[first + k]):
                    h = followers[first + k]
                    moment, doubt, leaving, _ = words(key, _ARRIVAL, week, i, draw * 65536 + k)
                    gift = brand_states[i, b].gift
                    valence, power = reception(talk.valence, gift, terms[gift], consumers[h], doubt)
                    hear(brand_states[h, b], h, b, valence, trust * power, moment, i, sink)
                    if vouches and consumers[h].community == consumers[i].community:
                        fear_left[h, b] *= unshaken
                    if valence < talk.valence and leaving < unfollow:
                        unfollowed[first + k] = True
                    if i < shown.shape[0]:
                        shown[i] += 1
