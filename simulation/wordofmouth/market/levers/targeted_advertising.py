"""Targeted advertising: follows the traces that consumers leave online, to those whom it pays to reach."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, field

# Whoever knows the brand already can be persuaded, and not informed.
_INFORMED = ("aware", "owners")


class TargetedAdvertising(AimedLever):
    """Advertising online to some and not to others, by what their traces tell of them.

    Source: Goldfarb and Tucker (2011), Online display advertising: targeting and obtrusiveness, Marketing Science
    30(3).
    """

    idle: ClassVar[dict[str, Any]] = {"reach": 0.0}
    kind: Literal["targeted_advertising"] = "targeted_advertising"
    reads: ClassVar[tuple[str, ...]] = ("consumers.online", "brand_states.aware", "brand_states.owner")
    writes: ClassVar[tuple[str, ...]] = ("contacts", "spent")
    words = {"name": "Targeted advertising", "text": "Tells a chosen audience online."}
    audience: Literal["everyone", "unaware", "aware", "owners", "rival_owners"] = field(
        "unaware", "whom it is shown to, of those online: all, or by what they know and have", unit="choice"
    )
    reach: float = field(
        0.05,
        "chance that one of its audience is reached in a week",
        unit="probability per week",
        source=SETTING,
        ge=0,
        le=1,
    )
    cost_per_contact: float = field(0.0, "cost of every consumer reached", unit="money", source=SETTING, ge=0, le=1e9)

    def act(self, world: World, brand: int) -> None:
        """Address this week's audience through the channel of advertising, unless that could change nothing."""
        if self._is_in_vain(world.channel("advertising")):
            return
        aimed, online = self.aimed(world), world.consumers.online
        # The draw first: it is everyone's own, and leaves few whose traces must be looked at.
        drawn = pick(world.key, purpose(f"levers.targeted_advertising.{self.label}"), world.week, self.reach, aimed)
        reached = drawn[online[drawn] & self._in_audience(world, brand, drawn)]
        if not len(reached) and len(aimed) and not online[aimed].any():
            world.note(f"campaign.{self.label}: it is aimed at nobody: none of them is online")
        reached = paid_for(world, self, self.cost_per_contact, reached)
        world.reach(reached, brand)
        world.charge(self, brand, len(reached) * self.cost_per_contact)

    def in_vain(self, scenario: Any) -> str:
        """Return why it can change nothing in a market: its audience knows all that it says, or buys no more."""
        if self._is_in_vain(scenario.channels["advertising"]):
            return (
                f"it is aimed at {self.audience!r}, who know the brand, and advertising does not persuade here: "
                "channels.advertising.persuasion and channels.advertising.trust are 0"
            )
        buys_once = not scenario.behaviours["shopping"].bought_again
        if self.audience in ("owners", "rival_owners") and buys_once:
            return f"it is aimed at {self.audience!r}, and nobody buys again: behaviours.shopping.bought_again is false"
        return ""

    def _is_in_vain(self, channel: Any) -> bool:
        return self.audience in _INFORMED and channel.persuasion == 0.0 and channel.trust == 0.0

    def _in_audience(self, world: World, brand: int, ids: np.ndarray) -> np.ndarray:
        owns = world.brand_states.owner
        match self.audience:
            case "everyone":
                return np.ones(len(ids), dtype=bool)
            case "unaware":
                return ~world.brand_states.aware[ids, brand]
            case "aware":
                return world.brand_states.aware[ids, brand]
            case "owners":
                return owns[ids, brand]
            case "rival_owners":
                return owns[ids][:, world.needs == world.needs[brand]].any(axis=1) & ~owns[ids, brand]
