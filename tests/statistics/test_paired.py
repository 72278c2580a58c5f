"""Paired differences: against worked examples, against SciPy, and against the error rates that they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from wordofmouth.statistics.intervals import wilson
from wordofmouth.statistics.paired import half_width, holm, p_value, paired

# Source: Student (1908), The probable error of a mean, Biometrika 6:1: hours of sleep gained by ten patients under
# two drugs; mean difference 1.58, t = 4.06 on 9 degrees of freedom.
FIRST = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

samples = arrays(np.float64, st.integers(2, 12), elements=st.floats(-1e3, 1e3).map(lambda value: round(value, 3)))


class TestPaired:
    def test_students_sleep(self):
        """By hand: deviation 1.230, standard error 0.389, t(9) = 2.262: 1.58 ± 0.880; nine of ten slept longer."""
        found = paired(FIRST, SECOND)
        assert found.pairs == 10
        assert found.mean == pytest.approx(1.58)
        assert (found.low, found.high) == pytest.approx((0.700, 2.460), abs=5e-4)
        assert found.p == pytest.approx(0.00283, abs=5e-6)
        assert found.above == pytest.approx(0.95)
        assert found.saved == pytest.approx((FIRST.var(ddof=1) + SECOND.var(ddof=1)) / 1.230**2, rel=1e-3)

    @given(samples, st.floats(-10, 10))
    def test_as_scipy_has_it(self, first, shift):
        second = np.roll(first, 1) + shift
        if np.ptp(second - first) < 1e-6:
            return
        found, theirs = paired(first, second), stats.ttest_rel(second, first)
        assert found.p == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-12)
        assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval()), rel=1e-9, abs=1e-9)

    @given(samples, samples)
    def test_the_other_way_round_is_the_mirror_image(self, first, second):
        n = min(len(first), len(second))
        one, other = paired(first[:n], second[:n]), paired(second[:n], first[:n])
        assert (one.mean, one.low, one.high) == pytest.approx((-other.mean, -other.high, -other.low), nan_ok=True)
        assert one.above == pytest.approx(1 - other.above)
        assert one.p == pytest.approx(other.p, nan_ok=True)

    def test_what_differs_alike_in_all_pairs_is_sure(self):
        found = paired(np.array([0.1, 0.2, 0.7]), np.array([0.1, 0.2, 0.7]) + 0.3)
        assert (found.low, found.high, found.p) == pytest.approx((0.3, 0.3, 0.0))
        same = paired(FIRST, FIRST)
        assert (same.mean, same.low, same.high, same.p, same.above) == (0, 0, 0, 1, 0.5)
        assert math.isnan(same.saved)

    def test_missing_values_are_no_pairs(self):
        first = np.append(FIRST, [np.nan, 5.0])
        assert paired(first, np.append(SECOND, [5.0, np.nan])) == paired(FIRST, SECOND)
        none = paired(np.array([np.nan]), np.array([1.0]))
        assert none.pairs == 0
        assert math.isnan(none.mean)

    def test_one_pair_says_nothing_of_luck(self):
        found = paired(FIRST[:1], SECOND[:1])
        assert found.mean == pytest.approx(1.2)
        assert math.isnan(found.low)
        assert math.isnan(found.p)

    @pytest.mark.parametrize("n", [5, 20])
    def test_the_interval_covers_the_truth_as_often_as_it_says(self, n):
        """20,000 samples: 95 % within five standard errors (0.8 %); this fails once in two million seeds."""
        draws = np.random.default_rng(1).normal(0.3, 2.0, size=(n, 20_000))
        covered = np.abs(draws.mean(axis=0) - 0.3) <= half_width(draws)
        assert covered.mean() == pytest.approx(0.95, abs=5 * math.sqrt(0.95 * 0.05 / 20_000))

    def test_luck_alone_is_rarely_taken_for_a_difference(self):
        """5,000 samples without any difference: p < 0.05 in 5 % within five standard errors (1.5 %)."""
        draws = np.random.default_rng(2).normal(size=(5_000, 8))
        found = np.mean([p_value(row) < 0.05 for row in draws])
        assert found == pytest.approx(0.05, abs=5 * math.sqrt(0.95 * 0.05 / 5_000))

    def test_sharing_luck_saves_what_theory_says(self):
        """With correlation r and like variances, 1 / (1 − r) times as many runs; here r = 0.9, so ten times."""
        shared, own = np.random.default_rng(3).normal(size=(2, 100_000))
        found = paired(shared, 0.9 * shared + math.sqrt(1 - 0.81) * own)
        assert found.saved == pytest.approx(10, rel=0.03)

    def test_the_bootstrap_nearly_agrees_and_is_always_the_same(self):
        found = paired(FIRST, SECOND, "bootstrap")
        assert found == paired(FIRST, SECOND, "bootstrap")
        student = paired(FIRST, SECOND)
        assert (found.low, found.high) == pytest.approx((student.low, student.high), abs=0.35)
        assert (found.mean, found.p) == (student.mean, student.p)


class TestWilson:
    @pytest.mark.parametrize(
        ("successes", "n", "low", "high"),
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_worked_examples(self, successes, n, low, high):
        """Source: Newcombe (1998), Statistics in Medicine 17:857, Table I, method 3."""
        assert wilson(successes / n, n) == pytest.approx((low, high), abs=6e-5)

    @given(st.integers(1, 500), st.floats(0, 1))
    def test_it_holds_the_share_and_stays_a_probability(self, n, share):
        low, high = wilson(share, n)
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1


class TestHolm:
    def test_worked_example(self):
        """By hand: 0.01 × 4; 0.02 × 3; 0.03 × 2 is as large; 0.04 × 1 cannot be below its forerunner."""
        assert holm([0.02, 0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.06, 0.04, 0.06])
        assert holm([0.5, 0.6]) == [1.0, 1.0]
        assert holm([0.03]) == [0.03]

    def test_what_is_missing_does_not_count(self):
        assert np.array_equal(holm([0.01, math.nan, 0.04]), [0.02, math.nan, 0.04], equal_nan=True)

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
    def test_corrected_are_larger_and_in_the_same_order(self, p_values):
        corrected = holm(p_values)
        assert all(
            p <= found <= min(1, len(p_values) * p) + 1e-12 for p, found in zip(p_values, corrected, strict=True)
        )
        order = np.argsort(p_values, kind="stable")
        assert np.all(np.diff(np.array(corrected)[order]) >= 0)

    def test_families_rarely_hold_a_false_alarm(self):
        """4,000 families of six tests without any difference: an alarm in at most 5 %, five standard errors apart."""
        p_values = np.random.default_rng(4).uniform(size=(4_000, 6))
        alarms = np.mean([min(holm(row)) < 0.05 for row in p_values])
        assert alarms <= 0.05 + 5 * math.sqrt(0.95 * 0.05 / 4_000)
