"""Intervals of means: nearly Student's where that holds, wider where few runs decide, never of width nothing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from wordofmouth.statistics.means import difference_intervals, humps, mean_intervals

shares = arrays(np.float64, st.tuples(st.integers(2, 25), st.just(4)), elements=st.floats(0, 1))


def width(found):
    return float(found.high - found.low)


class TestOfOneSample:
    def test_of_normal_values_it_is_nearly_students(self):
        values = np.random.default_rng(0).normal(5, 1, 60)
        low, high = stats.t.interval(0.95, 59, values.mean(), stats.sem(values))
        found = mean_intervals(values)
        assert (found.low, found.high) == pytest.approx((low, high), abs=0.1 * (high - low))

    def test_of_skewed_values_it_reaches_farther_to_the_long_side(self):
        values = np.random.default_rng(2).lognormal(0.0, 1.0, size=60)
        found = mean_intervals(values)
        assert found.high - found.mean > 1.2 * (found.mean - found.low)

    @given(shares)
    def test_a_mean_lies_within_and_the_ends_within_what_there_can_be(self, values):
        found = mean_intervals(values, (0.0, 1.0))
        told = ~np.isnan(found.low)
        assert np.all((found.low <= found.mean + 1e-12)[told])
        assert np.all((found.mean <= found.high + 1e-12)[told])
        assert np.all((found.low >= 0)[told])
        assert np.all((found.high <= 1)[told])
        assert np.all((found.high > found.low)[told & (np.ptp(values, axis=0) > 1e-9)])

    def test_few_values_that_differ_say_nothing_of_a_mean(self):
        """Of twenty all alike or all but four; of three values all but one must differ."""
        for values in (np.ones(20), np.append(np.ones(16), [2, 3, 4, 5]), np.array([1.0, 1, 2])):
            assert math.isnan(mean_intervals(values).low)
        assert not math.isnan(mean_intervals(np.append(np.ones(15), [2, 3, 4, 5, 6])).low)
        assert not math.isnan(mean_intervals(np.array([1.0, 2, 3])).low)


class TestOfDifferences:
    def test_where_all_differ_by_much_the_same_it_is_nearly_students(self):
        generator = np.random.default_rng(3)
        first = 100 + generator.normal(size=60)
        second = first + 0.5 + 0.1 * generator.normal(size=60)
        differences = second - first
        low, high = stats.t.interval(0.95, 59, differences.mean(), stats.sem(differences))
        assert width(difference_intervals(first, second)) == pytest.approx(high - low, rel=0.15)

    def test_what_much_sold_could_lose_counts_though_only_little_sold_lost(self):
        """Ten pairs that sell little lose half of it, ten that sell much happen to lose nothing."""
        first = np.concatenate([np.linspace(0.01, 0.02, 10), np.linspace(0.5, 0.6, 10)])
        second = np.concatenate([first[:5] * 0.5, first[5:10], first[10:] - 0.001 * np.arange(10)])
        plain = 2 * stats.t.ppf(0.975, 19) * stats.sem(second - first)
        assert width(difference_intervals(first, second)) > 3 * plain

    def test_pairs_that_contradict_it_are_believed(self):
        """Differences that are the same for little and for much do not grow with what is sold."""
        generator = np.random.default_rng(4)
        first = generator.exponential(1.0, 100)
        second = np.abs(first + 0.1 + 0.05 * generator.normal(size=100))
        plain = 2 * stats.t.ppf(0.975, 99) * stats.sem(second - first)
        assert width(difference_intervals(first, second)) == pytest.approx(plain, rel=0.1)

    def test_outcomes_in_two_humps_may_light_otherwise(self):
        """Half of twenty light, in both alike but for a little: one that lights in one alone is added to each side."""
        generator = np.random.default_rng(5)
        lit = np.arange(20) % 2
        first = 0.5 * lit + 0.01 * generator.random(20)
        second = first + 0.002 * generator.normal(size=20)
        assert humps(np.concatenate([first, second]), 20).are_two
        assert 0.05 < width(difference_intervals(first, second)) < 0.15

    def test_a_lone_run_is_no_hump(self):
        assert not humps(np.append(np.zeros(19), 1.0)).are_two
        assert humps(np.append(np.zeros(18), [1.0, 1.1])).are_two

    @given(shares)
    def test_the_other_way_round_is_the_mirror_image(self, values):
        one, other = values[:, :2], values[:, 2:]
        forth, back = difference_intervals(one, other), difference_intervals(other, one)
        assert np.allclose(forth.low, -back.high, equal_nan=True, atol=1e-9)
        assert np.allclose(forth.p, back.p, equal_nan=True, atol=1e-9)


def test_the_ends_of_a_mean_are_moved_as_johnson_says():
    """By third moment / (6 n variance) (1 + 2 t²): Johnson (1978), Modified t tests, JASA 73(363), by hand."""
    values = np.array([1.0, 1.2, 0.9, 1.1, 1.0, 1.3, 0.8, 1.1, 1.0, 1.6])
    n, centre = len(values), values.mean()
    variance, third = values.var(ddof=1), ((values - centre) ** 3).mean()
    means = mean_intervals(values[:, None])
    width = (means.high - means.low)[0] / 2
    reach = width / np.sqrt(variance / n)
    moved = (means.high + means.low)[0] / 2 - centre
    assert moved == pytest.approx(third / (6 * n * variance) * (1 + 2 * reach**2), rel=1e-6)
