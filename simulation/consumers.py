"""Consumers as columns: one array per attribute, a row per consumer, a column per brand where brands differ."""

import math
from collections import namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.decision import logistic_quantile, logit
from simulation.kernels import kernel
from simulation.parts import Column
from simulation.randomness import chance, purpose, uniform, words

if TYPE_CHECKING:
    from simulation.scenario import Scenario

TRAITS = (
    Column("community", "int32", "the e-community she is a member of", per_brand=False),
    Column("segment", "uint8", "the kind of consumer she is", per_brand=False),
    Column("online", "bool", "whether she takes part in online networks", per_brand=False),
    Column("leader", "bool", "whether she is an opinion leader, with an audience", per_brand=False),
    Column("cocreator", "bool", "whether she would help to improve a product if asked", per_brand=False),
    Column("reference_stake", "float64", "the log-odds she needs before a typical purchase", per_brand=False),
    Column("risk_fear", "float64", "her fear for her money, in log-odds", per_brand=False),
    Column("scepticism", "float64", "her probability of seeing through one manipulated message", per_brand=False),
    Column("taste", "float64", "her liking for the brand, which ranks the brands that convince her"),
)
STATE = (
    Column("trust_in_reviews", "float64", "her trust in the review site, from 1 down to 0", per_brand=False),
    Column("aware", "bool", "whether she knows the brand"),
    Column("heard", "bool", "whether she heard of it since she last had the chance to pass it on"),
    Column("praise", "float64", "praise heard, in fully trusted messages"),
    Column("criticism", "float64", "criticism heard, in fully trusted messages"),
    Column("arrived", "uint32", "the moment of the week at which the latest message came, in 2⁻³² weeks"),
    Column("last_channel", "int8", "the channel that spoke last (its place among the channels; −1 for none)"),
    Column("owner", "bool", "whether she has the product"),
    Column("satisfaction", "int8", "her experience with it: −1 disappointed, 0 none or indifferent, +1 satisfied"),
    Column("satisfied_friends", "int32", "strong ties from whom she could hear of their satisfying purchase"),
    Column("bought_at", "int32", "the week in which she got it last"),
    Column("purchases", "int32", "how often she bought it"),
    Column("loyal", "bool", "whether her latest purchase was of this brand, and not the first one"),
    Column("refunded", "bool", "whether her money was given back, which silences criticism"),
    Column("gift", "uint8", "how she came by it: 0 bought, else the place of the gift's terms"),
)

Consumers = namedtuple("Consumers", [column.name for column in TRAITS + STATE])
Consumers.__doc__ = "All consumers: the arrays of TRAITS and STATE by name, shape (n,) or (n, brands)."

_TRAITS = purpose("consumers.traits")
_TASTE = purpose("consumers.taste")


def blank(column: Column, n: int, n_brands: int) -> np.ndarray[Any, Any]:
    """Return a column of zeros for n consumers."""
    return np.zeros((n, n_brands) if column.per_brand else n, dtype=column.dtype)


def draw_consumers(scenario: "Scenario", community: np.ndarray[Any, Any], key: np.uint64) -> Consumers:
    """Return consumers with the traits that a scenario describes, who have heard of nothing yet.

    Args:
        scenario: whose ``survey``, ``consumer``, ``leaders`` and ``brands`` say how traits are distributed.
        community: the community of every consumer, int32 (n,).
        key: the key of the run.
    """
    n, n_brands = len(community), len(scenario.brands)
    arrays = {column.name: blank(column, n, n_brands) for column in TRAITS + STATE if column.name != "community"}
    consumers = Consumers(community=community, **arrays)
    consumers.risk_fear[:] = scenario.consumer.risk_fear
    consumers.scepticism[:] = scenario.consumer.scepticism
    consumers.trust_in_reviews[:] = 1.0
    consumers.last_channel[:] = -1
    _draw_traits(
        key,
        chance(scenario.consumer.online_share),
        chance(scenario.leaders.share),
        chance(scenario.consumer.cocreator_share),
        logit(1.0 - scenario.survey.innovators),
        scenario.leaders.stake_shift,
        scenario.consumer.taste_scale if n_brands > 1 else 0.0,
        consumers,
    )
    return consumers


@kernel
def _draw_traits(key, online_chance, leader_chance, cocreator_chance, stake_location, leader_shift, taste_scale, c):
    for i in range(c.online.shape[0]):
        online, leader, stake, cocreator = words(key, _TRAITS, 0, i, 0)
        c.leader[i] = leader < leader_chance
        c.online[i] = online < online_chance or c.leader[i]
        c.cocreator[i] = cocreator < cocreator_chance
        c.reference_stake[i] = logistic_quantile(uniform(stake), stake_location)
        if c.leader[i]:
            c.reference_stake[i] += leader_shift
        if taste_scale > 0.0:
            for b in range(c.taste.shape[1]):
                word, _, _, _ = words(key, _TASTE, 0, i, b)
                c.taste[i, b] = -taste_scale * math.log(-math.log(uniform(word)))
