"""Multiplicity: corrections against worked examples, and against the error rate that they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.statistics.multiplicity import holm, of_the_widest_pair


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


class TestWidestPair:
    @pytest.mark.parametrize(("n_values", "pairs"), [(2, 1), (3, 3), (4, 6), (5, 10)])
    def test_all_pairs_count(self, n_values, pairs):
        assert of_the_widest_pair(0.001, n_values) == pytest.approx(0.001 * pairs)

    def test_it_stays_a_probability_and_what_is_missing_stays_so(self):
        assert of_the_widest_pair(0.3, 5) == 1.0
        assert math.isnan(of_the_widest_pair(math.nan, 5))

    def test_it_is_what_holm_says_of_the_least_of_all_pairs(self):
        """Of three values: three pairs, of which the widest has the least p-value."""
        assert of_the_widest_pair(0.01, 3) == pytest.approx(holm([0.01, 0.02, 0.5])[0])
