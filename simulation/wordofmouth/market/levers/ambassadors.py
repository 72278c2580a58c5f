"""Ambassadors: the most active recommenders, appointed and rewarded."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, Prior, field


class Ambassadors(AimedLever):
    """A circle of the online owners who recommend most: in weeks in which they are rewarded they do so even more.

    Source: Godes and Mayzlin (2009), Firm-created word-of-mouth communication, Marketing Science 28(4).
    """

    gives_role: ClassVar[bool] = True
    idle: ClassVar[dict[str, Any]] = {"count": 0}
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap", "count")
    fees: ClassVar[tuple[str, ...]] = ("reward",)
    kind: Literal["ambassadors"] = "ambassadors"
    reads: ClassVar[tuple[str, ...]] = (
        *("memory", "consumers.online", "brand_states.owner", "brand_states.satisfaction", "brand_states.recommended"),
        "brand_states.advocate",
    )
    writes: ClassVar[tuple[str, ...]] = ("memory", "roles", "brand_states.advocate", "spent")
    words = {"name": "Ambassadors", "text": "Appoints the owners who recommend most, and rewards them."}
    count: int = field(50, "how many there are to be", unit="consumers", source=SETTING, ge=0, le=100_000_000)
    talk_boost: float = field(
        1.0,
        "how much more an ambassador talks, as a part of what is said anyway",
        unit="ratio",
        source=Prior(0.3, 3.0, "hired talkers do talk: Godes and Mayzlin 2009, in sign"),
        ge=0,
        le=20,
    )
    loyalty: float = field(
        1.0,
        "what the role adds to belief in the brand",
        unit="log-odds",
        source=Prior(0.3, 2.0, "who speaks for a brand comes to favour it; the size is a guess"),
        ge=0,
        le=20,
    )
    reward: float = field(
        10.0, "paid to each ambassador in every week in which it acts", unit="money", source=SETTING, ge=0, le=1e9
    )

    def act(self, world: World, brand: int) -> None:
        """Dismiss who is satisfied no longer, appoint the most active instead, and reward all."""
        role = world.roles.set(self.label, 1.0 + self.talk_boost, self.loyalty)
        brand_states = world.brand_states[:, brand]
        members = world.memory.get(self.label, np.empty(0, np.int32))
        content = brand_states["satisfaction"][members] > 0
        brand_states["advocate"][members[~content]] = 0
        members = members[content]
        count = min(self.count, self.affordable(world, self.reward))
        brand_states["advocate"][members[count:]] = 0
        members = members[:count]
        if len(members) < count:
            members = np.concatenate([members, self._candidates(world, brand)[: count - len(members)]])
        brand_states["advocate"][members] = role
        world.memory[self.label] = members
        world.charge(self, brand, len(members) * self.reward)

    def _candidates(self, world: World, brand: int) -> np.ndarray:
        """Return who could be appointed, int32 ids, the most active first, equals by the smallest id."""
        owners = np.empty((world.n, 2), dtype=np.int32)
        owners = owners[: _find_active(self.aimed(world), brand, world.consumers, world.brand_states, owners)]
        return owners[np.argsort(-owners[:, 1], kind="stable"), 0]


@kernel
def _find_active(candidates, b, consumers, brand_states, owners):
    count = 0
    for i in candidates:
        brand_state = brand_states[i, b]
        is_free = brand_state.owner and brand_state.satisfaction > 0 and brand_state.advocate == 0
        if is_free and brand_state.recommended > 0 and consumers[i].online:
            owners[count, 0] = i
            owners[count, 1] = brand_state.recommended
            count += 1
    return count
