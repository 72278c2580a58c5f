"""The sections of a scenario that describe people, brands and money."""

from typing import Any, Literal

from wordofmouth.scenario.parts import SETTING, Prior, Section, field


class ConsumerTraits(Section):
    """What consumers are like."""

    online_share: float = field(
        0.8,
        "share of consumers who take part in online networks",
        unit="share",
        source=Prior(0.6, 0.95, "most adults are online, somewhat fewer take part in networks; by country and age"),
        ge=0,
        le=1,
    )
    online_growth: float = field(
        0.0,
        "what each week adds to the log-odds of taking part: the share who do grows along an S-curve",
        idle=0.0,
        unit="log-odds per week",
        source=Prior(0.0, 0.02, "from 10 to 50 per cent within five years: 0.008; fast services grow faster"),
        ge=0,
        le=10,
    )
    privacy: float = field(
        0.0,
        "what keeps one from joining a forum where members give their names",
        idle=0.0,
        unit="log-odds",
        source=Prior(0.0, 2.0, "who fears for privacy discloses less: Acquisti and Gross 2006, in sign"),
        ge=0,
        le=20,
    )
    risk_fear: float = field(
        0.45,
        "fear for one's money, before loss aversion",
        unit="log-odds",
        source=Prior(0.1, 1.0, "perceived risk deters: Bauer 1960, in sign; no size is known in log-odds"),
        ge=0,
        le=20,
    )
    loss_aversion: float = field(
        2.25,
        "how many times heavier a loss weighs than a gain",
        unit="ratio",
        source="Tversky & Kahneman 1992",
        ge=1,
        le=20,
    )
    scepticism: float = field(
        0.3,
        "chance of seeing through one manipulated message",
        unit="probability",
        source=Prior(
            0.1, 0.6, "readers hardly tell invented reviews from others: Ott, Choi, Cardie and Hancock 2011, in sign"
        ),
        ge=0,
        le=1,
        label="Seeing through tricks",
        hint="chance that a reader sees through an invented review or a hidden gift",
    )
    trust_in_reviews: float = field(
        1.0,
        "trust in the review site before an invented review is seen through",
        unit="ratio",
        source="by definition: what a review weighs is its channel's trust",
        ge=0,
        le=1,
    )
    moral_guarantee: float = field(
        0.2,
        "share of the fear that one satisfied friend takes away",
        unit="share",
        source=Prior(0.05, 0.5, "a friend's satisfaction lowers the risk that one perceives; the size is a guess"),
        ge=0,
        le=1,
    )
    own_experience: float = field(
        2.0,
        "what the consumer's own experience adds to or takes from belief",
        unit="log-odds",
        source=Prior(1.0, 4.0, "trial convinces more than words: Smith and Swinyard 1983, in sign"),
        ge=0,
        le=20,
    )
    disconfirmation: float = field(
        0.03,
        "what each log-odds of expectation takes from satisfaction",
        unit="ratio",
        source=Prior(0.0, 0.1, "high expectations are disappointed sooner: Oliver 1980, in sign"),
        ge=0,
        le=10,
    )
    price_sensitivity: float = field(
        3.0,
        "log-odds that a price e times the reference adds to the stake",
        unit="log-odds",
        source=Prior(
            1.5,
            5.0,
            "so that half of the price elasticities lie between -3 and -1: Bijmolt, van Heerde and Pieters 2005",
        ),
        ge=0,
        le=50,
    )
    taste_scale: float = field(
        0.5,
        "spread of liking between several brands",
        unit="log-odds",
        source=Prior(0.2, 1.0, "liking tells brands apart less than belief does; the size is a guess"),
        ge=0,
        le=20,
    )
    occasion: float = field(
        0.4,
        "share of the stake's spread that is the occasion's and not the consumer's",
        idle=0.0,
        unit="share",
        source=Prior(0.1, 0.8, "situations decide much of what is bought: Belk 1975, in sign"),
        ge=0,
        le=0.99,
    )
    interest: float = field(
        0.0,
        "share of the lasting spread, as a variance, of stakes and of liking that the members of a community share",
        idle=0.0,
        unit="share",
        source=Prior(0.0, 0.5, "those who are tied are alike: McPherson, Smith-Lovin and Cook 2001, in sign"),
        ge=0,
        le=0.99,
    )
    promise_trust: float = field(
        1.0,
        "share of an unknown brand's promise to refund that is believed",
        idle=1.0,
        unit="share",
        source=Prior(0.3, 1.0, "a guarantee is believed as far as its firm is: Boulding and Kirmani 1993, in sign"),
        ge=0,
        le=1,
    )
    promise_inertia: float = field(
        2.0,
        "claims heard of, paid or not, that weigh as much as what was thought of a promise before",
        idle=2.0,
        unit="messages",
        source=Prior(0.5, 8.0, "one or two cases that one knows of outweigh what one supposed; the size is a guess"),
        ge=0.01,
        le=1000,
    )
    fear_learning: float = field(
        0.0,
        "share of the fear for all offers of a place that one good experience there takes away",
        idle=0.0,
        unit="share",
        source=Prior(0.0, 0.4, "who has experience of buying online fears less: Miyazaki and Fernandez 2001, in sign"),
        ge=0,
        le=1,
    )
    fear_contagion: float = field(
        0.1,
        "how many times as much a cheated friend adds to the fear of a place as a loss of one's own",
        idle=0.1,
        unit="ratio",
        source=Prior(0.02, 0.5, "what others go through teaches less than what one does oneself; the size is a guess"),
        ge=0,
        le=1,
    )
    cocreator_share: float = field(
        0.1,
        "share who would help to improve a product if asked",
        unit="share",
        source=Prior(
            0.03, 0.3, "4 to 6 % improve products unasked: von Hippel, Ogawa and de Jong 2011; asked, more do"
        ),
        ge=0,
        le=1,
    )


def _as_everyone(section: type[Section], name: str, description: str = "") -> Any:
    """Declare a field that stands instead of another section's where it is given, within the same bounds."""
    info = section.model_fields[name]
    meaning, _, unit = (info.description or "").rpartition(" [")
    limits = {
        limit: getattr(bound, limit) for bound in info.metadata for limit in ("ge", "le") if hasattr(bound, limit)
    }
    about = info.json_schema_extra
    new: dict[str, Any] = {"idle": None} if isinstance(about, dict) and "idle" in about else {}
    return field(None, f"{description or meaning}; as everyone unless given", unit=unit.rstrip("]"), **new, **limits)


class OpinionLeaders(Section):
    """Who the opinion leaders are; they are online.

    Source: van Eck, Jager and Leeflang (2011), Opinion leaders' role in innovation diffusion, JPIM 28(2).
    """

    share: float = field(
        0.03,
        "share of consumers who are opinion leaders",
        unit="share",
        source=Prior(0.01, 0.1, "one in ten leads opinion: Keller and Berry 2003; fewer have an audience"),
        ge=0,
        le=1,
        label="Opinion leaders",
        hint="share of the people who have an audience",
    )
    audience: float = field(
        50.0,
        "mean number of followers of a leader",
        unit="consumers",
        source=Prior(10.0, 300.0, "between an acquaintance's circle and a small blog's readers; few counts are public"),
        ge=0,
        le=60_000,
    )
    audience_exponent: float = field(
        2.5,
        "exponent of the heavy tail of audiences",
        unit="exponent",
        source=Prior(2.1, 3.0, "most heavy tails fall with powers between 2 and 3: Clauset, Shalizi and Newman 2009"),
        gt=2,
        le=20,
    )
    within: float = field(
        0.0,
        "share of the followers who are drawn from the leader's own community, and not from everyone online",
        idle=0.0,
        unit="share",
        source=Prior(0.0, 0.7, "people follow their like: McPherson, Smith-Lovin and Cook 2001, in sign"),
        ge=0,
        le=1,
    )
    stake_shift: float = field(
        -0.5, "what leadership adds to the stake", unit="log-odds", source="van Eck et al. 2011, in sign", ge=-20, le=20
    )


class Segment(Section):
    """A kind of consumer: a share of the people, in some traits unlike the others."""

    name: str = field(
        "segment",
        "what levers and breakdowns call it",
        unit="name",
        min_length=1,
        max_length=64,
        pattern=r"^[a-z0-9_]+$",
    )
    share: float = field(0.1, "share of consumers who are of this kind", unit="share", source=SETTING, gt=0, le=1)
    homophily: float = field(
        0.0,
        "share of them who are placed together, in communities of their own",
        idle=0.0,
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
    )
    stake_shift: float = field(
        0.0, "what being of this kind adds to the stake", unit="log-odds", source=SETTING, ge=-20, le=20
    )
    leader_share: float | None = _as_everyone(OpinionLeaders, "share")
    shopping_rate: float | None = field(
        None,
        "chance that one of them without the product is in the market; as everyone unless given",
        unit="probability per week",
        ge=0,
        le=1,
    )
    online_share: float | None = _as_everyone(ConsumerTraits, "online_share")
    online_growth: float | None = _as_everyone(ConsumerTraits, "online_growth")
    privacy: float | None = _as_everyone(ConsumerTraits, "privacy")
    post_rate: float | None = field(
        None,
        "chance that a buyer among them posts; as everyone unless given",
        idle=None,
        unit="probability",
        ge=0,
        le=1,
    )
    risk_fear: float | None = _as_everyone(ConsumerTraits, "risk_fear")
    loss_aversion: float | None = _as_everyone(ConsumerTraits, "loss_aversion")
    scepticism: float | None = _as_everyone(ConsumerTraits, "scepticism")
    trust_in_reviews: float | None = _as_everyone(ConsumerTraits, "trust_in_reviews")
    moral_guarantee: float | None = _as_everyone(ConsumerTraits, "moral_guarantee")
    own_experience: float | None = _as_everyone(ConsumerTraits, "own_experience")
    disconfirmation: float | None = _as_everyone(ConsumerTraits, "disconfirmation")
    price_sensitivity: float | None = _as_everyone(ConsumerTraits, "price_sensitivity")
    promise_trust: float | None = _as_everyone(ConsumerTraits, "promise_trust")
    promise_inertia: float | None = _as_everyone(ConsumerTraits, "promise_inertia")
    fear_learning: float | None = _as_everyone(ConsumerTraits, "fear_learning")
    fear_contagion: float | None = _as_everyone(ConsumerTraits, "fear_contagion")
    occasion: float | None = _as_everyone(ConsumerTraits, "occasion")
    interest: float | None = _as_everyone(ConsumerTraits, "interest")
    cocreator_share: float | None = _as_everyone(ConsumerTraits, "cocreator_share")

    def traits(self, everyone: ConsumerTraits) -> ConsumerTraits:
        """Return what people of this kind are like, where everyone else is as given."""
        own = {name: value for name in ConsumerTraits.model_fields if (value := getattr(self, name, None)) is not None}
        return everyone.model_copy(update=own)


class Economics(Section):
    """How money is discounted."""

    discount_rate: float = field(
        0.1,
        "what money a year later is worth less",
        unit="share per year",
        source="Goldenberg et al. 2007: 10 %",
        ge=0,
        le=10,
    )


class Brand(Section):
    """A brand and its offer."""

    name: str = field(
        "Brand", "what the table calls it", unit="name", min_length=1, max_length=64, pattern=r"^[^.\x00-\x1f]+$"
    )
    quality: float = field(
        0.9,
        "chance that a purchase satisfies a buyer whom it does not leave indifferent",
        unit="probability",
        source="a tenth of the buyers are disappointed; 5 to 20 %: Goldenberg et al. 2007",
        ge=0,
        le=1,
        label="Quality of the product",
        hint="of 100 buyers who have an opinion, how many are satisfied",
    )
    price: float = field(
        60.0,
        "what a buyer pays (or is paid, where the cash flow is an income)",
        unit="money",
        source=SETTING,
        gt=0,
        le=1e9,
        label="Price",
        hint="what a buyer pays",
    )
    reference_price: float | None = field(
        None,
        "the price that consumers expect; the price unless given",
        unit="money",
        source=SETTING,
        gt=0,
        le=1e9,
    )
    unit_cost: float = field(25.0, "what one unit costs the brand", unit="money", source=SETTING, ge=0, le=1e9)
    refund_coverage: float = field(
        0.0,
        "share of the price that a disappointed buyer may claim",
        unit="share",
        source=SETTING,
        ge=0,
        le=1,
        label="Money back",
    )
    claims_paid: float = field(
        0.0,
        "claims that it is known to have paid before the start",
        idle=0.0,
        unit="claims",
        source=SETTING,
        ge=0,
        le=1e9,
    )
    reputation: float = field(
        0.0, "belief in the brand before hearing anything", unit="log-odds", source=SETTING, ge=-20, le=20
    )
    cash_flow: Literal["outlay", "income"] = field("outlay", "whether consumers pay, or are paid", unit="choice")
    need: str = field(
        "product",
        "what it is for: offers for one need are rivals, those for different needs stand side by side",
        idle="product",
        unit="name",
        min_length=1,
        max_length=64,
    )
    place: str = field(
        "online",
        "where it is to be had: what goes well or wrong there changes the fear of all offers of the place",
        idle="online",
        unit="name",
        min_length=1,
        max_length=64,
    )
    enters: int = field(
        1, "the first week in which it is on sale", idle=1, unit="week", source=SETTING, ge=1, le=10_000
    )
    known_by: float = field(
        0.0, "share of consumers who know it from the start", unit="share", source=SETTING, ge=0, le=1
    )
