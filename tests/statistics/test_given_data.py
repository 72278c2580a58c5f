"""Sensitivity from given data: functions whose indices are known, names, ties, and dummies that are not found."""

import math

import numpy as np
import pytest
from wordofmouth.statistics.exploring.given_data import class_count, classes, equal_classes, given_index


def ishigami(points):
    x, y, z = points.T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def sample(n, seed=0):
    """Return points of the Ishigami function's cube, the fourth factor of which does nothing, and its values."""
    points = np.random.default_rng(seed).uniform(-math.pi, math.pi, (n, 4))
    return points, ishigami(points[:, :3])


def delta_of(table):
    """Return delta of a table of points on classes, as its definition has it."""
    shares = table / table.sum()
    return sum(abs(shares - np.outer(shares.sum(axis=1), shares.sum(axis=0))).ravel()) / 2


def test_the_ishigami_function_is_ranked_and_its_dummy_is_not_found():
    """The second factor decides most, the third acts with the first alone, the fourth does nothing.

    Of 2,000 points delta lies above that of 400,000, by what chance alone makes of a dummy at most.
    """
    points, values = sample(2_000)
    found = [given_index(classes(list(column), class_count(2_000)), values) for column in points.T]
    assert found[1].delta > found[0].delta > found[2].delta > found[2].dummy_delta
    assert [index.p < 0.01 for index in found] == [True, True, True, False]
    for index, large in zip(found, _of_many(), strict=True):
        assert large - 0.02 < index.delta < large + found[3].dummy_delta


def _of_many():
    points, values = sample(400_000, seed=1)
    cut = equal_classes(values, 10)
    for column in points.T:
        own = equal_classes(column, 10)
        yield delta_of(np.bincount(10 * own + cut, minlength=100).reshape(10, 10))


def test_pawn_is_that_of_salib_where_that_takes_every_point():
    """Of numbers without ties: SALib's slices leave out the largest number, one in a thousand points."""
    from SALib.analyze import pawn

    points, values = sample(1_000)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[-math.pi, math.pi]] * 4}
    theirs = pawn.analyze(problem, points, values, S=10)["median"]
    ours = [given_index(classes(list(column), 10), values).pawn for column in points.T]
    assert ours == pytest.approx(list(theirs), abs=0.011)


def test_names_are_classes_of_their_own():
    """Of two names that decide all, in whatever order they come: delta is half, the distance of both halves too."""
    names = ["yes", "no"] * 100
    values = np.array([name == "yes" for name in names]) + 0.001 * np.arange(200)
    index = given_index(classes(names, 10), values)
    assert index.classes == 2
    assert index.delta == pytest.approx(0.5)
    assert index.pawn == pytest.approx(0.5)
    assert tuple(given_index(classes(names[::-1], 10), values[::-1])) == pytest.approx(tuple(index))


def test_equal_numbers_share_a_class():
    """So that no order of the rows tells them apart."""
    for few in ([1, 2, 3] * 30, [True, False] * 30, ["a", None] * 20):
        assert len(set(classes(few, 10))) == len(set(few))
    many = [0.0] * 50 + list(range(1, 51))
    of_many = classes(many, 10)
    assert len(set(of_many[:50])) == 1
    assert np.all(np.diff(of_many) >= 0)


@pytest.mark.parametrize("names", [0, 3])
def test_dummies_are_rarely_taken_for_factors(names):
    """At 5 % in five of a hundred: of 100 dummies, over 15 less than once in ten thousand; the test is exact."""
    generator, found = np.random.default_rng(names), 0
    for _ in range(100):
        dummy = generator.random(60) if not names else generator.integers(0, names, 60).astype(str)
        found += given_index(classes(dummy.tolist(), 6), generator.gamma(1, 1, 60)).p < 0.05
    assert found <= 15


def test_a_scale_of_the_outcome_changes_nothing():
    """Both look at distributions alone: not at how far values lie apart, nor at which are in the lead."""
    points, values = sample(300)
    own = classes(list(points[:, 1]), 10)
    assert given_index(own, np.exp(values)) == given_index(own, values)
