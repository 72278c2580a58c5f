"""The decision: the survey's closed form, and what moves belief and stake."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.market.decision import belief, logit, satisfaction_chance, stake, survey_weights

share = st.floats(0.01, 0.99)
evidence = st.floats(0, 1e6)


def logistic_share_below(margin, location):
    return 1.0 / (1.0 + math.exp(location - margin))


@given(follow=share, heed=share, innovators=share)
def test_weights_answer_the_survey(follow, heed, innovators):
    """With a logistic margin, one praise convinces, and one criticism deters, the shares that were put in."""
    weights = survey_weights(follow, heed, innovators)
    location = -logit(1 - innovators)
    not_convinced = 1 - innovators
    convinced = 1 - logistic_share_below(-weights.praise, location) / not_convinced
    deterred = (logistic_share_below(weights.criticism, location) - not_convinced) / innovators
    assert convinced == pytest.approx(follow)
    assert deterred == pytest.approx(heed)


@pytest.mark.parametrize(("innovators", "praise", "criticism"), [(0.16, 2.416, 0.660), (0.5, 1.450, 0.944)])
def test_weights_of_the_survey_of_2006(innovators, praise, criticism):
    """62 % and 44 %: the weights that the specification gives, to three decimals."""
    assert survey_weights(0.62, 0.44, innovators) == pytest.approx((praise, criticism), abs=5e-4)


@given(follow=share, heed=share, exposures=st.floats(0.1, 100))
def test_exposures_share_the_weight(follow, heed, exposures):
    """As many messages as the survey meant move belief as much as one would if it had meant one."""
    one, many = survey_weights(follow, heed, 0.16), survey_weights(follow, heed, 0.16, exposures)
    assert many.praise * math.log2(1 + exposures) == pytest.approx(one.praise)
    assert many.criticism * math.log2(1 + exposures) == pytest.approx(one.criticism)


@given(praise=evidence, more=evidence, criticism=evidence, weight=st.floats(0.01, 10))
def test_praise_raises_belief_and_criticism_lowers_it(praise, more, criticism, weight):
    held = belief(0.0, weight, weight, praise, criticism, 0.0)
    assert belief(0.0, weight, weight, praise + more, criticism, 0.0) >= held
    assert belief(0.0, weight, weight, praise, criticism + more, 0.0) <= held


def test_the_first_message_counts_once_and_every_doubling_once_more():
    assert [belief(0.0, 2.0, 1.0, heard, 0.0, 0.0) for heard in (0.0, 1.0, 3.0, 7.0)] == [0.0, 2.0, 4.0, 6.0]


@given(risk=st.floats(0, 20), more=st.floats(0, 20))
def test_fear_raises_the_stake(risk, more):
    assert stake(0.0, risk + more, 1.0, 0.0) >= stake(0.0, risk, 1.0, 0.0)


@given(quality=st.floats(0, 1), disconfirmation=st.floats(0, 5), expectation=st.floats(-50, 50), more=st.floats(0, 50))
def test_expectations_lower_satisfaction_and_nothing_raises_it(quality, disconfirmation, expectation, more):
    chance = satisfaction_chance(quality, disconfirmation, expectation)
    assert 0.0 <= satisfaction_chance(quality, disconfirmation, expectation + more) <= chance <= quality + 1e-12


def test_satisfaction_is_a_shift_of_log_odds():
    assert logit(satisfaction_chance(0.8, 0.1, 3.0)) == pytest.approx(logit(0.8) - 0.3)
