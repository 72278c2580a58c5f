"""Experiencing: the product satisfies its new owner or does not; guarantees are claimed, friends take note.

And fear is learnt. What goes well at a place, as a site or a shop in town, takes a share of the fear of all that is to
be had there; what goes wrong adds as much of the fear that one had at first, as many times as a loss weighs; so does,
less, a loss of which a friend tells.
"""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, uniform, words
from wordofmouth.engine.records import plain
from wordofmouth.market.consumers import is_content, tell_friends
from wordofmouth.market.decision import satisfaction_chance
from wordofmouth.market.offers import tell_of_claim
from wordofmouth.market.world import World
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import Measure, Prior, field

_EXPERIENCE = purpose("behaviours.experiencing.experience")


class Experiencing(Behaviour):
    """Expectations raised by praise lower the probability that a purchase satisfies; a good one reassures friends."""

    kind: Literal["experiencing"] = "experiencing"
    reads: ClassVar[tuple[str, ...]] = (
        *("purchases", "gifts", "offered", "brands", "place_fear", "consumers.segment", "brand_states.gift"),
        *("brand_states.purchases", "brand_states.satisfaction", "brand_states.refunded"),
    )
    writes: ClassVar[tuple[str, ...]] = (
        *(
            "brand_states.refunded",
            "brand_states.satisfaction",
            "brand_states.owner",
            "brand_states.gift",
            "brand_states.bought_at",
        ),
        *("brand_states.purchases", "brand_states.satisfied_friends", "promises", "place_fear", "claimed", "tallies"),
    )
    words = {"name": "After the purchase"}
    indifferent_share: float = field(
        0.1,
        "share of purchases that leave no impression",
        unit="share",
        source=Prior(
            0.03, 0.3, "few reviews have three stars: Hu, Zhang and Pavlou 2009, in sign; the indifferent write less"
        ),
        ge=0,
        le=1,
    )
    claim_rate: float = field(
        0.8,
        "chance that a disappointed buyer claims a guaranteed refund",
        unit="probability",
        source=Prior(0.4, 0.95, "a full refund is worth the trouble to most; how many do not ask is not told"),
        ge=0,
        le=1,
    )
    abuse_rate: float = field(
        0.02,
        "chance that a buyer who is not disappointed claims one dishonestly",
        unit="probability",
        source=Prior(0.005, 0.1, "retailers call a few per cent of returns dishonest"),
        ge=0,
        le=1,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("claims", "purchases", "purchases refunded under the guarantee"),
    )

    def step(self, world: World) -> None:
        """Let this week's purchases and gifts be experienced."""
        indifferent = chance(self.indifferent_share)
        _experience_purchases(
            world.key,
            world.week,
            indifferent,
            chance(self.claim_rate),
            chance(self.abuse_rate),
            world.offered,
            plain(world.segments),
            *world.rows,
            *world.people,
            plain(world.purchases),
            world.channel("friends").trust,
            plain(world.promises),
            world.claimed,
            world.tallies["claims"],
        )
        for receivers, brand in world.gifts:
            quality = world.brands[brand].quality
            _experience_gifts(world.key, world.week, indifferent, quality, receivers, brand, world.brand_states)
        if len(world.place_fear):
            _learn(world)


def _learn(world: World) -> None:
    """Let this week's purchases and gifts teach those who have made or got them, and then losses their friends."""
    bought, paid = plain(world.purchases), np.array([not offer.is_income for offer in world.brands])
    tables = (world.places, world.segments, *world.people, world.place_fear)
    _learn_oneself(bought["consumer"], bought["brand"], paid, *tables)
    for receivers, brand in world.gifts:
        tried = receivers[world.brand_states.gift[receivers, brand] > 0]
        _learn_oneself(tried, np.full(len(tried), brand, bought["brand"].dtype), np.zeros_like(paid), *tables)
    _learn_from_friends(bought["consumer"], bought["brand"], paid, *world.rows, *tables)


@kernel
def _experience_purchases(
    key, week, indifferent, claim_rate, abuse_rate, offers, segments, starts, targets, strong,
    consumers, brand_states, purchases, trust, promises, claimed, claims,
):  # fmt: skip
    # Draws: words 0 to 3 of block b for indifference, satisfaction, the claim and whether it is paid.
    for k in range(purchases.shape[0]):
        i, b, expectation = purchases[k].consumer, purchases[k].brand, purchases[k].expectation
        segment = np.int64(consumers[i].segment)
        brand_state, offer = brand_states[i, b], offers[segment, b]
        indifference, verdict, claim, payment = words(key, _EXPERIENCE, week, i, b)
        was_content = is_content(brand_state)
        if indifference < indifferent:
            satisfaction = 0
        elif uniform(verdict) < satisfaction_chance(offer.quality, segments[segment].disconfirmation, expectation):
            satisfaction = 1
        else:
            satisfaction = -1
        claims_back = offer.guaranteed and claim < (claim_rate if satisfaction < 0 else abuse_rate)
        refunded = claims_back and payment < offer.honoured
        if refunded:
            claimed[segment, b] += 1
            claims[b] += 1
        if promises.shape[0] > 0:
            promises[i, b].is_unpaid = claims_back and not refunded
            if claims_back:
                tell_of_claim(starts, targets, strong, promises, i, b, refunded, trust)
        brand_state.refunded = refunded
        brand_state.satisfaction = satisfaction
        brand_state.owner = True
        brand_state.gift = 0
        brand_state.bought_at = week
        brand_state.purchases += 1
        tell_friends(starts, targets, strong, brand_states, i, b, was_content)


@kernel
def _experience_gifts(key, week, indifferent, quality, receivers, b, brand_states):
    # The same draws as for a purchase; who bought in the week of the gift has had the experience.
    for i in receivers:
        brand_state = brand_states[i, b]
        if brand_state.gift > 0:
            indifference, verdict, _, _ = words(key, _EXPERIENCE, week, i, b)
            if indifference < indifferent:
                brand_state.satisfaction = 0
            else:
                brand_state.satisfaction = 1 if uniform(verdict) < quality else -1


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
