"""Optimisation: it finds what is known to be best, keeps to the budget, and does not believe what it owes to chance."""

import json
import tomllib

import numpy as np
import pytest
from in_process import wom
from wordofmouth import Market, Scenario, run
from wordofmouth.errors import DesignError, ManifestError
from wordofmouth.scenario.factors import Values
from wordofmouth.statistics.risk import worst_mean
from wordofmouth.tasks.optimise.finding import _beyond, amount_text, changes, few, plan, promise
from wordofmouth.tasks.optimise.goal import CHOICE, FRESH, NOTHING, OWN, SEARCH, Goal
from wordofmouth.tasks.optimise.record import Optimised, SearchPoint
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.run.record import Result

TINY = {
    "name": "tiny",
    "scenario": "small",
    "budget": 150.0,
    "trials": 12,
    "replications": 4,
    "fresh": 6,
    "vary": {
        "campaign.launch_ads.reach": {"from": 0.01, "to": 0.5},
        "campaign.leaders": "optional",
        "campaign.leaders.count": {"from": 0, "to": 20},
        "campaign.promise": "optional",
    },
    "campaign": [{"kind": "guarantee", "name": "promise"}],
}


@pytest.fixture(scope="module")
def tiny():
    return optimise(Goal(**TINY), workers=0)


class TestOptimise:
    def test_workers_change_nothing(self, tiny):
        again = optimise(Goal(**TINY), workers=2)
        assert again.manifest.table_digest == tiny.manifest.table_digest
        assert again.best == tiny.best

    def test_the_budget_is_kept(self, tiny):
        within = [point for point in tiny.points.values() if point.cost <= 150]
        assert len(within) < len(tiny.points)
        assert tiny.points[tiny.chosen] in within
        assert tiny.cost <= 1.02 * 150
        nothing_left = optimise(Goal(**TINY | {"budget": 0.0, "trials": 4}), workers=0)
        assert nothing_left.chosen == NOTHING
        assert nothing_left.best.campaign == ()
        assert "does better than none" in nothing_left.finding()
        nothing_left.plot()

    def test_values_and_costs_are_those_of_the_market(self, tiny):
        """Under the replications of each stage: what the search saw, and what others gave."""
        replications = tiny.goal.replications_by_stage
        assert [len(replications[stage]) for stage in (SEARCH, CHOICE, FRESH)] == [4, 6, 6]
        assert not set(replications[SEARCH]) & set(replications[FRESH]) | set(replications[CHOICE]) & set(
            replications[FRESH]
        )
        rate = tiny.best.economics.discount_rate
        for stage in (SEARCH, FRESH):
            for number, (value, cost) in zip(replications[stage], tiny.runs[stage, tiny.chosen], strict=True):
                market = Market(tiny.best, 0, number)
                market.run()
                names = ("profit", "campaign_cost", "refunds")
                history = {name: np.array(market.history[name])[:, 0] for name in names}
                discounts = (1 + rate) ** (-np.arange(26) / 52)
                assert value == pytest.approx((history["profit"] * discounts).sum())
                assert cost == pytest.approx(history["campaign_cost"].sum() + history["refunds"].sum())

    def test_the_budget_binds_refunds_and_discounts_too(self):
        """What a guarantee pays back and a discount gives away may not go beyond it, though neither is spending."""
        levers = [{"kind": "guarantee", "name": "promise"}, {"kind": "discount", "name": "sale", "weeks": [1, 26]}]
        vary = {"campaign.promise.coverage": [0.2, 1.0], "campaign.sale.off": [0.05, 0.3]}
        asked = TINY | {"campaign": levers, "vary": vary, "trials": 4, "replications": 3, "fresh": 8, "budget": 700.0}
        found = optimise(Goal(**asked), workers=0)
        costs = found.costs
        assert costs.high <= 700
        assert costs.mean == pytest.approx(sum(costs.parts.values()))
        dear = [point for point in found.points.values() if point.cost > 700]
        assert dear
        assert found.chosen not in [point.campaign for point in dear]

    def test_caps_hold_on_each_lever(self):
        """A lever stops at its cap in every run, whatever more of it would bring; none may be named in vain."""
        asked = TINY | {"budget": 1e6, "trials": 8, "caps": {"launch_ads": 60.0}}
        found = optimise(Goal(**asked), workers=0)
        free = optimise(Goal(**asked | {"caps": {}}), workers=0)
        within, without = (max(each.arrow["spent_on_launch_ads"].to_pylist()) for each in (found, free))
        assert within == pytest.approx(60)
        assert without > 60
        assert found.costs.parts.get("spent_on_launch_ads", 0.0) <= 60
        assert "60 on launch ads" in found.report()
        with pytest.raises(DesignError, match=r"caps.leader: a cap is on a lever of the first brand; .*leaders"):
            Goal(**asked | {"caps": {"leader": 1.0}})

    def test_yours_is_kept_where_nothing_is_distinguishably_better(self):
        """Two more of what makes no difference: the scenario's own campaign stands, and the sentence says so."""
        vary = {"campaign.launch_ads.reach": [0.0501, 0.0502]}
        asked = TINY | {"campaign": [], "vary": vary, "trials": 2, "replications": 2, "fresh": 6, "budget": 1e6}
        found = optimise(Goal(**asked), workers=0)
        assert found.chosen == OWN
        assert found.finding().startswith("Keep yours")
        assert found.best.campaign == found.goal.base.campaign
        assert plan(found).startswith("The plan: spend")
        found.plot()
        assert "keep" in found.report().lower()

    def test_both_numbers_are_told(self, tiny):
        rows = {row.beside: row for row in tiny.summary()}
        assert set(rows) == {OWN, NOTHING}
        for beside, row in rows.items():
            for stage, told in ((SEARCH, row.promised), (FRESH, row.fresh.difference)):
                runs = tiny.runs[stage, tiny.chosen][:, 0] - tiny.runs[stage, beside][:, 0]
                assert told == pytest.approx(runs.mean())
        assert amount_text(tiny, rows[NOTHING].promised, rows[NOTHING].fresh) in promise(tiny)
        assert "95 %" in tiny.finding()

    @pytest.mark.slow
    def test_among_campaigns_that_are_alike_the_promise_flatters(self):
        """Who is given the product by lot is chance alone: the best of many lists promises more than it is worth."""
        lists = [[8 * group + place for place in range(4)] for group in range(25)]
        fixed = {
            "campaign.leaders.strategy": "list",
            "campaign.leaders.consumers": lists[0],
            "campaign.launch_ads.reach": 0.0,
        }
        vary = {"campaign.leaders.consumers": lists}
        asked = {"fixed": fixed, "vary": vary, "trials": 40, "replications": 3, "fresh": 60}
        # The scenario's own list would be kept, since none is distinguishably better.
        goal = Goal(scenario="small", budget=1000.0, binds="spending", **asked)
        row = next(row for row in optimise(goal, workers=0).summary() if row.beside == NOTHING)
        assert row.promised > row.fresh.high

    @pytest.mark.slow
    def test_caution_looks_at_the_worst_runs(self):
        cautious = optimise(Goal(**TINY | {"cautious": 0.25}), workers=0)
        row = cautious.summary()[-1]
        runs, none = (cautious.runs[FRESH, name][:, 0] for name in (cautious.chosen, NOTHING))
        assert row.fresh.difference == pytest.approx(worst_mean(runs, 0.25) - worst_mean(none, 0.25))
        assert cautious.finding().startswith("In the worst 25 % of runs the best campaign")

    def test_the_fronts_end_at_the_best(self, tiny):
        costs, means = zip(*((point.cost, point.mean) for point in tiny.cost_front()), strict=True)
        assert sorted(set(costs)) == list(costs)
        assert sorted(set(means)) == list(means)
        assert tiny.risk_front()[0].mean == max(point.mean for point in tiny.points.values() if point.cost <= 150)

    def test_it_is_kept_and_read_back(self, tiny, tmp_path):
        folder = tiny.save(tmp_path / "kept")
        assert sorted(path.name for path in folder.iterdir()) == [
            "best.toml",
            "campaigns.parquet",
            "manifest.json",
            "optimisation.png",
            "table.parquet",
        ]
        again = Optimised.load(folder)
        assert (again.finding(), promise(again), changes(again)) == (tiny.finding(), promise(tiny), changes(tiny))
        assert again.points == tiny.points
        assert Scenario.load(folder / "best.toml") == tiny.best
        with pytest.raises(ManifestError, match="another task: optimise"):
            Result.load(folder)
        assert optimise(again.goal, workers=0).manifest.table_digest == tiny.manifest.table_digest

    def test_what_is_changed_is_told(self, tiny):
        changed = {path: (own, best) for path, own, best in changes(tiny)}
        assert list(changed) == list(TINY["vary"])
        assert changed["campaign.launch_ads.reach"][0] == "0.05"
        assert changed["campaign.leaders.count"][0] == "4"
        assert changed["campaign.promise"][0] == "no"

    @pytest.mark.slow
    def test_the_end_of_what_was_tried_is_told_where_there_is_more(self):
        """Of people who are given it there may be more than 3; of what a guarantee covers nothing beyond all."""
        vary = {"campaign.leaders.count": {"from": 0, "to": 3}, "campaign.promise.coverage": {"from": 0.999, "to": 1.0}}
        found = optimise(Goal(**TINY | {"budget": 1000.0, "vary": vary, "binds": "spending"}), workers=0)
        told = [note for note in found.manifest.notes if "ends what was tried" in note]
        counted = {path: best for path, _, best in changes(found)}["campaign.leaders.count"]
        assert told == ["campaign.leaders.count: the best, 3, ends what was tried; beyond it may be a better one"] * (
            counted == "3"
        )
        assert not any("coverage" in note for note in told)

    @pytest.mark.parametrize(
        ("values", "value", "beyond"),
        [
            ({"from": 0, "to": 9}, 9, 10),
            ({"from": 0, "to": 9}, 0, -1),
            ({"from": 0, "to": 9}, 8, None),
            ({"from": 0.0, "to": 1.0}, 0.99, 1.02),
            ({"from": 0.0, "to": 1.0}, 0.5, None),
            ({"from": 0.01, "to": 1.0, "scale": "log"}, 0.0101, 0.0091),
            ({"from": 0.0, "to": 1.0}, float("nan"), None),
            ([1, 2], 2, None),
        ],
    )
    def test_what_lies_beyond_the_end_of_a_range(self, values, value, beyond):
        assert _beyond(Values.parse(values), value) == (beyond and pytest.approx(beyond, rel=0.01))

    @pytest.mark.slow
    def test_where_nothing_is_earned_without_a_campaign_it_is_told(self):
        """As nobody knows the brand at first; else there is no such note."""
        fixed = {"brand.known_by": 0.0}
        says = "without a campaign nothing at all is earned here"
        for asked, told in (({"fixed": fixed}, True), ({"fixed": {"brand.known_by": 0.5}}, False)):
            notes = optimise(Goal(**TINY | {"trials": 4} | asked), workers=0).manifest.notes
            assert any(says in note for note in notes) == told

    def test_what_is_said_twice_is_said_once(self, tiny):
        assert tiny.finding().count("is worth") <= 1 or "not distinguishable" in tiny.finding()

    def test_few_campaigns_are_listed_the_first_and_the_last_among_them(self):
        points = [SearchPoint(str(number), number, number, 0.0) for number in range(30)]
        assert [point.cost for point in few(points)][::7] == [0, 29]
        assert len(few(points)) == 8
        assert few(points[:3]) == points[:3]

    def test_a_scenario_without_a_campaign_is_compared_with_none_alone(self):
        goal = Goal(**TINY | {"trials": 3, "fixed": {"campaign": []}, "vary": {"campaign.promise": "optional"}})
        assert {row.beside for row in optimise(goal, workers=0).summary()} <= {NOTHING}


# What is varied of a lever of each kind: parts of what a preset has, or other values.
KNOBS = {
    "advertising": {"reach": (0.1, 5.0), "weeks": [[1, 4], [1, 8], [1, 26]]},
    "targeted_advertising": {"reach": (0.1, 5.0), "weeks": [[1, 4], [1, 8], [1, 26]]},
    "seeding": {"count": (0.0, 3.0), "strategy": ["random", "degree", "leaders"], "disclosed": [True, False]},
    "fake_reviews": {"count": (0.0, 3.0)},
    "community_manager": {"capacity": (0.0, 3.0), "tone": ["dialogue", "promotion"]},
    "co_creation": {"response": (0.1, 5.0)},
}
MORE = [{"kind": "guarantee", "name": "promise"}, {"kind": "referral", "name": "thanks"}]


def improving(preset, **how):
    """Return the goal to do better than a preset's own campaign for what that costs, with its levers and two more."""
    fixed = {} if preset == "small" else {"consumers": 2000}
    scenario = Scenario.load(preset).varied(fixed)
    spent = run(scenario, replications=20, seed=77, workers=0, baseline=False).table.query("brand == 'Aster'")
    vary = {"campaign.promise": "optional", "campaign.promise.coverage": {"from": 0.2, "to": 1.0}}
    vary |= {"campaign.thanks": "optional"}
    for lever in scenario.campaign:
        if lever.brand not in ("", "Aster"):
            continue
        vary[f"campaign.{lever.label}"] = "optional"
        for field, values in KNOBS[lever.kind].items():
            own = getattr(lever, field)
            if isinstance(values, tuple):
                values = {"from": type(own)(values[0] * own), "to": type(own)(values[1] * own)}
            vary[f"campaign.{lever.label}.{field}"] = values
    budget = spent.groupby("replication")["campaign_cost"].sum().mean()
    return Goal(scenario=preset, fixed=fixed, budget=float(budget), vary=vary, campaign=MORE, **how)


def check_that_it_beats(preset, **how):
    """By more than chance explains; and it is not worse than doing nothing, which it may choose."""
    result = optimise(improving(preset, **how), workers=0)
    gained = {row.beside: row.fresh for row in result.summary()}
    assert gained[OWN].low > 0
    assert result.chosen == NOTHING or gained[NOTHING].high > 0
    assert result.cost <= 1.02 * result.goal.budget


@pytest.mark.slow
def test_with_fresh_seeds_it_beats_a_presets_own_campaign_at_equal_cost():
    check_that_it_beats("small", trials=50, replications=8, fresh=40)


@pytest.mark.slow
@pytest.mark.parametrize(
    "preset",
    [
        "launch",
        "bad_product",
        "leaders",
        "bloggers",
        "trust_gap",
        "fake_reviews",
        "co_creation",
        "community_manager",
        "refractory",
        "niche",
        "loyalty",
    ],
)
def test_so_it_does_in_other_presets(preset):
    check_that_it_beats(preset, replications=16)


class TestMistakes:
    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"budget": None}, "budget: must be a number"),
            ({"vary": {}}, "vary: is required"),
            ({"vary": {"brand.price": [40, 50]}}, "vary.brand.price: what is varied is the first brand's campaign"),
            ({"vary": {"campaign.leader.count": [1, 2]}}, "did you mean 'campaign.leaders'?"),
            ({"vary": {"campaign.leaders": [1, 2]}}, 'write "optional"'),
            ({"vary": {"campaign.leaders": {"from": 0, "to": 1}}}, 'write "optional"'),
            ({"vary": {"campaign.leaders.count": [1, 500]}}, "must be at most the number of consumers, 200"),
            ({"vary": {"campaign.leaders.size": [1, 2]}}, "no 'size' here"),
            ({"vary": {"campaign.leaders.count": {"from": 5, "to": 1}}}, "a range must end above its beginning"),
            ({"campaign": [{"kind": "guarantee", "name": "leaders"}]}, "two cannot have the same name"),
            ({"cautious": 0.05}, "of 4 replications this is not even one"),
            ({"cautious": 0.25, "fresh": 3}, "of 3 fresh runs this is not even one"),
            ({"fixed": {"brand.qualty": 0.3}}, "fixed: brand.qualty: no 'qualty' here; did you mean 'quality'?"),
            ({"vary": {"campaign.leaders": "optinal"}}, "'optinal' is not allowed: must be a list"),
            ({"objective": "rating"}, "objective: 'rating' is not allowed: no goal is called so; known are buyers"),
            ({"scenario": "smal"}, "did you mean 'small'?"),
            ({"budgets": 1}, "did you mean 'budget'?"),
        ],
    )
    def test_are_all_told(self, changes, says):
        with pytest.raises(DesignError) as caught:
            Goal(**TINY | changes)
        assert says in str(caught.value)

    def test_a_rivals_lever_is_not_ours_to_vary(self):
        with pytest.raises(DesignError, match=r"vary\.campaign\.borealis_ads\.reach: what is varied is the first"):
            Goal(scenario="two_brands", budget=1.0, vary={"campaign.borealis_ads.reach": [0.1, 0.2]})


class TestTheTask:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

    GOAL = (
        'scenario = "small"\nbudget = 100\ntrials = 3\nreplications = 2\nfresh = 3\n'
        '[vary]\n"campaign.leaders.count" = [0, 2, 3]\n'
    )

    def test_it_leaves_a_result_and_a_scenario(self, tmp_path):
        (tmp_path / "mine.toml").write_text(self.GOAL)
        status, printed, _ = wom("optimise", "mine.toml", "--workers", 0)
        assert status == 0
        assert "campaign for at most 100" in " ".join(printed.split())
        assert tomllib.loads((tmp_path / "results" / "mine" / "best.toml").read_text())["name"] == "mine"
        status, printed, _ = wom("optimise", "mine.toml", "--workers", 0, "--json")
        told = json.loads(printed)
        assert {
            "plan",
            "costs",
            "finding",
            "promise",
            "gains",
            "campaign",
            "cost_front",
            "risk_front",
            "folder",
        } <= set(told)

    def test_mistakes_are_told_in_a_line(self, tmp_path):
        (tmp_path / "mine.toml").write_text(self.GOAL.replace("budget", "budgte"))
        for source, says in (
            ("mine.toml", "budgte"),
            ("nowhere.toml", "cannot be read"),
            ("best_lunch", "best_launch"),
        ):
            status, _, complained = wom("optimise", source)
            assert status == 2
            assert says in complained
        assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]

    def test_goals_that_come_along_are_right(self):
        assert Goal.load("best_launch").budget == 10_000
