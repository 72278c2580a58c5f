"""Measures: what is observed each week of each brand, the columns of the adoption table."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.linked import Linked
from wordofmouth.engine.records import Array
from wordofmouth.market.offers import Offer
from wordofmouth.market.review_pool import ReviewPool
from wordofmouth.market.week import in_order
from wordofmouth.scenario.parts import Measure

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario


BATCH = 2048
STOCKS = (
    Measure("buyers", "consumers", "consumers who have bought the brand at least once"),
    Measure("penetration", "share", "share of consumers who have bought it", whole=False),
    Measure("aware", "consumers", "consumers who know the brand"),
    Measure("loyal", "consumers", "consumers who, last in the market, bought the brand and not for the first time"),
    Measure("reviews", "reviews", "reviews on the site, invented ones among them"),
    Measure("fake_reviews", "reviews", "invented reviews on the site"),
    Measure("rating", "stars", "mean stars of all reviews; missing while there are none", whole=False),
)
FLOWS = (
    Measure(
        "sentiment",
        "−1 to 1",
        "praise less criticism among the messages heard this week; missing without any",
        whole=False,
    ),
    Measure(
        "cocreators",
        "consumers",
        "consumers who helped to improve the product this week; none while no lever asks them",
    ),
)
MONEY = (
    Measure("quality", "probability", "chance that a purchase satisfies a buyer who is not indifferent", whole=False),
    Measure("price", "money each", "what one unit costs a buyer, on average over consumers", whole=False),
    Measure("revenue", "money", "what was sold at the week's price", whole=False),
    Measure("unit_costs", "money", "what the units sold cost the brand", whole=False),
    Measure("campaign_cost", "money", "what the brand's levers cost, all together", whole=False),
    Measure("refunds", "money", "paid back under guarantees and in recalls", whole=False),
    Measure("cost", "money", "units, campaign and refunds; and what consumers are paid, if they are", whole=False),
    Measure("profit", "money", "revenue less cost", whole=False),
)


def all_measures(scenario: "Scenario") -> list[Measure]:
    """Return the measures of a market in the order of the table's columns."""
    behaviours = reversed(in_order(scenario.behaviours.values()))
    channels = sorted(scenario.channels.values(), key=lambda part: part.order)
    from_parts = [measure for part in (*behaviours, *scenario.campaign) for measure in part.measures]
    from_channels = [measure for channel in channels for measure in (*channel.measured(), *channel.counts())]
    spent = [spent_on(lever.label) for lever in scenario.campaign]
    return list(
        {measure.name: measure for measure in (*STOCKS, *from_parts, *from_channels, *FLOWS, *MONEY, *spent)}.values()
    )


def spent_on(label: str) -> Measure:
    """Return the measure of what one lever costs."""
    return Measure(f"spent_on_{label}", "money", f"what the lever {label} costs its brand", whole=False)


class Ledger(Linked):
    """What of a week its measures are computed from, side by side, so that all is blanked or copied at one stroke.

    Attributes:
        channels, tallied, levers: the kinds of channels, measures that are counted, and labels of levers, in order.
        tallies: int64 (tallies, brands); buyers, those aware and the loyal: ``stocks``, int64 (3, brands).
        heard: int64 (channels, 2, brands); won, lost: int64 (channels, brands), see :mod:`wordofmouth.market.world`.
        stars, invented: int64 (brands, 5) genuine reviews; int64 (2, brands), invented praise and criticism.
        quality, prices, coverages: the offers: float64 (brands,), and twice (segments, brands).
        sold, claimed: int64 (segments, brands).
        spent: float64 (levers, brands).
        paid_back: float64 (brands,), for what was bought before.
    """

    # Views of one array of numbers.
    tallies: Array
    stocks: Array
    heard: Array
    won: Array
    lost: Array
    stars: Array
    invented: Array
    sold: Array
    claimed: Array
    quality: Array
    prices: Array
    coverages: Array
    spent: Array
    paid_back: Array
    views = (
        *("tallies", "stocks", "heard", "won", "lost", "stars", "invented", "sold", "claimed"),
        *("quality", "prices", "coverages", "spent", "paid_back"),
    )

    changing = ("numbers",)

    def __init__(
        self, n_brands: int, n_segments: int, channels: Sequence[str], tallied: Sequence[str], levers: Sequence[str]
    ) -> None:
        self.channels, self.tallied, self.levers = channels, tallied, levers
        n_channels, n_levers = len(channels), len(levers)
        counts = {
            "tallies": (len(tallied), n_brands),
            "stocks": (3, n_brands),
            "heard": (n_channels, 2, n_brands),
            "won": (n_channels, n_brands),
            "lost": (n_channels, n_brands),
            "stars": (n_brands, 5),
            "invented": (2, n_brands),
            "sold": (n_segments, n_brands),
            "claimed": (n_segments, n_brands),
        }
        amounts = {
            "quality": (n_brands,),
            "prices": (n_segments, n_brands),
            "coverages": (n_segments, n_brands),
            "spent": (n_levers, n_brands),
            "paid_back": (n_brands,),
        }
        fields = [(name, "int64", shape) for name, shape in counts.items()]
        self.layout = np.dtype(fields + [(name, "float64", shape) for name, shape in amounts.items()])
        self.numbers = np.zeros(self.layout.itemsize // 8, np.int64)
        self.link()

    def link(self) -> None:
        """Lay the fields out over the numbers."""
        for name in self.views:
            setattr(self, name, self.numbers.view(self.layout)[name][0])

    def blank(self) -> None:
        """Let all be 0 again."""
        self.numbers.fill(0)

    def copy(self) -> Array:
        """Return all as it is now, numbers in a row."""
        return self.numbers.copy()

    def by_field(self, copies: list[Array]) -> Array:
        """Return copies as records of these fields."""
        return np.array(copies).view(self.layout)[:, 0]


def observe(ledger: Ledger, brand_states: Array, review_pool: ReviewPool, brands: Sequence[Offer]) -> Array:
    """Return what is in the ledger of the week that has just passed, with what there is at its end."""
    _count(brand_states, ledger.stocks)
    ledger.stars[:] = review_pool.stars
    if review_pool.invented:
        ledger.invented[:] = review_pool.invented_of(1), review_pool.invented_of(-1)
    for b, offer in enumerate(brands):
        ledger.quality[b] = offer.quality
        ledger.prices[:, b], ledger.coverages[:, b] = offer.price, offer.refund_coverage
    return ledger.copy()


def measured(ledger: Ledger, weeks: list[Array], offers: Sequence[Offer], segment_sizes: Array) -> dict[str, Array]:
    """Return every measure of some weeks: arrays (weeks, brands) by name.

    Args:
        ledger: the ledger of the run.
        weeks: what :func:`observe` returned of each week.
        offers: the brands' offers, as they last.
        segment_sizes: int64 (segments,), how many consumers are of each.
    """
    week = ledger.by_field(weeks)
    seen: dict[str, Array] = {"cocreators": np.zeros(week["quality"].shape, np.int64)}
    seen |= {name: week["tallies"][:, place] for place, name in enumerate(ledger.tallied)}
    seen["buyers"], seen["aware"], seen["loyal"] = (week["stocks"][:, place] for place in range(3))
    seen["penetration"] = seen["buyers"] / segment_sizes.sum()
    for place, kind in enumerate(ledger.channels):
        seen[f"praise_{kind}"], seen[f"criticism_{kind}"] = week["heard"][:, place].swapaxes(0, 1)
        seen[f"won_by_{kind}"], seen[f"lost_by_{kind}"] = week["won"][:, place], week["lost"][:, place]
    praising, criticising = week["invented"].swapaxes(0, 1)
    seen["fake_reviews"] = praising + criticising
    seen["reviews"] = week["stars"].sum(axis=2) + seen["fake_reviews"]
    seen["rating"] = _ratio(week["stars"] @ np.arange(1, 6) + 5 * praising + criticising, seen["reviews"])
    praise, criticism = week["heard"].sum(axis=1).swapaxes(0, 1)
    seen["sentiment"] = _ratio(praise - criticism, praise + criticism)
    seen |= _money(week, seen["purchases"], offers, segment_sizes / segment_sizes.sum())
    return seen | {spent_on(label).name: week["spent"][:, place] for place, label in enumerate(ledger.levers)}


def _money(week: Array, purchases: Array, offers: Sequence[Offer], shares: Array) -> dict[str, Array]:
    income = np.array([offer.is_income for offer in offers])
    prices, spent = week["prices"], week["spent"]
    turnover = _total(week["sold"] * prices)
    units = purchases * np.array([offer.unit_cost for offer in offers])
    refunds = _total(week["claimed"] * (prices * week["coverages"])) + week["paid_back"]
    campaign = _total(spent) if spent.shape[1] else np.zeros_like(turnover)
    revenue = np.where(income, 0.0, turnover)
    cost = units + campaign + refunds + np.where(income, turnover, 0.0)
    # Where all pay the same the mean price is that, and not a bit less by rounding.
    alike = (prices == prices[:, :1]).all(axis=1)
    mean_price = _total(shares[:, None] * prices)
    return {
        "quality": week["quality"],
        "price": np.where(alike, prices[:, 0], mean_price),
        "revenue": revenue,
        "unit_costs": units,
        "campaign_cost": campaign,
        "refunds": refunds,
        "cost": cost,
        "profit": revenue - cost,
    }


def _total(values: Array) -> Array:
    """Return sums over the second axis, added up in its order, so that they have one value to the bit."""
    return functools.reduce(np.add, values.swapaxes(0, 1))


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)


@kernel
def _count(brand_states, stocks):
    # In batches, which stay at hand from one brand to the next.
    n, n_brands = brand_states.shape
    for start in range(0, n, BATCH):
        for b in range(n_brands):
            buyers, aware, loyal = 0, 0, 0
            for i in range(start, min(start + BATCH, n)):
                buyers += 1 if brand_states[i, b].purchases > 0 else 0
                aware += 1 if brand_states[i, b].aware else 0
                loyal += 1 if brand_states[i, b].loyal else 0
            stocks[0, b] += buyers
            stocks[1, b] += aware
            stocks[2, b] += loyal
