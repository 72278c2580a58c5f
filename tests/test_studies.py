"""Published models as plugins: each says what its paper says, in at most eighty statements, and keeps all laws."""

import ast
import sys

import numpy as np
import pytest
from places import ROOT
from scipy.stats import ttest_rel
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.plugins.loading import plugins_of, use
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.testing import laws

STUDIES = ROOT / "experiments" / "studies"
FILES = sorted(STUDIES.glob("*.py"))
HUBS = {"kind": "scale_free", "mean_degree": 6}


def loaded(name):
    (plugin,) = plugins_of([use(STUDIES / f"{name}.py")])
    return plugin


def in_units(**fields):
    """Return the value of ten seeds, in sales at the start, of replications: value, acceleration, expansion."""
    study, n = sys.modules[loaded("value_of_seeding").module], fields.pop("n")
    model = {"kind": "seeded_brands", "seeds": 10, **fields}
    scenario = Scenario.from_dict({"consumers": 300, "weeks": 150, "network": HUBS, "model": model})
    values = [study.value_of_seeding(scenario, replication=number) for number in range(n)]
    # To the last digit: whole numbers.
    assert all(value == acceleration + expansion for value, acceleration, expansion in values)
    return np.array(values) / 10**12


def share_and_speed(n, **fields):
    """Return the final share and the speed of adoption of replications, (n, 2)."""
    model = {"kind": "norms_and_leaders", **fields}
    scenario = Scenario.from_dict({"consumers": 500, "weeks": 50, "network": HUBS, "model": model})
    curves = [simulate(scenario, seed=1, replication=number).table()["penetration"] for number in range(n)]
    return np.array([(curve[-1], curve.mean() / max(curve[-1], 1 / 500)) for curve in curves])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_study_is_short_and_keeps_all_laws(own_parts, monkeypatch, path):
    monkeypatch.setattr(laws, "_uncompiled", lambda plugin, scenarios: "")
    statements = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.stmt)]
    assert len(statements) <= 80
    assert f"`{path.name}`" in (STUDIES / "README.md").read_text(encoding="utf-8")
    assert [each for each in laws.verdicts(loaded(path.stem)) if each.broken] == []


def mean_and_error(values):
    return values.mean(), values.std(ddof=1) / len(values) ** 0.5


def seeding_says_what_it_says(n):
    alone, rival = in_units(n=n, rival=False), in_units(n=n)
    hubs = in_units(n=n, hubs=True)
    mean, error = mean_and_error(alone[:, 2])
    assert abs(mean) <= 2 * error
    mean, error = mean_and_error(alone[:, 1])
    assert mean > 2 * error
    mean, error = mean_and_error(rival[:, 2])
    assert mean > 2 * error
    mean, error = mean_and_error(hubs[:, 0] - rival[:, 0])
    assert mean > 2 * error


def leaders_say_what_they_say(n):
    leaders, without = share_and_speed(n), share_and_speed(n, leaders=0.0)
    cautious = share_and_speed(n, innovative=False)
    for place in range(2):
        assert leaders[:, place].mean() > without[:, place].mean()
        assert ttest_rel(leaders[:, place], without[:, place]).pvalue < 0.01
        gain, left = (other[:, place].mean() - without[:, place].mean() for other in (leaders, cautious))
        assert left < 0.1 * gain


def test_seeds_accelerate_alone_and_expand_beside_a_rival(own_parts):
    """In 12 pairs; the slow test has more."""
    seeding_says_what_it_says(12)


def test_leaders_raise_share_and_speed_and_by_their_innovativeness(own_parts):
    """The share, in 6 pairs; the slow test has the hundred of the paper's comparison."""
    loaded("opinion_leaders")
    leaders, without = share_and_speed(6), share_and_speed(6, leaders=0.0)
    assert ttest_rel(leaders[:, 0], without[:, 0]).pvalue < 0.01


@pytest.mark.slow
def test_seeding_in_sixty_pairs(own_parts):
    seeding_says_what_it_says(60)


@pytest.mark.slow
def test_leaders_in_a_hundred_pairs(own_parts):
    loaded("opinion_leaders")
    leaders_say_what_they_say(100)
