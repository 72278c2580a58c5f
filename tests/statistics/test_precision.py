"""Precision and risk: how wide what was asked may still be, and what the worst share of runs comes to."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from wordofmouth.statistics.intervals import fieller, wilson
from wordofmouth.statistics.outcomes import find_outcome
from wordofmouth.statistics.paired import paired
from wordofmouth.statistics.precision import uncertainty
from wordofmouth.statistics.risk import gain
from wordofmouth.statistics.sampling import unit_points

BASE = np.array([3.0, 5.0, 4.0, 7.0, 6.0, 4.5, 5.5, 3.5])
MORE = np.array([0.1, 0.9, 0.4, 0.5, 0.2, 0.8, 0.3, 0.6])


def test_where_all_are_alike_those_that_differ_are_few_and_reach_as_far_as_the_outcome():
    """Twice as far where the outcome can; the share is Wilson's for none of so many."""
    near, far = (SimpleNamespace(bounds=(0.0, reach), reach=reach) for reach in (2.0, 4.0))
    alike = np.full(9, 1.5)
    assert uncertainty(alike, near) == pytest.approx(2 * wilson(0.0, 9)[1])
    assert uncertainty(alike, far) == pytest.approx(2 * uncertainty(alike, near))
    assert uncertainty(alike[:1], near) == math.inf


def test_the_worst_of_all_runs_are_all_runs():
    """Its interval is that of pairs then, not the bootstrap's."""
    pairs = paired(BASE, BASE + MORE)
    found = gain(BASE, BASE + MORE, 1.0)
    assert found[:4] == (pairs.mean, pairs.low, pairs.high, pairs.p)


def test_a_ratio_and_its_interval_know_no_unit():
    """Fieller's interval is the same whether money is counted in pounds or in millions."""
    usual = fieller(MORE, BASE)
    assert usual[1] < usual[0] < usual[2]
    for unit in (1e-6, 1e6):
        assert fieller(MORE * unit, BASE * unit) == pytest.approx(usual)


def test_one_point_of_saltelli_is_one_block():
    """Saltelli, A. (2002): a block of 2 (factors + 1) points for each that is asked for, to the next power of two."""
    assert [len(unit_points("saltelli", 3, points, 1)) for points in (1, 2, 3)] == [8, 16, 32]


@pytest.mark.parametrize(("percent", "known"), [(0, False), (1, True), (100, True), (101, False)])
def test_no_more_than_all_buyers_have_bought(percent, known):
    assert (find_outcome(f"week_{percent}") is not None) == known
