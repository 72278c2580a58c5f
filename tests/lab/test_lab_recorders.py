"""Recorders: they take turns, none has all the time, nothing is recorded for nobody, and what a market costs."""

import math
import threading
from types import SimpleNamespace

import pytest
from patience import PATIENCE, until
from wordofmouth.errors import LimitReached
from wordofmouth.lab.server import session as sessions
from wordofmouth.lab.server.session import Session, readable
from wordofmouth.lab.server.visitors import IN_CLASS, Visitors
from wordofmouth.player import recorders
from wordofmouth.player.recorders import TOO_LONG, Recorders
from wordofmouth.player.recording import Recording, Recordings
from wordofmouth.scenario.scenario import Scenario

EVERYBODY_SHOPS = {"behaviours.shopping.shopping_rate": 1.0}
EIGHT = [{"name": f"b{place}"} for place in range(8)]


@pytest.fixture(scope="module")
def scenario():
    return readable(Scenario.load("launch"))


class Sliced(Recording):
    """A recording of nothing, of which each slice is told, and takes as long as a clock says."""

    def __init__(self, name, owner, told, slices, gate=None, most_seconds=math.inf):
        super().__init__(readable(Scenario.load("small")), 0, owner, most_seconds)
        self.name, self.told, self.count, self.gate = name, told, slices, gate

    def slices(self):
        for _ in range(self.count):
            if self.gate:
                self.gate.wait(PATIENCE)
            self.told(self.name)
            yield
        self._end()


def test_whoever_comes_last_is_served_before_whoever_has_taken_most(monkeypatch):
    """However much the others ask for: the next slice is that of who has taken the least time."""
    now, order, gate = [0.0], [], threading.Event()
    monkeypatch.setattr(recorders, "time", SimpleNamespace(thread_time=lambda: now[0]))

    def told(name):
        order.append(name)
        now[0] += 1.0
        if order == ["long"] * 3:
            for each in ("short", "shorter"):
                threads.record(Sliced(each, each, told, 2))

    threads = Recorders(most=1)
    threads.record(long := Sliced("long", "a", told, 9, gate))
    gate.set()
    until(lambda: long.is_over)
    assert sorted(order[3:7]) == ["short", "short", "shorter", "shorter"]
    assert order[7:] == ["long"] * 6


def test_no_visitor_has_two_recorded_at_once():
    """Three threads and three recordings of one visitor's: another visitor's finds a thread free."""
    gate, under_way, most, order = threading.Event(), set(), [], []

    def told(name):
        under_way.add(name)
        most.append(len([name for name in under_way if name.startswith("hers")]))
        order.append(name)
        under_way.discard(name)

    threads = Recorders(most=3)
    hers = [Sliced(f"hers {place}", "her", told, 5, gate) for place in range(3)]
    his = Sliced("his", "him", told, 5)
    for recording in (*hers, his):
        threads.record(recording)
    until(lambda: his.is_over)
    assert order == ["his"] * 5
    gate.set()
    until(lambda: all(recording.is_over for recording in hers))
    assert max(most) == 1


def test_what_takes_more_time_than_it_may_is_given_up_and_said_to_be(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(recorders, "time", SimpleNamespace(thread_time=lambda: now[0]))

    def told(_):
        now[0] += 1.0

    threads = Recorders(most=1)
    endless, other = Sliced("endless", "a", told, 10**9, most_seconds=3.0), Sliced("other", "b", told, 3)
    for recording in (endless, other):
        threads.record(recording)
    until(lambda: endless.is_over and other.is_over)
    assert (endless.error, endless.seconds) == (TOO_LONG, 4.0)
    assert not other.error
    assert not endless.is_whole


def test_nothing_is_recorded_before_a_browser_plays_it(scenario, monkeypatch):
    """A page that is fetched and never opened costs no market."""
    begun = []
    kept = Recordings(start=lambda recording: (begun.append(recording), recording.record()))
    monkeypatch.setattr(sessions, "RECORDINGS", kept)
    fetched, opened = (Session(Visitors().enter()) for _ in range(2))
    fetched.begin(scenario, 1)
    opened.begin(scenario, 2)
    assert begun == []
    opened.open()
    assert [recording.seed for recording in begun] == [2]
    opened.reseed(3)
    assert [recording.seed for recording in begun] == [2, 3]
    kept.begin(fetched.recording.key)
    kept.begin(fetched.recording.key)
    assert [recording.seed for recording in begun] == [2, 3, 1]


@pytest.mark.parametrize(
    ("changes", "is_allowed"),
    [
        ({}, True),
        ({"network": {"kind": "random", "mean_degree": 100}}, True),
        ({"brands": EIGHT}, True),
        ({"network": {"kind": "random", "mean_degree": 1000}, "weeks": 1}, True),
        ({"network": {"kind": "random", "mean_degree": 1000}, "brands": EIGHT} | EVERYBODY_SHOPS, False),
        ({"network": {"kind": "complete"}, "brands": EIGHT}, False),
        ({"behaviours.speaking.talk_rate": 20.0}, False),
        ({"leaders.share": 1.0, "leaders.audience": 2_000.0}, False),
        ({"behaviours.shopping.shopping_rate": 1.0, "channels.reviews.reviews_read": 100}, False),
        ({"channels.community.visit_rate": 1.0, "channels.community.forum_reads": 3}, True),
        ({"channels.community.visit_rate": 1.0, "channels.community.forum_reads": 50, "brands": EIGHT}, False),
    ],
)
def test_a_market_costs_what_its_ties_brands_rates_and_weeks_do(changes, is_allowed):
    """Two thousand people and 200 weeks are within a pupil's limits; not with everything else at its largest."""
    visitor = Visitors(IN_CLASS).enter()
    scenario = Scenario.load("launch").varied({"consumers": 2_000, "weeks": 200, "campaign": [], "variants": {}})
    scenario = scenario.varied(changes)
    if is_allowed:
        visitor.check(scenario)
    else:
        with pytest.raises(LimitReached) as error:
            visitor.check(scenario)
        assert error.value.reason == "work"
