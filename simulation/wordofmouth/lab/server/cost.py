"""Cost: how much work a market is, told from what a scenario says of it before anything of it is built.

It counts steps that take about as long: a brand of a consumer's in a week, a message that reaches somebody, a review
that is read; a tie that is built takes several. It is meant to tell a market that takes a second from one that takes
an hour; how long exactly one takes is held by a deadline besides.
"""

from wordofmouth.scenario.scenario import Scenario

# Measured, at some .1 microseconds a step: 2 million ties are built in a second.
_STEPS_A_TIE = 5
# Of a leader's followers, four are asked in a step whether they see a message; whoever does costs a step more.
_STEPS_A_FOLLOWER = 0.25


def work_of(scenario: Scenario) -> int:
    """Return how many steps a scenario's market takes: more where more is said, tied, sold, watched and read."""
    consumers, weeks = scenario.consumers, scenario.weeks
    ties = consumers * (scenario.network.degree(consumers) + scenario.leaders.share * _audience(scenario))
    a_week = 1.0
    if "campaigns" in scenario.model.knows:
        a_week = len(scenario.brands) * (1.0 + _messages(scenario) + _reviews(scenario))
    return round(_STEPS_A_TIE * ties + weeks * consumers * a_week)


def _audience(scenario: Scenario) -> float:
    return min(scenario.leaders.audience, float(scenario.consumers))


def _messages(scenario: Scenario) -> float:
    """Return how many messages an owner of one brand sends a week, to one each or to all of an audience."""
    speaking, leaders = scenario.behaviours["speaking"].model_dump(), scenario.leaders
    seen = max(_STEPS_A_FOLLOWER, scenario.channels["leaders"].model_dump()["reach"])
    heard = 1.0 + leaders.share * speaking["leader_talk"] * (1.0 + seen * _audience(scenario))
    return float(speaking["talk_rate"] * max(1.0, speaking["grievance"]) * heard)


def _reviews(scenario: Scenario) -> float:
    shopping, reviews = (part.model_dump() for part in (scenario.behaviours["shopping"], scenario.channels["reviews"]))
    return float(shopping["shopping_rate"] * max(shopping["season"]) * reviews["reviews_read"])
