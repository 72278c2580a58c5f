"""Co-creation: asks owners what to improve, improves it, and so makes advocates of them."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, words
from wordofmouth.market.consumers import is_content, tell_friends
from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, Measure, Prior, field


class CoCreation(AimedLever):
    """Contributions that are taken up raise quality, each a little less than the one before, and make advocates.

    Source: Hoyer, Chandy, Dorotic, Krafft and Singh (2010), Consumer cocreation in new product development, Journal of
    Service Research 13(3).
    """

    gives_role: ClassVar[bool] = True
    idle: ClassVar[dict[str, Any]] = {"response": 0.0}
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap", "half_way")
    kind: Literal["co_creation"] = "co_creation"
    reads: ClassVar[tuple[str, ...]] = (
        *("memory", "offers", "consumers.cocreator", "consumers.online", "brand_states.owner", "brand_states.advocate"),
        *("brand_states.satisfaction", "brand_states.purchases", "brand_states.gift"),
    )
    writes: ClassVar[tuple[str, ...]] = (
        *("memory", "roles", "offers", "brand_states.advocate", "brand_states.satisfaction"),
        *("brand_states.satisfied_friends", "tallies", "spent"),
    )
    words = {"name": "Asking customers", "text": "Asks owners how to make the product better."}
    response: float = field(
        0.1,
        "chance that an online owner who would help does so when asked",
        unit="probability per week",
        source=Prior(0.02, 0.3, "few answer any one invitation"),
        ge=0,
        le=1,
    )
    gain: float = field(
        0.15,
        "what contributions without end would add to the quality",
        unit="probability",
        source=Prior(0.05, 0.3, "users' ideas can beat professionals': Poetz and Schreier 2012, in sign"),
        ge=0,
        le=1,
    )
    half_way: float = field(
        100.0,
        "contributions that bring half of that",
        unit="contributions",
        source=Prior(
            20.0,
            500.0,
            "ideas repeat: thirty interviews tell nine needs in ten, Griffin and Hauser 1993; a post tells less",
        ),
        gt=0,
        le=1e9,
    )
    taken_up: float = field(
        1.0,
        "share of the contributions that the brand takes up; the others it ignores",
        idle=1.0,
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )
    resentment: float = field(
        0.3,
        "chance that a contributor who is ignored is disappointed",
        idle=0.3,
        unit="probability",
        source=Prior(0.1, 0.6, "voice that is asked for and ignored frustrates: Folger 1977, in sign"),
        ge=0,
        le=1,
    )
    talk_boost: float = field(
        0.5,
        "how much more a contributor praises from then on",
        unit="ratio",
        source=Prior(0.1, 1.5, "who has had a say favours the product: Fuchs, Prandelli and Schreier 2010, in sign"),
        ge=0,
        le=20,
    )
    cost_per_contribution: float = field(
        0.0, "cost of hearing one contributor", unit="money", source=SETTING, ge=0, le=1e9
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("cocreators", "consumers", "consumers who helped to improve the product this week"),
    )

    def act(self, world: World, brand: int) -> None:
        """Ask this week's owners; from next week on the product is better for good."""
        role = world.roles.set(self.label, 1.0 + self.talk_boost, lasts=True)
        helpful, before = world.memory.get(self.label) or (self._helpful(world), 0)
        contributed, ignored = _contribute(
            world.key,
            purpose(f"levers.co_creation.{self.label}"),
            world.week,
            chance(self.response),
            chance(self.taken_up),
            chance(self.resentment),
            role,
            brand,
            self._asked(world, brand, helpful),
            *world.rows,
            world.consumers,
            world.brand_states,
        )
        after = before + contributed
        world.memory[self.label] = helpful, after
        offer = world.offers[brand]
        offer.quality = min(1.0, offer.quality + self.gain * (self._share_of_gain(after) - self._share_of_gain(before)))
        world.tallies["cocreators"][brand] += contributed
        world.charge(self, brand, (contributed + ignored) * self.cost_per_contribution)

    def _helpful(self, world: World) -> np.ndarray:
        aimed = self.aimed(world)
        return aimed[world.consumers.cocreator[aimed]]

    def _asked(self, world: World, brand: int, helpful: np.ndarray) -> np.ndarray:
        """Return who is asked: with a cap no more than it could pay for, were all of them to contribute."""
        if self.affordable(world, self.cost_per_contribution) >= len(helpful):
            return helpful
        owners = helpful[world.consumers.online[helpful] & world.brand_states.owner[helpful, brand]]
        return paid_for(world, self, self.cost_per_contribution, owners)

    def _share_of_gain(self, contributions: int) -> float:
        return contributions / (contributions + self.half_way)


@kernel
def _contribute(
    key, address, week, response, taken_up, resentment, role, b, candidates, starts, targets, strong, consumers,
    brand_states,
):  # fmt: skip
    # Draws: words 0, 1 and 2 of block b for the answer, for whether it is taken up, and for what is felt if it is not.
    heard, ignored = 0, 0
    for i in candidates:
        if consumers[i].online and brand_states[i, b].owner:
            answer, fate, feeling, _ = words(key, address, week, i, b)
            if answer >= response:
                continue
            brand_state = brand_states[i, b]
            if fate < taken_up:
                heard += 1
                if brand_state.advocate == 0:
                    brand_state.advocate = role
                # Whoever is heard complains no more.
                if brand_state.satisfaction < 0:
                    brand_state.satisfaction = 0
            else:
                ignored += 1
                if feeling < resentment:
                    was_content = is_content(brand_state)
                    brand_state.satisfaction = -1
                    tell_friends(starts, targets, strong, brand_states, i, b, was_content)
    return heard, ignored
