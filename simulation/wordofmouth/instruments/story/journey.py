"""A journey: what happened to one consumer and what the consumer did, event by event, from a market's records."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array, Table

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


class _Week:
    """What the records of a week say of each of some consumers."""

    def __init__(self, market: "Market", consumers: Array) -> None:
        self.market, self.kinds = market, [channel.kind for channel in market.channels]
        self._wanted = np.zeros(market.n, bool)
        self._wanted[consumers] = True
        self.told_to = self._by("hearer", market.recorder.messages)
        self.told_by = self._by("speaker", market.recorder.messages)
        self.talks = self._by("speaker", market.talks)
        self.decisions = self._by("consumer", market.recorder.decisions)
        self.purchases = self._by("consumer", market.purchases)
        self.posts = self._by("author", market.posts)
        self.given = {(brand, i) for receivers, brand in market.gifts for i in self._set(receivers)}
        self.shoppers = self._set(market.shoppers)
        self.trips = [self._set(market.trips[need]) for need in market.needs]

    def _by(self, column: str, table: Table) -> Callable[[int, int], Table]:
        """Return what gives the rows of a table about a consumer and a brand, in their order."""
        mine = table[self._wanted[table[column]] & (table[column] >= 0)]
        order = np.argsort(mine[column], kind="stable")
        mine, numbers = mine[order], mine[column][order]

        def rows(i: int, b: int) -> Table:
            first, end = np.searchsorted(numbers, (i, i + 1))
            some = mine[first:end]
            return some[some.brand == b] if first < end else some

        return rows

    def _set(self, consumers: Array) -> set[int]:
        return set(consumers[self._wanted[consumers]].tolist())

    @cached_property
    def praised(self) -> set[tuple[int, int]]:
        """Who has praised which brand."""
        praise = self.market.talks[self.market.talks.valence > 0]
        return set(zip(praise.speaker.tolist(), praise.brand.tolist(), strict=True))

    def busy(self, before: Table, consumers: Array) -> Array:
        """Return to whom of the consumers something may have happened."""
        market = self.market
        of = np.zeros(market.n, bool)
        records, brand_states = market.recorder, market.brand_states
        heard = records.messages
        for whom in (heard.hearer, heard.speaker, market.talks.speaker, records.decisions.consumer, market.shoppers):
            of[whom[whom >= 0]] = True
        for whom in (market.purchases.consumer, market.posts.author, *(receivers for receivers, _ in market.gifts)):
            of[whom[whom >= 0]] = True
        if len(market.member):
            of |= (market.member & 2) > 0
        now = brand_states[consumers].view(np.recarray)
        changed = (
            (now.satisfaction != before.satisfaction) | (now.advocate != before.advocate) | (now.owner < before.owner)
        )
        return consumers[of[consumers] | changed.any(axis=1)]


def follow(passing: Iterator["Market"], consumer: int) -> Iterator[Event]:
    """Yield what happens to a consumer, in order, week by week of a market; the first that is passed is not told."""
    return (event for _, event in follow_all(passing, [consumer]))


def follow_all(passing: Iterator["Market"], consumers: Sequence[int] | None = None) -> Iterator[tuple[int, Event]]:
    """Yield what happens to consumers, all unless some are given, each event with whose it is; see :func:`follow`."""
    market = next(passing)
    whom = np.arange(market.n) if consumers is None else np.array(consumers, np.int64)
    place = np.full(market.n, -1)
    place[whom] = np.arange(len(whom))
    before, trust = _copied(market, whom)
    for market in passing:
        week = _Week(market, whom)
        for i in week.busy(before, whom).tolist():
            yield from ((i, event) for event in _lives(week, i, before[place[i]], trust[place[i]]))
        before, trust = _copied(market, whom)


def _copied(market: "Market", whom: Array) -> tuple[Table, Array]:
    """Return what consumers make of the brands, and their trust in reviews, as they are now."""
    return market.brand_states[whom].copy().view(np.recarray), market.consumers.trust_in_reviews[whom].copy()


def _lives(week: _Week, i: int, before: Any, trust: float) -> Iterator[Event]:
    """Yield what happens to a consumer in a week."""
    market = week.market
    if len(market.member) and market.member[i] & 2:
        kind = "entered" if market.member[i] & 1 else "left"
        yield Event(market.week, kind, "", {"fellows": _fellows(market, i)})
    for b, offer in enumerate(market.brands):
        yield from _listens(week, i, b, offer.name, before[b])
    if i in week.shoppers:
        doubts = bool(market.consumers.trust_in_reviews[i] < trust)
        sought = [i in trip for trip in week.trips]
        knows = int(market.brand_states.aware[i][sought].sum())
        yield Event(market.week, "shopped", "", {"knows": knows, "doubts": doubts})
    # A trip for each need, each of which may end in a purchase.
    for b in np.argsort(market.needs, kind="stable").tolist():
        yield from _shops(week, i, b, market.brands[b], before[b])
    for b, offer in enumerate(market.brands):
        yield from _experiences(week, i, b, offer, before[b])


def _fellows(market: "Market", i: int) -> int:
    """Return how many of those whom a consumer knows are members of the same forum."""
    starts, targets, _ = market.rows
    known = targets[starts[i] : starts[i + 1]]
    same = market.consumers.community[known] == market.consumers.community[i]
    return int((same & (market.member[known] & 1 > 0)).sum())


def _listens(week: _Week, i: int, b: int, brand: str, before: Any) -> Iterator[Event]:
    """Yield what reaches the consumer and what the consumer says, up to the shop."""
    market, kinds = week.market, week.kinds
    known = bool(before.aware)
    for receivers, given in market.gifts if (b, i) in week.given else ():
        if given == b and i in receivers:
            # Who buys in the week of the gift keeps no memory of its terms.
            gift = market.brand_states[i, b].gift
            disclosed = bool(market.terms[gift].disclosed) if gift else None
            yield Event(market.week, "given", brand, {"disclosed": disclosed, "first": not known})
            known = True
    spoken, mine = week.talks(i, b), week.told_to(i, b)
    messages = week.told_by(i, b) if len(spoken) else spoken
    for is_content in (False, True):
        talks = spoken[(spoken.valence == 0) == is_content]
        if not len(talks):
            continue
        heard = messages[(messages.valence == 0) == is_content]
        by = {kind: np.unique(heard.hearer[heard.channel == place]).tolist() for place, kind in enumerate(kinds)}
        valence = int(talks.valence[0])
        doubters = np.unique(heard.hearer[heard.valence != valence]).tolist()
        reached = {name: by[name] for name in ("friends", "acquaintances", "leaders")}
        facts = {"valence": valence, "owner": bool(before.owner), "doubters": doubters, **reached}
        yield Event(market.week, "spoke", brand, facts)
    reviews = kinds.index("reviews")
    for message in mine[np.argsort(mine.moment, kind="stable")]:
        if message.channel != reviews:
            yield Event(
                market.week,
                "heard",
                brand,
                {
                    "channel": kinds[message.channel],
                    "speaker": int(message.speaker),
                    "valence": int(message.valence),
                    "doubted": bool(message.valence < 0) and (int(message.speaker), b) in week.praised,
                    "first": not known,
                },
            )
            known = True


def _shops(week: _Week, i: int, b: int, offer: Any, before: Any) -> Iterator[Event]:
    """Yield what the consumer reads and makes of it."""
    market, mine = week.market, week.told_to(i, b)
    # Who buys in the week of a gift does not remember it.
    brand_state, gift, reviews = market.brand_states[i, b], (b, i) in week.given, week.kinds.index("reviews")
    read, was_reached = mine.valence[mine.channel == reviews].tolist(), bool(np.any(mine.channel != reviews))
    if read:
        yield Event(market.week, "read", offer.name, {"valences": read})
    for decision in week.decisions(i, b):
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


def _experiences(week: _Week, i: int, b: int, offer: Any, before: Any) -> Iterator[Event]:
    """Yield what the consumer buys, how it turns out, and what is posted of it."""
    market = week.market
    brand_state, posts, bought = market.brand_states[i, b], week.posts(i, b), week.purchases(i, b)
    satisfaction, was = int(brand_state.satisfaction), int(before.satisfaction)
    gift = (b, i) in week.given
    is_returned = bool(before.owner and not brand_state.owner)
    if is_returned:
        yield Event(market.week, "returned", offer.name, {})
    for purchase in bought:
        channel = market.channels[purchase.channel].kind if purchase.channel >= 0 else ""
        price = float(offer.price[market.consumers.segment[i]])
        usual = float(market.offers[b].price[market.consumers.segment[i]])
        yield Event(
            market.week,
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
        yield Event(market.week, "experienced", offer.name, {"satisfaction": was, "gift": not len(bought)})
    if len(bought) and brand_state.refunded:
        yield Event(market.week, "refunded", offer.name, {"disappointed": was < 0})
    for post in posts:
        yield Event(market.week, "posted", offer.name, {"stars": int(post.stars), "valence": int(post.valence)})
    if satisfaction != was and not is_returned:
        yield Event(market.week, "changed", offer.name, {"satisfaction": satisfaction})
    if brand_state.advocate and brand_state.advocate != before.advocate:
        kinds = {market.roles.places.get(lever.label): lever.kind for lever in market.scenario.campaign}
        yield Event(market.week, "joined", offer.name, {"role": kinds[int(brand_state.advocate)]})


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
