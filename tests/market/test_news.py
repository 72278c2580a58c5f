"""The news: bad publicity makes known too, statements work on whoever has read of something, recalls cost money."""

import re

import numpy as np
import pytest
from scipy.stats import t as student
from wordofmouth import Market, Scenario, ScenarioError
from wordofmouth.errors import OutcomeError
from wordofmouth.runs.simulate import simulate
from wordofmouth.statistics.outcomes import outcome_among

ERROR_RATE = 1e-3
FAKES = {"kind": "fake_reviews", "weeks": (1, 10), "moderation": 0.0}
PAPERS = {"kind": "exposure", "week": 5, "reach": 0.5}


def market_with(*levers: dict[str, object], weeks: int = 12, **changes: object) -> Market:
    scenario = Scenario.load("small").varied({"campaign": levers, "weeks": weeks} | changes)
    market = Market(scenario, seed=4)
    market.run()
    return market


def of_first(market: Market, measure: str) -> list[float]:
    return [float(week[0]) for week in market.history[measure]]


@pytest.mark.parametrize(
    ("backlash", "known_by", "sign"), [(1.0, 0.02, 1), (3.0, 0.02, 1), (1.0, 0.95, -1), (3.0, 0.95, -1)]
)
def test_bad_publicity_sells_an_unknown_brand_and_not_a_known_one(backlash, known_by, sign):
    """What the same report does to sales has the sign of what the brand has to gain by being known.

    Source: Berger, Sorensen and Rasmussen (2010), Positive effects of negative publicity, Marketing Science 29(5).
    """
    gifts = {"kind": "seeding", "week": 1, "count": 10, "disclosed": False, "backlash": backlash}
    quiet = Scenario.load("small").varied(
        {"consumers": 2000, "weeks": 40, "brand.known_by": known_by, "campaign": [gifts]}
    )
    written_of = quiet.varied({"campaign": [gifts, {"kind": "exposure", "week": 10, "reach": 0.4}]})
    sold = [
        np.array([np.sum(simulate(scenario, seed=8, replication=run).history["purchases"]) for run in range(12)])
        for scenario in (written_of, quiet)
    ]
    difference = sign * (sold[0] - sold[1])
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert difference.mean() > student.isf(ERROR_RATE, len(difference) - 1) * error


def test_the_papers_write_of_what_there_is_to_find():
    """Of invented reviews that stand and of hidden gifts; not of what was taken down, nor where nothing was done."""
    assert sum(of_first(market_with(FAKES, PAPERS), "criticism_news")) > 0
    hidden = {"kind": "seeding", "week": 1, "count": 10, "disclosed": False}
    assert sum(of_first(market_with(hidden, PAPERS), "criticism_news")) > 0
    taken_down = {"kind": "statement", "weeks": (4, 12), "reach": 0.0}
    early = FAKES | {"weeks": (1, 3)}
    for levers in ([PAPERS], [hidden | {"disclosed": True}, PAPERS], [early, taken_down, PAPERS]):
        market = market_with(*levers)
        assert not sum(of_first(market, "criticism_news"))
        assert any("campaign.exposure: in week 5 there was nothing to write of" in line for line in market.notes)


def test_a_reader_trusts_the_review_site_half_as_much():
    """Who reads of invented reviews once, and sees through none, has lost half of the trust."""
    market = market_with(FAKES | {"subtlety": 1.0}, PAPERS, weeks=5)
    readers = market.reported[:, 0] > 0
    assert 0 < readers.sum() < market.n
    assert (market.consumers.trust_in_reviews[readers] == 0.5).all()
    assert (market.consumers.trust_in_reviews[~readers] == 1.0).all()


def test_a_statement_works_on_whoever_has_read_of_something():
    """An apology after amends takes its share of the news and nothing else; a denial all of it, from the gullible."""
    people = {"consumer.scepticism": 0.0, "brand.known_by": 0.9, "behaviours.speaking.relay": 0.0}
    said = {"kind": "statement", "week": 6, "reach": 1.0}
    early = FAKES | {"weeks": (1, 5)}
    for changes, left in (({"soothing": 0.25}, 0.75), ({"tone": "denial"}, 0.0)):
        with_it, without = (market_with(early, PAPERS, *more, weeks=6, **people) for more in ([said | changes], []))
        assert without.reported.any()
        assert with_it.reported == pytest.approx(left * without.reported)
        taken = without.reported - with_it.reported
        assert with_it.brand_states.criticism == pytest.approx(without.brand_states.criticism - taken)


def test_a_hollow_statement_is_one_criticism_more_to_the_wary():
    """A denial, or an apology while inventions stand: among people who see through everything it takes nothing away."""
    wary = {"consumer.scepticism": 1.0, "brand.known_by": 0.9}
    for changes in ({"tone": "denial"}, {"withdraws": False}):
        said = {"kind": "statement", "week": 6, "reach": 1.0, **changes}
        with_it, without = (market_with(FAKES, PAPERS, *more, weeks=6, **wary) for more in ([said], []))
        readers = without.reported[:, 0] > 0
        assert (with_it.reported[readers, 0] > without.reported[readers, 0]).all()
        assert of_first(with_it, "criticism_news")[5] == readers.sum()


def test_where_nothing_was_reported_there_is_nothing_to_say():
    """The statement reaches nobody, moves no bit, and a note says so."""
    market, silent = market_with({"kind": "statement", "week": 6, "reach": 1.0}), market_with()
    assert any("campaign.statement: in week 6 nothing had been reported" in line for line in market.notes)
    assert (market.brand_states == silent.brand_states).all()


@pytest.mark.parametrize("refund", [0.0, 0.5, 1.0])
def test_what_is_brought_back_is_paid_for(refund):
    """Refunds are units brought times the price's share, handling is charged, and profit is what is left."""
    recall = {"kind": "recall", "week": 9, "defective": 0.8, "returned": 1.0, "refund": refund, "cost_per_return": 3.0}
    eager = {"brand.known_by": 0.9, "behaviours.shopping.shopping_rate": 0.3}
    market, without = market_with(recall, weeks=9, **eager), market_with(weeks=9, **eager)
    brought = int(of_first(market, "recalled")[8])
    assert (brought > 20) == (refund > 0)
    assert of_first(market, "refunds")[8] == pytest.approx(brought * 60.0 * refund)
    assert of_first(market, "spent_on_recall")[8] == 3.0 * brought
    earned, spent = of_first(market, "revenue")[8], of_first(market, "unit_costs")[8]
    assert of_first(market, "profit")[8] == pytest.approx(earned - spent - brought * (60.0 * refund + 3.0))
    owners = [each.brand_states.owner[:, 0] for each in (market, without)]
    gone = owners[1] & ~owners[0]
    assert (market.brand_states.satisfaction[gone, 0] == 0).all()
    assert gone.sum() <= brought


def test_a_brand_that_enters_later_is_bought_from_then_on():
    """Known, compared and given away before, and bought by nobody; the other one sells as if it were alone."""
    rivals = [{"name": "Ours", "known_by": 0.5}, {"name": "Late", "known_by": 0.5, "enters": 6}]
    comparing = {"behaviours.shopping.comparators": 0.5}
    market = market_with(brands=rivals, **comparing)
    late = [int(week[1]) for week in market.history["purchases"]]
    assert not any(late[:5])
    assert late[5] > 0
    alone = market_with(brands=[rivals[0], rivals[1] | {"known_by": 0.0, "enters": 99}], weeks=5, **comparing)
    assert of_first(market, "purchases")[:5] == of_first(alone, "purchases")


def test_conditions_look_at_rivals_sums_and_shares():
    """A lever follows a rival's price a week later, stops once so much is spent, and acts while its share is small."""
    brands = [{"name": "Ours", "known_by": 0.9}, {"name": "Rival", "known_by": 0.9}]
    cut = {"kind": "discount", "name": "cut", "brand": "Rival", "weeks": (4, 6), "off": 0.5}
    follow = {"kind": "discount", "name": "follow", "off": 0.5, "when": "brands.Rival.price < 45"}
    ads = {"kind": "advertising", "cost": 100.0, "when": "total_campaign_cost < 250"}
    small = {"kind": "broadcast", "cost": 1.0, "when": "market_share < 0.5"}
    market = market_with(cut, follow, ads, small, brands=brands)
    assert [week for week, price in enumerate(of_first(market, "price"), start=1) if price < 60.0] == [5, 6, 7]
    assert sum(of_first(market, "spent_on_advertising")) == 300.0
    bought = np.array(market.history["purchases"])
    acts = [own < (own + other) / 2 for own, other in bought[:-1]]
    assert of_first(market, "spent_on_broadcast")[1:] == [float(each) for each in acts]


def test_a_recall_of_what_nobody_has_is_no_news():
    """It is noted; nobody reads of it, and nothing is paid."""
    recall = {"kind": "recall", "week": 1, "defective": 1.0, "returned": 1.0, "reach": 1.0}
    market = Market(Scenario(consumers=100, weeks=3, campaign=[recall]), 1)
    market.run()
    assert any("nobody had what could be called back" in line for line in market.notes)
    assert not market.table()["criticism_news"].any()
    assert not market.table()["refunds"].any()


def test_nothing_is_asked_of_a_brand_that_is_not_on_sale_yet():
    """A condition on its price does not hold before it has entered; that it never does is noted."""
    ads = {"kind": "advertising", "reach": 0.5, "cost_per_contact": 1.0, "when": "brands.Rival.price < 65"}
    for enters, first in ((1, 2), (4, 5), (40, None)):
        brands = [{"name": "Aster"}, {"name": "Rival", "enters": enters}]
        scenario = Scenario(consumers=100, weeks=8, brands=brands, campaign=[ads])
        assert any("it never enters" in line for line in scenario.notes()) == (enters > 8)
        market = Market(scenario, 1)
        market.run()
        spent = market.table()["spent_on_advertising"][::2]
        assert [*np.flatnonzero(spent) + 1][:1] == ([] if first is None else [first])


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("market_share < 30", "lies between 0 and 1: 30 % is 0.3"),
        ("penetration > 9", "lies between 0 and 1"),
        ("rating =< 3", "one of < <= > >= == !="),
        ("spent < 3", "with total_ before it"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_told(when, told):
    with pytest.raises(ScenarioError, match=re.escape(told)):
        Scenario(campaign=[{"kind": "advertising", "when": when}])
    assert Scenario(campaign=[{"kind": "advertising", "when": "market_share < .3"}]).campaign[0].when


def test_a_measure_of_a_brand_is_of_one_that_there_is():
    """And of our own brand more is better."""
    names = [["Aster", "Borealis"], ["Aster", "Borealis"]]
    assert not outcome_among("brands.Aster.profit", names).is_cost
    assert outcome_among("brands.Borealis.profit", names).is_cost
    with pytest.raises(OutcomeError, match="no brand is called 'Rival'; known are Aster, Borealis"):
        outcome_among("brands.Rival.profit", names)
    with pytest.raises(OutcomeError, match="did you mean 'profit'"):
        outcome_among("brands.Borealis.prof", names)
