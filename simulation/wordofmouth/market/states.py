"""States: what consumers believe of a brand and need before they buy it, and so what each is to it."""

import math

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.records import Array
from wordofmouth.market.decision import Relief, belief, perceived_risk, stake
from wordofmouth.market.offers import exposure, offer_table, saving
from wordofmouth.market.run import AWARE, CONVINCED, DETERRED, DISAPPOINTED, OWNER, UNAWARE
from wordofmouth.market.world import World


def stakes(world: World, asked: np.ndarray) -> np.ndarray:
    """Return what each of these consumers needs before buying each brand now: float64 (asked, brands), log-odds."""
    offers = world.brands if world.week else world.offers
    needed = np.empty((len(asked), len(offers)))
    _weigh_stakes(
        asked,
        world.consumers,
        world.brand_states,
        offer_table(offers, world.segments),
        world.promises.view(np.ndarray),
        (world.reassurance, world.fear_left, world.places, world.place_fear),
        world.reference_risk,
        world.segments.price_sensitivity.copy(),
        world.vouchers,
        needed,
    )
    return needed


def beliefs(world: World, asked: np.ndarray, praise: float = 0.0, criticism: float = 0.0) -> np.ndarray:
    """Return what each of these consumers believes of each brand, having heard so much more: float64 as stakes."""
    reputation = np.array([offer.reputation for offer in world.offers])
    held = np.empty((len(asked), len(reputation)))
    _weigh_beliefs(
        asked,
        world.consumers,
        world.brand_states,
        reputation,
        *world.weights,
        world.segments.own_experience.copy(),
        world.roles.table["loyalty"].copy(),
        world.channel("advertising").persuasion,
        world.advertised,
        world.promises.view(np.ndarray),
        float(praise),
        float(criticism),
        held,
    )
    return held


def states(world: World) -> Array:
    """Return the state of every consumer towards the first brand, uint8 (n,), see :mod:`wordofmouth.market.run`."""
    everyone = np.arange(world.n, dtype=np.int32)
    # As a plain array, of which columns are had sooner.
    brand_states = world.people[1][:, 0]
    aware, owner = brand_states["aware"], brand_states["owner"]
    held, needed = beliefs(world, everyone)[:, 0], stakes(world, everyone)[:, 0]
    # Who holds something against the brand, and would be convinced without the criticism, is deterred.
    against = brand_states["criticism"] + (world.promises.broken[:, 0] if len(world.promises) else 0.0)
    belief_without_criticism = held + world.weights.criticism * np.log2(1.0 + against)
    state = np.full(world.n, UNAWARE, np.uint8)
    state[aware] = AWARE
    state[aware & (held < needed) & (belief_without_criticism >= needed)] = DETERRED
    state[aware & (held >= needed)] = CONVINCED
    state[owner] = OWNER
    state[owner & (brand_states["satisfaction"] < 0)] = DISAPPOINTED
    return state


@kernel
def _weigh_stakes(
    asked, consumers, brand_states, offers, promises, relief, reference_risk, price_sensitivity, vouchers, needed
):
    relief = Relief(*relief)
    for place, i in enumerate(asked):
        segment = np.int64(consumers[i].segment)
        for b in range(brand_states.shape[1]):
            offer = offers[segment, b]
            exposed = offer.risk_exposure
            if promises.shape[0] > 0:
                exposed = exposure(offer, promises[i, b].paid, promises[i, b].broken)
            friends = brand_states[i, b].satisfied_friends
            risk = perceived_risk(i, b, consumers[i], exposed, friends, relief)
            needed[place, b] = stake(consumers[i].reference_stake, risk, reference_risk, offer.price_resistance)
            needed[place, b] -= saving(i, b, vouchers, price_sensitivity[segment])


@kernel
def _weigh_beliefs(
    asked, consumers, brand_states, reputation, praising, criticising, own_experience, loyalty, persuasion, advertised,
    promises, praise, criticism, held,
):  # fmt: skip
    for place, i in enumerate(asked):
        for b in range(brand_states.shape[1]):
            brand_state = brand_states[i, b]
            experience = own_experience[consumers[i].segment] * brand_state.satisfaction + loyalty[brand_state.advocate]
            if persuasion > 0.0:
                experience += persuasion * math.log2(1.0 + advertised[i, b])
            against = brand_state.criticism + criticism
            if promises.shape[0] > 0:
                against += promises[i, b].broken
            held[place, b] = belief(
                reputation[b], praising, criticising, brand_state.praise + praise, against, experience
            )
