"""Claims: what a sentence says of drawn results agrees with the interval beside it, in every language."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.statistics.claims import Claim, claim, is_distinguishable, runs_that_would_tell, share_that_differs
from wordofmouth.statistics.outcomes import OUTCOMES
from wordofmouth.statistics.paired import paired
from wordofmouth.statistics.risk import Gain
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import conclusion, interval
from wordofmouth.words.catalogue import Words

ADOPTION = OUTCOMES["penetration"]
# Shares of a market of 200, few of them high: pairs alike, a few that differ, many, two humps.
outcomes = st.integers(2, 30).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 200), min_size=n, max_size=n),
        st.lists(st.sampled_from([0, 0, 0, 1, -1, 2, -3, 60, -90]), min_size=n, max_size=n),
        st.sampled_from([0, 0, 5, -20]),
    )
)


def drawn(outcome) -> Difference:
    """Return the difference of pairs that were drawn."""
    first, moved, shift = (np.asarray(part, dtype=float) for part in outcome)
    second = np.clip(first + moved + shift, 0, 200)
    pair = paired(first / 200, second / 200, ADOPTION.bounds)
    return Difference(
        "penetration",
        ADOPTION.label,
        "share",
        "b",
        "a",
        second.mean() / 200,
        first.mean() / 200,
        pair.mean,
        pair.low,
        pair.high,
        pair.p,
        pair.above,
        pair.above_low,
        pair.above_high,
        pair.saved,
        pair.pairs,
        pair.differing,
        pair.lights,
    )


def said(pair: Difference, language: str = "en") -> str:
    return conclusion(ADOPTION, [pair], {"a": "A", "b": "B"}, pair.pairs, Words(language))


@given(outcomes)
def test_a_claim_is_what_its_interval_allows(outcome):
    pair = drawn(outcome)
    match claim(pair):
        case Claim.MORE:
            assert pair.difference > 0
            assert not pair.low <= 0
        case Claim.LESS:
            assert pair.difference < 0
            assert not pair.high >= 0
        case Claim.UNTOLD:
            assert pair.low <= 0 <= pair.high
        case Claim.RARE:
            assert math.isnan(pair.low)
            assert pair.differing > 0
        case Claim.SAME:
            assert pair.differing == pair.difference == 0
        case other:
            raise AssertionError(other)


@given(outcomes)
def test_a_sentence_says_direction_size_and_certainty_as_the_interval_beside_it(outcome):
    pair = drawn(outcome)
    text = said(pair)
    told = claim(pair)
    assert ("points more than" in text) == (told is Claim.MORE)
    assert ("points less than" in text) == (told is Claim.LESS)
    assert ("not statistically distinguishable" in text) == (told is Claim.UNTOLD)
    assert ("too few to tell by how much" in text) == (told is Claim.RARE)
    assert ("do not differ in any" in text) == (told is Claim.SAME)
    if told in (Claim.MORE, Claim.LESS) and pair.is_told:
        assert interval(pair if told is Claim.MORE else pair.turned()) in text
    if told is Claim.UNTOLD:
        low, high = (
            float(end.replace("−", "-")) for end in re.search(r"between (\S+) and (\S+) points", text).groups()
        )
        assert low <= 100 * pair.difference + 1e-6
        assert 100 * pair.difference - 1e-6 <= high
    assert "nan" not in text
    assert ("catches on" in text) == (pair.lights is not None and told is not Claim.SAME)


@given(outcomes)
def test_the_sentence_of_the_other_side_claims_the_opposite(outcome):
    pair = drawn(outcome)
    opposite = {Claim.MORE: Claim.LESS, Claim.LESS: Claim.MORE}
    assert claim(pair.turned()) is opposite.get(claim(pair), claim(pair))


@given(outcomes)
def test_every_language_has_a_sentence_for_each_claim(outcome):
    pair = drawn(outcome)
    text = said(pair, "fr")
    assert "nan" not in text
    assert "{" not in text


@given(outcomes, st.sampled_from([2, 5, 20]))
def test_what_a_family_corrects_away_is_not_claimed(outcome, family):
    """With Holm's correction the interval of the one may leave zero out, and nothing is claimed all the same."""
    pair = drawn(outcome)
    corrected = replace(pair, p=min(1.0, family * pair.p))
    assert corrected.is_distinguishable <= pair.is_distinguishable
    assert corrected.is_distinguishable == (corrected.p < 0.05 and pair.differing > 0)


def test_how_many_runs_would_tell():
    """By hand: twice as wide as the difference takes four times as many; of pairs, as many as have five that differ."""
    one = drawn(([100] * 20, [0] * 17 + [10, 20, 30], 0))
    assert claim(one) is Claim.RARE
    assert runs_that_would_tell(one, one.half_width) == math.ceil(20 * 5 / 3)
    low, high = share_that_differs(one)
    assert low < 3 / 20 < high
    wide = replace(one, difference=0.1, low=-0.1, high=0.3)
    assert runs_that_would_tell(wide, wide.half_width) == 80


@pytest.mark.parametrize("runs", [0, 1])
def test_of_one_run_and_of_none_nothing_is_claimed(runs):
    pair = Difference("penetration", "", "share", "b", "a", *[0.1] * 3, *[math.nan] * 7, pairs=runs)
    assert claim(pair) is (Claim.ONE_RUN if runs else Claim.NOTHING)


@given(st.floats(0, 1), st.floats(-1, 1), st.floats(0, 1))
def test_a_p_value_decides_and_where_there_is_none_the_interval(p, low, width):
    """Of one without a p-value, as the mean of the worst runs, what its interval leaves out is told."""
    assert is_distinguishable(p, low, low + width) == (p < 0.05)
    assert is_distinguishable(math.nan, low, low + width) == (not low <= 0 <= low + width)
    assert not is_distinguishable(math.nan)


@given(outcomes)
def test_points_of_a_sweep_and_campaigns_claim_as_a_comparison_does(outcome):
    """The same runs, compared as scenarios or as campaigns: both are told apart, or neither."""
    pair = drawn(outcome)
    assert Gain(pair.difference, pair.low, pair.high, pair.p).is_distinguishable == (
        claim(pair) in (Claim.MORE, Claim.LESS)
    )
