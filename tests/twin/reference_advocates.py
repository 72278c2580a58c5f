"""Advocates of the reference model: owners whom a campaign gives a role, as its ambassadors or co-creators."""

from typing import ClassVar

from reference_consumer import ReferenceConsumer
from reference_draws import happens
from reference_lever import ReferenceLever


class Advocacy(ReferenceLever):
    """Gives owners a role; while it is active they praise the brand more often, and are loyal to it."""

    @property
    def active(self) -> bool:
        """Whether the role does anything this week."""
        return self.is_acting

    @property
    def talk(self) -> float:
        """How many times as often an advocate praises the brand."""
        return 1 + self.section.talk_boost

    @property
    def loyalty(self) -> float:
        """What the role adds to her own belief."""
        return self.section.loyalty


class Ambassadors(Advocacy):
    """Appoints the best of those who recommend the brand anyway, for the weeks in which the lever acts."""

    members: "tuple[ReferenceConsumer, ...]" = ()

    def act(self) -> None:
        """Dismiss whoever is no longer satisfied, or not to be paid; appoint others in their place, and reward all."""
        count = min(self.section.count, self.affordable(self.section.reward))
        stay = [member for member in self.members if member.satisfied_with(self.brand)][:count]
        for member in self.members:
            if member not in stay:
                self.state_of(member).advocate = None
        candidates = [consumer for consumer in self.aimed if self.may_appoint(consumer)]
        candidates.sort(key=lambda consumer: -self.state_of(consumer).recommended)
        self.members = (*stay, *candidates[: count - len(stay)])
        for member in self.members:
            self.state_of(member).advocate = self
        self.charge(self.section.reward, len(self.members))

    def may_appoint(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer recommends the brand online, from experience, and has no role yet."""
        state = self.state_of(consumer)
        return consumer.online and consumer.satisfied_with(self.brand) and state.recommended > 0 and not state.advocate


class CoCreation(Advocacy):
    """Asks owners to improve the product; who contributes once is its advocate for good."""

    active: ClassVar[bool] = True
    loyalty: ClassVar[float] = 0.0
    contributions: int = 0

    def act(self) -> None:
        """Ask, and let what is contributed improve the product from next week on."""
        contributors = [consumer for consumer in self.asked() if self.contributes(consumer)]
        heard = [consumer for consumer in contributors if self.draws(consumer, 1, self.section.taken_up)]
        for consumer in contributors:
            if consumer not in heard and self.draws(consumer, 2, self.section.resentment):
                self.state_of(consumer).satisfaction = -1
        for consumer in heard:
            state = self.state_of(consumer)
            state.advocate = state.advocate or self
            state.satisfaction = max(0, state.satisfaction)
            self.model.count("cocreators", self.brand)
        before, self.contributions = self.contributions, self.contributions + len(heard)
        gain = self.section.gain * (self.progress(self.contributions) - self.progress(before))
        self.brand.quality_to_come = min(1.0, self.brand.quality_to_come + gain)
        self.charge(self.section.cost_per_contribution, len(contributors))

    def asked(self) -> list[ReferenceConsumer]:
        """Return who is asked: all, or as many of those who could contribute as there would be money for."""
        helpful = [consumer for consumer in self.aimed if consumer.cocreator]
        most = self.affordable(self.section.cost_per_contribution)
        if most >= len(helpful):
            return helpful
        owners = [consumer for consumer in helpful if consumer.online and self.state_of(consumer).owner]
        return self.paid_for(owners, self.section.cost_per_contribution)

    def contributes(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer has the product, would help to improve it, and does."""
        can = consumer.online and consumer.cocreator and self.state_of(consumer).owner
        return can and self.draws(consumer, 0, self.section.response)

    def draws(self, consumer: ReferenceConsumer, number: int, chance: float) -> bool:
        """Tell whether something happens to her that the word of this number decides."""
        word = consumer.words(f"levers.co_creation.{self.section.label}", self.brand.place)[number]
        return happens(word, chance)

    def progress(self, contributions: int) -> float:
        """Return the share of all that can be gained which so many contributions bring."""
        return contributions / (contributions + self.section.half_way)
