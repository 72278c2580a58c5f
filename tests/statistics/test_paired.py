"""Paired differences: against worked examples, against SciPy, and against the error rates that they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from wordofmouth.statistics.paired import p_value, paired

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

    @given(samples, st.floats(-10, 10).map(lambda value: round(value, 3)))
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

    def test_one_pair_says_nothing_of_chance(self):
        found = paired(FIRST[:1], SECOND[:1])
        assert found.mean == pytest.approx(1.2)
        assert math.isnan(found.low)
        assert math.isnan(found.p)

    def test_chance_alone_is_rarely_taken_for_a_difference(self):
        """5,000 samples without any difference: p < 0.05 in 5 % within five standard errors (1.5 %)."""
        draws = np.random.default_rng(2).normal(size=(5_000, 8))
        found = np.mean([p_value(row) < 0.05 for row in draws])
        assert found == pytest.approx(0.05, abs=5 * math.sqrt(0.95 * 0.05 / 5_000))

    def test_common_random_numbers_save_what_theory_says(self):
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
