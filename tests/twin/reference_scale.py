"""The twin's own scale: what a campaign comes to in a sample, and what is measured in it in the market."""

import math
from typing import Any

# What says of how many, or how much, in the whole market; all else is of each consumer.
WHOLE = {
    "seeding": ("count",),
    "ambassadors": ("count",),
    "fake_reviews": ("count",),
    "community_manager": ("capacity",),
    "guarantee": ("seal_fee",),
    "co_creation": ("half_way",),
}
RATES = {
    ("advertising", "cost_per_contact"): ("thousand_contacts", 1000),
    ("targeted_advertising", "cost_per_contact"): ("thousand_contacts", 1000),
    ("statement", "cost_per_contact"): ("thousand_contacts", 1000),
    ("search_advertising", "cost_per_click"): ("click", 1),
    ("seeding", "cost_per_follower"): ("post_per_thousand_followers", 1000),
    ("community_manager", "cost"): ("manager_week", 1),
    ("guarantee", "cost_per_claim"): ("claim", 1),
    ("recall", "cost_per_return"): ("claim", 1),
    ("newsletter", "cost_per_message"): ("thousand_messages", 1000),
    ("co_creation", "cost_per_contribution"): ("contribution", 1),
}
# Shares, chances and what is of one unit or one review.
INTENSIVE = {"penetration", "rating", "sentiment", "quality", "price"}


def in_sample(section: Any, scenario: Any, stands_for: float) -> Any:
    """Return a lever as it acts among those who are simulated, at the prices of the scenario's rate card."""
    values = {}
    for (kind, name), (rate, of) in RATES.items():
        if section.kind == kind and rate in scenario.rates and not getattr(section, name):
            values[name] = scenario.rates[rate].price / of
    for name in ("cost", "cap", *WHOLE.get(section.kind, ())):
        value = values.get(name, getattr(section, name))
        if stands_for != 1 and value is not None:
            whole = isinstance(value, int)
            values[name] = math.floor(value / stands_for + 0.5) if whole else value / stands_for
    return section.model_copy(update=values)


def in_market(measured: dict[str, float], stands_for: float) -> dict[str, float]:
    """Return what was measured as it is in the market for which the sample stands."""
    if stands_for == int(stands_for):
        stands_for = int(stands_for)
    return {name: value if name in INTENSIVE else value * stands_for for name, value in measured.items()}
