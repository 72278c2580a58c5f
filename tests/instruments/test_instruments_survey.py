"""The survey: who is asked, what is answered, and how surely that is known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario, ScenarioError
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.instruments.survey import SUBJECTS, drawn, survey
from wordofmouth.market.decision import logistic_quantile, stated_exposures, weights_of
from wordofmouth.market.states import beliefs, stakes

# A normal number is farther from its mean than this many standard deviations once in two million times.
SURELY = 5.0
# What the survey's respondents spoke of was not less trusted than other things.
LAUNCH = Scenario.load("launch").varied({"brand.reputation": 0.0})


def shares(market, **how):
    return {answer.subject: answer for answer in survey(market, **how)}


def expected(scenario):
    """Return the shares that praise convinces and criticism deters among infinitely many, in closed form.

    The stake is logistic; opinion leaders' is lower, and fear need not be the risk that the survey's respondents had
    in brand_state. The answers to the survey's own two questions are those of consumers in whom neither is so, and who
    say of praise more than they do.
    """
    survey, consumer, leaders = scenario.survey, scenario.consumer, scenario.leaders
    location = math.log((1 - survey.innovators) / survey.innovators)
    location += consumer.risk_fear * consumer.loss_aversion - survey.reference_risk
    messages = stated_exposures(survey), survey.exposures
    raised, lowered = (
        weight * math.log2(1 + heard) for weight, heard in zip(weights_of(survey), messages, strict=True)
    )

    def convinced(belief):
        return sum(
            share / (1 + math.exp(location + shift - belief))
            for share, shift in ((1 - leaders.share, 0.0), (leaders.share, leaders.stake_shift))
        )

    now = convinced(0.0)
    return {
        "would_buy": now,
        "follow_praise": (convinced(raised) - now) / (1 - now),
        "heed_criticism": (now - convinced(-lowered)) / now,
    }


def test_at_the_start_the_survey_returns_its_two_percentages():
    """On the launch, 62 and 44 %: to sampling error, and what opinion leaders and the fear of the launch add.

    Opinion leaders, 3 % of the market, move an answer by a quarter of a point at most; the fear on the launch is
    0.0125 log-odds above the survey's, which moves an answer of p by at most that times p (1 − p) ≤ 1/4.
    """
    allowance = 0.0025 + 0.0125 / 4
    market = Market(LAUNCH.varied(consumers=100_000), seed=1)
    answers = shares(market, sample=20_000)
    for subject, share in (("follow_praise", 0.62), ("heed_criticism", 0.44)):
        answer = answers[subject]
        error = SURELY * math.sqrt(share * (1 - share) / answer.n)
        assert abs(answer.share - share) < allowance + error
        assert abs(expected(LAUNCH)[subject] - share) < allowance


@settings(max_examples=30)
@given(
    seed=seeds,
    follow=st.floats(0.02, 0.98),
    heed=st.floats(0.02, 0.98),
    innovators=st.floats(0.05, 0.6),
    exposures=st.floats(0.1, 30.0),
)
def test_any_other_two_percentages_are_returned(seed, follow, heed, innovators, exposures):
    """To sampling error alone once leaders and fear are computed in: ninety answers, each wrong once in two million."""
    scenario = LAUNCH.varied(
        {
            "consumers": 20_000,
            "network": {"kind": "lattice"},
            "survey.follow_praise": follow,
            "survey.heed_criticism": heed,
            "survey.innovators": innovators,
            "survey.exposures": exposures,
        }
    )
    found, answers = expected(scenario), shares(Market(scenario, seed), sample=20_000)
    assert found["follow_praise"] == pytest.approx(follow, abs=0.0025 + 0.03 * 0.5 / 4 + 0.0125 / 4)
    assert found["heed_criticism"] == pytest.approx(heed, abs=0.0025 + 0.03 * 0.5 / 4 + 0.0125 / 4)
    for subject, share in found.items():
        # A continuity of one answer, for shares so near 0 or 1 that hardly anybody says otherwise.
        error = SURELY * math.sqrt(share * (1 - share) / answers[subject].n) + 1 / answers[subject].n
        assert abs(answers[subject].share - share) < error


@settings(max_examples=60)
@given(scenario=scenarios(given={"channels": {"reviews": {"consult_rate": 0.0}}}), seed=seeds)
def test_the_answers_are_the_decisions(scenario, seed):
    """Who weighs a brand and does not buy it would say the same the same evening, to the bit, on the same occasion.

    Unless the evening is not as the day was: friends have learnt of it, a gift or an answer has changed her mind, what
    happened to others has made her fear more or less, or doubt a promise.
    """
    market = Market(scenario, seed, record={"decisions"})
    everyone = np.arange(market.n, dtype=np.int32)
    while market.week < scenario.weeks:
        before, feared = market.brand_states.satisfaction.copy(), market.place_fear.copy()
        promises = market.promises.copy()
        market.step()
        brand_state = market.brand_states
        same = (before == brand_state.satisfaction) & (brand_state.bought_at != market.week)
        needed, held = stakes(market, everyone), beliefs(market, everyone)
        for decision in market.recorder.decisions:
            place = decision.consumer, decision.brand
            as_before = not len(feared) or np.array_equal(feared[place[0]], market.place_fear[place[0]])
            as_before &= not len(promises) or promises[place] == market.promises[place]
            if same[place] and as_before and decision.friends == brand_state[place].satisfied_friends:
                assert decision.stake == needed[place] + occasion(market, *place)
                assert decision.belief == held[place]


def occasion(market, consumer, brand):
    """Return what the occasion on which a consumer weighed a brand this week added to her stake."""
    share = market.segments.occasion[market.consumers.segment[consumer]]
    word = words(market.key, purpose("behaviours.shopping.occasion"), market.week, consumer, brand)[0]
    return share * logistic_quantile(uniform(word), 0.0)


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds)
def test_who_asks_everybody_counts(scenario, seed):
    """Each share is then what the market knows, and its interval the share itself; asking changes nothing."""
    asked, silent = Market(scenario, seed), Market(scenario, seed)
    for week in range(scenario.weeks + 1):
        answers = iter(survey(asked, sample=asked.n))
        for b, brand in enumerate(scenario.brands):
            of_brand = {subject: next(answers) for subject in SUBJECTS}
            brand_states = asked.brand_states[:, b]
            assert {answer.brand for answer in of_brand.values()} == {brand.name}
            assert of_brand["aware"].share == brand_states.aware.mean()
            assert of_brand["would_buy"].n == (brand_states.aware.sum() if week else asked.n)
            assert of_brand["would_recommend"].n == brand_states.owner.sum()
            convinced, unconvinced = of_brand["heed_criticism"].n, of_brand["follow_praise"].n
            assert convinced + unconvinced == of_brand["would_buy"].n
            assert convinced == pytest.approx(of_brand["would_buy"].n * np.nan_to_num(of_brand["would_buy"].share))
            for answer in of_brand.values():
                known = (answer.share, answer.low, answer.high)
                assert answer.low <= answer.share <= answer.high or (answer.n == 0 and all(map(math.isnan, known)))
        if week < scenario.weeks:
            asked.step()
            silent.step()
    for name, values in silent.history.items():
        assert np.array_equal(values, asked.history[name], equal_nan=values[0].dtype.kind == "f")


@given(seed=seeds, sample=st.integers(1, 300))
def test_a_sample_is_of_different_consumers_and_grows(seed, sample):
    """Whoever is in a sample is in every larger one of the same week."""
    market = Market(Scenario.load("small"), seed)
    people = market.aimed("", None)
    chosen = drawn(market, people, sample)
    assert len(set(chosen.tolist())) == len(chosen) == min(sample, market.n)
    assert set(chosen.tolist()) <= set(drawn(market, people, sample + 17).tolist())


def test_every_consumer_is_as_likely_to_be_asked():
    """Of 600 samples of 40 in 200, each consumer is in a fifth, to five standard deviations."""
    small, counts = Scenario.load("small"), np.zeros(200)
    network = Market(small).network
    for seed in range(600):
        market = Market(small, seed, network=network)
        counts[drawn(market, market.aimed("", None), 40)] += 1
    assert np.abs(counts - 120).max() < SURELY * math.sqrt(600 * 0.2 * 0.8)


def test_a_segment_is_asked_alone():
    table = {"name": "young", "share": 0.3, "risk_fear": 0.0}
    market = Market(Scenario.load("small").varied({"segments": [table]}), 3)
    of_segment = int((market.consumers.segment == 1).sum())
    assert {answer.n for answer in survey(market, segment="young") if answer.asked == "of all"} == {of_segment}
    with pytest.raises(ScenarioError, match="no segment is called 'yung'; did you mean 'young'"):
        survey(market, segment="yung")
