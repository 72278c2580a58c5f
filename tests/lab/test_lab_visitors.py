"""What a visitor may ask for, and that she is forgotten when gone."""

import threading

import pytest
from wordofmouth import Scenario
from wordofmouth.errors import LimitReached
from wordofmouth.lab.server.visitors import IDLE, IN_CLASS, MOST_VISITORS, Visitors

SMALL = Scenario(consumers=200, weeks=10)


class Clock:
    """A clock that is put forward by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        (Scenario(consumers=2_001, weeks=10), "consumers"),
        (Scenario(consumers=200, weeks=261), "weeks"),
        (Scenario(consumers=2_000, weeks=200, behaviours={"speaking": {"talk_rate": 20.0}}), "work"),
    ],
)
def test_too_large_a_market_is_refused(scenario, reason):
    with pytest.raises(LimitReached) as refused:
        Visitors(IN_CLASS).enter().begin(scenario)
    assert (refused.value.reason, refused.value.limit) == (reason, getattr(IN_CLASS, reason))


def test_markets_are_counted_by_the_minute():
    """As many as a minute has are free; then they come back one by one, and no more than there were."""
    visitor = Visitors(IN_CLASS, clock := Clock()).enter()
    visitor.begin(SMALL, markets=60)
    with pytest.raises(LimitReached, match="markets_a_minute: at most 60"):
        visitor.begin(SMALL)
    clock.now += 1.0
    visitor.begin(SMALL)
    clock.now += 1000.0
    visitor.begin(SMALL, markets=60)
    with pytest.raises(LimitReached):
        visitor.begin(SMALL)


def test_a_refused_market_costs_nothing():
    visitor = Visitors(IN_CLASS, Clock()).enter()
    for _ in range(100):
        with pytest.raises(LimitReached):
            visitor.begin(Scenario(consumers=5_000))
    visitor.begin(SMALL, markets=60)


def test_the_idle_are_forgotten_and_the_busy_stay():
    visitors = Visitors(clock=(clock := Clock()))
    idle, busy = visitors.enter(), visitors.enter()
    clock.now += IDLE
    assert visitors.find(busy.token) is busy
    clock.now += 1.0
    assert visitors.free_idle() == [idle.token]
    assert visitors.find(idle.token) is None
    visitors.leave(busy.token)
    visitors.leave(busy.token)
    assert len(visitors) == 0


def test_the_house_can_be_full():
    visitors = Visitors(clock=(clock := Clock()))
    tokens = {visitors.enter().token for _ in range(MOST_VISITORS)}
    assert len(tokens) == MOST_VISITORS
    with pytest.raises(LimitReached):
        visitors.enter()
    clock.now += IDLE + 1
    assert visitors.enter().token not in tokens


def test_threads_do_not_get_more_than_there_is():
    visitor, granted = Visitors(IN_CLASS, Clock()).enter(), []

    def ask() -> None:
        for _ in range(20):
            try:
                visitor.begin(SMALL)
            except LimitReached:
                return
            granted.append(1)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == IN_CLASS.markets_a_minute
