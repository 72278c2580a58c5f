"""Needs and places: what is for one need competes, and what happens at a place is learnt for all of it."""

import numpy as np
import pytest
from wordofmouth import Market, Scenario
from wordofmouth.market.states import stakes

LEARNING = {
    "consumer.fear_learning": 0.3,
    "consumer.fear_contagion": 0.5,
    "behaviours.experiencing.indifferent_share": 0.0,
}
ADS = [{"kind": "advertising", "name": f"ads_{brand.lower()}", "brand": brand, "reach": 0.5} for brand in ("A", "B")]
# Willing people who read no forum, on which talk of one brand would stand in the way of another's.
WILLING = {"survey.innovators": 0.6, "channels.community.visit_rate": 0.0, "behaviours.shopping.shopping_rate": 0.5}


def market(changes=(), weeks=6, **second):
    """Return a market of two brands that has been simulated, of which the second may differ."""
    first = {"name": "A", "quality": second.pop("first", 0.9)}
    scenario = Scenario.load("small").varied(WILLING | LEARNING, campaign=[], variants={}).model_dump()
    scenario |= {"brands": [first, {"name": "B"} | second], "campaign": ADS, "weeks": weeks}
    simulated = Market(Scenario.from_dict(scenario).varied(dict(changes)), seed=3)
    simulated.run()
    return simulated


def sold(simulated, brand=0):
    return np.array(simulated.history["purchases"])[:, brand]


def test_offers_for_different_needs_do_not_compete():
    """What else is to be had, if it is for another need and elsewhere, moves nothing, to the bit."""
    usual, none = (
        market(need="work", place="in town"),
        market({"campaign.ads_b.reach": 0.0}, need="work", place="in town"),
    )
    assert sold(usual, 1).sum() > 10
    assert sold(none, 1).sum() == 0
    assert sold(usual).tolist() == sold(none).tolist()
    assert usual.brand_states.praise[:, 0].tolist() == none.brand_states.praise[:, 0].tolist()


def test_offers_for_one_need_compete():
    assert sold(market()).sum() < sold(market(need="work")).sum() * 0.8


def test_one_of_each_need_is_bought():
    """Some buy two things in one week, of different needs; and never two for one."""
    buyers = market(need="work", weeks=1).purchases.consumer
    assert len(np.unique(buyers)) < len(buyers)
    buyers = market(weeks=1).purchases.consumer
    assert len(np.unique(buyers)) == len(buyers) > 0


def test_what_goes_well_takes_a_share_of_the_fear_of_all_offers_of_the_place():
    """And of no other place: each consumer's fear is what so many good purchases leave."""
    good = market(first=1.0, quality=1.0, need="work", place="in town")
    np.testing.assert_allclose(good.place_fear, 0.7**good.brand_states.purchases)
    together = market(first=1.0, quality=1.0, need="work")
    assert together.place_fear.shape == (together.n, 1)
    np.testing.assert_allclose(together.place_fear[:, 0], 0.7 ** together.brand_states.purchases.sum(axis=1))


@pytest.mark.parametrize(("cash_flow", "weight"), [("outlay", 2.25), ("income", 1.0)])
def test_a_loss_adds_to_ones_own_fear_and_to_that_of_friends(cash_flow, weight):
    """As many times as a loss weighs, of money; a friend's by its share."""
    cheated = market(weeks=1, first=1.0, quality=0.0, need="work", place="in town", cash_flow=cash_flow)
    lost = (cheated.brand_states.purchases[:, 1] > 0).astype(float)
    starts, targets, strong = cheated.rows
    heard = np.zeros(cheated.n)
    for i in np.flatnonzero(lost):
        np.add.at(heard, targets[starts[i] : starts[i] + strong[i]], 1.0)
    assert heard.any()
    np.testing.assert_allclose(cheated.place_fear[:, 1], 1.0 + 0.3 * weight * (lost + 0.5 * heard))


def test_who_is_given_the_money_back_has_learnt_nothing():
    refunded = market(
        {"behaviours.experiencing.claim_rate": 1.0}, first=0.0, quality=0.0, refund_coverage=1.0, need="work"
    )
    assert sold(refunded, 1).sum() > 0
    only = market(
        {"behaviours.experiencing.claim_rate": 1.0, "campaign.ads_a.reach": 0.0}, quality=0.0, refund_coverage=1.0
    )
    assert sold(only, 1).sum() > 0
    assert (only.place_fear == 1.0).all()
    assert (refunded.place_fear > 1.0).any()


@pytest.mark.parametrize(("quality", "left"), [(1.0, 0.7), (0.0, 1.3)])
def test_a_gift_teaches_whoever_gets_it(quality, left):
    """A first use that nobody has asked for reassures or not by how it goes, and friends hear of no loss."""
    gifts = [{"kind": "seeding", "strategy": "list", "consumers": (3, 5, 8), "count": 3, "week": 1}]
    scenario = Scenario.load("small").varied(LEARNING | {"brand.quality": quality}, campaign=gifts, weeks=1)
    given = Market(scenario, seed=3)
    given.run()
    expected = np.ones(given.n)
    expected[[3, 5, 8]] = left
    assert given.place_fear[:, 0].tolist() == pytest.approx(expected.tolist())


def test_fear_that_was_learnt_is_asked_of_the_survey_and_of_stories():
    """The stake that is told outside the decision is the one of the decision."""
    learnt = market(first=1.0, quality=1.0, need="work")
    everyone = np.arange(learnt.n, dtype=np.int32)
    now = stakes(learnt, everyone)
    learnt.place_fear[:] = 1.0
    before = stakes(learnt, everyone)
    some = learnt.brand_states.purchases.sum(axis=1) > 0
    assert (now[some] < before[some]).all()
    assert (now[~some] == before[~some]).all()


def test_a_run_that_branches_may_begin_to_learn():
    """From then on; where what is kept of each was not kept until then, all fear as at first."""
    whole = Scenario.load("small").varied(WILLING, campaign=[{"kind": "advertising", "reach": 0.5}], weeks=6)
    run = Market(whole, seed=3)
    for _ in range(3):
        run.step()
    branch = run.branch({"consumer.fear_learning": 0.3})
    assert len(run.place_fear) == 0
    assert (branch.place_fear == 1.0).all()
    branch.step()
    assert (branch.place_fear != 1.0).any()
