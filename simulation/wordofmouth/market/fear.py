"""Fear for one's money: what is left of it before an offer, and how it is learnt, place by place.

What goes well at a place, as a site or a shop in town, takes a share of the fear of all that is to be had there; what
goes wrong adds as much of the fear that one had at first, as many times as a loss weighs; so does, less, a loss of
which a friend tells.
"""

from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.records import Array

if TYPE_CHECKING:
    from wordofmouth.market.world import World
    from wordofmouth.scenario.scenario import Scenario


def fears(scenario: "Scenario", places: Array, n: int) -> Array:
    """Return what is left of the fear at each place, all: float64 (n, places); (0, places) where nobody learns."""
    learns = any(traits.fear_learning > 0.0 for traits in scenario.traits)
    return np.ones((n if learns else 0, 1 + int(places.max())))


def learn(world: "World") -> None:
    """Let this week's purchases and gifts teach those who have made or got them, and then losses their friends."""
    bought, paid = world.purchases.view(np.ndarray), np.array([not offer.is_income for offer in world.brands])
    tables = (world.places, world.segments, *world.people, world.place_fear)
    _learn_oneself(bought["consumer"], bought["brand"], paid, *tables)
    for receivers, brand in world.gifts:
        tried = receivers[world.brand_states.gift[receivers, brand] > 0]
        _learn_oneself(tried, np.full(len(tried), brand, bought["brand"].dtype), np.zeros_like(paid), *tables)
    _learn_from_friends(bought["consumer"], bought["brand"], paid, *world.rows, *tables)


@kernel
def perceived_risk(i, b, consumer, exposed, friends, reassurance, fear_left, place, place_fear):
    """Return consumer i's fear before an offer of brand b, in log-odds.

    It is what its terms leave ``exposed`` that is feared for; satisfied ``friends``, fellow members, leaders and
    what went well at the place take some away.
    """
    risk = consumer.risk_fear * exposed * reassurance[np.int64(consumer.segment), friends]
    if fear_left.shape[0] > 0:
        risk *= fear_left[i, b]
    if place_fear.shape[0] > 0:
        risk *= place_fear[i, place]
    return risk


@kernel
def _learn_oneself(ids, brands, paid, places, segments, consumers, brand_states, place_fear):
    for k in range(ids.shape[0]):
        i, b = ids[k], brands[k]
        segment, brand_state = segments[np.int64(consumers[i].segment)], brand_states[i, b]
        if brand_state.satisfaction > 0:
            place_fear[i, places[b]] *= 1.0 - segment.fear_learning
        elif _lost(brand_state):
            place_fear[i, places[b]] += segment.fear_learning * (segment.loss_aversion if paid[b] else 1.0)


@kernel
def _learn_from_friends(
    ids, brands, paid, starts, targets, strong, places, segments, consumers, brand_states, place_fear
):
    for k in range(ids.shape[0]):
        i, b = ids[k], brands[k]
        if _lost(brand_states[i, b]):
            for tie in range(starts[i], starts[i] + strong[i]):
                friend = targets[tie]
                segment = segments[np.int64(consumers[friend].segment)]
                loss = segment.fear_learning * (segment.loss_aversion if paid[b] else 1.0)
                place_fear[friend, places[b]] += segment.fear_contagion * loss


@kernel
def _lost(brand_state):
    """Tell whether somebody was disappointed, and has not been given the money back."""
    return brand_state.satisfaction < 0 and not brand_state.refunded
