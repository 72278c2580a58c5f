"""PRIM: boxes that were planted are found, those of chance are told apart, and restrictions without need are lifted."""

import math

import numpy as np
import pytest
from wordofmouth.statistics.exploring.prim import discover


def planted(n=300, noise=0.0, seed=0):
    """Return factors, of which three bound a box and three do nothing, and which points are cases: those in the box."""
    generator = np.random.default_rng(seed)
    factors = {f"x{place}": generator.random(n).tolist() for place in range(4)}
    factors |= {"kind": generator.choice(["a", "b", "c"], n).tolist(), "way": generator.integers(0, 3, n).tolist()}
    x0, x1 = np.array(factors["x0"]), np.array(factors["x1"])
    inside = (x0 > 0.6) & (x1 < 0.5) & (np.array(factors["kind"]) != "b")
    return factors, np.where(generator.random(n) < noise, ~inside, inside), inside


def test_a_planted_box_is_found():
    """To a slice: its three sides, nearly all cases, hardly anything else; and what does nothing stays free."""
    factors, cases, _ = planted()
    first = discover(factors, cases)[0]
    box = first.box
    assert first.p <= 0.01
    assert set(box.sides) == {"x0", "x1", "kind"}
    assert box.sides["x0"].low == pytest.approx(0.6, abs=0.05)
    assert box.sides["x0"].high == math.inf
    assert box.sides["x1"].high == pytest.approx(0.5, abs=0.05)
    assert set(box.sides["kind"].names) == {"a", "c"}
    assert min(box.coverage, box.density) > 0.9
    assert box.cases == box.coverage * cases.sum() == box.density * box.points
    assert all(quasi < 0.05 for quasi in box.quasi_p.values())


@pytest.mark.parametrize("seed", range(2))
def test_a_blurred_box_is_nearly_as_good_as_the_true_one(seed):
    """With one case in ten turned round: by the harmonic mean of coverage and density."""
    factors, cases, inside = planted(noise=0.1, seed=seed)
    both = (cases & inside).sum()
    truly = 2 / (cases.sum() / both + inside.sum() / both)
    box = discover(factors, cases)[0].box
    assert 2 / (1 / box.coverage + 1 / box.density) > 0.95 * truly


def test_a_density_that_is_asked_for_is_had():
    """With all the coverage there is: less than without."""
    factors, cases, _ = planted(noise=0.1, seed=3)
    dense, balanced = discover(factors, cases, density=0.85), discover(factors, cases)[0].box
    assert all(each.box.density >= 0.85 for each in dense)
    assert balanced.density < 0.85
    assert dense[0].box.coverage < balanced.coverage
    assert len(discover(factors, cases, density=1.0)) == 1


def test_a_second_box_is_found_among_the_points_that_the_first_leaves():
    generator = np.random.default_rng(2)
    x, y = generator.random((2, 400))
    found = discover({"x": x.tolist(), "y": y.tolist()}, (x < 0.25) | (y > 0.85))
    assert len(found) == 2
    assert sum(each.box.coverage for each in found) > 0.9
    assert {frozenset(each.box.sides) for each in found} == {frozenset("x"), frozenset("y")}


def test_boxes_of_chance_are_rarely_taken_for_more():
    """At 5 % in five of a hundred: of 40 searches among cases thrown by coin, over 8 once in five hundred."""
    generator, found = np.random.default_rng(1), 0
    for _ in range(40):
        factors = {name: generator.random(60).tolist() for name in "xyz"}
        boxes = discover(factors, generator.random(60) < 0.3)
        found += bool(boxes) and boxes[0].p < 0.05
    assert found <= 8


def test_numbers_of_few_values_are_cut_between_them():
    """A slice has all of the equal numbers at an end, and none of them is left on both sides."""
    values = [1, 2, 3, 10] * 40
    box = discover({"x": values}, np.array(values) >= 3)[0].box
    assert box.sides["x"].low == 3
    assert (box.coverage, box.density) == (1.0, 1.0)
