"""What a consumer of the reference model knows of a brand, and what passes between consumers and brands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reference_advocates import Advocacy
    from reference_brand import Brand
    from reference_consumer import ReferenceConsumer


@dataclass(frozen=True)
class Gift:
    """The terms on which a product was given away."""

    disclosed: bool
    power: float
    backlash: float
    suspicion: float = 0.0

    @property
    def visibility(self) -> float:
        """The share of their scepticism with which hearers meet it: a hidden one with all."""
        return self.suspicion if self.disclosed else 1.0

    @property
    def power_left(self) -> float:
        """What the praise counts for who does not resent it."""
        return self.power if self.disclosed else 1.0


@dataclass(frozen=True)
class Talk:
    """Something said of a brand; ``number`` is where its further random numbers have their addresses."""

    speaker: "ReferenceConsumer"
    hearer: "ReferenceConsumer | None"
    to_friend: bool
    brand: "Brand"
    valence: int
    gift: Gift | None
    number: int
    moment: int
    doubt: int


@dataclass(frozen=True)
class Assessment:
    """What a shopper makes of a brand, and who spoke last, for it or against it."""

    brand: "Brand"
    belief: float
    margin: float
    margin_without_criticism: float
    last_channel: str | None
    last_speaker: "ReferenceConsumer | None"
    critic_channel: str | None


@dataclass(eq=False)
class Purchase:
    """A purchase, who led to it, and the expectation with which it was made; it may be claimed back."""

    buyer: "ReferenceConsumer"
    brand: "Brand"
    expectation: float
    channel: str | None
    speaker: "ReferenceConsumer | None"
    first: bool
    claimed: bool = False


@dataclass(eq=False)
class BrandState:
    """What a consumer knows of a brand, and did with it."""

    taste: float
    aware: bool
    praise: float = 0.0
    criticism: float = 0.0
    advertised: float = 0.0
    voucher: float = 0.0
    reported: float = 0.0
    content_since: int | None = None
    fear_left: float = 1.0
    heard: bool = False
    last_channel: str | None = None
    last_speaker: "ReferenceConsumer | None" = None
    last_moment: int = 0
    critic_channel: str | None = None
    critic_moment: int = 0
    owner: bool = False
    gift: Gift | None = None
    satisfaction: int = 0
    refunded: bool = False
    unpaid: bool = False
    paid_claims: float = 0.0
    broken_claims: float = 0.0
    loyal: bool = False
    bought_at: int = 0
    purchases: int = 0
    recommended: int = 0
    advocate: "Advocacy | None" = None

    @property
    def opinion(self) -> int:
        """What she says of it: praise (1), criticism (−1) or nothing; a refund silences a critic."""
        return 0 if self.refunded and self.satisfaction < 0 else self.satisfaction

    @property
    def offences(self) -> int:
        """How often a disappointed buyer was let down: by the product, and by a promise that was not kept."""
        return 2 if self.unpaid else 1

    @property
    def outcome_of_claim(self) -> str:
        """What a disappointed buyer has to tell of a claim: that it was paid, that it was not, or nothing."""
        if self.satisfaction >= 0:
            return ""
        return "paid" if self.refunded else "broken" if self.unpaid else ""

    @property
    def loyalty(self) -> float:
        """What her role adds to her belief, while it is active."""
        return self.advocate.loyalty if self.advocate and self.advocate.active else 0.0

    @property
    def talk(self) -> float:
        """How many times as often her role has her praise the brand, while it is active."""
        return self.advocate.talk if self.advocate and self.advocate.active else 1.0
