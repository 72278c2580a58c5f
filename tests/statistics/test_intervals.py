"""Intervals: against worked examples, SciPy and NumPy, and how often they cover what they should."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from wordofmouth.statistics import intervals
from wordofmouth.statistics.intervals import (
    bands,
    central,
    fieller,
    half_width,
    linearised,
    normal_half_width,
    quantile,
    student,
    wilson,
)

values = arrays(np.float64, st.tuples(st.integers(1, 9), st.integers(1, 3)), elements=st.floats(-1e6, 1e6))


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

    @given(st.integers(1, 500), st.data())
    def test_as_scipy_has_it(self, n, data):
        """For whole numbers of yes it is SciPy's."""
        yes = data.draw(st.integers(0, n))
        theirs = stats.binomtest(yes, n).proportion_ci(intervals.CONFIDENCE, method="wilson")
        assert wilson(yes / n, n) == pytest.approx(tuple(theirs), abs=1e-12)

    def test_without_trials_there_is_none(self):
        assert all(map(math.isnan, wilson(0.5, 0)))


class TestStudent:
    @given(st.integers(1, 10_000))
    def test_as_scipy_has_it(self, degrees):
        assert student(degrees) == stats.t.ppf(0.975, degrees)
        assert student(np.array([degrees, np.inf]))[1] == stats.norm.ppf(0.975)

    def test_as_scipy_has_the_interval_of_a_mean(self):
        found = np.random.default_rng(0).normal(size=12)
        low, high = stats.t.interval(intervals.CONFIDENCE, 11, found.mean(), stats.sem(found))
        assert half_width(found) == pytest.approx((high - low) / 2, rel=1e-12)

    def test_one_value_has_none(self):
        assert np.isnan(half_width(np.ones((1, 3)))).tolist() == [True] * 3

    @pytest.mark.parametrize("n", [5, 20])
    def test_the_interval_covers_the_truth_as_often_as_it_says(self, n):
        """20,000 samples: 95 % within five standard errors (0.8 %); this fails once in two million seeds."""
        draws = np.random.default_rng(1).normal(0.3, 2.0, size=(n, 20_000))
        covered = np.abs(draws.mean(axis=0) - 0.3) <= half_width(draws)
        assert covered.mean() == pytest.approx(0.95, abs=5 * math.sqrt(0.95 * 0.05 / 20_000))

    def test_a_normal_estimate_reaches_as_far_as_tables_say(self):
        assert normal_half_width(2.0) == 3.92
        assert normal_half_width(1.0) == pytest.approx(stats.norm.ppf(0.975), abs=1e-4)


class TestRatios:
    def test_worked_example(self):
        """The ends are the ratios at which the mean of parts − ratio · wholes is just distinguishable from 0."""
        parts, wholes = np.array([4.0, 6.0, 5.0, 7.0]), np.array([2.0, 2.5, 2.0, 3.5])
        value, low, high = fieller(parts, wholes)
        assert value == 22 / 10
        for end in (low, high):
            left = parts - end * wholes
            assert abs(left.mean()) == pytest.approx(half_width(left))
        assert linearised(parts, wholes).mean() == pytest.approx(value)

    @given(arrays(np.float64, (6, 2), elements=st.floats(-1e3, 1e3)))
    def test_it_is_told_only_where_the_divisor_is_surely_above_nothing(self, pairs):
        parts, wholes = pairs.T
        value, low, high = fieller(parts, wholes)
        is_sure = wholes.mean() > 0 and wholes.mean() > half_width(wholes) * (1 + 1e-9)
        assert is_sure or np.isnan([value, low, high]).all() or wholes.mean() == pytest.approx(half_width(wholes))
        assert np.isnan(value) or low <= value * (1 + 1e-9) + 1e-9

    def test_of_one_pair_there_is_a_ratio_and_no_interval(self):
        value, low, high = fieller(np.array([6.0]), np.array([2.0]))
        assert (value, math.isnan(low), math.isnan(high)) == (3.0, True, True)
        assert math.isnan(fieller(np.array([6.0]), np.array([0.0]))[0])


class TestQuantiles:
    @given(values, st.floats(0, 1))
    def test_as_numpy_has_them_to_the_bit(self, sample, probability):
        assert np.array_equal(quantile(sample, probability), np.quantile(sample, probability, axis=0))

    @given(values, st.sampled_from([0.025, 0.05, 0.5, 0.9]), st.data())
    def test_a_missing_value_is_no_value(self, sample, probability, data):
        missing = data.draw(arrays(bool, sample.shape))
        holed = np.where(missing, np.nan, sample)
        for column, found in zip(holed.T, quantile(holed, probability), strict=True):
            there = column[~np.isnan(column)]
            assert np.array_equal(found, np.quantile(there, probability) if len(there) else np.nan, equal_nan=True)

    def test_the_middle_share_lies_between(self):
        """Of 0 to 100: the middle 90 % from 5 to 95, the middle 95 % from 2.5 to 97.5, exactly."""
        sample = np.arange(101.0)
        assert central(sample, 0.9) == (5.0, 95.0)
        assert central(sample, intervals.CONFIDENCE) == (2.5, 97.5)
        found = bands(sample)
        assert (found.median, found.intervals) == (50.0, {0.5: (25.0, 75.0), 0.9: (5.0, 95.0)})
