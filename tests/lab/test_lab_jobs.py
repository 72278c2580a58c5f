"""Jobs at the desk: each is served in turn, may be cancelled, and takes no longer than it may."""

import threading
from itertools import pairwise

import pytest
from patience import PATIENCE, until
from wordofmouth.errors import LimitReached, QueueFull, SizeError, WordOfMouthError
from wordofmouth.lab.server.jobs import Jobs
from wordofmouth.runs.cost import Cost

SMALL = Cost(0.01, 1_000, 0)


def work(said, name, slices):
    """Return a job that says when it has had a slice, and works for a moment in each."""

    def does(tell):
        for place in range(slices):
            said.append(name)
            sum(range(20_000))
            tell((place + 1) / slices)
        return name

    return does


def begun_together(jobs, works):
    """Ask for jobs, none of which goes on before all have been asked for; return them when they are over."""
    gate, entered = threading.Event(), threading.Event()

    def holds(tell):
        entered.set()
        assert gate.wait(PATIENCE)

    first = jobs.ask("holder", holds, SMALL, 1e9)
    assert entered.wait(PATIENCE)
    asked = [jobs.ask(f"visitor {place}", each, SMALL, 1e9) for place, each in enumerate(works)]
    gate.set()
    for job in (first, *asked):
        until(lambda job=job: job.is_over)
    return asked


def test_thirty_visitors_are_served_in_turn():
    """Nobody has two slices more than somebody who is not done yet has had."""
    said = []
    asked = begun_together(Jobs(), [work(said, place, 4) for place in range(30)])
    assert [job.result for job in asked] == list(range(30))
    firsts = [said.index(place) for place in range(30)]
    assert max(firsts) < said.index(said[0], 1) + 30, "somebody waited for the whole job of another"
    assert len(said) == 120


def test_a_small_job_does_not_wait_for_a_giant():
    said = []
    giant, small = begun_together(Jobs(), [work(said, "giant", 800), work(said, "small", 3)])
    assert (giant.result, small.result) == ("giant", "small")
    assert len(said) - 1 - said[::-1].index("small") < 200


def test_who_leaves_is_served_no_longer():
    jobs, slices = Jobs(), []

    def endless(tell):
        while True:
            slices.append(1)
            tell(0.5)

    job = jobs.ask("a", endless, SMALL, 1e9)
    until(lambda: len(slices) > 3)
    jobs.cancel("a")
    assert job.is_over
    assert job.cancelled
    assert jobs.ahead("b") == 0
    done = jobs.ask("b", lambda tell: "done", SMALL, 1e9)
    until(lambda: done.is_over)
    assert done.result == "done"
    count = len(slices)
    again = jobs.ask("b", lambda tell: "again", SMALL, 1e9)
    until(lambda: again.is_over)
    assert len(slices) == count


def test_a_visitor_has_one_job_at_a_time():
    jobs = Jobs()

    def endless(tell):
        while True:
            tell(0.1)

    first = jobs.ask("a", endless, SMALL, 1e9)
    second = jobs.ask("a", lambda tell: 2, SMALL, 1e9)
    until(lambda: second.is_over)
    assert (first.cancelled, second.result) == (True, 2)


def test_what_takes_too_long_ends():
    jobs = Jobs()

    def endless(tell):
        while True:
            sum(range(100_000))
            tell(0.1)

    job = jobs.ask("a", endless, SMALL, 0.01)
    until(lambda: job.is_over)
    assert isinstance(job.error, LimitReached)


def test_mistakes_are_kept_for_the_page():
    jobs = Jobs()

    def wrong(tell):
        raise WordOfMouthError("this cannot be")

    job = jobs.ask("a", wrong, SMALL, 10)
    until(lambda: job.is_over)
    assert str(job.error) == "this cannot be"


def test_what_there_is_no_memory_for_is_refused():
    with pytest.raises(SizeError, match="memory"):
        Jobs().ask("a", lambda tell: None, Cost(1, 1e18, 0), 10)


def test_the_line_is_bounded():
    jobs, gate = Jobs(most_waiting=2), threading.Event()
    for visitor in ("a", "b"):
        jobs.ask(visitor, lambda tell: gate.wait(PATIENCE), SMALL, 10)
    with pytest.raises(QueueFull):
        jobs.ask("c", lambda tell: None, SMALL, 10)
    gate.set()


def test_the_pace_is_learnt():
    """What is told before a job begins comes nearer to what such jobs take."""
    jobs, told = Jobs(), []
    for visitor in "abcdef":
        told.append(jobs.told(1.0))
        job = jobs.ask(visitor, lambda tell: sum(range(10_000)), Cost(1_000.0, 1, 0), 1e9)
        until(lambda job=job: job.is_over)
    assert all(later < earlier for earlier, later in pairwise(told))
