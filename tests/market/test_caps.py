"""Caps: a lever stops where its money ends, in every run and to the cent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario
from wordofmouth.errors import ScenarioError

# What each kind costs, so dear that a cap of 100 ends in the middle of a week.
DEAR = {
    "advertising": {"reach": 0.2, "cost_per_contact": 1.5},
    "targeted_advertising": {"audience": "everyone", "reach": 0.2, "cost_per_contact": 1.5},
    "search_advertising": {"reach": 1.0, "cost_per_click": 1.5},
    "newsletter": {"listed": 0.2, "cost_per_address": 0.5, "cost_per_message": 0.3},
    "seeding": {"count": 100, "cost_per_gift": 3.0, "cost_per_follower": 0.1},
    "ambassadors": {"count": 40, "reward": 3.0},
    "referral": {"reward": 20.0},
    "fake_reviews": {"count": 40, "cost_per_review": 3.0},
    "community_manager": {"capacity": 40, "cost_per_answer": 3.0},
    "co_creation": {"response": 1.0, "cost_per_contribution": 3.0},
    "guarantee": {"seal": 0.5, "seal_fee": 30.0},
    "broadcast": {"cost": 30.0},
}
# People who shop, buy, talk and post much, so that there is something to do for every kind.
LIVELY = {
    "consumers": 300,
    "weeks": 12,
    "brands": [{"known_by": 0.9, "quality": 0.6}],
    "consumer": {"cocreator_share": 1.0},
    "behaviours": {
        "shopping": {"shopping_rate": 0.9},
        "posting": {"post_rate": 0.9},
        "speaking": {"talk_rate": 3.0},
    },
}


def spent_in(scenario, label, seed=0):
    """Return what a lever was charged with, in the market: float64 (weeks,)."""
    market = Market(scenario, seed)
    market.run()
    return np.asarray(market.table()[f"spent_on_{label}"])


@settings(max_examples=100)
@given(scenario=scenarios(), cap=st.floats(0.0, 500.0), seed=seeds)
def test_levers_stop_at_their_cap(scenario, cap, seed):
    """Whatever a lever is charged with, and whatever else is done beside it."""
    levers = [lever for lever in scenario.campaign if not lever.beyond_cap]
    capped = scenario.varied({f"campaign.{lever.label}.cap": cap for lever in levers})
    for lever in levers:
        assert spent_in(capped, lever.label, seed).sum() < cap * (1 + 1e-9) + 1e-9


@pytest.mark.parametrize("kind", DEAR)
def test_the_money_is_spent_until_no_more_can_be_paid_for(kind):
    lever = {"kind": kind, "week": None, **DEAR[kind]}
    free, capped = (Scenario.from_dict(LIVELY | {"campaign": [lever | more]}) for more in ({}, {"cap": 100.0}))
    without, within = (spent_in(scenario, kind) for scenario in (free, capped))
    dearest = max(price for price in DEAR[kind].values() if not isinstance(price, str))
    assert without.sum() > 100
    # Who has most followers costs most: what is left would not have paid for another gift, answer, contact ...
    assert 100 - (60 if kind in ("seeding", "co_creation") else dearest) < within.sum() <= 100 + 1e-9
    assert within[np.cumsum(without) <= 100].tolist() == without[np.cumsum(without) <= 100].tolist()


def test_a_cap_is_of_the_whole_market():
    lever = {"kind": "advertising", "cap": 1_000.0, **DEAR["advertising"]}
    spent = spent_in(Scenario.from_dict(LIVELY | {"market": 3_000, "campaign": [lever]}), "advertising")
    assert 1_000 - 10 * 1.5 < spent.sum() <= 1_000 + 1e-9


@pytest.mark.parametrize(
    ("lever", "rates", "why"),
    [
        ({"kind": "guarantee", "cost_per_claim": 2.0}, {}, "claims are handled, however many there are"),
        ({"kind": "guarantee"}, "default", "claims are handled"),
        ({"kind": "newsletter", "offer": 0.2}, {}, "up to those who buy"),
        ({"kind": "recall", "cost_per_return": 1.0}, {}, "what is brought back is handled"),
        ({"kind": "mishap"}, {}, "nothing that the brand could stop"),
    ],
)
def test_a_cap_that_could_not_be_kept_to_is_refused(lever, rates, why):
    """What others decide, of whatever rate card its price is, has no cap."""
    scenario = {"campaign": [lever | {"cap": 100.0}], "rates": rates}
    with pytest.raises(ScenarioError, match=rf"campaign\.\w+\.cap: 100.0 is not allowed: .*{why}"):
        Scenario.from_dict(LIVELY | scenario)
    assert Scenario.from_dict(LIVELY | scenario | {"campaign": [lever]})
