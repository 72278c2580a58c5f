"""Making and checking worlds: the bank grows and loses nothing, and planted worlds are where they are sought."""

import numpy as np
import pytest
import wordofmouth.tasks.worlds.ensemble.bank as bank
import wordofmouth.tasks.worlds.ensemble.make as make
from wordofmouth.tasks.worlds.ensemble import check, page
from wordofmouth.tasks.worlds.ensemble.bank import SimulatedSet, add_set, read_sets
from wordofmouth.tasks.worlds.ensemble.check import identified, left_out, planted
from wordofmouth.tasks.worlds.ensemble.matching import Emulated, Simulated, candidates, drawn, effective, emulators_of
from wordofmouth.tasks.worlds.ensemble.shipped import shipped
from wordofmouth.tasks.worlds.ensemble.targets import TARGETS
from worlds_made import like, made, sets


@pytest.fixture(scope="module")
def simulated():
    return Simulated.of(sets(100))


@pytest.fixture(scope="module")
def emulators(simulated):
    return emulators_of(simulated, like())


def test_what_was_simulated_is_never_lost(tmp_path):
    """A line that was not written whole is as if it had not been begun; all others stay."""
    path = tmp_path / "sets.jsonl"
    first, second, third = sets(3)
    for each in (first, second):
        add_set(path, each)
    path.write_text(path.read_text() + third.line()[:40])
    assert read_sets(path) == [first, second]
    add_set(path, third)
    assert read_sets(path) == [first, second, third]
    assert SimulatedSet.of_line(first.line()) == first


def test_a_bank_that_was_interrupted_is_the_one_that_was_not(tmp_path, monkeypatch):
    for module in (bank, make):
        monkeypatch.setattr(module, "FIRST_WAVE", 12)
    monkeypatch.setattr(make, "LATER_WAVE", 6)
    monkeypatch.setattr(make, "simulated", made)
    monkeypatch.setattr(make, "candidates", lambda: candidates(256))
    monkeypatch.setattr(make, "emulators_of", lambda simulated: emulators_of(simulated, like(0)))
    monkeypatch.setattr(make.Worlds, "of", list)
    whole = make.make(tmp_path / "whole.jsonl", 16)
    for count in (5, 14, 16):
        pieces = make.make(tmp_path / "pieces.jsonl", count)
    assert pieces == whole
    assert [each.wave for each in whole] == [1] * 12 + [2] * 4


def test_worlds_lie_where_all_studies_are_met(simulated, emulators):
    """What lies far from a study is ruled out, and those that are drawn lie nearer than places anywhere."""
    emulated = Emulated.at(candidates(2_048), emulators)
    weights = emulated.weights()
    chosen = emulated.places[drawn(weights, 100)]
    here = slice(0, len(TARGETS))
    far = Emulated.at(np.zeros((1, emulated.places.shape[1])), emulators)
    assert not far._replace(means=far.means + 9.0).weights().any()
    assert np.abs(chosen[:, here].mean(axis=0) - 0.5).max() < 0.2
    assert chosen[:, here].std() < 0.95 * emulated.places[:, here].std()
    assert effective(weights) < len(weights)


def test_planted_worlds_are_covered(simulated, emulators, monkeypatch):
    monkeypatch.setattr(check, "FOLDS", 3)
    monkeypatch.setattr(check, "_PLACES", 2_048)
    found = planted(simulated, emulators, most=30)
    assert found.worlds == 30
    for share, held in found.coverage.items():
        assert held == pytest.approx(share, abs=2.5 * found.error[share])
    assert found.ranks.sum() == (30 - found.left_out) * simulated.places.shape[1]


def test_an_effect_of_its_own_axis_is_not_predicted_by_others_and_its_axis_is_pinned_down(emulators):
    emulated = Emulated.at(candidates(2_048), emulators)
    assert not any(row.is_predicted for row in left_out(emulated))
    left = {row.path: row.left for row in identified(emulated)}
    assert list(left.values()) == sorted(left.values())
    assert min(left.values()) < 0.9


def test_the_page_is_of_the_bank_that_comes_along():
    text = page.PAGE.read_text(encoding="utf-8")
    recipe = shipped().recipe
    assert f"{recipe['sets']} simulated sets" in text
    assert all(f"| {target.label} |" in text for target in TARGETS)
    assert all(f"({path})" in text for path in recipe["axes"])


@pytest.mark.slow
def test_the_page_is_what_the_checks_say():
    assert page.text(page.checked()) == page.PAGE.read_text(encoding="utf-8")
