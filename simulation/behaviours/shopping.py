"""Shopping: those in the market weigh belief against stake, and buy or do not."""

from collections import namedtuple
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulation.behaviours.family import Behaviour
from simulation.decision import belief, stake
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, Measure, setting
from simulation.randomness import below, chance, purpose, uniform, words

if TYPE_CHECKING:
    from simulation.market import Market

_SHOP = purpose("behaviours.shopping.visit")
_READ = purpose("behaviours.shopping.read")

Offers = namedtuple("Offers", ["reputation", "risk_exposure", "price_resistance"])
Offers.__doc__ = "This week's offers, float64 (brands,): prior log-odds, what fear is multiplied by, log-odds for the price."

Shelf = namedtuple("Shelf", ["praised", "neutral", "criticised", "fakes"])
Shelf.__doc__ = "Reviews that can be drawn, int64 (brands,): genuine ones of 4-5, 3 and 1-2 stars, and invented ones."

Mind = namedtuple("Mind", ["praise_weight", "criticism_weight", "own_experience", "reference_risk"])
Mind.__doc__ = "How everyone weighs what she knows, in log-odds."


class Shopping(Behaviour):
    """In the market now and then; one consults reviews, some compare; then belief is weighed against stake."""

    order: ClassVar[int] = 2
    kind: Literal["shopping"] = "shopping"
    shopping_rate: float = setting(0.1, "chance that a consumer without the product is in the market", unit="probability per week", source=ASSUMPTION, ge=0, le=1)
    bought_again: bool = setting(True, "whether owners return to the market", unit="true or false")
    repurchase_interval: float = setting(52.0, "mean time until an owner returns to the market", unit="weeks", source=ASSUMPTION, ge=1, le=10_000)
    season: tuple[float, ...] = Field(
        (1.0,), strict=False, min_length=1, max_length=520, description="factors on being in the market, from week 1, over and over [ratio]"
    )
    comparators: float = setting(0.0, "share of online shopping trips on which every brand is looked up", unit="share", source=ASSUMPTION, ge=0, le=1)
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("in_market", "consumers", "consumers who were shopping this week"),
        Measure("convinced", "consumers", "of those in the market who know the brand: whose belief met their stake"),
        Measure("deterred", "consumers", "of those: who would have been convinced had they heard no criticism"),
        Measure("new_buyers", "consumers", "consumers who bought the brand for the first time"),
        Measure("purchases", "purchases", "units bought"),
        Measure("repeat_purchases", "purchases", "units bought by consumers who had the brand already"),
        Measure("lapsed", "consumers", "owners in the market who did not buy the brand again"),
    )

    def step(self, market: "Market") -> None:
        """Let those in the market decide; their purchases are left in ``market.purchases``."""
        scenario, brands, tallies = market.scenario, market.brands, market.tallies
        reviews, season = scenario.channels["reviews"], self.season[(market.week - 1) % len(self.season)]
        stars = market.reviews
        fears = np.array([brand.loss_aversion * (1.0 - brand.refund_coverage) for brand in brands])
        resistance = np.array([brand.price_resistance for brand in brands])
        shelf = Shelf(stars[:, 3] + stars[:, 4], stars[:, 2].copy(), stars[:, 0] + stars[:, 1], market.fakes)
        again = season / self.repurchase_interval if self.bought_again else 0.0
        mind = Mind(*market.weights, scenario.consumer.own_experience, scenario.survey.reference_risk)
        bought = _shop(
            market.key, market.week, chance(self.shopping_rate * season), chance(again), chance(self.comparators),
            chance(reviews.consult_rate), reviews.reviews_read, reviews.trust, market.place(reviews),
            Offers(np.array([brand.reputation for brand in brands]), fears, resistance), shelf, mind, market.reassurance,
            market.consumers, *market.heard_by(reviews), market.won, market.purchases,
            tallies["in_market"], tallies["convinced"], tallies["deterred"], tallies["new_buyers"], tallies["purchases"],
            tallies["repeat_purchases"], tallies["lapsed"],
        )  # fmt: skip
        market.n_purchases = bought


@kernel
def _shop(
    key, week, first, again, comparators, consult, reads, trust, channel, offers, shelf, mind, reassurance,
    c, praise_heard, criticism_heard, won, bought,
    in_market, convinced, deterred, new_buyers, purchases, repeat_purchases, lapsed,
):  # fmt: skip
    # Draws: words 0, 1, 2 of block 0 for being in the market, consulting reviews, comparing brands (_SHOP); words 0 and
    # 1 of block 128 b + read for the review and the doubt (_READ).
    n, n_brands = c.owner.shape
    count = 0
    shoppers = 0
    for i in range(n):
        visit, consulting, comparing, _ = words(key, _SHOP, week, i, 0)
        if visit >= max(first, again):
            continue
        owns = False
        for b in range(n_brands):
            owns = owns or c.owner[i, b]
        if visit >= (again if owns else first):
            continue
        shoppers += 1
        consults = c.online[i] and consulting < consult
        compares = c.online[i] and comparing < comparators
        choice, liking, hope, spoke_last = -1, 0.0, 0.0, -1
        for b in range(n_brands):
            latest = c.last_channel[i, b]
            if compares and not c.aware[i, b]:
                c.aware[i, b] = True
                c.last_channel[i, b] = latest = channel
            if not c.aware[i, b]:
                continue
            praise, criticism = c.praise[i, b], c.criticism[i, b]
            if consults:
                posted = shelf.praised[b] + shelf.criticised[b] + shelf.neutral[b] + shelf.fakes[b]
                for read in range(min(reads, posted)):
                    pick, doubt, _, _ = words(key, _READ, week, i, 128 * b + read)
                    place = below(pick, posted)
                    power = trust * c.trust_in_reviews[i]
                    latest = channel
                    if place < shelf.praised[b]:
                        praise += power
                        praise_heard[b] += 1
                    elif place < shelf.praised[b] + shelf.criticised[b]:
                        criticism += power
                        criticism_heard[b] += 1
                    elif place >= posted - shelf.fakes[b]:
                        if uniform(doubt) < c.scepticism[i]:
                            criticism += power
                            criticism_heard[b] += 1
                            c.trust_in_reviews[i] *= 0.5
                        else:
                            praise += power
                            praise_heard[b] += 1
            experience = mind.own_experience * c.satisfaction[i, b]
            risk = c.risk_fear[i] * offers.risk_exposure[b] * reassurance[c.satisfied_friends[i, b]]
            needed = stake(c.reference_stake[i], risk, mind.reference_risk, offers.price_resistance[b])
            held = belief(offers.reputation[b], mind.praise_weight, mind.criticism_weight, praise, criticism, experience)
            if held >= needed:
                convinced[b] += 1
                preference = held - needed + c.taste[i, b]
                if choice < 0 or preference > liking:
                    choice, liking, hope, spoke_last = b, preference, held, latest
            elif belief(offers.reputation[b], mind.praise_weight, 0.0, praise, criticism, experience) >= needed:
                deterred[b] += 1
        for b in range(n_brands):
            if c.owner[i, b] and b != choice:
                lapsed[b] += 1
            if b != choice:
                c.loyal[i, b] = False
        if choice >= 0:
            bought.consumer[count] = i
            bought.brand[count] = choice
            bought.hope[count] = hope
            count += 1
            purchases[choice] += 1
            if c.owner[i, choice]:
                repeat_purchases[choice] += 1
                c.loyal[i, choice] = True
            if c.purchases[i, choice] == 0:
                new_buyers[choice] += 1
                if spoke_last >= 0:
                    won[spoke_last, choice] += 1
    for b in range(n_brands):
        in_market[b] += shoppers
    return count
