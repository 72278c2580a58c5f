"""Posting: some buyers review the product and write to their community's forum."""

import functools
from typing import ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, chance, purpose, threshold, uniform, words
from wordofmouth.engine.records import Array, plain, records
from wordofmouth.market.events import POST
from wordofmouth.market.review_pool import place_of
from wordofmouth.market.segments import own_rates
from wordofmouth.market.world import World
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import Prior, field

_POST = purpose("behaviours.posting.post")
_ACTIVITY = purpose("behaviours.posting.activity")
_VOTE = purpose("behaviours.posting.vote")


class Posting(Behaviour):
    """Online buyers post once after a purchase; behind a screen the disappointed are less inhibited.

    Source: Hu, Zhang and Pavlou (2009), Overcoming the J-shaped distribution of product reviews, CACM 52(10).
    """

    kind: Literal["posting"] = "posting"
    reads: ClassVar[tuple[str, ...]] = (
        *("purchases", "member", "promises", "review_pool", "brand_states.refunded", "brand_states.satisfaction"),
        *(f"consumers.{name}" for name in ("segment", "online", "community", "scepticism")),
    )
    writes: ClassVar[tuple[str, ...]] = ("posts", "review_pool", "forum", "own_forums")
    words = {"name": "Posting"}
    post_rate: float = field(
        0.04,
        "chance that a buyer posts, on the review site and likewise on the forum",
        unit="probability",
        source=Prior(
            0.015,
            0.1,
            "one or two in a hundred buyers: Anderson and Simester 2014; shops that ask for reviews have more",
        ),
        ge=0,
        le=1,
    )
    disinhibition: float = field(
        1.5,
        "how many times as likely a disappointed buyer posts",
        unit="ratio",
        source=Prior(1.0, 3.0, "the dissatisfied speak up more: Anderson 1998, in sign"),
        ge=0,
        le=100,
    )
    repeat_posts: float = field(
        0.1,
        "how many times as likely a buyer posts for whom it is not the first purchase",
        idle=1.0,
        unit="ratio",
        source=Prior(0.02, 0.5, "whoever buys again has said it once; the size is a guess"),
        ge=0,
        le=100,
    )
    delighted_share: float = field(
        0.7,
        "share of satisfied reviewers who give five stars and not four",
        unit="share",
        source="Ciao and Amazon: 61 and 77 %",
        ge=0,
        le=1,
    )
    outraged_share: float = field(
        0.6,
        "share of disappointed reviewers who give one star and not two",
        unit="share",
        source="Ciao and Amazon: 44 and 67 %",
        ge=0,
        le=1,
    )

    inequality: float = field(
        0.0,
        "how unequally people post: 0 if all alike, 1 if one posts everything (the Gini coefficient)",
        idle=0.0,
        unit="ratio",
        source=Prior(0.0, 0.9, "one member in a hundred writes three quarters of the posts: van Mierlo 2014, in order"),
        ge=0,
        le=0.99,
    )
    candour: float = field(
        1.0,
        "how many times as often satisfied members post behind a nickname; the disappointed, once more as often",
        idle=1.0,
        unit="ratio",
        source=Prior(1.0, 4.0, "the unnamed say more, and more harshly: Suler 2004, in sign"),
        ge=0.01,
        le=100,
    )
    vote_rate: float = field(
        0.1,
        "chance that a buyer looks a review up, and votes for it if it was right, against it if not",
        idle=0.1,
        unit="probability",
        source=Prior(0.01, 0.3, "more people vote than write; nobody has counted"),
        ge=0,
        le=1,
    )

    def open(self, world: World) -> None:
        """Have what was posted last week take its place in the order of the review site, if it has one."""
        site = world.channel("reviews")
        if site.ranked_by != "chance":
            world.review_pool.rank(site.aging if site.ranked_by == "newest" else 0.0)

    def step(self, world: World) -> None:
        """Let this week's buyers vote and post; what they write is read from next week on."""
        if world.channel("reviews").ranked_by == "helpful":
            groups, starts = world.review_pool.groups(is_ranked=True)
            votes = np.zeros(len(groups), np.int64)
            _vote(world.key, world.week, chance(self.vote_rate), *world.people, world.purchases, groups, starts, votes)
            world.review_pool.vote(votes)
        posts = records(POST, 2 * len(world.purchases))
        rates, unnamed = _rates(
            own_rates(world.segments, "post_rate", self.post_rate),
            self.disinhibition,
            self.repeat_posts,
            self.candour ** world.channel("community").anonymity,
        )
        posted = _post(
            world.key,
            world.week,
            rates,
            unnamed,
            self.inequality and 0.5 + 0.5 / self.inequality,
            chance(self.delighted_share),
            chance(self.outraged_share),
            *world.people,
            world.member,
            plain(world.promises),
            plain(world.purchases),
            world.review_pool.stars,
            world.review_pool.claims,
            world.forum,
            plain(world.own_forums),
            posts,
        )
        world.posts = posts[:posted].view(np.recarray)


@functools.lru_cache(maxsize=64)
def _rates(usual: tuple[float, ...], disinhibition: float, repeat: float, unnamed: float) -> tuple[Array, Array]:
    """Return how likely buyers post, and how many times as likely on the community's forum, see :func:`_post`."""
    # The satisfied and indifferent, the disappointed, and those whom the brand has disappointed twice.
    inhibited = (1.0, disinhibition, disinhibition**2)
    rates = [[[rate * free * again for again in (1.0, repeat)] for free in inhibited] for rate in usual]
    # Behind a nickname more is posted, and of criticism more again.
    return np.array(rates), np.array([unnamed, unnamed**2, unnamed**2])


@kernel
def _post(
    key,
    week,
    rates,
    unnamed,
    exponent,
    delighted,
    outraged,
    consumers,
    brand_states,
    member,
    promises,
    purchases,
    reviews,
    reviewed_claims,
    forum,
    own_forums,
    posts,
):
    # rates: (segments, 3, 2), by whether one was disappointed, and twice, and whether one bought again; ``unnamed``, by
    # the first of these, is what they are multiplied by on the community's forum. exponent: that of the power law by
    # which people post, with mean 1; 0 where all post alike.
    # Draws: words 0 to 3 of block b for the review, its stars, the post on the forum and that on the brand's own; word
    # 0 of block 0 in week 0 for how much one posts (_ACTIVITY).
    posted = 0
    for k in range(purchases.shape[0]):
        i, b = purchases[k].consumer, purchases[k].brand
        if not consumers[i].online:
            continue
        appeased = brand_states[i, b].refunded and brand_states[i, b].satisfaction < 0
        satisfaction = 0 if appeased else brand_states[i, b].satisfaction
        betrayed = satisfaction < 0 and promises.shape[0] > 0 and promises[i, b].is_unpaid
        review, stars_word, on_forum, on_own_forum = words(key, _POST, week, i, b)
        mood = 2 if betrayed else 1 if satisfaction < 0 else 0
        rate = rates[consumers[i].segment, mood, 0 if purchases[k].first else 1]
        if exponent > 0.0:
            word, _, _, _ = words(key, _ACTIVITY, 0, i, 0)
            rate *= (exponent - 1.0) / exponent * uniform(word) ** (-1.0 / exponent)
        if review < threshold(rate):
            stars = 3
            if satisfaction > 0:
                stars = 5 if stars_word < delighted else 4
            elif satisfaction < 0:
                stars = 1 if betrayed or stars_word < outraged else 2
            reviews[b, stars - 1] += 1
            reviewed_claims[b, 0] += 1 if appeased else 0
            reviewed_claims[b, 1] += 1 if betrayed else 0
            posted = _note(posts, posted, i, b, stars, satisfaction)
        joined = member.shape[0] == 0 or member[i] & 1 > 0
        if joined and on_forum < threshold(rate * unnamed[mood]) and satisfaction != 0:
            forum[consumers[i].community, b, 0 if satisfaction > 0 else 1] += 1.0
            posted = _note(posts, posted, i, b, 0, satisfaction)
        if own_forums[b].visits > 0 and on_own_forum < threshold(rate):
            own_forums[b].praise += 1.0 if satisfaction > 0 else 0.0
            own_forums[b].criticism += 1.0 if satisfaction < 0 else 0.0
    return posted


@kernel
def _vote(key, week, rate, consumers, brand_states, purchases, groups, starts, votes):
    # Draws: words 0 to 2 of block b for whether a buyer votes, the review and the doubt.
    for k in range(purchases.shape[0]):
        i, b = purchases[k].consumer, purchases[k].brand
        voting, choice, doubt, _ = words(key, _VOTE, week, i, b)
        shown = 0
        for group in range(starts[b], starts[b + 1]):
            shown += groups[group].shown
        if voting >= rate or shown == 0 or not consumers[i].online:
            continue
        group = place_of(below(choice, shown), groups, starts[b])
        seen_through = uniform(doubt) < consumers[i].scepticism * groups[group].detection
        appeased = brand_states[i, b].refunded and brand_states[i, b].satisfaction < 0
        satisfaction = 0 if appeased else np.int64(brand_states[i, b].satisfaction)
        if satisfaction != 0 and groups[group].valence != 0:
            votes[group] += 1 if groups[group].valence == satisfaction and not seen_through else -1


@kernel
def _note(posts, posted, i, b, stars, valence):
    post = posts[posted]
    post.author = i
    post.brand = b
    post.on_forum = stars == 0
    post.stars = stars
    post.valence = valence
    return posted + 1
