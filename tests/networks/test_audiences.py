"""Audiences: what every row must be, how sizes are spread, and that followers are drawn alike."""

import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.engine.randomness import run_key
from wordofmouth.networks.audiences import LARGEST_AUDIENCE, build_audiences

KEY = run_key(1)


keys = st.integers(0, 2**32).map(run_key)
exponents = st.floats(2.01, 6)
means = st.floats(0, 40)


shares = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)


@st.composite
def populations(draw):
    """Return who leads and who is online, in a market of up to 40."""
    n = draw(st.integers(1, 40))
    flags = st.lists(st.booleans(), min_size=n, max_size=n).map(np.array)
    return draw(flags), draw(flags)


def rows(starts, followers):
    return [followers[first:last].tolist() for first, last in pairwise(starts)]


def communities(n, number=3):
    return np.arange(n, dtype=np.int32) % number


@given(populations(), means, exponents, keys, shares)
def test_rows_hold_distinct_others_online_in_order(population, mean, exponent, key, within):
    """Followers ascend without repeats, are online and not the leader; who is no leader has none."""
    leader, online = population
    starts, followers = build_audiences(leader, online, mean, exponent, key, communities(len(leader)), within)
    assert starts.dtype == np.int64
    assert followers.dtype == np.int32
    assert starts[0] == 0
    assert starts[-1] == len(followers)
    for i, row in enumerate(rows(starts, followers)):
        assert row == sorted(set(row) - {i})
        assert online[row].all()
        assert leader[i] or not row


@given(populations(), means, exponents, keys, shares)
def test_an_audience_is_a_matter_of_its_leader_alone(population, mean, exponent, key, within):
    """Addressed draws: with the others no longer leaders, each leader keeps her audience to the bit."""
    leader, online = population
    of = communities(len(leader))
    together = rows(*build_audiences(leader, online, mean, exponent, key, of, within))
    for i in np.flatnonzero(leader):
        alone = np.zeros_like(leader)
        alone[i] = True
        assert rows(*build_audiences(alone, online, mean, exponent, key, of, within))[i] == together[i]


@given(populations(), means, exponents, keys)
def test_a_leader_within_is_followed_by_the_own_community_first(population, mean, exponent, key):
    """With the share 1 nobody from outside follows while a member is left who does not; sizes are as with 0."""
    leader, online = population
    of = communities(len(leader))
    everyones, own = (rows(*build_audiences(leader, online, mean, exponent, key, of, within)) for within in (0.0, 1.0))
    assert [len(row) for row in own] == [len(row) for row in everyones]
    for i in np.flatnonzero(leader):
        members = online & (of == of[i]) & (np.arange(len(of)) != i)
        assert members[own[i]].sum() == min(len(own[i]), members.sum())


@given(populations(), means, exponents, keys)
def test_where_nobody_is_within_communities_make_no_difference(population, mean, exponent, key):
    """With the share 0, which is the default, audiences are those of a market without communities, to the bit."""
    leader, online = population
    plain = build_audiences(leader, online, mean, exponent, key)
    assert rows(*plain) == rows(*build_audiences(leader, online, mean, exponent, key, communities(len(leader)), 0.0))


@pytest.mark.parametrize(("mean", "within"), [(12.0, 0.5), (46.0, 0.25)], ids=["few drawn", "few left out"])
def test_members_are_as_likely_to_follow_as_each_other(mean, within):
    """Of 60 online in three communities, followers are even among members, and among the others: p > 1e-6 each.

    The share of an audience that is of the community is what was asked for, and what chance adds.
    """
    n, n_online = 4_100, 60
    leader, online = np.arange(n) >= 100, np.arange(n) < n_online
    of = np.where(online, communities(n), 0).astype(np.int32)
    starts, followers = build_audiences(leader, online, mean, 60.0, KEY, of, within)
    counts = np.bincount(followers, minlength=n_online)
    members = of[:n_online] == 0
    for group in (counts[members], counts[~members]):
        assert scipy.stats.chisquare(group).pvalue > 1e-6
    size = starts[-1] / leader.sum()
    drawn = within * size
    expected = drawn + (size - drawn) * (members.sum() - drawn) / (n_online - drawn)
    assert abs(counts[members].sum() / leader.sum() - expected) < 0.05


@given(populations(), exponents, keys)
def test_a_mean_beyond_the_market_makes_everybody_online_follow(population, exponent, key):
    """Sizes are cut to all others online: where even the smallest audience is larger, nobody is left out."""
    leader, online = population
    mean = 41 * (exponent - 1) / (exponent - 2)
    for i, row in enumerate(rows(*build_audiences(leader, online, mean, exponent, key))):
        everybody = [j for j in np.flatnonzero(online) if j != i]
        assert row == (everybody if leader[i] else [])


def test_no_audience_is_larger_than_sixteen_bits_can_count():
    """An audience that would be larger is cut to 65,535 of the 70,000, not to all of them."""
    leader = np.arange(70_001) == 0
    starts, followers = build_audiences(leader, ~leader, 1e9, 3.0, KEY)
    assert starts[1] == len(followers) == LARGEST_AUDIENCE == len(np.unique(followers))


@pytest.mark.parametrize("mean", [0.4, 7.3, 50.0])
def test_the_mean_is_the_one_asked_for(mean):
    """With exponent 5 a size has variance mean² / 8, and 1/4 at most from rounding: 5 standard errors, p < 1e-6."""
    n = 20_000
    everybody = np.ones(n, np.bool_)
    starts, _ = build_audiences(everybody, everybody, mean, 5.0, KEY)
    assert abs(starts[-1] / n - mean) < 5 * np.sqrt((mean**2 / 8 + 0.25) / n)


@pytest.mark.parametrize("exponent", [2.276, 3.0])
def test_the_tail_falls_with_the_exponent(exponent):
    """P(size ≥ x) = (smallest / x)^(exponent − 1), x within 1 for rounding; binomial, p < 1e-6 of a false alarm."""
    n = 20_000
    leader = np.arange(n) < 5_000
    mean = 100.0
    smallest = mean * (exponent - 2) / (exponent - 1)
    sizes = np.diff(build_audiences(leader, np.ones(n, np.bool_), mean, exponent, KEY)[0])[:5_000]
    assert sizes.min() >= int(smallest)
    for multiple in (2, 5, 20):
        x = multiple * smallest
        rarest, commonest = ((smallest / edge) ** (exponent - 1) for edge in (x + 1, x - 1))
        lowest = scipy.stats.binom.ppf(1e-7, 5_000, rarest)
        highest = scipy.stats.binom.isf(1e-7, 5_000, commonest)
        assert lowest <= np.count_nonzero(sizes >= x) <= highest


@pytest.mark.parametrize("mean", [4.0, 46.0], ids=["few drawn", "few left out"])
def test_everybody_online_is_as_likely_to_follow(mean):
    """Followers are uniform: over 4,000 leaders, chi-square of the counts of 60 consumers online, p > 1e-6.

    Each audience is drawn without replacement, so the counts vary less than independent ones: a statistic that is
    too large is still as rare as it says.
    """
    n = 4_100
    leader, online = np.arange(n) >= 100, np.arange(n) < 60
    _, followers = build_audiences(leader, online, mean, 60.0, KEY)
    counts = np.bincount(followers, minlength=60)
    assert len(counts) == 60
    assert scipy.stats.chisquare(counts).pvalue > 1e-6


def test_a_leader_online_is_passed_over_without_favour():
    """Where leaders are online themselves, the 29 others share her followers evenly: chi-square, p > 1e-6."""
    n = 30
    everybody = np.ones(n, np.bool_)
    counts = np.zeros((n, n))
    for seed in range(300):
        starts, followers = build_audiences(everybody, everybody, 5.0, 60.0, run_key(seed))
        counts[np.repeat(np.arange(n), np.diff(starts)), followers] += 1
    assert not counts.diagonal().any()
    assert scipy.stats.chisquare(counts[~np.eye(n, dtype=bool)]).pvalue > 1e-6


@pytest.mark.parametrize(
    ("mean", "exponent", "said"),
    [(50, 2.0, "exponent: 2.0"), (50, float("nan"), "exponent: nan"), (-1, 3, "mean_audience: -1"), (np.inf, 3, "inf")],
)
def test_what_has_no_mean_is_refused(mean, exponent, said):
    """An exponent of 2 or less, and a mean that is no number of followers, are mistakes that say their value."""
    with pytest.raises(ValueError, match=said):
        build_audiences(np.ones(3, np.bool_), np.ones(3, np.bool_), mean, exponent, KEY)


def test_columns_of_two_lengths_are_refused():
    """Leaders, online consumers and members of communities are of one market."""
    with pytest.raises(ValueError, match="3 and 4"):
        build_audiences(np.ones(3, np.bool_), np.ones(4, np.bool_), 5, 3, KEY)
    with pytest.raises(ValueError, match="3 and 4"):
        build_audiences(np.ones(3, np.bool_), np.ones(3, np.bool_), 5, 3, KEY, communities(4))


def test_more_than_all_of_an_audience_cannot_be_within():
    """A share beyond 1 says its value."""
    with pytest.raises(ValueError, match="within: 1"):
        build_audiences(np.ones(3, np.bool_), np.ones(3, np.bool_), 5, 3, KEY, communities(3), 1.5)


PLAIN = """
import hashlib, numpy as np
from wordofmouth.networks.audiences import build_audiences
from wordofmouth.engine.randomness import run_key
n = np.arange(600)
for mean, exponent, within in ((20, 2.3, 0.0), (300, 4.0, 0.0), (40, 3.0, 0.7)):
    rows = build_audiences(n % 7 == 0, n % 5 > 0, mean, exponent, run_key(3), n % 3, within)
    print(*(hashlib.sha256(array).hexdigest() for array in rows))
"""


def test_plain_python_gives_the_same_bits():
    """The kernels are plain Python functions: uncompiled they draw the same audiences, without a warning."""

    def printed(disabled):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        command = [sys.executable, "-W", "error", "-c", PLAIN]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert printed("1") == printed("0") != ""
