"""The preset `young_community`: a critical mass, and what names do to who joins and what is said, in paired runs."""

import functools

import numpy as np
import pytest
from scipy.stats import t as student
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario

REPLICATIONS = 12
ERROR_RATE = 0.01
# The place of the last week of the first year.
YEAR = 51
FORUM = "channels.community"
# Half and twice what the preset sets, but for what the threshold itself is made of: founders, who have a test of their
# own, reluctance and company. Of a share of quality it is the disappointed who are half or twice as many, of candour
# what is above 1.
RANGES = {
    "network.community_size": (100.0, 400.0),
    "network.mixing": (0.05, 0.2),
    "consumer.privacy": (0.25, 1.0),
    f"{FORUM}.joining": (0.05, 0.2),
    f"{FORUM}.help": (0.75, 3.0),
    f"{FORUM}.visit_rate": (0.1, 0.4),
    f"{FORUM}.circle": (100.0, 400.0),
    "behaviours.posting.post_rate": (0.1, 0.4),
    "behaviours.posting.candour": (1.25, 2.0),
    "behaviours.shopping.repurchase_interval": (4.0, 16.0),
    "brand.quality": (0.9, 0.6),
    "brand.known_by": (0.15, 0.6),
}
CASES = [(path, value) for path, ends in RANGES.items() for value in ends]


@functools.cache
def lived(variant, path="", value=0.0):
    """Return what was measured, (runs, weeks) by measure, with another value at a path, if one is given."""
    scenario = Scenario.load(f"young_community/{variant}" if variant else "young_community")
    scenario = scenario.varied({path: value} if path else {}, variants={})
    runs = [simulate(scenario, seed=29, replication=replication) for replication in range(REPLICATIONS)]
    names = ("members", "praise_community", "criticism_community")
    return {name: np.array([run.history[name] for run in runs])[:, :, 0].astype(float) for name in names}


def is_more(one, other):
    """Tell whether the one is more than the other, and would not be by chance once in a hundred times (paired t)."""
    difference = one - other
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return difference.mean() > student.isf(ERROR_RATE, len(difference) - 1) * error


def fate(table):
    """Return how many times as many members there are after a year as at the start, in each run."""
    return table["members"][:, YEAR] / table["members"][:, 0]


def said(table, what):
    """Return how much praise or criticism was read on the forums, in each run."""
    return table[f"{what}_community"].sum(axis=1)


def share_of_criticism(table):
    """Return the share of criticism in what was read on the forums, in each run."""
    return said(table, "criticism") / (said(table, "praise") + said(table, "criticism"))


def check(base, few, welcomed, named):
    """Hold what the preset is about: who lives and who dies, and what real names change."""
    assert is_more(fate(base), 0.5)
    assert fate(few).mean() < 0.5
    assert is_more(fate(base), fate(few))
    assert is_more(fate(welcomed), 1.0)
    assert is_more(base["members"][:, -1], named["members"][:, -1])
    assert is_more(said(base, "praise"), said(named, "praise"))
    assert is_more(said(base, "criticism"), said(named, "criticism"))
    assert is_more(share_of_criticism(base), share_of_criticism(named))


VARIANTS = (None, "too_few", "welcomed", "real_names")


@pytest.mark.slow
@pytest.mark.parametrize(("path", "value"), [("", 0.0), *CASES])
def test_it_holds_over_a_range_of_values(path, value):
    """Enough founders live on, too few do not unless they are welcomed; names keep people away, and anger."""
    check(*(lived(variant, path, value) for variant in VARIANTS))


@pytest.mark.slow
def test_a_forum_of_enough_founders_grows_and_one_of_too_few_dies():
    """Within a year it gains half as many members again, or is all but empty."""
    few, base = (lived(variant) for variant in ("too_few", None))
    assert is_more(fate(base), 1.5)
    assert is_more(0.25, fate(few))


@pytest.mark.slow
@pytest.mark.parametrize(("founders", "grown"), [(0.015, False), (0.06, False), (0.2, True), (0.5, True)])
def test_there_is_a_threshold(founders, grown):
    """Half and twice as many founders as too few, and as many as enough: below it they lose members, above it gain."""
    table = lived(None, f"{FORUM}.founders", founders)
    assert is_more(fate(table), 1.0) if grown else is_more(1.0, fate(table))
