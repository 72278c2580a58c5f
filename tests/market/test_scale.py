"""Scale: what is counted and paid among few speaks of many, and it makes no difference how few are simulated."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm
from wordofmouth.errors import ScenarioError
from wordofmouth.market.market import Market
from wordofmouth.runs.simulate import start
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.run.task import run

EACH = 40
CAMPAIGN = [
    {"kind": "advertising", "reach": 0.05, "cost": 80.0, "cost_per_contact": 0.5, "weeks": [1, 6]},
    {"kind": "seeding", "count": 400, "cost": 120.0},
    {"kind": "community_manager", "capacity": 2_000, "cost": 900.0, "cost_per_answer": 1.5},
    {"kind": "guarantee", "coverage": 0.5, "seal": 0.5, "seal_fee": 240.0, "cost_per_claim": 4.0},
    {"kind": "ambassadors", "count": 200, "reward": 2.0, "every": 4},
    {"kind": "fake_reviews", "count": 80, "cost_per_review": 3.0},
    {"kind": "co_creation", "half_way": 800.0},
]
FEW: dict[str, Any] = {"consumers": 400, "weeks": 8}


def test_the_market_is_the_sample_as_many_times_as_each_stands_for() -> None:
    """Counts and sums of money are those of a small market whose counts and fixed costs are so much smaller."""
    whole = Scenario.from_dict(FEW | {"market": EACH * FEW["consumers"], "campaign": CAMPAIGN})
    names = ("count", "capacity", "half_way")
    small = [
        {name: (value // EACH if name in names else value / EACH if name in ("cost", "seal_fee") else value)
         for name, value in lever.items()}
        for lever in CAMPAIGN
    ]  # fmt: skip
    table, of_sample = (_table(scenario) for scenario in (whole, Scenario.from_dict(FEW | {"campaign": small})))
    assert table["campaign_cost"].sum() > 0
    for measure in whole.measures():
        times = EACH if measure.adds_up else 1
        np.testing.assert_allclose(table[measure.name], times * of_sample[measure.name], rtol=1e-12)
        assert table[measure.name].dtype == of_sample[measure.name].dtype


def test_fixed_costs_are_those_that_are_said_however_few_are_simulated() -> None:
    """A wage is paid once a week, and not once for each whom a consumer stands for."""
    campaign = [{"kind": "broadcast", "cost": 900.0}]
    table = _table(Scenario.from_dict(FEW | {"market": 100_000, "campaign": campaign}))
    assert table["spent_on_broadcast"] == pytest.approx([900.0] * FEW["weeks"])


def test_conditions_speak_of_the_market() -> None:
    """A lever that waits for so many buyers waits for so many in the market, and not in the sample."""
    waits = [{"kind": "discount", "when": "aware > 3000", "cost": 1.0}, {"kind": "advertising", "reach": 0.2}]
    table = _table(Scenario.from_dict(FEW | {"market": 40_000, "campaign": waits, "brands": [{"known_by": 0.0}]}))
    acts = table["spent_on_discount"] > 0
    assert acts.any()
    assert acts[1:].tolist() == (table["aware"][:-1] > 3000).tolist()


def test_a_textbooks_market_has_as_many_seeds_as_it_says() -> None:
    """Seeds of a textbook's model are of the market too, and so are those who have adopted."""
    model = {"kind": "susceptible_infected", "seeds": 200, "probability": 0.0}
    market = start(Scenario.from_dict({"consumers": 500, "market": 10_000, "weeks": 2, "model": model}), seed=1)
    market.run()
    assert market.table()["buyers"].tolist() == [200, 200]


@pytest.mark.parametrize("people", [1, 399])
def test_a_market_of_fewer_than_are_simulated_is_refused(people: int) -> None:
    """Each consumer stands for one at least."""
    with pytest.raises(ScenarioError, match=f"market: {people} is not allowed: must be at least .* 400"):
        Scenario.from_dict(FEW | {"market": people})


def test_what_is_lost_by_rounding_is_told() -> None:
    """A handful of gifts in a large market may come to none among those who are simulated."""
    scenario = Scenario.from_dict(FEW | {"market": 40_000, "campaign": [{"kind": "seeding", "count": 30}]})
    (note,) = Market(scenario).notes
    assert note.startswith("campaign.seeding.count: 30 in the whole market come to 0 in the sample")


@pytest.mark.slow
def test_half_as_many_consumers_say_the_same_of_the_same_market() -> None:
    """No expectation moves by more than its simulation error, with an error rate of one in a thousand for all."""
    changes = {"market": 240_000, "weeks": 26, "campaign.leaders.count": 1_200, "campaign.launch_ads.cost": 500.0}
    asked = ("buyers", "purchases", "aware", "reviews", "revenue", "campaign_cost", "profit")
    means, errors = {}, {}
    for consumers, seed in ((6_000, 1), (3_000, 2)):
        scenario = Scenario.load("launch").varied(changes | {"consumers": consumers, "variants": {}})
        table = run(scenario, replications=60, seed=seed, baseline=False).table
        last = table[table["week"] == 26]
        sums = table.groupby("replication")[["purchases", "revenue", "campaign_cost", "profit"]].sum()
        values = np.array([sums[name] if name in sums else last[name] for name in asked], float)
        means[consumers], errors[consumers] = values.mean(axis=1), values.std(axis=1, ddof=1) / math.sqrt(60)
    apart = np.abs(means[6_000] - means[3_000]) / np.hypot(errors[6_000], errors[3_000])
    limit = norm.isf(0.0005 / len(asked))
    assert dict(zip(asked, apart, strict=True)) == {name: pytest.approx(0, abs=limit) for name in asked}


def _table(scenario: Scenario) -> dict[str, Any]:
    market = Market(scenario, seed=5)
    market.run()
    return market.table()
