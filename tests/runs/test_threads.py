"""Threads: runs side by side in one process are those of one after another, and nothing is begun that nobody wants."""

import threading

import pytest
import wordofmouth as wom
from patience import PATIENCE
from wordofmouth.runs import threads
from wordofmouth.runs.threads import side_by_side, useful_threads
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.compare import task as comparison
from wordofmouth.tasks.run import task as running


@pytest.mark.parametrize("preset", presets())
def test_threads_change_no_bit(preset, monkeypatch):
    """Of any preset, whatever its network, campaign and model."""
    scenario = Scenario.load(preset).varied({"weeks": 4})
    alone = wom.run(scenario, replications=3, workers=0)
    monkeypatch.setattr(running, "useful_threads", lambda *_: 3)
    assert wom.run(scenario, replications=3).manifest.is_same(alone.manifest)


def test_comparisons_and_recorded_runs_are_the_same_too(monkeypatch):
    """Who convinced whom, groups, and all markets of a comparison."""
    scenario = Scenario.load("small").varied({"weeks": 6})
    compared = scenario, scenario.varied({"brand.quality": 0.3})
    how = {"replications": 4, "influence": True, "by": ("leader",)}
    alone = wom.run(scenario, workers=0, **how), wom.compare(*compared, replications=4, workers=0)
    for module in (running, comparison):
        monkeypatch.setattr(module, "useful_threads", lambda *_: 3)
    both = wom.run(scenario, **how), wom.compare(*compared, replications=4)
    for now, then in zip(both, alone, strict=True):
        assert now.described().tables == then.described().tables


def test_tasks_are_done_at_once_and_each_once():
    """As many at a time as there are threads: each of three waits for the others."""
    meet = threading.Barrier(3, timeout=PATIENCE)

    def work(task):
        meet.wait()
        return task

    assert sorted(side_by_side(work, range(9), 3)) == list(range(9))


def test_one_thread_is_this_one():
    here = threading.get_ident()
    assert list(side_by_side(lambda _: threading.get_ident(), range(3), 1)) == [here] * 3


@pytest.mark.parametrize("n", [1, 3])
def test_an_error_of_a_task_is_raised_and_no_other_begun(n):
    begun = []

    def work(task):
        begun.append(task)
        raise KeyError(task)

    with pytest.raises(KeyError):
        list(side_by_side(work, range(100), n))
    assert len(begun) <= n


def test_whoever_asks_for_no_more_begins_no_more():
    begun, wanted_no_more, workers = [], threading.Event(), set()

    def work(task):
        begun.append(task)
        workers.add(threading.current_thread())
        if task:
            wanted_no_more.wait(PATIENCE)

    done = side_by_side(work, range(100), 2)
    next(done)
    done.close()
    wanted_no_more.set()
    for worker in workers:
        worker.join(PATIENCE)
    # The first, and what each of the two is at.
    assert len(begun) <= 3


def test_short_weeks_are_not_worth_a_thread(monkeypatch):
    monkeypatch.setattr(threads, "usable_cores", lambda: 64)
    large, small = Scenario(consumers=10_000), Scenario(consumers=1_000)
    assert useful_threads([large], 20) == 4
    assert useful_threads([large], 3) == 3
    assert useful_threads([large, small], 20) == 1
