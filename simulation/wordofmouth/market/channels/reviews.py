"""The review site: read by online shoppers at the moment of the decision."""

from typing import ClassVar, Literal

from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import Prior, field


class Reviews(Channel):
    """Reviews on an independent site, drawn from those posted; they count for one decision only.

    Source: Chen, Dhanasobhon and Smith (2008), All reviews are not created equal, for what votes of readers do.
    """

    order: ClassVar[int] = 5
    is_public: ClassVar[bool] = True
    kind: Literal["reviews"] = "reviews"
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    words = {"name": "The review site", "short": "reviews"}
    trust: float = field(
        0.2,
        "what one message counts as evidence",
        unit="messages",
        source=Prior(0.1, 0.5, "so that the elasticity to the stars is about .42: You, Vadakkepatt and Joshi 2015"),
        ge=0,
        le=10,
    )
    consult_rate: float = field(
        0.65,
        "chance that an online shopper consults the site",
        unit="probability",
        source=Prior(
            0.4, 0.9, "in shoppers' surveys more than half look at reviews, and say so rather more than they do"
        ),
        ge=0,
        le=1,
    )
    reviews_read: int = field(
        3,
        "reviews that a shopper draws, with replacement, of each known brand, if there are as many",
        unit="messages",
        source=Prior(1, 10, "shoppers read a few of many reviews; surveys differ"),
        ge=0,
        le=100,
    )
    number_weight: float = field(
        0.4,
        "what every doubling of the reviews that praise a brand adds to a reader's belief",
        idle=0.0,
        unit="log-odds",
        source=Prior(
            0.2, 0.7, "so that the elasticity to the number of reviews is about .24: You, Vadakkepatt and Joshi 2015"
        ),
        ge=0,
        le=10,
    )
    market_size: float = field(
        2_500.0,
        "consumers whose reviews the site shows, for whom the simulated ones stand",
        idle=2_500.0,
        unit="consumers",
        source=Prior(500.0, 20000.0, "from a specialist's customers to those of a large shop"),
        ge=1,
        le=1e12,
    )

    ranked_by: Literal["chance", "newest", "helpful"] = field(
        "chance",
        "which reviews are read sooner: none, the newest, or those that have votes of buyers who found them right",
        idle="chance",
        unit="choice",
    )
    aging: float = field(
        0.2,
        "share of its chance to be read that a review loses in a week, where the newest are read sooner",
        idle=0.2,
        unit="share per week",
        source=Prior(0.05, 0.5, "reviews leave the first page within weeks, sooner where many post"),
        ge=0,
        le=1,
    )
    crowd_moderation: float = field(
        0.0,
        "chance that a reader who sees through an invented review has it removed",
        idle=0.0,
        unit="probability",
        source=Prior(0.0, 0.2, "few readers report what they doubt, and sites follow some; nobody has counted"),
        ge=0,
        le=1,
    )

    def step(self, world: World) -> None:
        """Carry nothing: reviews wait to be read by those who shop."""
