"""A journey: what happened to one consumer and what the consumer did, event by event, from a market's records."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

RECORDS = ("messages", "decisions", "influence")


@dataclass(frozen=True)
class Event:
    """Something that happened to a consumer, or that the consumer did.

    Attributes:
        week: in which week.
        kind: ``given``, ``heard``, ``shopped``, ``read``, ``weighed``, ``bought``, ``experienced``, ``refunded``,
            ``spoke``, ``posted``, ``changed`` (the experience, by an answer or a forum of the brand), ``joined``
            (a campaign, in a role), ``entered`` or ``left`` (the community's forum, as a member).
        brand: on which brand; empty for ``shopped``, ``entered`` and ``left``.
        facts: what else there is to say, by name.
    """

    week: int
    kind: str
    brand: str
    facts: dict[str, Any] = field(default_factory=dict)


def follow(passing: Iterator["Market"], consumer: int) -> Iterator[Event]:
    """Yield what happens to a consumer, in order, week by week of a market; the first that is passed is not told."""
    market = next(passing)
    before, trust = market.brand_states[consumer].copy(), market.consumers.trust_in_reviews[consumer]
    for market in passing:
        if len(market.member) and market.member[consumer] & 2:
            kind = "entered" if market.member[consumer] & 1 else "left"
            yield Event(market.week, kind, "", {"fellows": _fellows(market, consumer)})
        for b, offer in enumerate(market.brands):
            yield from _listens(market, consumer, b, offer.name, before[b])
        if np.isin(consumer, market.shoppers):
            doubts = bool(market.consumers.trust_in_reviews[consumer] < trust)
            sought = [consumer in market.trips[need] for need in market.needs]
            knows = int(market.brand_states.aware[consumer][sought].sum())
            yield Event(market.week, "shopped", "", {"knows": knows, "doubts": doubts})
        # A trip for each need, each of which may end in a purchase.
        for b in np.argsort(market.needs, kind="stable"):
            yield from _shops(market, consumer, b, market.brands[b], before[b])
        for b, offer in enumerate(market.brands):
            yield from _experiences(market, consumer, b, offer, before[b])
        before, trust = market.brand_states[consumer].copy(), market.consumers.trust_in_reviews[consumer]


def _fellows(market: "Market", i: int) -> int:
    """Return how many of those whom a consumer knows are members of the same forum."""
    starts, targets, _ = market.rows
    known = targets[starts[i] : starts[i + 1]]
    same = market.consumers.community[known] == market.consumers.community[i]
    return int((same & (market.member[known] & 1 > 0)).sum())


def _listens(market: "Market", i: int, b: int, brand: str, before: Any) -> Iterator[Event]:
    """Yield what reaches the consumer and what the consumer says, up to the shop."""
    week, messages, kinds = market.week, market.recorder.messages, [channel.kind for channel in market.channels]
    known = bool(before.aware)
    for receivers, given in market.gifts:
        if given == b and i in receivers:
            # Who buys in the week of the gift keeps no memory of its terms.
            gift = market.brand_states[i, b].gift
            disclosed = bool(market.terms[gift].disclosed) if gift else None
            yield Event(week, "given", brand, {"disclosed": disclosed, "first": not known})
            known = True
    spoken = market.talks[(market.talks.speaker == i) & (market.talks.brand == b)]
    for is_content in (False, True):
        talks = spoken[(spoken.valence == 0) == is_content]
        if not len(talks):
            continue
        heard = messages[(messages.speaker == i) & (messages.brand == b) & ((messages.valence == 0) == is_content)]
        by = {kind: np.unique(heard.hearer[heard.channel == place]).tolist() for place, kind in enumerate(kinds)}
        valence = int(talks.valence[0])
        doubters = np.unique(heard.hearer[heard.valence != valence]).tolist()
        reached = {name: by[name] for name in ("friends", "acquaintances", "leaders")}
        yield Event(
            week, "spoke", brand, {"valence": valence, "owner": bool(before.owner), "doubters": doubters, **reached}
        )
    mine = messages[(messages.hearer == i) & (messages.brand == b)]
    reviews = kinds.index("reviews")
    for message in mine[np.argsort(mine.moment, kind="stable")]:
        if message.channel != reviews:
            valences = market.talks.valence[(market.talks.speaker == message.speaker) & (market.talks.brand == b)]
            yield Event(
                week,
                "heard",
                brand,
                {
                    "channel": kinds[message.channel],
                    "speaker": int(message.speaker),
                    "valence": int(message.valence),
                    "doubted": bool(message.valence < 0 and np.any(valences > 0)),
                    "first": not known,
                },
            )
            known = True


def _shops(market: "Market", i: int, b: int, offer: Any, before: Any) -> Iterator[Event]:
    """Yield what the consumer reads and makes of it."""
    decisions, messages, brand_state = market.recorder.decisions, market.recorder.messages, market.brand_states[i, b]
    gift = _is_given(market, i, b)
    reviews = [channel.kind for channel in market.channels].index("reviews")
    mine = messages[(messages.hearer == i) & (messages.brand == b)]
    read, was_reached = mine.valence[mine.channel == reviews].tolist(), bool(np.any(mine.channel != reviews))
    if read:
        yield Event(market.week, "read", offer.name, {"valences": read})
    for decision in decisions[(decisions.consumer == i) & (decisions.brand == b)]:
        yield Event(
            market.week,
            "weighed",
            offer.name,
            {
                "belief": float(decision.belief),
                "stake": float(decision.stake),
                "belief_without_criticism": float(decision.belief_without_criticism),
                "unreassured": float(decision.unreassured),
                "friends": int(decision.friends),
                "bought": bool(decision.bought),
                "need": int(market.needs[b]),
                "owned": bool(before.owner or gift),
                "new": not (before.aware or was_reached or gift),
                "heard": bool(brand_state.praise > 0 or brand_state.criticism > 0 or any(read)),
            },
        )


def _is_given(market: "Market", i: int, b: int) -> bool:
    """Tell whether the consumer is given the product this week; who buys it in the same week does not remember."""
    return any(brand == b and i in receivers for receivers, brand in market.gifts)


def _experiences(market: "Market", i: int, b: int, offer: Any, before: Any) -> Iterator[Event]:
    """Yield what the consumer buys, how it turns out, and what is posted of it."""
    week, brand_state, purchases = market.week, market.brand_states[i, b], market.purchases
    satisfaction, was = int(brand_state.satisfaction), int(before.satisfaction)
    posts = market.posts[(market.posts.author == i) & (market.posts.brand == b)]
    bought = purchases[(purchases.consumer == i) & (purchases.brand == b)]
    gift = _is_given(market, i, b)
    for purchase in bought:
        channel = market.channels[purchase.channel].kind if purchase.channel >= 0 else ""
        price = float(offer.price[market.consumers.segment[i]])
        usual = float(market.offers[b].price[market.consumers.segment[i]])
        yield Event(
            week,
            "bought",
            offer.name,
            {
                "price": price,
                "reduced": price < usual,
                "paid": bool(offer.is_income),
                "expectation": float(purchase.expectation),
                "first": bool(purchase.first),
                "channel": channel,
                "speaker": int(purchase.speaker),
            },
        )
    if len(bought) or gift:
        # A critic whom an answer has satisfied within the week was disappointed when writing.
        was = -1 if np.any(posts.valence < 0) else satisfaction
        yield Event(week, "experienced", offer.name, {"satisfaction": was, "gift": not len(bought)})
    if len(bought) and brand_state.refunded:
        yield Event(week, "refunded", offer.name, {"disappointed": was < 0})
    for post in posts:
        yield Event(week, "posted", offer.name, {"stars": int(post.stars), "valence": int(post.valence)})
    if satisfaction != was:
        yield Event(week, "changed", offer.name, {"satisfaction": satisfaction})
    if brand_state.advocate and brand_state.advocate != before.advocate:
        kinds = {market.roles.places.get(lever.label): lever.kind for lever in market.scenario.campaign}
        yield Event(week, "joined", offer.name, {"role": kinds[int(brand_state.advocate)]})


def most_eventful(passing: Iterator["Market"]) -> int:
    """Return to whom most different things happen, week by week of a market, of equals the first.

    What counts, once each: to hear through each channel, to hear criticism, to shop in vain, to be deterred by
    criticism, to be reassured by friends, to buy, to buy again, to be given the product, to be satisfied, to be
    disappointed, to be refunded, to praise, to criticise, to post on the review site or on the forum, to take a role,
    to join a forum or to leave it.
    """
    market = next(passing)
    happened: defaultdict[str, Array] = defaultdict(lambda: np.zeros(market.n, bool))
    for market in passing:
        for what, whom in _happening(market):
            happened[what][whom] = True
    counts = np.zeros(market.n, np.int64)
    for whom in happened.values():
        counts += whom
    return int(counts.argmax())


def _happening(market: "Market") -> Iterator[tuple[str, Any]]:
    messages, decisions, talks, posts = market.recorder.messages, market.recorder.decisions, market.talks, market.posts
    for place, channel in enumerate(market.channels):
        yield channel.kind, messages.hearer[messages.channel == place]
    yield "criticism", messages.hearer[messages.valence < 0]
    vain, enough = ~decisions.bought, decisions.belief >= decisions.stake
    yield "in vain", decisions.consumer[vain]
    yield "deterred", decisions.consumer[~enough & (decisions.belief_without_criticism >= decisions.stake)]
    yield "reassured", decisions.consumer[~vain & (decisions.friends > 0)]
    yield "bought", market.purchases.consumer
    yield "again", market.purchases.consumer[~market.purchases.first]
    for receivers, _ in market.gifts:
        yield "given", receivers
    yield "satisfied", (market.brand_states.satisfaction > 0).any(axis=1)
    yield "disappointed", (market.brand_states.satisfaction < 0).any(axis=1)
    yield "refunded", market.brand_states.refunded.any(axis=1)
    yield "praised", talks.speaker[talks.valence > 0]
    yield "criticised", talks.speaker[talks.valence < 0]
    yield "on forum", posts.author[posts.on_forum]
    yield "reviewed", posts.author[~posts.on_forum]
    if len(market.member):
        yield "entered", market.member == 3
        yield "left", market.member == 2
    yield "role", (market.brand_states.advocate > 0).any(axis=1)
