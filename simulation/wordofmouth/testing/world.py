"""A world made by hand: blank tables and the verbs of a World, to let one part act alone."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wordofmouth.engine.linked import Linked
from wordofmouth.engine.records import Array, Table, layout, table
from wordofmouth.market.consumers import BRAND_STATE, TRAITS
from wordofmouth.market.decision import EvidenceWeights
from wordofmouth.market.events import POST, PURCHASE, TALK
from wordofmouth.market.messages import OWN_FORUM, TERMS, GiftTerms, MessageSink, whole_terms
from wordofmouth.market.offers import PROMISE, Offer, offer_table
from wordofmouth.market.recorder import DECISION, MESSAGE
from wordofmouth.market.review_pool import ReviewPool
from wordofmouth.market.roles import Roles
from wordofmouth.market.segments import SEGMENT
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.sections import Brand


@dataclass
class HandmadeWorld(Linked):
    """A :class:`wordofmouth.market.world.World` in which nothing has happened; whatever it holds can be set.

    ``parts`` are those for whose sake it is made: what they count has its place, and a lever its label and its role.
    """

    views = ("rows", "people")

    network: Network
    parts: Iterable[Part] = ()
    n_brands: int = 1
    n_segments: int = 1
    week: int = 1
    weeks: int = 52
    channels: list[Channel] = field(default_factory=list)
    recorded: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.n, n_brands, n_segments = self.network.n, self.n_brands, self.n_segments
        self.key, self.weights, self.reference_risk = np.uint64(1), EvidenceWeights(2.4, 0.66), 1.0
        self.audiences = (np.zeros(self.n + 1, np.int64), np.zeros(0, np.int32))
        self.unfollowed = np.zeros(0, np.bool_)
        self.consumers: Table = table(TRAITS, self.n)
        self.brand_states: Table = table(BRAND_STATE, (self.n, n_brands))
        self.link()
        self.is_leader = np.zeros(self.n, bool)
        self.segments: Table = table(SEGMENT, n_segments)
        self.segments.shopping_rate = self.segments.post_rate = np.nan
        self.segments.promise_trust, self.segments.promise_inertia = 0.5, 2.0
        self.reassurance = np.ones((n_segments, self.n + 1))
        self.needs = self.places = np.zeros(n_brands, np.int64)
        self.offers = [Offer(Brand(name=f"brand {b}"), n_segments) for b in range(n_brands)]
        self.brands = [offer.fresh() for offer in self.offers]
        self.offered = offer_table(self.brands, self.segments)
        levers = [part for part in self.parts if isinstance(part, Lever)]
        self.review_pool = ReviewPool(n_brands, [lever.label for lever in levers])
        self.forum = np.zeros((self.network.n_communities, n_brands, 2))
        self.member, self.attraction = np.ones(self.n, np.uint8), np.zeros(self.n)
        self.own_forums: Table = table(OWN_FORUM, n_brands)
        self.advertised = np.zeros((self.n, n_brands))
        self.content = np.zeros((self.n, n_brands), np.uint8)
        self.promises: Table = table(PROMISE, (self.n, n_brands))
        self.vouchers = np.zeros((self.n, n_brands))
        self.fear_left = np.ones((self.n, n_brands))
        self.place_fear = np.ones((self.n, 1))
        self.reported = np.zeros((self.n, n_brands))
        self.terms: Table = table(TERMS, 1)
        self.roles = Roles(lever.label for lever in levers)
        self.talk_factors = np.ones((n_segments, n_brands))
        self.contacts: list[tuple[Array, int]] = []
        self.gifts: list[tuple[Array, int]] = []
        self.news: list[tuple[Array, int, float]] = []
        self.trips: list[Array] = [np.zeros(0, np.int32)]
        self.shoppers = self.trips[0]
        self.talks, self.purchases, self.posts = table(TALK, 0), table(PURCHASE, 0), table(POST, 0)
        counted = [part.measures for part in self.parts]
        counted += [part.counts() for part in self.parts if isinstance(part, Channel)]
        self.tallies = {measure.name: np.zeros(n_brands, np.int64) for each in counted for measure in each}
        kinds = len(Channel.kinds)
        self.heard = np.zeros((kinds, 2, n_brands), np.int64)
        self.won, self.lost = (np.zeros((kinds, n_brands), np.int64) for _ in range(2))
        self.sold, self.claimed = (np.zeros((n_segments, n_brands), np.int64) for _ in range(2))
        self.paid_back = np.zeros(n_brands)
        self.spent = {lever.label: np.zeros(n_brands) for lever in levers}
        self.memory: dict[str, Any] = {}
        self.shown = np.zeros(0, np.int64)
        self.notes: list[str] = []

    def link(self) -> None:
        """Make what is a view of something else."""
        self.rows = (self.network.starts, self.network.targets, self.network.strong)
        self.people: tuple[Array, Array] = (self.consumers.view(np.ndarray), self.brand_states.view(np.ndarray))

    def channel(self, kind: str) -> Any:
        """Return the channel of a kind, as it usually is."""
        return Channel.kinds[kind](kind=kind)

    def aimed(self, segment: str, community: int | None) -> Array:
        """Return everyone: int32 ids."""
        return np.arange(self.n, dtype=np.int32)

    def places_of(self, segment: str) -> list[int]:
        """Return the places of all segments."""
        return list(range(self.n_segments))

    def note(self, line: str) -> None:
        """Note a line."""
        self.notes.append(line)

    def charge(self, lever: Lever, brand: int, amount: float) -> None:
        """Put a cost down to a lever."""
        self.spent[lever.label][brand] += amount

    def left(self, lever: Lever) -> float:
        """Return how much money its cap leaves a lever, if it has been charged with nothing before this week."""
        return math.inf if lever.cap is None else lever.cap - float(self.spent[lever.label].sum())

    def reach(self, receivers: Array, brand: int) -> None:
        """Address consumers on behalf of a brand, through the channel of advertising: int32 ids."""
        self.contacts.append((receivers, brand))

    def report(self, readers: Array, brand: int, power: float) -> None:
        """Let consumers read of a brand in the news, as so much criticism or, with 0, none: int32 ids."""
        self.news.append((readers, brand, power))

    def give(self, receivers: Array, brand: int, terms: GiftTerms) -> None:
        """Make consumers owners under terms of their own."""
        self.terms = np.array([*self.terms.tolist(), whole_terms(terms)], dtype=layout(TERMS)).view(np.recarray)
        self.brand_states.aware[receivers, brand] = self.brand_states.owner[receivers, brand] = True
        self.brand_states.gift[receivers, brand] = len(self.terms) - 1
        self.brand_states.bought_at[receivers, brand] = self.week
        self.brand_states.satisfaction[receivers, brand] = 0
        self.gifts.append((receivers, brand))

    def sink(self, channel: Channel, at_most: int) -> MessageSink:
        """Return where a channel's messages are counted."""
        place = [*Channel.kinds].index(channel.kind)
        return place, self.heard[place], table(MESSAGE, 1), np.zeros(1, np.int64)

    def decisions(self, at_most: int) -> tuple[Array, Array]:
        """Return where no decisions are kept."""
        return table(DECISION, 0), np.zeros(1, np.int64)
