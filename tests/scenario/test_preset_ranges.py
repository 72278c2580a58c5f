"""What presets of promises show holds over half and twice the values that they set, in paired runs, not at one value."""

import functools

import numpy as np
import pytest
from scipy.stats import t as student
from wordofmouth import Market, Scenario

CONSUMERS, REPLICATIONS, ERROR_RATE = 2000, 10, 0.01
# What is sold in the last quarter of a year: where a promise ends, whatever it sold at first.
QUARTER = 13

# Of a preset its variants from best to worst, by which measure; and what it sets, at half and at twice the value. Apart
# are those values that make the variants, and how long it takes, which the point names. Of a share of quality it is the
# disappointed who are half or twice as many.
FEAR, TRUST, RATE = "consumer.risk_fear", "consumer.promise_trust", "behaviours.shopping.shopping_rate"
INTERVAL, QUALITY, CLAIMS = "behaviours.shopping.repurchase_interval", "brand.quality", "brand.claims_paid"
POINTS = {
    "promise": (
        (None, "sealed", "new", "nothing_promised", "empty"),
        "purchases",
        {
            FEAR: (0.3, 1.2),
            TRUST: (0.125, 0.5),
            RATE: (0.025, 0.1),
            INTERVAL: (13.0, 52.0),
            QUALITY: (0.9, 0.6),
            CLAIMS: (15.0, 60.0),
            "campaign.launch_ads.reach": (0.025, 0.1),
        },
    ),
    "contract": (
        ("signed", None, "signed_and_broken"),
        "purchases",
        {
            FEAR: (0.75, 3.0),
            TRUST: (0.2, 0.8),
            RATE: (0.025, 0.1),
            INTERVAL: (6.5, 26.0),
            QUALITY: (0.85, 0.4),
            "campaign.job_offers.reach": (0.015, 0.06),
        },
    ),
    "refunds_abused": (
        (None, "half_the_price", "cheats"),
        "profit",
        {
            FEAR: (0.45, 1.8),
            RATE: (0.025, 0.1),
            INTERVAL: (13.0, 52.0),
            QUALITY: (0.925, 0.7),
            "brand.price": (55.0, 120.0),
            "brand.unit_cost": (12.5, 50.0),
            "campaign.launch_ads.reach": (0.025, 0.1),
        },
    ),
}
CASES = [
    (preset, path, value) for preset, (_, _, ranges) in POINTS.items() for path in ranges for value in ranges[path]
]


@functools.cache
def outcomes(preset: str, variant: str | None, path: str, value: float) -> np.ndarray:
    """Return what a measure of the first brand came to in each run: sales by what they end at, money all together."""
    _, measure, _ = POINTS[preset]
    changed = Scenario.load(preset).varied({path: value}, consumers=CONSUMERS)
    own = changed.variants[variant] if variant else {}
    scenario = changed.varied({path: what for path, what in own.items() if path != "title"})
    series = []
    for replication in range(REPLICATIONS):
        market = Market(scenario, seed=23, replication=replication)
        market.run()
        series.append(np.array(market.history[measure])[:, 0])
    return np.array(series)[:, -QUARTER if measure == "purchases" else 0 :].sum(axis=1)


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "path", "value"), CASES)
def test_a_point_holds_over_a_range_of_values(preset, path, value):
    """Each variant does better than the next, and would not by chance once in a hundred times (paired t)."""
    order, _, _ = POINTS[preset]
    for better, worse in zip(order, order[1:], strict=False):
        difference = outcomes(preset, better, path, value) - outcomes(preset, worse, path, value)
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        assert difference.mean() > student.isf(ERROR_RATE, len(difference) - 1) * error, (better, worse)


def test_ranges_are_of_what_a_preset_sets():
    """Each lies between the two at which its point is tried."""
    for preset, (_, _, ranges) in POINTS.items():
        base = Scenario.load(preset)
        for path, (low, high) in ranges.items():
            section, name = path.rsplit(".", 1)
            value = getattr(section_of(base, section), name)
            assert low < value < high or high < value < low


def section_of(scenario: Scenario, path: str) -> object:
    """Return the section to which a path leads."""
    family, _, name = path.partition(".")
    if family == "campaign":
        return next(lever for lever in scenario.campaign if lever.label == name)
    return {"brand": scenario.brands[0], "consumer": scenario.consumer}.get(path) or scenario.behaviours[name]
