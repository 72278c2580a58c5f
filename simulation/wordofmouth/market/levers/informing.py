"""Informing: consumers who are named are told of the brand, and given nothing."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever, Week
from wordofmouth.scenario.parts import SETTING, field, unknown_ids


class Informing(AimedLever):
    """Tells consumers who are named of the brand, as advertising would that reached them for certain."""

    idle: ClassVar[dict[str, Any]] = {"consumers": ()}
    kind: Literal["informing"] = "informing"
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ("contacts", "spent")
    words = {"name": "Telling people by name", "text": "Tells the people whom you name of the brand."}
    week: Week | None = field(1, "the one week in which it acts", unit="week", source=SETTING)
    consumers: tuple[Annotated[int, Field(ge=0, le=100_000_000)], ...] = field(
        (0,), "who is told", unit="ids", source=SETTING, strict=False
    )
    cost_per_contact: float = field(0.0, "cost of every consumer told", unit="money", source=SETTING, ge=0, le=1e9)

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return whether someone is named who is not there."""
        return unknown_ids(self.consumers, consumers)

    def act(self, world: World, brand: int) -> None:
        """Tell them."""
        named = np.array(list(dict.fromkeys(self.consumers)), dtype=np.int32)
        receivers = np.sort(named[np.isin(named, self.aimed(world))])
        receivers = paid_for(world, self, self.cost_per_contact, receivers)
        world.reach(receivers, brand)
        world.charge(self, brand, len(receivers) * self.cost_per_contact)
