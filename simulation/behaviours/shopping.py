"""Shopping: those in the market weigh belief against stake, and buy or do not."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from simulation.behaviours.family import Behaviour
from simulation.consumers import Table, table
from simulation.decision import belief, stake
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, Column, Measure, setting
from simulation.randomness import below, chance, purpose, uniform, words, words_of_four

if TYPE_CHECKING:
    from simulation.market import Market

BATCH = 2048
_VISIT = purpose("behaviours.shopping.visit")
_LOOK = purpose("behaviours.shopping.look")
_READ = purpose("behaviours.shopping.read")

OFFER = (
    Column("reputation", "float64", "belief before hearing anything, in log-odds"),
    Column("risk_exposure", "float64", "what a consumer's fear is multiplied by"),
    Column("price_resistance", "float64", "what the price adds to the stake, in log-odds"),
    Column("praised", "int64", "genuine reviews of 4 and 5 stars"),
    Column("neutral", "int64", "genuine reviews of 3 stars"),
    Column("criticised", "int64", "genuine reviews of 1 and 2 stars"),
    Column("fakes", "int64", "invented reviews"),
)


class Scales(NamedTuple):
    """How everyone weighs what she knows, in log-odds."""

    praise: float
    criticism: float
    own_experience: float
    reference_risk: float


class Shopping(Behaviour):
    """In the market now and then; one consults reviews, some compare; then belief is weighed against stake."""

    order: ClassVar[int] = 2
    kind: Literal["shopping"] = "shopping"
    shopping_rate: float = setting(
        0.1,
        "chance that a consumer without the product is in the market",
        unit="probability per week",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )
    bought_again: bool = setting(True, "whether owners return to the market", unit="true or false")
    repurchase_interval: float = setting(
        52.0, "mean time until an owner returns to the market", unit="weeks", source=ASSUMPTION, ge=1, le=10_000
    )
    season: tuple[Annotated[float, Field(ge=0, le=1000)], ...] = Field(
        (1.0,),
        strict=False,
        min_length=1,
        max_length=520,
        description="factors on being in the market, from week 1, over and over [ratio]",
    )
    comparators: float = setting(
        0.0,
        "share of online shopping trips on which every brand is looked up",
        unit="share",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("in_market", "consumers", "consumers who were shopping this week"),
        Measure("convinced", "consumers", "of those in the market who know the brand: whose belief met their stake"),
        Measure("deterred", "consumers", "of those: who would have been convinced had they heard no criticism"),
        Measure("new_buyers", "consumers", "consumers who bought the brand for the first time"),
        Measure("purchases", "purchases", "units bought"),
        Measure("repeat_purchases", "purchases", "units bought by consumers who had bought the brand before"),
        Measure("lapsed", "consumers", "buyers of the brand who were in the market and did not buy it again"),
    )

    def step(self, market: "Market") -> None:
        """Let those in the market decide; their purchases are left in ``market.purchases``."""
        scenario, tallies = market.scenario, market.tallies
        reviews, season = scenario.channels["reviews"], self.season[(market.week - 1) % len(self.season)]
        again = season / self.repurchase_interval if self.bought_again else 0.0
        shoppers = np.empty(market.n + 1, np.int32)
        in_market = _who_shops(
            market.key, market.week, chance(self.shopping_rate * season), chance(again), market.minds, shoppers
        )
        tallies["in_market"][:] = in_market
        market.n_purchases = _decide(
            market.key, market.week, chance(self.comparators), chance(reviews.consult_rate), reviews.reviews_read,
            reviews.trust, market.place(reviews), _offers(market),
            Scales(*market.weights, scenario.consumer.own_experience, scenario.survey.reference_risk),
            market.reassurance, shoppers[:in_market], market.consumers, market.minds, market.heard_by(reviews),
            market.won, market.purchases, *(tallies[measure.name] for measure in self.measures[1:]),
        )  # fmt: skip


def _offers(market: "Market") -> Table:
    offers = table(OFFER, len(market.brands))
    for offer, brand in zip(offers, market.brands, strict=True):
        offer.reputation = brand.reputation
        # Where consumers are paid there is nothing to refund.
        covered = 0.0 if brand.is_income else brand.refund_coverage
        offer.risk_exposure = brand.loss_aversion * (1.0 - covered)
        offer.price_resistance = brand.price_resistance
    stars = market.reviews
    offers.praised, offers.neutral, offers.criticised = (
        stars[:, 3] + stars[:, 4],
        stars[:, 2],
        stars[:, 0] + stars[:, 1],
    )
    offers.fakes = market.fakes
    return offers


@kernel
def _who_shops(key, week, first, again, minds, shoppers):
    # Draws: a word among four neighbours' for being in the market (_VISIT).
    # In batches: first who could be in the market, then who is, which asks many minds at once.
    n, n_brands = minds.shape
    candidates = np.empty((BATCH, 2), np.int64)
    visits = (0, 0, 0, 0)
    n_shoppers = 0
    for start in range(0, n, BATCH):
        n_candidates = 0
        for i in range(start, min(start + BATCH, n)):
            if i & 3 == 0:
                visits = words_of_four(key, _VISIT, week, i, 0)
            candidates[n_candidates, 0] = i
            candidates[n_candidates, 1] = visits[i & 3]
            n_candidates += 1 if visits[i & 3] < max(first, again) else 0
        for k in range(n_candidates):
            i = candidates[k, 0]
            owns = False
            for b in range(n_brands):
                owns = owns or minds[i, b].owner
            shoppers[n_shoppers] = i
            n_shoppers += 1 if candidates[k, 1] < (again if owns else first) else 0
    return n_shoppers


@kernel
def _decide(
    key, week, comparators, consult, reads, trust, channel, offers, scales, reassurance,
    shoppers, consumers, minds, heard, won, purchases,
    convinced, deterred, new_buyers, units, repeats, lapsed,
):  # fmt: skip
    # Draws: words 0 and 1 of block 0 for consulting reviews and comparing brands (_LOOK); words 0 and 1 of block
    # 128 b + read for the review and the doubt (_READ).
    n_brands = minds.shape[1]
    bought = 0
    for i in shoppers:
        consulting, comparing, _, _ = words(key, _LOOK, week, i, 0)
        consumer = consumers[i]
        consults = consumer.online and consulting < consult
        compares = consumer.online and comparing < comparators
        choice, liking, hope, spoke_last = -1, 0.0, 0.0, -1
        for b in range(n_brands):
            mind, offer = minds[i, b], offers[b]
            if compares and not mind.aware:
                mind.aware = True
                mind.last_channel = channel
            if not mind.aware:
                continue
            latest = np.int64(mind.last_channel)
            praise, criticism = mind.praise, mind.criticism
            if consults:
                posted = offer.praised + offer.neutral + offer.criticised + offer.fakes
                for read in range(min(reads, posted)):
                    pick, doubt, _, _ = words(key, _READ, week, i, 128 * b + read)
                    place = below(pick, posted)
                    power = trust * consumer.trust_in_reviews
                    latest = channel
                    is_fake = place >= posted - offer.fakes
                    seen_through = is_fake and uniform(doubt) < consumer.scepticism
                    if seen_through or offer.praised <= place < offer.praised + offer.criticised:
                        criticism += power
                        heard[1, b] += 1
                    elif is_fake or place < offer.praised:
                        praise += power
                        heard[0, b] += 1
                    if seen_through:
                        consumer.trust_in_reviews *= 0.5
            experience = scales.own_experience * mind.satisfaction
            risk = consumer.risk_fear * offer.risk_exposure * reassurance[mind.satisfied_friends]
            needed = stake(consumer.reference_stake, risk, scales.reference_risk, offer.price_resistance)
            held = belief(offer.reputation, scales.praise, scales.criticism, praise, criticism, experience)
            if held >= needed:
                convinced[b] += 1
                preference = held - needed + mind.taste
                if choice < 0 or preference > liking:
                    choice, liking, hope, spoke_last = b, preference, held, latest
            elif belief(offer.reputation, scales.praise, 0.0, praise, criticism, experience) >= needed:
                deterred[b] += 1
        for b in range(n_brands):
            if b != choice:
                minds[i, b].loyal = False
                if minds[i, b].purchases > 0:
                    lapsed[b] += 1
        if choice >= 0:
            purchase, mind = purchases[bought], minds[i, choice]
            purchase.consumer = i
            purchase.brand = choice
            purchase.hope = hope
            bought += 1
            units[choice] += 1
            mind.loyal = mind.purchases > 0
            if mind.purchases > 0:
                repeats[choice] += 1
            else:
                new_buyers[choice] += 1
                if spoke_last >= 0:
                    won[spoke_last, choice] += 1
    return bought
