"""Proportions of pairs: the ends are where a score test just does not reject, and cover as often as they say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from wordofmouth.statistics.paired import lights, tango


def score(b, c, n, difference):
    """Return the score statistic by maximising the likelihood numerically under a true difference."""

    def lost(alone):
        other, rest = alone + difference, 1 - 2 * alone - difference
        return -sum(count * math.log(max(p, 1e-300)) for count, p in ((c, alone), (b, other), (n - b - c, rest)))

    alone = minimize_scalar(
        lost, bounds=(max(0.0, -difference), (1 - difference) / 2), method="bounded", options={"xatol": 1e-12}
    ).x
    return (b - c - n * difference) / math.sqrt(n * (2 * alone + difference - difference**2))


@pytest.mark.parametrize(("b", "c", "n"), [(12, 9, 44), (2, 14, 50), (1, 3, 20), (5, 0, 30)])
def test_the_ends_are_where_a_score_test_just_does_not_reject(b, c, n):
    low, high = tango(b, c, n)
    assert score(b, c, n, low) == pytest.approx(1.96, abs=2e-3)
    assert score(b, c, n, high) == pytest.approx(-1.96, abs=2e-3)


@given(st.integers(1, 60), st.data())
def test_what_was_seen_lies_within_and_the_mirror_image_is_the_same(n, data):
    b = data.draw(st.integers(0, n))
    c = data.draw(st.integers(0, n - b))
    low, high = tango(b, c, n)
    assert -1 <= low <= (b - c) / n <= high <= 1
    assert high > low
    assert tango(c, b, n) == pytest.approx((-high, -low), abs=1e-9)


def test_pairs_that_are_all_alike_leave_room_for_those_that_are_not():
    """By hand: none of n is worth 1.96² / (n + 1.96²) to either side."""
    assert tango(0, 0, 20) == pytest.approx((-0.1611, 0.1611), abs=1e-4)


def test_it_covers_as_often_as_it_says():
    """Of 4,000 samples of 40 pairs, of which 15 % and 5 % light in one alone."""
    generator = np.random.default_rng(6)
    drawn = generator.multinomial(40, [0.15, 0.05, 0.8], size=4_000)
    ends = np.array([tango(int(b), int(c), 40) for b, c, _ in drawn])
    assert 0.935 < np.mean((ends[:, 0] <= 0.1) & (ends[:, 1] >= 0.1)) < 0.965


def test_of_two_humps_it_is_told_how_often_each_lights():
    first = np.array([0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5])
    second = np.array([0.0, 0.0, 0.5, 0.6, 0.5, 0.5, 0.6, 0.0])
    found = lights(first, second)
    assert (found.first[0], found.second[0], found.more) == (0.5, 0.625, 0.125)
    assert (found.low, found.high) == tango(2, 1, 8)
    assert found.size == pytest.approx(0.1 / 3)
    assert found.turned().turned() == found
    assert lights(np.linspace(0, 1, 8), np.linspace(0, 1, 8)) is None
