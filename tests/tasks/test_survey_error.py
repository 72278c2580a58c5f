"""The survey's own sampling error: drawn once a run, shared by what is compared, told apart from simulation error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordofmouth.engine.randomness import run_key
from wordofmouth.market.decision import with_sampling_error
from wordofmouth.market.market import Market
from wordofmouth.results.tables import digest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import Survey
from wordofmouth.statistics.adoption_table import cube
from wordofmouth.tasks.run.finding import rests_on
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.run.task import run


@settings(max_examples=20)
@given(st.floats(0.05, 0.95), st.integers(10, 10_000))
def test_percentages_are_drawn_as_well_as_so_many_answers_tell_them(share, asked):
    """Mean and spread over runs are those of the posterior, and both percentages are drawn apart."""
    survey = Survey(follow_praise=share, heed_criticism=share, asked=asked)
    drawn = [with_sampling_error(survey, run_key(0, number)) for number in range(400)]
    praise, criticism = (
        np.array([getattr(one, name) for one in drawn]) for name in ("follow_praise", "heed_criticism")
    )
    middle = (share * asked + 0.5) / (asked + 1)
    deviation = np.sqrt(middle * (1 - middle) / (asked + 2))
    for values in (praise, criticism):
        assert values.mean() == pytest.approx(middle, abs=5 * deviation / np.sqrt(len(values)))
        assert values.std() == pytest.approx(deviation, rel=0.25)
    assert abs(np.corrcoef(praise, criticism)[0, 1]) < 0.25


def test_without_a_number_asked_the_percentages_are_exact():
    """A survey that tells not how many it asked is taken as it is."""
    survey = Survey()
    assert with_sampling_error(survey, run_key(0)) is survey


def test_what_is_compared_has_one_survey():
    """The draw goes by the run alone: other prices, rivals and campaigns leave it as it is."""
    scenario = Scenario.load("small").varied({"survey.asked": 50})
    other = scenario.varied({"brand.price": 10.0, "brand.quality": 0.2})
    for replication in range(5):
        assert Market(scenario, replication=replication).survey == Market(other, replication=replication).survey
    assert Market(scenario, replication=0).survey != Market(scenario, replication=1).survey


def test_a_run_tells_it_apart_from_simulation_error(tmp_path):
    """The same runs under the survey's own percentages are kept, and a sentence says how far its error moves them."""
    exact = run("small", replications=6, workers=0)
    scenario = Scenario.load("small").varied({"survey.asked": 40})
    result = run(scenario, replications=6, workers=0)
    assert cube(result.exact_survey, "penetration").tolist() == cube(exact.arrow, "penetration").tolist()
    assert cube(result.arrow, "penetration").tolist() != cube(exact.arrow, "penetration").tolist()
    assert "The survey asked 40 people: its sampling error moves the share who buy by" in rests_on(result)
    assert "survey asked" not in rests_on(exact)
    result.save(tmp_path / "asked")
    assert digest(Result.load(tmp_path / "asked").exact_survey) == digest(result.exact_survey)


def test_the_fewer_were_asked_the_further_runs_move():
    """The difference that the error makes has a spread that shrinks as more are asked."""
    spreads = []
    for asked in (10, 10_000):
        result = run(Scenario.load("small").varied({"survey.asked": asked, "weeks": 12}), replications=40, workers=0)
        moved = cube(result.arrow, "penetration") - cube(result.exact_survey, "penetration")
        spreads.append(np.std(moved[:, -1, 0]))
    assert spreads[0] > 2 * spreads[1]
