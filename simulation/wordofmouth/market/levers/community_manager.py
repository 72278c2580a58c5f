"""Community manager: answers critics, in one tone or another, and may host a forum where owners help each other."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import chance, purpose, words
from wordofmouth.market.consumers import is_content, tell_friends
from wordofmouth.market.review_pool import ReviewGroup
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, Prior, field


class CommunityManager(AimedLever):
    """Answers to critical reviews and posts: a dialogue soothes and wins some back, promotion annoys and is seen.

    Source: Proserpio and Zervas (2017), Online reputation management: estimating the impact of management responses on
    consumer reviews, Marketing Science 36(5): about a tenth of a star more.
    """

    idle: ClassVar[dict[str, Any]] = {"capacity": 0, "broadcast": 0.0, "hosts_forum": False, "welcome": 0.0}
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap", "capacity")
    kind: Literal["community_manager"] = "community_manager"
    reads: ClassVar[tuple[str, ...]] = (
        *("posts", "consumers.online", "consumers.community", "brand_states.owner", "brand_states.satisfaction"),
        "brand_states.purchases",
        "brand_states.gift",
    )
    writes: ClassVar[tuple[str, ...]] = (
        *(
            "contacts",
            "attraction",
            "posts",
            "review_pool",
            "forum",
            "brand_states.satisfaction",
            "brand_states.satisfied_friends",
            "spent",
        ),
    )
    words = {"name": "Community manager", "text": "Answers critics on the review site and the forums."}
    capacity: int = field(
        50,
        "critical reviews and posts answered in a week",
        unit="messages per week",
        source=SETTING,
        ge=0,
        le=1_000_000,
    )
    tone: Literal["dialogue", "promotion"] = field(
        "dialogue", "whether answers take up the criticism or advertise", unit="choice"
    )
    soothing: float = field(
        0.5,
        "share of its weight that criticism loses by a dialogue",
        unit="ratio",
        source=Prior(0.1, 0.8, "answers raise later ratings: Proserpio and Zervas 2017, in sign"),
        ge=0,
        le=1,
    )
    win_back: float = field(
        0.3,
        "chance that a dialogue satisfies the author",
        unit="probability",
        source="so that answers bring .1 star: Proserpio and Zervas 2017",
        ge=0,
        le=1,
    )
    irritation: float = field(
        0.5,
        "share of its weight that criticism gains by promotion",
        unit="ratio",
        source=Prior(0.1, 1.5, "pressure meets reactance: Brehm 1966, in sign"),
        ge=0,
        le=10,
    )
    broadcast: float = field(
        0.01,
        "chance that an online consumer sees what it broadcasts in the tone of promotion",
        unit="probability per week",
        source=Prior(0.002, 0.05, "a brand's own posts are shown to a few per cent of its followers"),
        ge=0,
        le=1,
    )
    hosts_forum: bool = field(
        False, "whether the brand hosts a forum where owners help each other", unit="true or false"
    )
    help_rate: float = field(
        0.1,
        "chance that a disappointed owner is helped there, if all others are satisfied",
        unit="probability per week",
        source=Prior(0.02, 0.3, "owners help each other, where one comes upon another's question"),
        ge=0,
        le=1,
    )
    welcome: float = field(
        0.0,
        "what it adds to what members gain, by welcoming them and starting talk, where one becomes a member by joining",
        idle=0.0,
        unit="log-odds",
        source=Prior(0.0, 1.5, "newcomers who are answered come back: Kraut and Resnick 2012, in sign"),
        ge=0,
        le=20,
    )
    cost_per_answer: float = field(0.0, "cost of one answer", unit="money", source=SETTING, ge=0, le=1e9)

    def act(self, world: World, brand: int) -> None:
        """Welcome members, and broadcast, if the tone is promotion; there is nothing to answer yet."""
        if len(world.attraction):
            world.attraction[self.aimed(world)] += self.welcome
        if self.tone == "promotion":
            address = purpose(f"levers.community_manager.broadcast.{self.label}")
            reached = pick(world.key, address, world.week, self.broadcast, self.aimed(world))
            world.reach(reached[world.consumers.online[reached]], brand)

    def respond(self, world: World, brand: int) -> None:
        """Answer this week's critics, and let owners help each other."""
        aimed, posts = self.aimed(world), world.posts
        critical = np.flatnonzero((posts.brand == brand) & (posts.valence < 0) & ~posts.answered)
        if len(aimed) < world.n:
            critical = critical[np.isin(posts.author[critical], aimed)]
        in_dialogue = self.tone == "dialogue"
        weight = 1.0 - self.soothing if in_dialogue else 1.0 + self.irritation
        group = world.review_pool.answered.setdefault(self.label, ReviewGroup(brand, valence=-1, power=weight))
        answered, on_site = _answer(
            world.key, world.week, purpose(f"levers.community_manager.{self.label}"),
            purpose(f"levers.community_manager.win_back.{self.label}"), brand,
            min(self.capacity, self.affordable(world, self.cost_per_answer)),
            chance(self.win_back) if in_dialogue else 0, 1.0 - weight, critical, *world.rows, world.consumers,
            world.brand_states, posts, world.review_pool.stars, world.forum,
        )  # fmt: skip
        group.count += on_site
        world.charge(self, brand, answered * self.cost_per_answer)
        if self.hosts_forum:
            _help(
                world.key,
                world.week,
                purpose(f"levers.community_manager.help.{self.label}"),
                self.help_rate,
                brand,
                aimed,
                world.consumers,
                world.brand_states,
            )


@kernel
def _answer(
    key, week, order, winning, b, capacity, win_back, soothed, critical, starts, targets, strong, consumers,
    brand_states, posts, reviews, forum,
):  # fmt: skip
    # Draws: word 0 of block 2 b (a review) or 2 b + 1 (a post) for the turn in which a critic is answered (``order``);
    # word 0 of block b for whether the critic is won back (``winning``).
    turns, on_site = np.empty(critical.shape[0], np.int64), 0
    for place, k in enumerate(critical):
        post = posts[k]
        turns[place], _, _, _ = words(key, order, week, post.author, 2 * b + (1 if post.on_forum else 0))
    in_turn = critical[np.argsort(turns, kind="mergesort")][:capacity]
    for k in in_turn:
        post = posts[k]
        post.answered = True
        i = post.author
        community = consumers[i].community
        word, _, _, _ = words(key, winning, week, i, b)
        if word < win_back:
            was_content = is_content(brand_states[i, b])
            if brand_states[i, b].satisfaction < 0:
                brand_states[i, b].satisfaction = 1
            tell_friends(starts, targets, strong, brand_states, i, b, was_content)
            if post.on_forum:
                forum[community, b, 1] -= 1.0
            else:
                reviews[b, post.stars - 1] -= 1
                reviews[b, 3] += 1
        elif post.on_forum:
            forum[community, b, 1] -= soothed
        else:
            on_site += 1
    return in_turn.shape[0], on_site


@kernel
def _help(key, week, address, help_rate, b, aimed, consumers, brand_states):
    owners, satisfied = 0, 0
    for i in range(brand_states.shape[0]):
        if brand_states[i, b].owner and consumers[i].online:
            owners += 1
            satisfied += 1 if brand_states[i, b].satisfaction > 0 else 0
    if owners == 0:
        return
    chance_of_help = np.int64(np.rint(help_rate * satisfied / owners * 4294967296.0))
    for i in aimed:
        if brand_states[i, b].satisfaction < 0 and consumers[i].online:
            word, _, _, _ = words(key, address, week, i, b)
            if word < chance_of_help:
                brand_states[i, b].satisfaction = 0
