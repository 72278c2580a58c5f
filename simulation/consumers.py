"""Consumers as tables: a record of traits each, and a record of what each knows of, and did with, every brand.

Records and not one array per attribute: a message reaches a consumer at random and touches six of her attributes. In
one record they are one line of memory, in six arrays six; delivering a message is four times as fast (measured).
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.decision import logistic_quantile, logit
from simulation.kernels import kernel
from simulation.parts import Column
from simulation.randomness import chance, purpose, uniform, words

if TYPE_CHECKING:
    from simulation.scenario import Scenario

Table = np.recarray[Any, Any]

TRAITS = (
    Column("reference_stake", "float64", "log-odds that she needs before a typical purchase"),
    Column("risk_fear", "float64", "fear for her money, in log-odds"),
    Column("scepticism", "float64", "probability of seeing through one manipulated message"),
    Column("trust_in_reviews", "float64", "trust in the review site, from 1 down to 0"),
    Column("community", "int32", "the e-community of which she is a member"),
    Column("segment", "uint8", "the kind of consumer that she is"),
    Column("online", "bool", "whether she takes part in online networks"),
    Column("leader", "bool", "whether she is an opinion leader, with an audience"),
    Column("cocreator", "bool", "whether she would help to improve a product if asked"),
)
MIND = (
    Column("praise", "float64", "praise heard, in fully trusted messages"),
    Column("criticism", "float64", "criticism heard, in fully trusted messages"),
    Column("arrived", "uint32", "moment of the week at which the latest message came, in 2⁻³² weeks"),
    Column("aware", "bool", "whether she knows the brand"),
    Column("heard", "bool", "whether she heard praise or criticism since she last could pass it on"),
    Column("last_channel", "int8", "the channel that spoke last: its place among the channels, −1 for none"),
    Column("owner", "bool", "whether she has the product"),
    Column("satisfaction", "int8", "her experience: −1 disappointed, 0 none or indifferent, +1 satisfied"),
    Column("refunded", "bool", "whether her money was given back, which silences criticism"),
    Column("gift", "uint8", "how she came by it: 0 bought, else the place of the gift's terms"),
    Column("loyal", "bool", "whether, last in the market, she bought the brand and not for the first time"),
    Column("bought_at", "int32", "week in which she got it last"),
    Column("purchases", "int32", "how often she bought it"),
    Column("satisfied_friends", "int32", "strong ties whose latest purchase of it satisfied them"),
    Column("taste", "float64", "liking for the brand, which ranks the brands that convince her"),
)

_TRAITS = purpose("consumers.traits")
_TASTE = purpose("consumers.taste")


def table(columns: tuple[Column, ...], shape: int | tuple[int, ...]) -> Table:
    """Return a table of zeros with these columns, whose records can also be read and written by attribute."""
    layout = np.dtype([(column.name, column.dtype) for column in columns], align=True)
    return np.zeros(shape, dtype=layout).view(np.recarray)


def draw_consumers(scenario: "Scenario", community: np.ndarray[Any, Any], key: np.uint64) -> tuple[Table, Table]:
    """Return consumers (n,) with the traits that a scenario describes, and their minds (n, brands), still blank.

    Args:
        scenario: whose ``survey``, ``consumer``, ``leaders`` and ``brands`` say how traits are distributed.
        community: the community of every consumer, int32 (n,).
        key: the key of the run.
    """
    n_brands = len(scenario.brands)
    consumers, minds = table(TRAITS, len(community)), table(MIND, (len(community), n_brands))
    consumers.community = community
    consumers.risk_fear = scenario.consumer.risk_fear
    consumers.scepticism = scenario.consumer.scepticism
    consumers.trust_in_reviews = 1.0
    minds.last_channel = -1
    _draw_traits(
        key,
        chance(scenario.consumer.online_share),
        chance(scenario.leaders.share),
        chance(scenario.consumer.cocreator_share),
        logit(1.0 - scenario.survey.innovators),
        scenario.leaders.stake_shift,
        scenario.consumer.taste_scale if n_brands > 1 else 0.0,
        consumers,
        minds,
    )
    return consumers, minds


@kernel
def _draw_traits(key, online, leader, cocreator, stake_location, leader_shift, taste_scale, consumers, minds):
    # Draws: words 0 to 3 of block 0 for online, leader, stake, cocreator; word 0 of block b for the taste of brand b.
    for i in range(consumers.shape[0]):
        word_online, word_leader, word_stake, word_cocreator = words(key, _TRAITS, 0, i, 0)
        consumer = consumers[i]
        consumer.leader = word_leader < leader
        consumer.online = consumer.leader or word_online < online
        consumer.cocreator = word_cocreator < cocreator
        consumer.reference_stake = logistic_quantile(uniform(word_stake), stake_location)
        if consumer.leader:
            consumer.reference_stake += leader_shift
        if taste_scale > 0.0:
            for b in range(minds.shape[1]):
                word, _, _, _ = words(key, _TASTE, 0, i, b)
                minds[i, b].taste = -taste_scale * math.log(-math.log(uniform(word)))
