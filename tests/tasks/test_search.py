"""Search: it finds what is known to be best within a budget, and weighs the worst as the books say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from wordofmouth.scenario.factors import Values
from wordofmouth.statistics.risk import gain, worst_mean
from wordofmouth.tasks.optimise.search import Evaluation, Trial, best_first, front, searched


class TestSearch:
    VARY = {"ads": Values.parse({"from": 0.0, "to": 10.0}), "gifts": Values.parse({"from": 0, "to": 100})}

    @staticmethod
    def try_all(batch):
        """Gains diminish: of a budget b the best is √(116 b), with 100 / 116 of it for ads."""
        return [
            Evaluation(
                10 * math.sqrt(values["ads"]) + 4 * math.sqrt(values["gifts"] / 10),
                values["ads"] + values["gifts"] / 10,
            )
            for values in batch
        ]

    def test_what_is_best_is_found(self):
        for seed in range(3):
            trials = searched(self.VARY, self.try_all, budget=6.0, trials=150, seed=seed)
            best = trials[best_first(trials, 6.0)[0]]
            assert best.evaluation.spend <= 6.0
            assert best.evaluation.score > 0.97 * math.sqrt(116 * 6)

    def test_the_same_seed_tries_the_same(self):
        one, same, other = (searched(self.VARY, self.try_all, budget=6.0, trials=30, seed=seed) for seed in (1, 1, 2))
        assert one == same != other

    def test_what_is_first_is_tried_first_and_nothing_twice(self):
        few = {"count": Values.parse([0, 10, 20]), "tone": Values.parse(["plain", "loud"])}
        seen = []

        def try_all(batch):
            seen.extend(batch)
            return [Evaluation(values["count"], 0.0) for values in batch]

        trials = searched(few, try_all, budget=1.0, trials=60, seed=0, first={"count": 20, "tone": "loud"})
        assert trials[0].values == {"count": 20, "tone": "loud"}
        assert [trial.values for trial in trials] == seen
        assert len({str(values) for values in seen}) == len(seen) <= 6

    def test_where_hardly_anything_can_be_paid_less_is_tried(self):
        """Of 10,001 numbers 41 are within the budget: by lot, hardly one of 60 trials would be."""
        vary = {"count": Values.parse({"from": 0, "to": 10_000})}
        for seed in range(3):
            trials = searched(
                vary,
                lambda batch: [Evaluation(values["count"], values["count"]) for values in batch],
                budget=40.0,
                trials=100,
                seed=seed,
            )
            assert trials[best_first(trials, 40.0)[0]].evaluation.score >= 20

    def test_what_is_switched_off_has_no_value(self):
        vary = {"lever": Values.parse([True, False]), "lever.count": Values.parse({"from": 1, "to": 9})}
        trials = searched(
            vary,
            lambda batch: [Evaluation(0.0, 0.0) for _ in batch],
            budget=1.0,
            trials=30,
            seed=0,
            switches={"lever.count": "lever"},
        )
        assert {"lever.count" in trial.values for trial in trials if trial.values["lever"]} == {True}
        assert {"lever.count" in trial.values for trial in trials if not trial.values["lever"]} == {False}

    def test_what_does_not_go_together_is_passed_over(self):
        def try_all(batch):
            return [
                None if values["ads"] > 5 else found for values, found in zip(batch, self.try_all(batch), strict=True)
            ]

        trials = searched(self.VARY, try_all, budget=100.0, trials=60, seed=0)
        assert any(trial.evaluation is None for trial in trials)
        assert trials[best_first(trials, 100.0)[0]].values["ads"] <= 5

    def test_logarithmic_and_stepped_ranges_are_kept_to(self):
        vary = {
            "log": Values.parse({"from": 0.001, "to": 0.1, "scale": "log"}),
            "stepped": Values.parse({"from": 0.0, "to": 1.0, "steps": 3}),
        }
        trials = searched(
            vary, lambda batch: [Evaluation(values["log"], 0.0) for values in batch], budget=1.0, trials=40, seed=0
        )
        assert all(0.001 <= trial.values["log"] <= 0.1 for trial in trials)
        assert {trial.values["stepped"] for trial in trials} == {0.0, 0.5, 1.0}

    def test_the_best_keep_to_the_budget(self):
        trials = [
            Trial({}, Evaluation(3.0, 9.0)),
            Trial({}, None),
            Trial({}, Evaluation(1.0, 1.0)),
            Trial({}, Evaluation(2.0, 5.0)),
        ]
        assert best_first(trials, 5.0) == [3, 2]

    @given(some.lists(some.tuples(some.integers(0, 9), some.integers(0, 9)), min_size=1))
    def test_the_front_is_what_no_other_beats(self, points):
        kept = {points[place] for place in front(points)}
        beaten = {(x, y) for x, y in points if any((a <= x and b >= y) and (a, b) != (x, y) for a, b in points)}
        assert kept == set(points) - beaten
        assert len(kept) == len(front(points))


class TestRisk:
    def test_the_worst_share_is_weighed(self):
        values = np.array([5.0, 1.0, 2.0, 4.0, 3.0])
        assert worst_mean(values, 0.2) == 1.0
        assert worst_mean(values, 0.4) == 1.5
        assert worst_mean(values, 0.3) == pytest.approx((1.0 + 0.5 * 2.0) / 1.5)
        assert worst_mean(values, 1.0) == values.mean()
        assert worst_mean(values, 0.01) == 1.0

    def test_of_a_normal_it_is_what_the_books_say(self):
        """The worst tenth of a standard normal is φ(z) / 0.1 = 1.755 below the mean."""
        assert worst_mean(np.random.default_rng(1).normal(size=200_000), 0.1) == pytest.approx(-1.755, abs=0.02)

    @pytest.mark.parametrize("share", [1.0, 0.1])
    def test_the_interval_holds_what_is_true(self, share):
        """A shift of 1 to all runs, and a little noise: in about 95 of 100 samples the interval holds it."""
        held = 0
        for seed in range(30):
            generator = np.random.default_rng(seed)
            base = generator.normal(size=80)
            found = gain(base, base + 1 + 0.1 * generator.normal(size=80), share)
            held += found.low <= 1 <= found.high
        assert held >= 25
        assert found.is_distinguishable
