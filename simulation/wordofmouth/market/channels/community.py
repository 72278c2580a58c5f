"""The forum of one's own e-community: members post, and visiting members read."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, uniform, words, words_of_four
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import Prior, field

BATCH = 2048
_VISIT = purpose("channels.community.visit")
_READ = purpose("channels.community.read")
_OWN_VISIT = purpose("own forum: visit")
_OWN_READ = purpose("own forum: read")


class Community(Channel):
    """The community's forum: recent posts of its members, fading week by week; and forums on the brands' own sites."""

    order: ClassVar[int] = 4
    is_public: ClassVar[bool] = True
    kind: Literal["community"] = "community"
    reads: ClassVar[tuple[str, ...]] = (
        *("forum", "own_forums", "trips", "fear_left", "consumers.community", "consumers.online"),
        "brand_states.aware",
        *HEARING_READS,
    )
    writes: ClassVar[tuple[str, ...]] = ("forum", "own_forums", "fear_left", *HEARING_WRITES)
    words = {"name": "Forums", "short": "forums", "by": "the community’s forum"}
    trust: float = field(
        1.1,
        "what one message counts as evidence",
        unit="messages",
        source=Prior(0.7, 1.3, "between an unknown reviewer's word and a friend's"),
        ge=0,
        le=10,
    )
    visit_rate: float = field(
        0.005,
        "chance that an online member visits the forum",
        unit="probability per week",
        source=Prior(0.001, 0.02, "so that nine talks in ten are heard and not read: Keller and Fay 2012"),
        ge=0,
        le=1,
    )
    forum_reads: int = field(
        3,
        "recent posts that a visitor reads, if there are as many",
        unit="messages",
        source=Prior(1, 10, "a visitor reads the newest few posts; nobody has counted"),
        ge=0,
        le=50,
    )
    circle: float = field(
        100.0,
        "members whose posts a visitor sees; of a larger forum, as large a part of the posts",
        idle=1e9,
        unit="consumers",
        source=Prior(30.0, 300.0, "as many as one person can follow: Dunbar 1992, in order"),
        ge=1,
        le=1e9,
    )
    fading: float = field(
        0.3,
        "share of the posts that is no longer recent a week later",
        unit="share per week",
        source=Prior(0.1, 0.6, "posts leave the first page within days to weeks"),
        ge=0,
        le=1,
    )
    moral_guarantee: float = field(
        0.0,
        "share of the fear that one fellow member's satisfaction takes away, as read there",
        idle=0.0,
        unit="share",
        source=Prior(
            0.0, 0.3, "trust lowers the risk that one perceives: Jarvenpaa, Tractinsky and Vitale 2000, in sign"
        ),
        ge=0,
        le=1,
    )

    def step(self, world: World) -> None:
        """Let visiting members read recent posts, which then fade."""
        members = np.bincount(world.people[0]["community"], minlength=len(world.forum))
        _visit(
            world.key,
            world.week,
            self.trust,
            chance(self.visit_rate),
            self.forum_reads,
            1.0 - self.fading,
            np.minimum(1.0, self.circle / np.maximum(members, 1)),
            world.forum,
            1.0 - self.moral_guarantee,
            world.fear_left,
            *world.people,
            np.zeros(len(world.forum)),
            np.empty((BATCH, 2), np.int64),
            world.sink(self, world.n * self.forum_reads),
        )
        own_forums = world.own_forums.view(np.ndarray)
        if any(own_forums[name].any() for name in ("visits", "praise", "criticism")):
            most = sum(map(len, world.trips)) * len(own_forums) * max(1, self.forum_reads)
            sink = world.sink(self, most)
            for need, trip in enumerate(world.trips):
                _read_own_forums(
                    world.key,
                    world.week,
                    need,
                    world.needs,
                    self.trust,
                    self.forum_reads,
                    own_forums,
                    trip,
                    *world.people,
                    sink,
                )
            own_forums["praise"] *= 1.0 - self.fading
            own_forums["criticism"] *= 1.0 - self.fading


@kernel
def _visit(
    key, week, trust, visit_chance, reads, retention, seen, forum, unshaken, fear_left, consumers, brand_states, recent,
    readers, sink,
):  # fmt: skip
    # forum: (communities, brands, 2), the amount of recent praise and criticism; recent: its sum for each community, of
    # which a visitor sees a part, ``seen``.
    # readers: room for a batch of readers and their communities.
    # Draws: a word among four neighbours' for the visit; words 0 and 1 of block ``read`` for the post and its moment.
    # In batches: first who visits, then what of each is needed, then the reading. Memory is slow to answer and can be
    # asked many things at once; asked reader by reader, in between numbers, it would be waited for every time.
    n, n_brands = brand_states.shape
    anything = False
    for community in range(forum.shape[0]):
        for b in range(n_brands):
            recent[community] += forum[community, b, 0]
            recent[community] += forum[community, b, 1]
        anything = anything or recent[community] > 0.0
    if not anything:
        return
    visits = (0, 0, 0, 0)
    for start in range(0, n, BATCH):
        n_visitors = 0
        for i in range(start, min(start + BATCH, n)):
            if i & 3 == 0:
                visits = words_of_four(key, _VISIT, week, i, 0)
            readers[n_visitors, 0] = i
            n_visitors += 1 if visits[i & 3] < visit_chance else 0
        n_readers = 0
        for visitor in range(n_visitors):
            i = readers[visitor, 0]
            community = consumers[i].community
            readers[n_readers, 0] = i
            readers[n_readers, 1] = community
            # Praise is never negative: it is asked for here so that the record has come by the time of the reading.
            n_readers += (
                1 if consumers[i].online and recent[community] > 0.0 and brand_states[i, 0].praise >= 0.0 else 0
            )
        for reader in range(n_readers):
            i, community = readers[reader, 0], readers[reader, 1]
            for read in range(reads):
                choice, moment, _, _ = words(key, _READ, week, i, read)
                # Where a visitor sees fewer posts than are to be read, some reads find none.
                left = uniform(choice) * max(recent[community], reads / seen[community])
                if left >= recent[community]:
                    continue
                b, side = 0, 0
                while left >= forum[community, b, side] and 2 * b + side < 2 * n_brands - 1:
                    left -= forum[community, b, side]
                    b, side = b + side, 1 - side
                hear(brand_states[i, b], i, b, 1 - 2 * side, trust, moment, -1, sink)
                if fear_left.shape[0] > 0 and side == 0:
                    fear_left[i, b] *= unshaken
    for community in range(forum.shape[0]):
        for b in range(n_brands):
            forum[community, b, 0] *= retention
            forum[community, b, 1] *= retention


@kernel
def _read_own_forums(key, week, need, needs, trust, reads, forums, shoppers, consumers, brand_states, sink):
    """Let shoppers online read the forums of brands that they know, of those for the need that they have.

    Whoever learns that complaints are deleted takes that for criticism, and reads nothing.
    """
    # Draws: words 0, 1 and 2 of block b for the visit, for finding out and for its moment (_OWN_VISIT); words 0 to 2 of
    # block 64 b + read for the post, its moment and its answer (_OWN_READ).
    for i in shoppers:
        if not consumers[i].online:
            continue
        for b in range(forums.shape[0]):
            forum, brand_state = forums[b], brand_states[i, b]
            left = forum.criticism * (1.0 - forum.hides)
            shown = forum.praise + left
            if forum.visits == 0 or not brand_state.aware or needs[b] != need:
                continue
            visit, learning, noticed, _ = words(key, _OWN_VISIT, week, i, b)
            if visit >= forum.visits:
                continue
            if left < forum.criticism and learning < forum.found_out:
                hear(brand_state, i, b, -1, trust, noticed, -1, sink)
                continue
            for read in range(reads):
                choice, moment, answered, _ = words(key, _OWN_READ, week, i, 64 * b + read)
                # Where fewer posts stand than are to be read, some reads find none.
                place = uniform(choice) * max(shown, float(reads))
                if place < forum.praise:
                    hear(brand_state, i, b, 1, trust, moment, -1, sink)
                elif place < shown and uniform(answered) < forum.answers:
                    hear(brand_state, i, b, 1, trust * forum.answer_power, moment, -1, sink)
                elif place < shown:
                    hear(brand_state, i, b, -1, trust, moment, -1, sink)
