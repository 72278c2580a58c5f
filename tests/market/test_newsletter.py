"""The newsletter: who hears from the brand, who has had enough, and what an offer to owners is worth and costs."""

import numpy as np
import pytest
from wordofmouth import Market, Scenario

KNOWN = {"consumers": 800, "weeks": 10, "brand.known_by": 0.5, "consumer.online_share": 0.6, "leaders.share": 0.0}


def simulated(changes=None, **lever):
    newsletter = {"kind": "newsletter", "interest": 0.0, "sign_up": 0.0, "weariness": 0.0} | lever
    market = Market(Scenario.load("small").varied(KNOWN | (changes or {}) | {"campaign": [newsletter]}), seed=5)
    market.run()
    return market


def subscribers(market):
    return market.memory["newsletter"] == 1


def test_owners_online_sign_up_and_nobody_else_unless_interested():
    market = simulated(sign_up=1.0)
    others = simulated(sign_up=1.0, interest=1.0)
    buyers = market.brand_states.owner[:, 0] & (market.brand_states.bought_at[:, 0] < market.week)
    assert np.array_equal(subscribers(market), buyers & market.consumers.online)
    aware = others.brand_states.aware[:, 0] & others.consumers.online
    assert 0 < subscribers(market).sum() < 0.5 * subscribers(others).sum()
    assert not (subscribers(others) & ~aware).any()


def test_one_message_a_week_tires_nobody_and_many_drive_all_away_for_good():
    calm = simulated(listed=1.0, sign_up=1.0, weariness=1.0)
    assert calm.history["subscribers"][0][0] == calm.history["subscribers"][-1][0] == calm.n
    tired = simulated(listed=1.0, sign_up=1.0, weariness=1.0, messages=2)
    assert [week[0] for week in tired.history["subscribers"]] == [tired.n] + [0] * 9


def test_each_message_costs_and_each_address_once():
    market = simulated(listed=0.3, messages=2, cost_per_message=0.5, cost_per_address=3.0)
    listed = market.history["subscribers"][0][0]
    assert abs(listed - 240) < 60
    assert [week[0] for week in market.history["campaign_cost"]] == [4.0 * listed] + [listed] * 9


@pytest.mark.parametrize("offer", [0.0, 0.3])
def test_an_offer_sells_to_owners_alone_and_costs_what_it_takes_off(offer):
    """As many buy for the first time up to word of mouth; who has bought comes back at a price below."""
    eager = {"behaviours.shopping.repurchase_interval": 2.0, "consumer.price_sensitivity": 8.0, "brand.price": 60.0}
    market = simulated(eager, sign_up=1.0, offer=offer)
    without = simulated(eager, sign_up=1.0)
    again, before = (np.sum(each.history["repeat_purchases"]) for each in (market, without))
    assert (again > 1.1 * before) == (offer > 0.0)
    cost = np.sum(market.history["campaign_cost"])
    assert cost == pytest.approx(0.0 if not offer else round(cost / 18.0) * 18.0)
    assert cost <= offer * 60.0 * again + 1e-9
    # Nobody who has not bought pays less.
    assert not len(market.vouchers) or not market.vouchers[~market.brand_states.owner].any()


def test_a_branch_may_begin_to_make_an_offer():
    """What is kept of each consumer only where there are offers is there from then on."""
    market = Market(
        Scenario.load("small").varied(KNOWN | {"campaign": [{"kind": "newsletter", "sign_up": 1.0}]}), seed=5
    )
    for _ in range(5):
        market.step()
    branch = market.branch({"campaign.newsletter.offer": 0.2})
    branch.run()
    assert not len(market.vouchers)
    assert branch.vouchers.max() == 0.2
