"""Newsletter: an audience that signed up hears from the brand, and leaves when it hears too much."""

from typing import Any, ClassVar, Literal

import numpy as np

from wordofmouth.engine.picking import pick
from wordofmouth.engine.randomness import purpose
from wordofmouth.market.world import World, paid_for
from wordofmouth.scenario.families.lever import AimedLever
from wordofmouth.scenario.parts import SETTING, Measure, Prior, field

_SUBSCRIBER, _GONE = 1, 2


class Newsletter(AimedLever):
    """Owners, and others who know the brand, sign up for its news and offers; too many messages, and they unsubscribe.

    Source: Merisavo and Raulas (2004), The impact of e-mail marketing on brand loyalty, Journal of Product & Brand
    Management 13(7), in sign: whoever is written to regularly buys again, and recommends.
    """

    idle: ClassVar[dict[str, Any]] = {"sign_up": 0.0, "listed": 0.0}
    kind: Literal["newsletter"] = "newsletter"
    reads: ClassVar[tuple[str, ...]] = (
        *("memory", "brands", "purchases", "vouchers", "consumers.online", "brand_states.aware", "brand_states.owner"),
    )
    writes: ClassVar[tuple[str, ...]] = ("memory", "contacts", "vouchers", "spent", "tallies")
    words = {"name": "Newsletter", "text": "Writes to those who have signed up, and makes owners an offer."}
    listed: float = field(
        0.0,
        "share of those at whom it is aimed whose address the brand has before anybody signs up",
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )
    sign_up: float = field(
        0.05,
        "chance that an owner online signs up",
        unit="probability per week",
        source=Prior(0.002, 0.1, "a card or an address is asked for at the purchase: some give it; shops differ"),
        ge=0,
        le=1,
    )
    interest: float = field(
        0.1,
        "how many times as likely as an owner does one sign up who only knows the brand",
        unit="ratio",
        source=Prior(0.01, 0.5, "those who have not bought have less reason to; the size is a guess"),
        ge=0,
        le=1,
    )
    messages: int = field(1, "messages sent in a week", unit="messages per week", source=SETTING, ge=1, le=100)
    weariness: float = field(
        0.02,
        "chance that any two messages in one week make a subscriber leave for good",
        unit="probability",
        source=Prior(0.003, 0.1, "too many messages are why people unsubscribe; that it goes by pairs is a guess"),
        ge=0,
        le=1,
    )
    offer: float = field(
        0.0, "share of the price taken off for subscribers who are owners", unit="share", source=SETTING, ge=0, le=0.99
    )
    cost_per_message: float = field(
        0.0, "cost of one message to one subscriber", unit="money", source=SETTING, ge=0, le=1e9
    )
    cost_per_address: float = field(
        0.0, "cost of each address that the brand has at first", unit="money", source=SETTING, ge=0, le=1e9
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("subscribers", "consumers", "consumers to whom newsletters of the brand went this week"),
    )

    @property
    def gives_vouchers(self) -> bool:
        """Whether some pay less than others of their segment."""
        return self.offer > 0.0

    @property
    def beyond_cap(self) -> str:
        """What it is charged with whether there is money left or not."""
        return "what the offer takes off is up to those who buy" if self.offer else ""

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs nothing: offers give margin away."""
        return not self.offer and super().is_free(unit_cost)

    def act(self, world: World, brand: int) -> None:
        """Let some sign up, and write to all who have; owners among them get the offer."""
        aimed = self.aimed(world)
        state = world.memory.get(self.label)
        if state is None:
            world.memory[self.label] = state = np.zeros(world.n, np.uint8)
            listed = pick(world.key, self._address("listed"), 0, self.listed, aimed)
            listed = paid_for(world, self, self.cost_per_address, listed)
            state[listed] = _SUBSCRIBER
            world.charge(self, brand, len(listed) * self.cost_per_address)
        brand_states = world.brand_states[:, brand]
        # The draw first: it is everyone's own, and leaves few of whom more must be known.
        drawn = pick(world.key, self._address("sign_up"), world.week, self.sign_up, aimed)
        drawn = drawn[(state[drawn] == 0) & world.consumers.online[drawn] & brand_states["aware"][drawn]]
        owns = brand_states["owner"][drawn]
        rate = self.sign_up * self.interest
        interested = pick(world.key, self._address("sign_up"), world.week, rate, drawn[~owns])
        state[drawn[owns]] = state[interested] = _SUBSCRIBER
        subscribers = np.flatnonzero(state == _SUBSCRIBER).astype(np.int32)
        subscribers = paid_for(world, self, self.messages * self.cost_per_message, subscribers)
        for _ in range(self.messages):
            world.reach(subscribers, brand)
        if self.gives_vouchers and not world.brands[brand].is_income:
            customers = subscribers[brand_states["owner"][subscribers]]
            world.vouchers[customers, brand] = np.maximum(world.vouchers[customers, brand], self.offer)
        world.tallies["subscribers"][brand] += len(subscribers)
        world.charge(self, brand, len(subscribers) * self.messages * self.cost_per_message)

    def respond(self, world: World, brand: int) -> None:
        """Pay for what the offer took off, and let go who has had enough."""
        state = world.memory[self.label]
        if self.gives_vouchers:
            bought = world.purchases[world.purchases.brand == brand].consumer
            bought = bought[state[bought] == _SUBSCRIBER]
            off = world.vouchers[bought, brand] * world.brands[brand].price[world.consumers.segment[bought]]
            world.charge(self, brand, float(off.sum()))
            # Used up: another newsletter of the brand does not pay for it again.
            world.vouchers[bought, brand] = 0.0
        pairs = self.messages * (self.messages - 1) // 2
        leaving = 1.0 - (1.0 - self.weariness) ** pairs
        if leaving > 0.0:
            subscribers = np.flatnonzero(state == _SUBSCRIBER).astype(np.int32)
            state[pick(world.key, self._address("leave"), world.week, leaving, subscribers)] = _GONE

    def _address(self, decision: str) -> int:
        return purpose(f"levers.newsletter.{decision}.{self.label}")
