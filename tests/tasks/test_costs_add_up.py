"""The law of the accounting: all that a campaign costs adds up, to the cent, wherever it is shown."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from strategies import scenarios
from wordofmouth import Scenario, compare, run
from wordofmouth.reports.chapters import number
from wordofmouth.reports.workbook.sheets import sheets_of
from wordofmouth.statistics.accounting import vocabulary
from wordofmouth.statistics.adoption_table import cube
from wordofmouth.statistics.outcomes import KNOWN, SPENT_ON
from wordofmouth.tasks.optimise.goal import FRESH, OWN, Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.run.finding import economics, worth

CENT = 0.005
PARTS = ("extra_refunds", "discounts")
ALL_COSTS = Scenario.load("small").varied(
    {
        "weeks": 10,
        "brand.refund_coverage": 0.3,
        "campaign": [
            {"kind": "advertising", "name": "ads", "reach": 0.2, "cost_per_contact": 0.13},
            {"kind": "seeding", "name": "gifts", "count": 7},
            {"kind": "guarantee", "name": "promise", "cost_per_claim": 1.7, "weeks": [2, 8]},
            {"kind": "discount", "name": "sale", "off": 0.15, "weeks": [3, 6]},
            {"kind": "referral", "name": "friends", "reward": 3.3},
        ],
    }
)


def means(rows, brand):
    return {row.name: row.mean for row in rows if row.brand == brand and row.mean is not None}


def added_up(of):
    """Return the sum of the lines: spent on each lever, refunds added, margin given away."""
    return sum(value for name, value in of.items() if name.startswith(SPENT_ON) or name in PARTS)


def check(result):
    """Hold the lines of a run against its tables, and every other place that shows them against the lines."""
    scenario = Scenario.from_dict(result.manifest.scenario)
    first = scenario.brands[0]
    of = means(economics(result), first.name)
    table, plain = ({name: cube(of, name)[..., 0].sum(axis=1).mean() for name in
                     ("campaign_cost", "refunds", "revenue", "purchases", "profit")}
                    for of in (result.arrow, result.baseline))  # fmt: skip
    given_away = first.price * table["purchases"] - table["revenue"] if first.cash_flow == "outlay" else 0.0
    assert of["total_cost"] == pytest.approx(added_up(of), abs=CENT)
    by_hand = table["campaign_cost"] + table["refunds"] - plain["refunds"] + given_away
    assert of["total_cost"] == pytest.approx(by_hand, abs=CENT)
    split = of.get("discounts_added", 0.0) + of.get("discounts_anyway", 0.0)
    assert of.get("discounts", 0.0) == pytest.approx(split, abs=CENT)
    assert of["net_sales"] == pytest.approx(table["revenue"] - table["refunds"], abs=CENT)
    assert of["extra_profit"] == pytest.approx(table["profit"] - plain["profit"], abs=CENT)
    return of


def in_sheets(record, brand, scenario=""):
    """Return the means on the sheet of money, by name."""
    sheet = next(sheet for sheet in sheets_of(record) if sheet.title == "Money")
    rows = [dict(zip(sheet.heads, (cell.value for cell in row), strict=True)) for row in sheet.rows]
    return {row["name"]: row["mean"] for row in rows
            if row["brand"] == brand and row["mean"] is not None and row.get("scenario", "") == scenario}  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_costs_add_up_in_any_market(scenario):
    result = run(scenario, replications=2, workers=0)
    assume(result.baseline is not None)
    of = check(result)
    assert in_sheets(result, scenario.brands[0].name) == of


@pytest.fixture(scope="module")
def lived():
    return run(ALL_COSTS, replications=3, workers=0)


def test_every_kind_of_cost_is_there_and_adds_up(lived):
    of = check(lived)
    charged = [f"{SPENT_ON}{lever.label}" for lever in ALL_COSTS.campaign if lever.label != "sale"]
    assert all(of[name] > 0 for name in (*PARTS, *charged))
    assert f"cost {of['total_cost']:,.0f} (" in worth(lived)


def test_costs_are_the_same_wherever_they_are_shown(lived):
    of, first = means(economics(lived), "Aster"), ALL_COSTS.brands[0].name
    report = lived.report()
    assert all(number(value, "money") in report for value in of.values())
    plain = ALL_COSTS.without_campaign().varied(name="plain")
    compared = compare(ALL_COSTS, plain, replications=3, workers=0)
    rows = {row.measure: row.base_value for row in compared.summary()}
    # `compare` has every row that `run` has, but the share of runs that pay back, which are paired here.
    assert {row.name for row in economics(lived)} - {"paid_back"} <= set(rows)
    assert {name: rows[name] for name in of} == pytest.approx(of, abs=CENT)
    assert in_sheets(compared, first, compared.labels["small"]) == pytest.approx(of, abs=CENT)
    assert number(rows["total_cost"] - 0.0, "money") in report


def test_optimise_counts_the_same(lived):
    """The scenario's own campaign costs in the last runs what a run of the same replications says."""
    vary = {"campaign.gifts.count": [7, 8]}
    goal = Goal(scenario=ALL_COSTS.model_dump(mode="json"), budget=1e6, trials=2, replications=2, fresh=3, vary=vary)
    found = optimise(goal, workers=0)
    numbers = found.goal.replications_by_stage[FRESH]
    alone = run(ALL_COSTS, first=numbers.start, replications=len(numbers), workers=0)
    of = check(alone)
    assert found.runs[FRESH, OWN][:, 1].mean() == pytest.approx(of["total_cost"], abs=CENT)
    assert sum(found.costs.parts.values()) == pytest.approx(found.cost, abs=CENT)


def test_the_page_is_what_is_made_and_has_every_line_of_money(lived):
    assert vocabulary.PAGE.read_text(encoding="utf-8") == vocabulary.page()
    words = {term.name for term in vocabulary.terms()}
    lines = {row.name for row in economics(lived)} - {"paid_back"}
    assert {SPENT_ON if name.startswith(SPENT_ON) else name for name in lines} <= words
    assert words - {SPENT_ON} <= set(KNOWN)
