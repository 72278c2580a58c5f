"""Economics: hand-made campaigns whose worth one can work out on paper, and laws that hold of any."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from test_summaries import adoption_table, one_brand
from wordofmouth import Scenario
from wordofmouth.results.tables import to_table
from wordofmouth.runs.simulate import simulate
from wordofmouth.statistics.accounting.campaign import _discounts, campaign, worth
from wordofmouth.statistics.accounting.economics import finding, makes_it_known, summarise

moneys = arrays(np.float64, (3, 6, 2), elements=st.floats(-1e6, 1e6))


def money_table(buyers, profit, campaign_cost=0.0, **measures):
    """Return a table of runs of one brand given as lists of weeks."""
    shape = one_brand(*buyers)
    spent = np.broadcast_to(np.asarray(campaign_cost, dtype=float), shape.shape[:2])[..., None]
    return adoption_table(shape, profit=one_brand(*profit).astype(float), campaign_cost=spent, **measures)


class TestWorth:
    def test_by_hand(self):
        """A year's rate of 10 %: week 1 in full, week 53 at 1 / 1.1."""
        profit = np.zeros((1, 53, 1))
        profit[0, [0, 52], 0] = 100, 110
        table = adoption_table(np.zeros((1, 53, 1)), profit=profit)
        assert worth(table, 0.1)[0, [0, 51, 52], 0] == pytest.approx([100, 100, 200])

    @given(moneys)
    def test_without_discounting_it_is_the_profit_so_far(self, profit):
        table = adoption_table(np.zeros(profit.shape), profit=profit)
        assert worth(table, 0.0) == pytest.approx(np.cumsum(profit, axis=1))

    @given(moneys, st.floats(0, 1), st.floats(0, 1))
    def test_the_sooner_money_loses_its_worth_the_less_are_gains_worth(self, profit, rate, other):
        table = adoption_table(np.zeros(profit.shape), profit=np.abs(profit))
        low, high = sorted((rate, other))
        assert np.all(worth(table, high) <= worth(table, low) + 1e-6)


class TestCampaign:
    def test_by_hand(self):
        """100 are spent at once; buyers come later, and of two runs one pays back."""
        table = money_table([[0, 5, 5], [0, 1, 1]], [[-100, 80, 80], [-100, 20, 20]], [[100, 0, 0], [100, 0, 0]])
        baseline = money_table([[0, 0, 2], [0, 1, 1]], [[0, 0, 10], [0, 20, 20]])
        added = campaign(table, baseline, 0.0)
        assert added.cost[:, -1] == pytest.approx([100, 100])
        assert added.extra_buyers[:, -1].tolist() == [8, 0]
        assert added.extra_profit[:, -1] == pytest.approx([50, -100])
        assert added.worth == pytest.approx(added.extra_profit)
        assert np.array_equal(added.cost_per_customer[:, -1], [12.5, math.nan], equal_nan=True)
        assert added.return_on_spend[:, -1] == pytest.approx([0.5, -1])
        assert np.array_equal(added.payback_week, [3, math.nan], equal_nan=True)

    @pytest.mark.parametrize(
        ("extra", "week"),
        [([-1, 1, 0], 2), ([-1, 2, -2], math.nan), ([-1, 2, -2, 5], 4), ([0, 0], 1), ([5, -4], 1), ([5, -6, 1], 3)],
    )
    def test_payback_is_from_when_on_it_is_never_in_debt_again(self, extra, week):
        weeks = [0] * len(extra)
        found = campaign(money_table([weeks], [extra]), money_table([weeks], [weeks]), 0.0).payback_week
        assert np.array_equal(found, [week], equal_nan=True)

    @given(arrays(np.int64, (2, 5), elements=st.integers(0, 9)), st.floats(0, 0.5))
    def test_a_campaign_that_changes_nothing_is_worth_nothing(self, buyers, rate):
        table = money_table(buyers, buyers)
        added = campaign(table, table, rate)
        assert not added.worth.any()
        assert not added.extra_buyers.any()
        assert (added.payback_week == 1).all()

    def test_a_discount_gives_margin_away_to_those_added_and_to_those_who_would_have_bought_anyway(self):
        """At 8 and not 10 in week 2: 30 are sold there and not 10, of whom 5 only bought sooner."""
        bought, plain = one_brand([10, 30, 5]), one_brand([10, 10, 10])
        prices = {"price": one_brand([10.0, 8.0, 10.0])}, {"price": one_brand([10.0, 10.0, 10.0])}
        table = adoption_table(bought, purchases=bought, revenue=bought * prices[0]["price"], **prices[0])
        baseline = adoption_table(plain, purchases=plain, revenue=plain * prices[1]["price"], **prices[1])
        discounts, anyway = _discounts(table, baseline)
        assert discounts.tolist() == [[0, 60, 60]]
        assert anyway.tolist() == [[0, 20, 30]]

    def test_refunds_are_a_cost_in_the_week_of_the_claim(self):
        table = money_table([[5, 5]], [[0, 0]], [[10, 0]], refunds=one_brand([3.0, 4.0]))
        baseline = money_table([[5, 5]], [[0, 0]], refunds=one_brand([1.0, 1.0]))
        assert campaign(table, baseline, 0.0).cost.tolist() == [[12, 15]]

    def test_tables_of_other_runs_are_refused(self):
        with pytest.raises(ValueError, match="same replications"):
            campaign(money_table([[1]], [[1]]), money_table([[1], [1]], [[1], [1]]), 0.1)


class TestSummarise:
    table = money_table(
        [[0, 5, 5], [0, 1, 1]],
        [[-100, 80, 80], [-100, 20, 20]],
        [[100, 0, 0], [100, 0, 0]],
        revenue=one_brand([0, 90, 90], [0, 30, 30]),
        spent_on_ads=one_brand([100, 0, 0], [100, 0, 0]),
        refunds=one_brand([0, 0, 0], [0, 0, 0]),
    )
    baseline = money_table([[0, 0, 2], [0, 1, 1]], [[0, 0, 10], [0, 20, 20]])

    def test_what_was_earned_and_what_the_campaign_added(self):
        rows = {row.name: row for row in summarise(self.table, self.baseline, 0.1)}
        assert list(rows) == [
            "revenue",
            "net_sales",
            "spent_on_ads",
            "profit",
            "npv",
            "total_cost",
            "extra_buyers",
            "cost_per_customer",
            "extra_profit",
            "return_on_spend",
            "campaign_worth",
            "payback_week",
            "paid_back",
        ]
        assert rows["revenue"].value == rows["revenue"].mean == 120
        assert rows["spent_on_ads"].label == "spent on ads"
        assert (rows["paid_back"].value, rows["paid_back"].text) == (0.5, "50 %")
        # Of two runs with 8 and 0 buyers added there may be none.
        assert (rows["cost_per_customer"].value, rows["cost_per_customer"].text) == (None, "cannot be told")
        assert rows["return_on_spend"].value == pytest.approx(-50 / 200)
        assert "campaign_worth" not in {row.name for row in summarise(self.table, None, 0.1)}

    def test_the_finding_says_what_it_cost_and_was_worth(self):
        text = finding(self.table, self.baseline, 0.0)
        assert text == (
            "The campaign of Aster cost 100 and is worth −25 (90 % of runs: −92 to 42) in net present value; "
            "paid back by week 3 in 50 % of runs"
        )
        assert finding(self.baseline, self.table, 0.0).endswith("paid back by week 1 in 50 % of runs")
        assert "awareness" not in text

    @pytest.mark.parametrize(
        ("plain", "seen"), [([0, 0], "sells nothing"), ([1, 3], "sells 4 % of that"), ([3, 3], "")]
    )
    def test_worth_that_awareness_makes_is_called_so(self, plain, seen):
        """Where the market without the campaign sells under 5 % of that with it."""
        table, baseline = money_table([[50, 50]], [[9, 9]], [[1, 0]]), money_table([plain], [[0, 0]])
        text = finding(table, baseline, 0.0)
        assert (f"; without the campaign Aster {seen}, for hardly anybody knows it" in text) == bool(seen)
        assert ("awareness alone makes this worth" in text) == bool(seen)

    def test_who_never_pays_back_is_told_so(self):
        never = money_table([[0, 0]], [[-5, 0]], [[5, 0]])
        assert finding(never, money_table([[0, 0]], [[0, 0]]), 0.0).endswith("it never pays back")


def test_awareness_is_that_of_the_first_brand():
    """A rival who sells much with and without the campaign hides nothing."""
    brands = [{"name": "Ours", "known_by": 0.0, "quality": 0.9}, {"name": "Theirs", "known_by": 1.0}]
    campaign = [{"kind": "advertising", "reach": 0.3}]
    told = Scenario.from_dict({"consumers": 400, "weeks": 20, "brands": brands, "campaign": campaign})
    tables = [to_table([(0, simulate(each, seed=0).table())]) for each in (told, told.without_campaign())]
    assert makes_it_known(*tables)
    assert not makes_it_known(tables[1], tables[0])
