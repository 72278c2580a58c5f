"""An absence: the same market without consumers who are named, to see what they are worth."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.consumers import is_content, tell_friends
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, field, unknown_ids


class Absence(AimedLever):
    """As if consumers who are named were not there: they buy of no brand and say nothing.

    What others say to them is said all the same, to nobody's effect, and a campaign that addresses them or gives them
    the product pays for it. Random numbers have the addresses that they had, so whatever differs is due to the absence.

    Source: Hogan, Lemon and Libai (2003): with a customer who is lost goes all that would have been said.
    """

    idle: ClassVar[dict[str, Any]] = {"consumers": ()}
    kind: Literal["absence"] = "absence"
    reads: ClassVar[tuple[str, ...]] = (
        *("trips", "brand_states.purchases", "brand_states.gift", "brand_states.satisfaction"),
        "brand_states.owner",
    )
    writes: ClassVar[tuple[str, ...]] = (
        *("trips", "shoppers", "content", "brand_states.aware", "brand_states.owner", "brand_states.heard"),
        *("brand_states.praise", "brand_states.criticism", "brand_states.loyal", "brand_states.satisfaction"),
        "brand_states.satisfied_friends",
    )
    words = {"name": "An absence", "text": "The market without the people whom you name: they neither buy nor speak."}
    consumers: tuple[Annotated[int, Field(ge=0, le=100_000_000)], ...] = field(
        (0,), "who is absent", unit="ids", source=SETTING, strict=False
    )

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return whether someone is named who is not there."""
        return unknown_ids(self.consumers, consumers)

    def act(self, world: World, brand: int) -> None:
        """Keep them from the shops, and from saying what they may have come to know before they were away."""
        away = self._away(world)
        if len(away):
            world.trips = [_without(trip, away) for trip in world.trips]
            world.shoppers = _without(world.shoppers, away)
            if len(world.content):
                world.content[away] = 0
            _forget(away, *world.rows, world.brand_states)

    def respond(self, world: World, brand: int) -> None:
        """Let the week have left nothing with them."""
        _forget(self._away(world), *world.rows, world.brand_states)

    def _away(self, world: World) -> np.ndarray:
        named = np.array(list(dict.fromkeys(self.consumers)), dtype=np.int32)
        return named[np.isin(named, self.aimed(world))]


def _without(ids: np.ndarray, away: np.ndarray) -> np.ndarray:
    return ids[~np.isin(ids, away)]


@kernel
def _forget(away, starts, targets, strong, brand_states):
    for i in away:
        for b in range(brand_states.shape[1]):
            brand_state = brand_states[i, b]
            was_content = is_content(brand_state)
            brand_state.aware = False
            brand_state.owner = False
            brand_state.heard = False
            brand_state.loyal = False
            brand_state.praise = 0.0
            brand_state.criticism = 0.0
            brand_state.satisfaction = 0
            tell_friends(starts, targets, strong, brand_states, i, b, was_content)
