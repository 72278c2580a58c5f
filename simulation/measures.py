"""Measures: what is observed each week of each brand, the columns of the adoption table."""

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.kernels import kernel
from simulation.parts import Measure

if TYPE_CHECKING:
    from simulation.market import Market
    from simulation.scenario import Scenario

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
    Measure("price", "money", "what one unit costs a buyer, on average over consumers", whole=False),
    Measure("revenue", "money", "what was sold at the week's price", whole=False),
    Measure("unit_costs", "money", "what the units sold cost the brand", whole=False),
    Measure("campaign_cost", "money", "what the brand's levers cost, all together", whole=False),
    Measure("refunds", "money", "paid back under guarantees", whole=False),
    Measure("cost", "money", "units, campaign and refunds; and what consumers are paid, if they are", whole=False),
    Measure("profit", "money", "revenue less cost", whole=False),
)


def all_measures(scenario: "Scenario") -> list[Measure]:
    """Return the measures of a scenario in the order of the table's columns."""
    behaviours = sorted(scenario.behaviours.values(), key=lambda part: part.order, reverse=True)
    channels = sorted(scenario.channels.values(), key=lambda part: part.order)
    from_parts = [measure for part in (*behaviours, *scenario.campaign) for measure in part.measures]
    from_channels = [measure for channel in channels for measure in channel.measured()]
    spent = [spent_on(lever.label) for lever in scenario.campaign]
    return list(
        {measure.name: measure for measure in (*STOCKS, *from_parts, *from_channels, *FLOWS, *MONEY, *spent)}.values()
    )


def spent_on(label: str) -> Measure:
    """Return the measure of what one lever costs."""
    return Measure(f"spent_on_{label}", "money", f"what the lever {label} costs its brand", whole=False)


def observe(market: "Market") -> dict[str, np.ndarray[Any, Any]]:
    """Return every measure of the week that has just passed, an array (brands,) each."""
    n_brands = len(market.brands)
    seen: dict[str, Any] = {"cocreators": np.zeros(n_brands, np.int64)} | dict(market.tallies)
    stocks = np.zeros((3, n_brands), dtype=np.int64)
    _count(market.minds, stocks)
    seen["buyers"], seen["aware"], seen["loyal"] = stocks
    seen["penetration"] = seen["buyers"] / market.n
    for place, channel in enumerate(market.channels):
        seen[f"praise_{channel.kind}"], seen[f"criticism_{channel.kind}"] = market.heard[place]
        seen[f"won_by_{channel.kind}"], seen[f"lost_by_{channel.kind}"] = market.won[place], market.lost[place]
    praising, criticising = market.site.invented_of(1), market.site.invented_of(-1)
    seen["fake_reviews"] = praising + criticising
    seen["reviews"] = market.site.stars.sum(axis=1) + seen["fake_reviews"]
    stars = market.site.stars @ np.arange(1, 6) + 5 * praising + criticising
    seen["rating"] = _ratio(stars, seen["reviews"])
    praise, criticism = market.heard.sum(axis=0)
    seen["sentiment"] = _ratio(praise - criticism, praise + criticism)
    return {measure.name: seen[measure.name] for measure in market.measures if measure.name in seen} | _money(
        market, seen
    )


def _money(market: "Market", seen: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    prices = np.array([offer.price for offer in market.brands]).T
    coverages = np.array([offer.refund_coverage for offer in market.brands]).T
    income = np.array([offer.is_income for offer in market.brands])
    turnover = (market.sold * prices).sum(axis=0)
    revenue = np.where(income, 0.0, turnover)
    units = seen["purchases"] * np.array([offer.unit_cost for offer in market.brands])
    refunds = (market.claimed * (prices * coverages)).sum(axis=0)
    campaign = sum(market.spent.values(), np.zeros(len(market.brands)))
    cost = units + campaign + refunds + np.where(income, turnover, 0.0)
    return {
        "quality": np.array([offer.quality for offer in market.brands]),
        # Where all pay the same it is that, and not a bit less by rounding.
        "price": np.where(
            (prices == prices[0]).all(axis=0), prices[0], (market.segment_shares[:, None] * prices).sum(axis=0)
        ),
        "revenue": revenue,
        "unit_costs": units,
        "campaign_cost": campaign,
        "refunds": refunds,
        "cost": cost,
        "profit": revenue - cost,
    } | {spent_on(label).name: spent for label, spent in market.spent.items()}


def _ratio(part: np.ndarray[Any, Any], whole: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


@kernel
def _count(minds, stocks):
    for i in range(minds.shape[0]):
        for b in range(minds.shape[1]):
            stocks[0, b] += 1 if minds[i, b].purchases > 0 else 0
            stocks[1, b] += 1 if minds[i, b].aware else 0
            stocks[2, b] += 1 if minds[i, b].loyal else 0
