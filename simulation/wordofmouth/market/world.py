"""World: all that levers, channels and behaviours may read and change of the market in which they act.

:class:`wordofmouth.market.market.Market` is one; a few arrays made by hand are another. Parts know no more of it than
stands here, and meet each other in it alone.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from wordofmouth.engine.picking import some
from wordofmouth.engine.randomness import purpose
from wordofmouth.engine.records import Array, Table
from wordofmouth.market.decision import EvidenceWeights
from wordofmouth.market.messages import GiftTerms, MessageSink
from wordofmouth.market.offers import Offer
from wordofmouth.market.review_pool import ReviewPool
from wordofmouth.market.roles import Roles
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever

# What giving reads and changes, as parts declare it.
GIVING_READS = ("terms",)
GIVING_WRITES = (
    "brand_states.aware",
    "brand_states.owner",
    "brand_states.gift",
    "brand_states.bought_at",
    "brand_states.satisfaction",
    "gifts",
    "terms",
)


class World(Protocol):
    """Consumers, brands, the review site and forums, in one week of a run.

    Attributes:
        week, weeks: the week under way, from 1, and how many the run has.
        key: addresses its random numbers.
        n: how many consumers there are.
        network: their ties; ``rows`` are its starts, targets and strong ties.
        audiences: the opinion leaders' followers in sparse rows: starts (n + 1) and followers.
        unfollowed: bool (followers,), who of them has ceased to follow; (0,) where nobody does.
        consumers, brand_states: tables (n,) and (n, brands), see :mod:`wordofmouth.market.consumers`.
        people: both once more, as plain arrays, which kernels take sooner.
        is_leader: bool (n,), the consumers' ``leader`` once more, side by side; it never changes.
        segments: a table of kinds of consumers, see :mod:`wordofmouth.market.segments`.
        weights, reference_risk: what praise, criticism and risk weigh, in log-odds, see
            :mod:`wordofmouth.market.decision`.
        reassurance: float64 (segments, friends + 1), what so many satisfied friends leave of the fear.
        needs, places: int64 (brands,), which need each brand's offer is for, and where it is to be had, from 0.
        offers, brands: the brands' offers, as they last and as they are this week.
        offered: this week's offers to each segment once the campaign has acted, see :mod:`wordofmouth.market.offers`.
        channels: the channels, in the order in which they deliver.
        review_pool: the review site.
        forum: float64 (communities, brands, 2), recent praise and criticism.
        member: uint8 (n,), 1 for a member of the community's forum, else 0, and 2 more for who has joined or left this
            week; (0,) where whoever is online is a member for good.
        attraction: float64 (n,), what brands add this week to what membership is worth, in log-odds; (0,) likewise.
        own_forums: the forums on the brands' own sites, (brands,), see :mod:`wordofmouth.market.messages`.
        advertised: float64 (n, brands), contacts with advertising that are remembered; (0, brands) where none persuade.
        content: uint8 (n, brands), whether each has come upon the brand's advertising: never (0), last week for the
            first time (1), or earlier (2); (0, brands) where nobody hands it on.
        promises: what is known of claims, (n, brands) or (0, brands), see :mod:`wordofmouth.market.offers`.
        vouchers: float64 (n, brands), the share of this week's price that is taken off for each consumer; (0, brands)
            where for nobody.
        fear_left: float64 (n, brands), the share of the fear that fellow members and leaders have left; (0, brands)
            where neither reassures.
        place_fear: float64 (n, places), how many times as much as at first each fears for money at a place; (0, places)
            where nobody learns.
        terms: a table of the terms of gifts, see :mod:`wordofmouth.market.messages`; place 0 is for what was bought.
        roles: what consumers are in campaigns, see :mod:`wordofmouth.market.roles`.
        talk_factors: float64 (segments, brands), how many times as often satisfied owners talk this week.
        reported: float64 (n, brands), the criticism read in the news that is remembered; (0, brands) where there is no
            such channel.
        contacts, gifts: whom this week's campaigns address and give to: int32 ids, and the place of the brand.
        news: who reads of which brand in this week's news, and what that counts as criticism.
        trips: by need, who is in the market for it this week: int32 ids, ascending.
        shoppers: int32, who is in the market this week, for whatever need.
        talks, purchases, posts: what is said, bought and posted this week, see :mod:`wordofmouth.market.events`.
        tallies: int64 (brands,) by measure: what is counted this week.
        won, lost: int64 (channels, brands), new buyers won and shoppers deterred by channel this week.
        sold, claimed: int64 (segments, brands), units bought and refunds claimed this week.
        paid_back: float64 (brands,), what is paid back this week for what was bought before.
        memory: what levers keep from one week to another, by label.
        recorded: what is kept of the week beside its measures: of ``messages``, ``decisions``, ``influence``.
        shown: int64 (n,), to how many each leader's posts were shown; empty unless ``influence`` is recorded.
    """

    week: int
    key: np.uint64
    n: int
    network: Network
    rows: tuple[Array, Array, Array]
    audiences: tuple[Array, Array]
    unfollowed: Array
    consumers: Table
    brand_states: Table
    people: tuple[Array, Array]
    is_leader: Array
    segments: Table
    weights: EvidenceWeights
    reference_risk: float
    reassurance: Array
    needs: Array
    places: Array
    offers: list[Offer]
    brands: list[Offer]
    offered: Array
    channels: list[Channel]
    review_pool: ReviewPool
    forum: Array
    member: Array
    attraction: Array
    own_forums: Table
    advertised: Array
    content: Array
    promises: Table
    vouchers: Array
    fear_left: Array
    reported: Array
    place_fear: Array
    terms: Table
    roles: Roles
    talk_factors: Array
    contacts: list[tuple[Array, int]]
    gifts: list[tuple[Array, int]]
    news: list[tuple[Array, int, float]]
    trips: list[Array]
    shoppers: Array
    talks: Table
    purchases: Table
    posts: Table
    tallies: dict[str, Array]
    won: Array
    lost: Array
    sold: Array
    claimed: Array
    paid_back: Array
    memory: dict[str, Any]

    @property
    def weeks(self) -> int: ...  # noqa: D102

    @property
    def recorded(self) -> frozenset[str]: ...  # noqa: D102

    @property
    def shown(self) -> Array: ...  # noqa: D102

    def channel(self, kind: str) -> Any:
        """Return the channel of a kind, whose fields are to be read: the one place where parts know each other."""

    def aimed(self, segment: str, community: int | None) -> Array:
        """Return who is of a segment, if one is named, and of a community: int32 ids, ascending."""

    def places_of(self, segment: str) -> Sequence[int]:
        """Return the places of a segment, or of all unless one is named."""

    def note(self, line: str) -> None:
        """Note what whoever asked for this run should know; the same line is kept once."""

    def charge(self, lever: Lever, brand: int, amount: float) -> None:
        """Charge a brand with a cost of its campaign, and put it down to a lever."""

    def left(self, lever: Lever) -> float:
        """Return how much money its cap leaves a lever; infinite without one."""

    def reach(self, receivers: Array, brand: int) -> None:
        """Address consumers on behalf of a brand, through the channel of advertising: int32 ids."""

    def report(self, readers: Array, brand: int, power: float) -> None:
        """Let consumers read of a brand in the news, as so much criticism or, with 0, none: int32 ids."""

    def give(self, receivers: Array, brand: int, terms: GiftTerms) -> None:
        """Give the product of a brand to consumers who do not have it: int32 ids.

        ``terms`` says whether they disclose the gift, what power that leaves to their praise, what praise counts as
        criticism for who feels manipulated, and, if it is more than 0, how much of the scepticism towards a hidden
        gift an open one meets.
        """

    def sink(self, channel: Channel, at_most: int) -> MessageSink:
        """Return where it is written down what a channel delivers, with room for so many messages."""

    def decisions(self, at_most: int) -> tuple[Array, Array]:
        """Return where decisions are recorded, with room for so many if they are, and how many there are already."""


def paid_for(world: World, lever: Lever, price: float, people: Array) -> Array:
    """Return those of some consumers, int32 ids, for whom a lever's cap leaves a price each: all, or some by lot."""
    address, most = purpose(f"levers.cap.{lever.label}"), lever.affordable(world, price)
    return some(world.key, address, world.week, most, people)
