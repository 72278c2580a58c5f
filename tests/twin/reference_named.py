"""The levers of the reference model that concern consumers by name."""

from reference_brand_state import Gift
from reference_consumer import ReferenceConsumer
from reference_lever import ReferenceLever


class Mishap(ReferenceLever):
    """Lets the product fail some by name."""

    @property
    def hit(self) -> list[ReferenceConsumer]:
        """Whom it happens to."""
        named = (self.model.consumers[row] for row in dict.fromkeys(self.section.consumers))
        return [consumer for consumer in named if self.is_aimed_at(consumer)]

    def act(self) -> None:
        """See that each has one."""
        without = [consumer for consumer in self.hit if not self.state_of(consumer).owner]
        for consumer in without:
            consumer.receive(self.brand, Gift(True, 1.0, 0.0))
            self.model.gifts.append((consumer, self.brand))
        self.charge(self.brand.section.unit_cost, len(without))

    def respond(self) -> None:
        """Let it fail."""
        for consumer in self.hit:
            state = self.state_of(consumer)
            state.refunded = state.refunded and state.bought_at == self.model.week
            state.satisfaction, state.bought_at = -1, self.model.week


class Absence(ReferenceLever):
    """Does without some by name: they do not shop, and what they know is gone before they can say it."""

    def act(self) -> None:
        """Keep them in."""
        for consumer in self.away:
            consumer.sought = set()
            for state in consumer.brand_states.values():
                state.content_since = None
            consumer.forget_all()

    def respond(self) -> None:
        """Undo what the week has done to them."""
        for consumer in self.away:
            consumer.forget_all()

    @property
    def away(self) -> list[ReferenceConsumer]:
        """Who they are."""
        named = (self.model.consumers[row] for row in dict.fromkeys(self.section.consumers))
        return [consumer for consumer in named if self.is_aimed_at(consumer)]


class Informing(ReferenceLever):
    """Tells some by name."""

    def act(self) -> None:
        """Address each of them once."""
        named = (self.model.consumers[row] for row in sorted(set(self.section.consumers)))
        aimed = [consumer for consumer in named if self.is_aimed_at(consumer)]
        receivers = self.paid_for(aimed, self.section.cost_per_contact)
        self.model.contacts += [(consumer, self.brand) for consumer in receivers]
        self.charge(self.section.cost_per_contact, len(receivers))
