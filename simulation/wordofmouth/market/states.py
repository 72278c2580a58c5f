"""States: what consumers believe of a brand and need before they buy it, and so what each is to it."""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.records import Array
from wordofmouth.market.decision import belief, stake
from wordofmouth.market.run import AWARE, CONVINCED, DETERRED, DISAPPOINTED, OWNER, UNAWARE
from wordofmouth.market.world import World


def stakes(world: World, asked: np.ndarray) -> np.ndarray:
    """Return what each of these consumers needs before she buys each brand now: float64 (asked, brands), log-odds."""
    offers = world.brands if world.week else world.offers
    exposure = np.stack([offer.risk_exposure(world.segments) for offer in offers], axis=1)
    resistance = np.stack([offer.price_resistance(world.segments) for offer in offers], axis=1)
    needed = np.empty((len(asked), len(offers)))
    reference_risk = world.reference_risk
    _weigh_stakes(asked, world.consumers, world.minds, exposure, resistance, world.reassurance, reference_risk, needed)
    return needed


def beliefs(world: World, asked: np.ndarray, praise: float = 0.0, criticism: float = 0.0) -> np.ndarray:
    """Return what each of these consumers believes of each brand, had she heard so much more: float64 as stakes."""
    reputation = np.array([offer.reputation for offer in world.offers])
    held = np.empty((len(asked), len(reputation)))
    _weigh_beliefs(
        asked, world.consumers, world.minds, reputation, *world.weights, world.segments.own_experience.copy(),
        world.roles.table["loyalty"].copy(), float(praise), float(criticism), held,
    )  # fmt: skip
    return held


def states(world: World) -> Array:
    """Return the state of every consumer towards the first brand, uint8 (n,), see :mod:`wordofmouth.market.run`."""
    everyone = np.arange(world.n, dtype=np.int32)
    # As a plain array, of which columns are had sooner.
    minds = world.people[1][:, 0]
    aware, owner = minds["aware"], minds["owner"]
    held, needed = beliefs(world, everyone)[:, 0], stakes(world, everyone)[:, 0]
    # Who holds something against the brand, and would be convinced had she heard no criticism, is deterred.
    unharmed = held + world.weights.criticism * np.log2(1.0 + minds["criticism"])
    found = np.full(world.n, UNAWARE, np.uint8)
    found[aware] = AWARE
    found[aware & (held < needed) & (unharmed >= needed)] = DETERRED
    found[aware & (held >= needed)] = CONVINCED
    found[owner] = OWNER
    found[owner & (minds["satisfaction"] < 0)] = DISAPPOINTED
    return found


@kernel
def _weigh_stakes(asked, consumers, minds, exposure, resistance, reassurance, reference_risk, needed):
    for place, i in enumerate(asked):
        segment = np.int64(consumers[i].segment)
        for b in range(minds.shape[1]):
            calm = reassurance[segment, minds[i, b].satisfied_friends]
            risk = consumers[i].risk_fear * exposure[segment, b] * calm
            needed[place, b] = stake(consumers[i].reference_stake, risk, reference_risk, resistance[segment, b])


@kernel
def _weigh_beliefs(
    asked, consumers, minds, reputation, praising, criticising, own_experience, loyalty, praise, criticism, held
):
    for place, i in enumerate(asked):
        for b in range(minds.shape[1]):
            mind = minds[i, b]
            experience = own_experience[consumers[i].segment] * mind.satisfaction + loyalty[mind.advocate]
            held[place, b] = belief(
                reputation[b], praising, criticising, mind.praise + praise, mind.criticism + criticism, experience
            )
