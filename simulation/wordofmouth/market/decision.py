"""The decision: belief that a brand is good against the stake that must be outweighed, both in log-odds.

A consumer buys when the margin, belief − stake, is not negative. The weights of praise and criticism are solved
from two percentages of a survey, so whoever has asked real people two questions has calibrated the market.
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.engine.records import Array
from wordofmouth.scenario.survey import Survey

_SURVEYED = purpose("survey: percentages")
# As a field of a scenario is bounded: a share of 0 or 1 has no log-odds.
_LEAST = 0.001


class EvidenceWeights(NamedTuple):
    """What the first fully trusted message adds to belief (praise) or takes from it (criticism), in log-odds."""

    praise: float
    criticism: float


class Relief(NamedTuple):
    """What takes a consumer's fear away, as a world has it: satisfied friends, fellows and leaders, the place."""

    reassurance: Array
    fear_left: Array
    places: Array
    place_fear: Array


def survey_weights(
    follow_praise: float,
    heed_criticism: float,
    innovators: float,
    exposures: float = 1.0,
    follow_through: float = 1.0,
) -> EvidenceWeights:
    """Return the weights under which simulated consumers do what the survey's respondents said, or a part of it.

    Before hearing anything the margin is logistic with scale 1, and not negative for a share ``innovators``. One
    survey answer refers to ``exposures`` messages, which count log2(1 + exposures) times the first. Of those who say
    that praise convinces them a share ``follow_through`` does as it said; criticism had already stopped a purchase.

    With p0 = 1 − innovators the two questions read
    1 − F(−praise) / p0 = follow_through · follow_praise and (F(criticism) − p0) / (1 − p0) = heed_criticism.
    """
    not_convinced = 1.0 - innovators
    threshold = logit(not_convinced)
    doublings = math.log2(1.0 + exposures)
    return EvidenceWeights(
        praise=(threshold - logit(not_convinced * (1.0 - follow_through * follow_praise))) / doublings,
        criticism=(logit(not_convinced + heed_criticism * innovators) - threshold) / doublings,
    )


def weights_of(survey: Survey) -> EvidenceWeights:
    """Return the weights of praise and criticism that reproduce a scenario's survey."""
    return survey_weights(
        survey.follow_praise, survey.heed_criticism, survey.innovators, survey.exposures, survey.follow_through
    )


def stated_exposures(survey: Survey) -> float:
    """Return to how many messages of praise an answer amounts: more than were meant, if not all do as they say."""
    if survey.follow_through == 1.0:
        return survey.exposures
    stated = survey_weights(survey.follow_praise, survey.heed_criticism, survey.innovators, survey.exposures)
    return float((1.0 + survey.exposures) ** (stated.praise / weights_of(survey).praise)) - 1.0


def with_sampling_error(survey: Survey, key: np.uint64) -> Survey:
    """Return a survey whose two percentages are drawn by what is known of them from so many answers.

    Each is a draw from its posterior under Jeffreys' prior, a beta distribution, at the quantile that the key of the
    run gives: one replication has one survey, whatever the scenario, so what is compared in pairs is compared under
    one survey. Source: Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion, Statistical
    Science 16(2).
    """
    if survey.asked == 0:
        return survey
    from scipy.special import betaincinv

    drawn = {}
    for name, word in zip(("follow_praise", "heed_criticism"), words(key, _SURVEYED, 0, 0, 0), strict=False):
        yes = getattr(survey, name) * survey.asked
        share = float(betaincinv(yes + 0.5, survey.asked - yes + 0.5, uniform(word)))
        drawn[name] = min(max(share, _LEAST), 1.0 - _LEAST)
    return survey.model_copy(update=drawn)


def logit(probability: float) -> float:
    """Return the log-odds of a probability strictly between 0 and 1."""
    return math.log(probability / (1.0 - probability))


@kernel
def logistic_quantile(share, location):
    """Return the quantile of the logistic distribution with scale 1, for a share strictly between 0 and 1."""
    return location + math.log(share / (1.0 - share))


@kernel
def bridge_quantile(share, location, occasion):
    """Return the quantile of what is the consumer's own in a stake, a part of which is the occasion's.

    The consumer's part and ``occasion`` times a standard logistic number add up to a logistic number with scale 1, so
    the survey holds whatever the occasion's share is. Source: Wang and Louis (2003), Matching conditional and marginal
    shapes in binary random intercept models using a bridge distribution function, Biometrika 90(4).
    """
    angle = math.pi * occasion
    return location + math.log(math.sin(angle * share) / math.sin(angle * (1.0 - share)))


@kernel
def lasting_quantile(share, location, occasion):
    """Return the quantile of what is lasting in a stake, of which ``occasion`` times a logistic number is left out."""
    if occasion > 0.0:
        return bridge_quantile(share, location, occasion)
    return logistic_quantile(share, location)


@kernel
def interest_quantile(share, fellow_share, location, occasion, interest):
    """Return the quantile of what is lasting in a stake of which the members of a community share a part.

    ``fellow_share`` is the community's own uniform number, ``share`` the consumer's. Their parts have ``interest`` and
    1 − ``interest`` of the variance. Both are bridge numbers, one within the other, so the sum is what
    :func:`lasting_quantile` gives, and the survey holds.
    """
    left = math.sqrt(1.0 - interest * (1.0 - occasion * occasion))
    return bridge_quantile(fellow_share, location, left) + left * lasting_quantile(share, 0.0, occasion / left)


@kernel
def shared_liking(share, other_share, left):
    """Return what a community adds to its members' liking of a brand, from two uniform numbers of its own.

    It is the logarithm of a positive stable number with exponent ``left``: ``left`` times the sum of it and a Gumbel
    number is a Gumbel number, and two members' correlate by 1 − ``left``². Sources: Cardell (1997), Variance components
    structures for the extreme-value and logistic distributions, Econometric Theory 13(2); Kanter (1975), Stable
    densities under change of scale and total variation inequalities, Annals of Probability 3(4).
    """
    angle, power = math.pi * share, (1.0 - left) / left
    return (
        math.log(math.sin(left * angle))
        - math.log(math.sin(angle)) / left
        + power * (math.log(math.sin((1.0 - left) * angle)) - math.log(-math.log(other_share)))
    )


@kernel
def belief(reputation, praise_weight, criticism_weight, praise, criticism, experience):
    """Return the log-odds that a brand is good, from evidence in message equivalents and the consumer's own experience.

    The first message counts once and every doubling once more, because messages repeat each other.
    """
    return (
        reputation
        + praise_weight * math.log2(1.0 + praise)
        - criticism_weight * math.log2(1.0 + criticism)
        + experience
    )


@kernel
def stake(reference_stake, risk, reference_risk, price_resistance):
    """Return the log-odds that a consumer needs before paying."""
    return reference_stake + (risk - reference_risk) + price_resistance


@kernel
def perceived_risk(i, b, consumer, exposed, friends, relief):
    """Return consumer i's fear before an offer of brand b, in log-odds.

    It is what its terms leave ``exposed`` that is feared for; satisfied ``friends``, fellow members, leaders and
    what went well at the place take some away.
    """
    risk = consumer.risk_fear * exposed * relief.reassurance[consumer.segment, friends]
    if relief.fear_left.shape[0] > 0:
        risk *= relief.fear_left[i, b]
    if relief.place_fear.shape[0] > 0:
        risk *= relief.place_fear[i, relief.places[b]]
    return risk


@kernel
def satisfaction_chance(quality, disconfirmation, expectation):
    """Return the probability that a purchase satisfies, lowered by an expectation (a belief in log-odds) above even.

    Source: Oliver (1980), A cognitive model of the antecedents and consequences of satisfaction decisions, JMR 17(4).
    """
    if quality <= 0.0 or quality >= 1.0:
        return quality
    # Beyond 700 the exponential overflows; the chance is 0 long before.
    disappointment = min(700.0, disconfirmation * max(0.0, expectation))
    return 1.0 / (1.0 + (1.0 - quality) / quality * math.exp(disappointment))
