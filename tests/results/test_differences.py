"""What differs between two records is told, and told apart is what a processor rounds from what came out otherwise."""

import math

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.results.differences import ROUNDING, Difference, apart, differences

numbers = st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=8)


def tables(ones, others, name="value"):
    return (pyarrow.table({"week": list(range(len(values))), name: values}) for values in (ones, others))


@given(numbers)
def test_one_number_in_the_last_digit_is_rounding_and_named(values):
    moved = [*values[:-1], np.nextafter(values[-1], math.inf).item()]
    assert differences(*tables(values, values)) == []
    (line,) = differences(*tables(values, moved))
    assert line.startswith("value: ")
    assert line.endswith(f"in week {len(values) - 1}")
    assert line.is_rounding == (abs(values[-1]) > 1e-300)


@given(numbers, st.floats(2 * ROUNDING, 1.0), st.data())
def test_what_is_further_away_is_a_difference(values, share, data):
    place = data.draw(st.integers(0, len(values) - 1))
    moved = [*values]
    moved[place] += share * max(1e-3, abs(moved[place]))
    (line,) = differences(*tables(values, moved))
    assert not line.is_rounding


@pytest.mark.parametrize(
    ("one", "other"),
    [([1], [2]), (["a"], ["b"]), ([1.0], [None]), ([math.inf], [1.0]), ([0.0], [1e-12]), ([math.nan], [1.0])],
)
def test_counts_names_and_what_is_missing_are_never_rounding(one, other):
    (line,) = differences(*tables(pyarrow.array(one), pyarrow.array(other, pyarrow.array(one).type)))
    assert not line.is_rounding


def test_arrays_of_other_lengths_are_infinitely_far_apart():
    assert apart([1.0], [1.0, 2.0]) == math.inf
    assert apart([], []) == 0.0
    assert apart([math.nan, 2.0], [math.nan, 2.0]) == 0.0
    assert not Difference("rows: 1 and 2").is_rounding
