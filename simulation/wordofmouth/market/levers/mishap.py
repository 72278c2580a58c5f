"""A mishap: the product fails consumers who are named, to see what comes of it."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.consumers import is_content, tell_friends
from wordofmouth.market.world import GIVING_READS, GIVING_WRITES, World
from wordofmouth.scenario.families.lever import AimedLever, Week
from wordofmouth.scenario.parts import SETTING, field, unknown_ids


class Mishap(AimedLever):
    """A bad experience for consumers who are named, as if their product had failed; who has none is given one first."""

    idle: ClassVar[dict[str, Any]] = {"consumers": ()}
    kind: Literal["mishap"] = "mishap"
    reads: ClassVar[tuple[str, ...]] = (
        *(
            "brands",
            "brand_states.owner",
            "brand_states.satisfaction",
            "brand_states.purchases",
            "brand_states.gift",
            "brand_states.refunded",
        ),
        "brand_states.bought_at",
        *GIVING_READS,
    )
    writes: ClassVar[tuple[str, ...]] = (
        "brand_states.refunded",
        "brand_states.satisfied_friends",
        "spent",
        *GIVING_WRITES,
    )
    words = {"name": "A bad experience", "text": "The product fails the people whom you name."}
    week: Week | None = field(1, "the one week in which it acts", unit="week", source=SETTING)
    consumers: tuple[Annotated[int, Field(ge=0, le=100_000_000)], ...] = field(
        (0,), "whom it happens to", unit="ids", source=SETTING, strict=False
    )

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return whether someone is named who is not there."""
        return unknown_ids(self.consumers, consumers)

    @property
    def beyond_cap(self) -> str:
        """What it is charged with whether there is money left or not."""
        return "it happens to the brand, and is nothing that the brand could stop"

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs nothing: whoever has the product no more is given another."""
        return not unit_cost and super().is_free(unit_cost)

    def act(self, world: World, brand: int) -> None:
        """Give the product to those who do not have it."""
        hit = self._hit(world)
        without = hit[~world.brand_states.owner[hit, brand]]
        world.give(without, brand, (True, 1.0, 0.0))
        world.charge(self, brand, len(without) * world.brands[brand].unit_cost)

    def respond(self, world: World, brand: int) -> None:
        """Disappoint them all, whatever the week has brought them."""
        _disappoint(world.week, brand, self._hit(world), *world.rows, world.brand_states)

    def _hit(self, world: World) -> np.ndarray:
        named = np.array(list(dict.fromkeys(self.consumers)), dtype=np.int32)
        return named[np.isin(named, self.aimed(world))]


@kernel
def _disappoint(week, b, hit, starts, targets, strong, brand_states):
    for i in hit:
        brand_state = brand_states[i, b]
        was_content = is_content(brand_state)
        brand_state.satisfaction = -1
        # Money that came back for what was bought this very week keeps a consumer silent.
        brand_state.refunded = brand_state.refunded and brand_state.bought_at == week
        brand_state.bought_at = week
        tell_friends(starts, targets, strong, brand_states, i, b, was_content)
