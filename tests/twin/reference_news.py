"""What the papers write of a brand of the reference model, and what the brand does then."""

from typing import TYPE_CHECKING

from reference_draws import happens, uniform
from reference_lever import ReferenceLever

if TYPE_CHECKING:
    from reference_brand import Review
    from reference_consumer import ReferenceConsumer


class Newsworthy(ReferenceLever):
    """What is written of."""

    def readers(self) -> "list[ReferenceConsumer]":
        """Return who reads of it this week."""
        decision = f"levers.{self.section.kind}.{self.section.label}"
        return [
            consumer for consumer in self.aimed if happens(consumer.word_among_four(decision, 0), self.section.reach)
        ]

    def tell(self, consumer: "ReferenceConsumer", power: float) -> None:
        """Let her read of the brand, later this week."""
        self.model.news.append((consumer, self.brand, power))

    @property
    def inventions(self) -> "list[Review]":
        """What the brand has invented that still stands, on its own page or another's."""
        everywhere = (review for brand in self.model.brands for review in brand.reviews)
        return [review for review in everywhere if review.invented_by and review.invented_by.brand is self.brand]

    def words_of(self, consumer: "ReferenceConsumer", decision: str) -> tuple[int, int, int, int]:
        """Return four random words of hers."""
        return consumer.words(f"levers.{self.section.kind}.{decision}.{self.section.label}", self.brand.place)


class Exposure(Newsworthy):
    """Finds out what was invented, or given in secret."""

    def act(self) -> None:
        """Have it read by some."""
        states = [self.state_of(consumer) for consumer in self.model.consumers]
        hidden = [state.gift for state in states if state.owner and state.gift and not state.gift.disclosed]
        invented = [review.invented_by.section for review in self.inventions]
        if not hidden and not invented:
            return
        for reader in self.readers():
            self.tell(reader, max(found.backlash for found in (*hidden, *invented)))
            reader.trust_in_reviews *= 0.5 if invented else 1.0


class Recall(Newsworthy):
    """Calls back what was sold."""

    def act(self) -> None:
        """Tell owners and others, and take back what is brought."""
        section, warned, brought = self.section, set(), []
        for consumer in self.aimed:
            state = self.state_of(consumer)
            which, bringing, _, _ = self.words_of(consumer, "owners")
            if state.owner and not state.gift and not state.refunded and happens(which, section.defective):
                warned.add(consumer)
                if happens(bringing, section.returned * section.refund):
                    brought.append(consumer)
                    state.owner, state.satisfaction = False, 0
                    self.model.count("recalled", self.brand)
        if not warned:
            return
        for consumer in warned | set(self.readers()):
            self.tell(consumer, section.severity)
        if not self.brand.pays:
            for segment in range(self.model.n_segments):
                units = sum(consumer.segment == segment for consumer in brought)
                self.brand.paid_back += units * (self.brand.section.price * section.refund)
        self.charge(section.cost_per_return, len(brought))


class Statement(Newsworthy):
    """Owns up to what was reported, or denies it."""

    def act(self) -> None:
        """Take down what was invented, and reach those who have read of something."""
        if self.section.withdraws:
            for review in self.inventions:
                review.invented_by.about.site.take_down(review)
        if not any(self.state_of(consumer).reported for consumer in self.model.consumers):
            return
        denies = self.section.tone == "denial"
        hollow = denies or bool(self.inventions)
        readers = self.paid_for(self.readers(), self.section.cost_per_contact)
        self.charge(self.section.cost_per_contact, len(readers))
        for reader in readers:
            state = self.state_of(reader)
            doubt = uniform(self.words_of(reader, "doubt")[0])
            if hollow and state.reported > 0 and doubt < reader.traits.scepticism:
                self.tell(reader, self.section.backlash)
                continue
            taken = (1.0 if denies else self.section.soothing) * state.reported
            state.criticism -= taken
            state.reported -= taken
            self.tell(reader, 0.0)
