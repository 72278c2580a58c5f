"""Emulators: what they have learnt is there, what is not there they do not claim, and their error is the one made."""

import numpy as np
import pytest
from wordofmouth.statistics.emulator import Emulator


def surface(places):
    return 2 * places[:, 0] - 3 * (places[:, 1] - 0.5) ** 2 + 4 * places[:, 0] * places[:, 2]


@pytest.fixture(scope="module")
def places():
    return np.random.default_rng(1).random((120, 12))


def test_a_surface_is_found_and_its_error_is_the_one_made_elsewhere(places):
    """At fresh places it errs about as much as it says, noise included, and neither much more nor much less."""
    generator, fresh = np.random.default_rng(2), np.random.default_rng(3).random((2_000, 12))
    emulator = Emulator.fitted(places, surface(places) + generator.normal(0, 0.2, len(places)), 0.2**2)
    means, errors = emulator.at(fresh)
    off = means - surface(fresh) - generator.normal(0, 0.2, len(fresh))
    assert emulator.degree == 2
    assert emulator.explained > 0.9
    assert 0.8 < np.sqrt(np.mean((off / errors) ** 2)) < 1.2


def test_of_noise_it_says_nothing_but_how_wide_it_is(places):
    values = np.random.default_rng(4).normal(5, 2, len(places))
    emulator = Emulator.fitted(places, values)
    means, errors = emulator.at(places)
    assert emulator.explained < 0.1
    assert np.ptp(means) < 1
    assert errors.min() > 1.6


def test_one_value_that_is_far_off_does_not_carry_the_others_away(places):
    values = surface(places)
    whole = Emulator.fitted(places, values)
    values[7] = 1e9
    assert np.abs(Emulator.fitted(places, values).at(places)[0] - whole.at(places)[0]).mean() < 0.5


def test_of_what_is_always_the_same_nothing_is_explained(places):
    emulator = Emulator.fitted(places, np.full(len(places), 3.0))
    assert emulator.explained == 0.0
    assert emulator.at(places[:2])[0] == pytest.approx([3.0, 3.0])


def test_unless_told_there_is_no_variance_by_simulation(places):
    values = surface(places) + np.random.default_rng(6).normal(0, 0.2, len(places))
    usual, told = Emulator.fitted(places, values), Emulator.fitted(places, values, 0.0)
    assert (usual.noise, usual.error) == (told.noise, told.error)
    assert Emulator.fitted(places, values, 9.0).noise >= 9.0
