"""The forum of one's own e-community: consumers join and leave, members post, and visiting members read."""

import math
from typing import ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import (
    chance,
    drawn_below,
    lanes,
    purpose,
    uniform,
    words,
    words_of_four,
)
from wordofmouth.engine.records import Array, plain
from wordofmouth.market.decision import logistic_quantile
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import SETTING, Measure, Prior, field

BATCH = 2048
_CONSIDER = purpose("channels.community.consider")
_RELUCTANCE = purpose("channels.community.reluctance")
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
        *("member", "attraction", "consumers.segment", "brand_states.aware"),
        *HEARING_READS,
    )
    writes: ClassVar[tuple[str, ...]] = (
        *("forum", "own_forums", "fear_left", "member", "tallies"),
        *HEARING_WRITES,
    )
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

    founders: float = field(
        1.0,
        "share of those online who are members of their community's forum from the start",
        idle=1.0,
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )
    joining: float = field(
        0.0,
        "chance that one who is online considers whether to be a member",
        idle=0.0,
        unit="probability per week",
        source=Prior(0.0, 0.3, "from never, over once in two years to every few weeks; nobody has counted"),
        ge=0,
        le=1,
    )
    reluctance: float = field(
        3.0,
        "what must be gained before one out of two is a member",
        idle=3.0,
        unit="log-odds",
        source=Prior(1.0, 9.0, "few of those who could join do so for nothing; the size is a guess"),
        ge=-20,
        le=20,
    )
    company: float = field(
        1.0,
        "what each doubling of the members whom one knows, and oneself, adds to what is gained",
        idle=1.0,
        unit="log-odds",
        source=Prior(0.3, 4.0, "the more friends are members the likelier one joins: Backstrom et al. 2006, in form"),
        ge=0,
        le=20,
    )
    help: float = field(
        0.5,
        "what each doubling of the recent posts that one would see adds to what is gained",
        idle=0.5,
        unit="log-odds",
        source=Prior(0.1, 2.0, "members come for what others give: Butler 2001, in sign"),
        ge=0,
        le=20,
    )
    anonymity: float = field(
        0.0,
        "how far members are behind nicknames: 0 under their names, 1 unknown to anybody",
        idle=0.0,
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )

    @property
    def is_joined(self) -> bool:
        """Whether one is a member by joining, and not by being online."""
        return self.founders < 1.0 or self.joining > 0.0

    def counts(self) -> tuple[Measure, ...]:
        """Return how many are members, join and leave, where that is decided."""
        return _MEMBERSHIP if self.is_joined else ()

    def step(self, world: World) -> None:
        """Let some join and some leave, and visiting members read recent posts, which then fade."""
        members = self._admit(world) if self.is_joined else world.network.community_sizes
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
            world.member if self.is_joined else np.zeros(0, np.uint8),
            np.zeros(len(world.forum)),
            lanes(BATCH),
            np.empty((BATCH + 4, 2), np.int64),
            world.sink(self, world.n * self.forum_reads),
        )
        own_forums = plain(world.own_forums)
        if any(np.count_nonzero(own_forums[name]) for name in ("visits", "praise", "criticism")):
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

    def _members(self, world: World) -> Array:
        """Return how many members each forum has."""
        return np.bincount(world.people[0]["community"][world.member & 1 > 0], minlength=len(world.forum))

    def _admit(self, world: World) -> Array:
        """Let those who consider it be members if that is worth it, by what all were; return how many each has."""
        members = self._members(world)
        world.member &= 1
        joined, left = _join(
            world.key,
            world.week,
            chance(self.joining),
            self.company,
            self.help,
            self.reluctance,
            1.0 - self.anonymity,
            world.forum.sum(axis=(1, 2)) * np.minimum(1.0, self.circle / np.maximum(members, 1)),
            *world.rows[:2],
            world.segments.privacy.copy(),
            world.attraction,
            world.member.copy(),
            world.people[0],
            world.member,
        )
        members = self._members(world)
        for measure, count in zip(_MEMBERSHIP, (int(members.sum()), joined, left), strict=True):
            world.tallies[measure.name][:] = count
        return members


_MEMBERSHIP = (
    Measure("members", "consumers", "members of their community's forum"),
    Measure("joined", "consumers", "consumers who became members this week"),
    Measure("left", "consumers", "members who left this week"),
)


@kernel
def _join(
    key, week, considering, company, help_power, reluctance, named, posts, starts, targets, privacy, attraction, before,
    consumers, member,
):  # fmt: skip
    """Let some decide anew whether to be members, and return how many join and leave; ``posts`` are those seen."""
    # Draws: a word among four neighbours' for considering it (_CONSIDER); word 0 of block 0 in week 0 for what makes
    # one more reluctant than others, for good (_RELUCTANCE).
    joined, left = 0, 0
    considers = (0, 0, 0, 0)
    for i in range(consumers.shape[0]):
        if i & 3 == 0:
            considers = words_of_four(key, _CONSIDER, week, i, 0)
        if considers[i & 3] >= considering or not consumers[i].online:
            continue
        community, known = consumers[i].community, 0
        for k in range(starts[i], starts[i + 1]):
            other = targets[k]
            known += 1 if before[other] > 0 and consumers[other].community == community else 0
        gained = company * math.log2(1.0 + known) + help_power * math.log2(1.0 + posts[community]) + attraction[i]
        own, _, _, _ = words(key, _RELUCTANCE, 0, i, 0)
        now = 1 if gained >= logistic_quantile(uniform(own), reluctance) + named * privacy[consumers[i].segment] else 0
        if now != before[i]:
            member[i] = now + 2
            joined += now
            left += 1 - now
    return joined, left


@kernel
def _visit(
    key, week, trust, visit_chance, reads, retention, seen, forum, unshaken, fear_left, consumers, brand_states, member,
    recent, visits, readers, sink,
):  # fmt: skip
    # forum: (communities, brands, 2), the amount of recent praise and criticism; recent: its sum for each community, of
    # which a visitor sees a part, ``seen``.
    # visits, readers: room for the words of a batch, and for its readers and their communities.
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
    for start in range(0, n, BATCH):
        many, n_readers = min(BATCH, n - start), 0
        for visitor in range(drawn_below(key, _VISIT, week, start, many, 0, visit_chance, visits, readers)):
            i = readers[visitor, 0]
            community = consumers[i].community
            readers[n_readers, 0] = i
            readers[n_readers, 1] = community
            joined = member[i] & 1 > 0 if member.shape[0] > 0 else consumers[i].online
            # Praise is never negative: it is asked for here so that the record has come by the time of the reading.
            n_readers += 1 if joined and recent[community] > 0.0 and brand_states[i, 0].praise >= 0.0 else 0
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
