"""Planted markets: what a scenario shows at parameters that are known, as if it had been observed."""

import numpy as np
from wordofmouth import Market, Scenario
from wordofmouth.tasks.calibrate.data import Observed
from wordofmouth.tasks.calibrate.parameters import checked_ranges

CONSUMERS, WEEKS = 1_000, 30
RANGES = {
    "behaviours.speaking.talk_rate": {"from": 0.05, "to": 5.0, "scale": "log"},
    "behaviours.shopping.shopping_rate": {"from": 0.01, "to": 0.5, "scale": "log"},
}
PEOPLE_EACH = 500
# A thousand people are few: enough of them must buy in a week that sales tell more than luck does.
LIVELY = {
    "brand.known_by": 0.1,
    "brand.reputation": 1.0,
    "survey.follow_through": 1.0,
    "consumer.occasion": 0.99,
    "consumer.price_sensitivity": 0.0,
    "behaviours.shopping.elsewhere": 0.0,
}


def scenario(**changes):
    return Scenario.load("launch").varied({"consumers": CONSUMERS, "weeks": WEEKS} | LIVELY | changes)


def planted(number, weeks=WEEKS):
    """Return parameters drawn from the ranges, in shares of them, and what one run of them showed week by week."""
    sought = checked_ranges(scenario(), RANGES)
    shares = np.random.default_rng([number, 1]).random(len(sought))
    values = {path: ranges.at(float(share)) for (path, ranges), share in zip(sought.items(), shares, strict=True)}
    market = Market(scenario().varied(values), seed=1_000_000 + number)
    market.run()
    sales = np.array([week[0] for week in market.history["purchases"][:weeks]], dtype=float)
    return values, Observed(tuple(map(str, range(1, weeks + 1))), PEOPLE_EACH * sales)
