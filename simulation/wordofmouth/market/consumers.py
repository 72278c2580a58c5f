"""Consumers as tables: a record of traits each, and a record of what each knows of, and did with, every brand.

Records and not one array per attribute: a message reaches a consumer at random and touches six attributes. In
one record they are one line of memory, in six arrays six; delivering a message is four times as fast (measured).
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, uniform, words
from wordofmouth.engine.records import Column, Table, table
from wordofmouth.market.decision import interest_quantile, lasting_quantile, shared_liking
from wordofmouth.market.segments import segment_chances

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network
    from wordofmouth.scenario.scenario import Scenario


# What a user may write: shares, amounts, yes or no.
_ANY, _ANY_AMOUNT, _SHARE, _FLAG = (-math.inf, math.inf), (0.0, math.inf), (0.0, 1.0), (0, 1)

TRAITS = (
    Column("reference_stake", "float64", "log-odds needed before a typical purchase", _ANY),
    Column("risk_fear", "float64", "fear for money, in log-odds", _ANY_AMOUNT),
    Column("scepticism", "float64", "probability of seeing through one manipulated message", _SHARE),
    Column("trust_in_reviews", "float64", "trust in the review site, from 1 down to 0", _SHARE),
    Column("community", "int32", "the e-community of which the consumer is a member"),
    Column("segment", "uint8", "the kind of consumer"),
    Column("online", "bool", "whether the consumer takes part in online networks", _FLAG),
    Column("leader", "bool", "whether the consumer is an opinion leader, with an audience"),
    Column("cocreator", "bool", "whether the consumer would help to improve a product if asked"),
    Column("elsewhere", "uint8", "needs that were met elsewhere, until next in the market for them: a bit each"),
)
BRAND_STATE = (
    Column("praise", "float64", "praise heard, in fully trusted messages", _ANY_AMOUNT),
    Column("criticism", "float64", "criticism heard, in fully trusted messages", _ANY_AMOUNT),
    Column("last_speaker", "int32", "whose message spoke last: the speaker's row, −1 for no consumer's"),
    Column("satisfied_friends", "int32", "strong ties whose latest purchase of it satisfied them"),
    Column("taste", "float32", "liking for the brand, which ranks the brands that convince", _ANY),
    Column("arrived", "uint16", "moment of the week at which the latest message came, in 2⁻¹⁶ weeks"),
    Column("criticised", "uint16", "moment of the week at which the latest criticism came, in 2⁻¹⁶ weeks"),
    Column("bought_at", "int16", "week in which it was got last"),
    Column("purchases", "int16", "how often it was bought", (0, 32_767)),
    Column("recommended", "uint16", "how often the owner praised it, 65,535 at most"),
    Column("aware", "bool", "whether the consumer knows the brand", _FLAG),
    Column("heard", "bool", "whether praise or criticism was heard since it last could be passed on", _FLAG),
    Column("last_channel", "int8", "the channel that spoke last: its place among the channels, −1 for none"),
    Column("critic_channel", "int8", "the channel of the latest criticism; −1 for none"),
    Column("owner", "bool", "whether the consumer has the product", _FLAG),
    Column("satisfaction", "int8", "the experience: −1 disappointed, 0 none or indifferent, +1 satisfied", (-1, 1)),
    Column("refunded", "bool", "whether the money was given back, which silences criticism", _FLAG),
    Column("gift", "uint8", "how it was come by: 0 bought, else the place of the gift's terms"),
    Column(
        "loyal", "bool", "whether, last in the market, the consumer bought the brand and not for the first time", _FLAG
    ),
    Column("advocate", "uint8", "the role in a campaign: 0 none, else its place among the roles"),
)

_SEGMENT = purpose("consumers.segment")
_TRAITS = purpose("consumers.traits")
_INTEREST = purpose("consumers.interest")
_TASTE = purpose("consumers.taste")
_FOUNDERS = purpose("market.founders")
_KNOWN = purpose("market.known")


def draw_consumers(
    scenario: "Scenario", segments: Table, community: np.ndarray[Any, Any], key: np.uint64
) -> tuple[Table, Table]:
    """Return consumers (n,) with the traits that a scenario describes, and their brand states (n, brands).

    Of the brands there is nothing yet, but that some are known from the start.

    Args:
        scenario: whose ``consumer``, ``leaders`` and ``brands`` say how traits are distributed.
        segments: what each segment is like, see :mod:`wordofmouth.market.segments`.
        community: the community of every consumer, int32 (n,).
        key: the key of the run.
    """
    n_brands = len(scenario.brands)
    consumers, brand_states = table(TRAITS, len(community)), table(BRAND_STATE, (len(community), n_brands))
    consumers.community = community
    brand_states.last_speaker = -1
    brand_states.last_channel = -1
    brand_states.critic_channel = -1
    taste_scale = scenario.consumer.taste_scale if n_brands > 1 else 0.0
    until = segment_chances(scenario, community)
    _draw_traits(key, segments, until, scenario.leaders.stake_shift, taste_scale, consumers, brand_states)
    known_by = np.array([chance(brand.known_by) for brand in scenario.brands])
    if known_by.any():
        _make_known(key, known_by, brand_states)
    return consumers, brand_states


@kernel
def _draw_traits(key, segments, until, leader_shift, taste_scale, consumers, brand_states):
    # until: (communities or 1, segments), words below which one is of a segment or an earlier one.
    # Draws: word 0 of block 0 for the segment; words 0 to 3 of block 0 for online, leader, stake, cocreator; word 0 of
    # block b for the taste of brand b. Of a community: word 0 of block 0 for what its members' stakes share, words 0
    # and 1 of block 1 + b for what their liking of brand b does (_INTEREST).
    for i in range(consumers.shape[0]):
        place = 0
        if segments.shape[0] > 1:
            word, _, _, _ = words(key, _SEGMENT, 0, i, 0)
            home = consumers[i].community if until.shape[0] > 1 else 0
            for candidate in range(segments.shape[0] - 1, 0, -1):
                place = candidate if word < until[home, candidate - 1] else place
        word_online, word_leader, word_stake, word_cocreator = words(key, _TRAITS, 0, i, 0)
        consumer, segment = consumers[i], segments[place]
        consumer.segment = place
        consumer.risk_fear = segment.risk_fear
        consumer.scepticism = segment.scepticism
        consumer.trust_in_reviews = segment.trust_in_reviews
        consumer.leader = word_leader < segment.leader
        consumer.online = consumer.leader or word_online < segment.online
        consumer.cocreator = word_cocreator < segment.cocreator
        location, occasion, interest = segment.stake_location, segment.occasion, segment.interest
        if interest > 0.0:
            fellows, _, _, _ = words(key, _INTEREST, 0, consumer.community, 0)
            consumer.reference_stake = interest_quantile(
                uniform(word_stake), uniform(fellows), location, occasion, interest
            )
        else:
            consumer.reference_stake = lasting_quantile(uniform(word_stake), location, occasion)
        if consumer.leader:
            consumer.reference_stake += leader_shift
        if taste_scale > 0.0:
            for b in range(brand_states.shape[1]):
                word, _, _, _ = words(key, _TASTE, 0, i, b)
                liking = -math.log(-math.log(uniform(word)))
                left = math.sqrt(1.0 - interest)
                if left < 1.0:
                    fellows, others, _, _ = words(key, _INTEREST, 0, consumer.community, 1 + b)
                    liking = left * (shared_liking(uniform(fellows), uniform(others), left) + liking)
                brand_states[i, b].taste = taste_scale * liking


@kernel
def _make_known(key, known_by, brand_states):
    for i in range(brand_states.shape[0]):
        for b in range(brand_states.shape[1]):
            word, _, _, _ = words(key, _KNOWN, 0, i, b)
            brand_states[i, b].aware = word < known_by[b]


def founders(scenario: "Scenario", consumers: Table, key: np.uint64) -> np.ndarray[Any, Any]:
    """Return who is a member of the forum at the start, uint8 (n,); (0,) where whoever is online is one for good.

    Whoever is has 1; whoever joins or leaves in a week, 2 more while it lasts.
    """
    forum: Any = scenario.channels["community"]
    member = np.zeros(len(consumers) if forum.is_joined else 0, np.uint8)
    if len(member):
        _found(key, chance(forum.founders), consumers.view(np.ndarray), member)
    return member


@kernel
def _found(key, founding, consumers, member):
    # Draws: word 0 of block 0 for being a founder.
    for i in range(consumers.shape[0]):
        word, _, _, _ = words(key, _FOUNDERS, 0, i, 0)
        member[i] = 1 if consumers[i].online and word < founding else 0


def come_online(segments: Table, consumers: Table, week: int, key: np.uint64) -> None:
    """Let those come online this week whose turn it is, where the share who are online grows."""
    if segments["online_growth"].any():
        shares = [grown(segment.online_share, week * segment.online_growth) for segment in segments]
        _come_online(key, np.array([chance(share) for share in shares]), consumers.view(np.ndarray))


def grown(share: float, log_odds: float) -> float:
    """Return a share when so much has been added to its log-odds; none and all stay what they are."""
    return share if share in (0.0, 1.0) else 1.0 / (1.0 + (1.0 - share) / share * math.exp(-log_odds))


@kernel
def _come_online(key, online, consumers):
    # Draws: word 0 of block 0, that with which it was settled who is online at the start (_TRAITS).
    for i in range(consumers.shape[0]):
        word, _, _, _ = words(key, _TRAITS, 0, i, 0)
        consumers[i].online |= word < online[consumers[i].segment]


def most_friends(network: "Network") -> int:
    """Return how many consumers at most have one and the same consumer as a strong tie."""
    count = np.zeros(network.n, np.int64)
    _strong_in_ties(network.starts, network.targets, network.strong, count)
    return int(count.max(initial=0))


@kernel
def _strong_in_ties(starts, targets, strong, count):
    for i in range(strong.shape[0]):
        for k in range(starts[i], starts[i] + strong[i]):
            count[targets[k]] += 1


@kernel
def is_content(brand_state):
    """Tell whether a consumer has bought what is owned of the brand, and was satisfied the last time."""
    return brand_state.purchases > 0 and brand_state.gift == 0 and brand_state.satisfaction > 0


@kernel
def tell_friends(starts, targets, strong, brand_states, i, b, was_content):
    """Let the strong ties of consumer i know of brand b what has changed since i was content, or was not."""
    change = (1 if is_content(brand_states[i, b]) else 0) - (1 if was_content else 0)
    if change != 0:
        for k in range(starts[i], starts[i] + strong[i]):
            brand_states[targets[k], b].satisfied_friends += change
