"""Paired differences: against worked examples, against SciPy, and against the error rates that they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from wordofmouth.statistics.paired import paired

# Source: Student (1908), The probable error of a mean, Biometrika 6:1: hours of sleep gained by ten patients under
# two drugs; mean difference 1.58, t = 4.06 on 9 degrees of freedom.
FIRST = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

samples = arrays(np.float64, st.integers(2, 12), elements=st.floats(-1e3, 1e3).map(lambda value: round(value, 3)))


class TestPaired:
    def test_students_sleep(self):
        """By hand: mean 1.58, standard error 0.389, t = 2.26: ± 0.88 around it; nine of ten slept longer, one alike.

        Skewness moves both ends up by what Johnson has.
        """
        found = paired(FIRST, SECOND)
        assert found.pairs == 10
        assert found.mean == pytest.approx(1.58)
        assert 0.7 <= found.low < found.mean < found.high < 3.2
        assert found.p < 0.01
        assert (found.above, found.differing) == (pytest.approx(0.95), 9)
        assert found.saved == pytest.approx((FIRST.var(ddof=1) + SECOND.var(ddof=1)) / 1.230**2, rel=1e-3)

    @given(samples, samples)
    def test_the_other_way_round_is_the_mirror_image(self, first, second):
        n = min(len(first), len(second))
        one, other = paired(first[:n], second[:n]), paired(second[:n], first[:n])
        assert (one.mean, one.low, one.high) == pytest.approx((-other.mean, -other.high, -other.low), nan_ok=True)
        assert one.above == pytest.approx(1 - other.above)
        assert one.p == pytest.approx(other.p, nan_ok=True)

    def test_equal_pairs_have_no_interval_of_width_nothing(self):
        """Neither where all are alike nor where none differs; what is told is in how many, and surely that it is so."""
        alike = paired(np.linspace(0.1, 0.9, 20), np.linspace(0.1, 0.9, 20) + 0.05)
        assert math.isnan(alike.low)
        assert (alike.mean, alike.differing) == (pytest.approx(0.05), 20)
        assert alike.p == pytest.approx(2 * 0.5**20)
        same = paired(FIRST, FIRST)
        assert (same.mean, same.p, same.above, same.differing) == (0, 1, 0.5, 0)
        assert math.isnan(same.low)
        assert math.isnan(same.saved)

    @given(st.integers(6, 40), st.integers(0, 4))
    def test_fewer_than_five_pairs_that_differ_have_no_interval_and_no_certainty(self, n, differing):
        second = np.zeros(n)
        second[:differing] = 0.1 + 0.1 * np.arange(differing)
        found = paired(np.zeros(n), second)
        assert math.isnan(found.low)
        assert found.p > 0.05
        assert found.differing == differing

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
        """2,000 samples of eight without any difference: p < 0.05 in 5 % within five standard errors (2.4 %)."""
        draws = np.random.default_rng(2).normal(size=(2_000, 8))
        found = np.mean([paired(np.full(8, 100.0), 100 + row).p < 0.05 for row in draws])
        assert found == pytest.approx(0.05, abs=5 * math.sqrt(0.95 * 0.05 / 2_000))

    @given(samples, st.floats(-10, 10))
    def test_p_is_below_a_twentieth_where_the_interval_leaves_zero_out(self, first, shift):
        found = paired(first, np.roll(first, 1) + shift)
        if not math.isnan(found.low):
            assert (found.p < 0.05) == (found.low > 0 or found.high < 0)
            assert found.low <= found.mean <= found.high

    def test_common_random_numbers_save_what_theory_says(self):
        """With correlation r and like variances, 1 / (1 − r) times as many runs; here r = 0.9, so ten times."""
        shared, own = np.random.default_rng(3).normal(size=(2, 100_000))
        found = paired(shared, 0.9 * shared + math.sqrt(1 - 0.81) * own)
        assert found.saved == pytest.approx(10, rel=0.03)
