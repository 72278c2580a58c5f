"""The newsletter of the reference model: who has signed up hears from the brand, until it is too much."""

from typing import TYPE_CHECKING

from reference_draws import happens
from reference_lever import ReferenceLever

if TYPE_CHECKING:
    from reference_consumer import ReferenceConsumer


class Newsletter(ReferenceLever):
    """Writes to subscribers, and takes something off for those who are owners."""

    subscribers: "set[ReferenceConsumer] | None" = None

    def happens_to(self, consumer: "ReferenceConsumer", decision: str, chance: float, week: int) -> bool:
        """Tell whether something happens to her."""
        decision = f"levers.newsletter.{decision}.{self.section.label}"
        return happens(self.model.draws.words(decision, week, consumer.row // 4, 0)[consumer.row % 4], chance)

    def act(self) -> None:
        """Write to those who were listed, or have signed up."""
        section, week = self.section, self.model.week
        if self.subscribers is None:
            self.gone: set[ReferenceConsumer] = set()
            listed = [consumer for consumer in self.aimed if self.happens_to(consumer, "listed", section.listed, 0)]
            self.subscribers = set(self.paid_for(listed, section.cost_per_address))
            self.charge(section.cost_per_address, len(self.subscribers))
        self.subscribers |= {
            consumer
            for consumer in self.aimed
            if consumer not in self.gone
            and self.may_sign_up(consumer)
            and self.happens_to(consumer, "sign_up", self.eagerness(consumer), week)
        }
        in_turn = sorted(self.subscribers, key=lambda consumer: consumer.row)
        in_turn = self.paid_for(in_turn, section.messages * section.cost_per_message)
        for consumer in in_turn:
            self.model.contacts += [(consumer, self.brand)] * section.messages
            self.model.count("subscribers", self.brand)
            if self.state_of(consumer).owner and not self.brand.pays:
                self.state_of(consumer).voucher = max(self.state_of(consumer).voucher, section.offer)
        self.charge(section.messages * section.cost_per_message, len(in_turn))

    def may_sign_up(self, consumer: "ReferenceConsumer") -> bool:
        """Tell whether she could: she is online, and knows the brand."""
        return consumer.online and self.state_of(consumer).aware

    def eagerness(self, consumer: "ReferenceConsumer") -> float:
        """Return the chance that she signs up this week."""
        return self.section.sign_up * (1.0 if self.state_of(consumer).owner else self.section.interest)

    def respond(self) -> None:
        """Pay for vouchers that were used; let go who was written to too often."""
        if self.section.offer:
            for buyer in (purchase.buyer for purchase in self.model.purchases_of(self.brand)):
                if buyer in self.subscribers:
                    self.charge(self.state_of(buyer).voucher * self.brand.prices[buyer.segment])
                    self.state_of(buyer).voucher = 0.0
        pairs = self.section.messages * (self.section.messages - 1) // 2
        chance = 1.0 - (1.0 - self.section.weariness) ** pairs
        leaving = {
            consumer for consumer in self.subscribers if self.happens_to(consumer, "leave", chance, self.model.week)
        }
        self.gone |= leaving
        self.subscribers -= leaving
