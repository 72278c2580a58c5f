"""Simulate: one run, at once or week by week, alone or beside others in threads, is the same run."""

import itertools
import operator
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario, compare, optimise, run, sweep
from wordofmouth.engine.cores import usable_cores
from wordofmouth.errors import ScenarioError
from wordofmouth.results.tables import digest
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.processes import Processes
from wordofmouth.runs.simulate import check_market, simulate, weeks
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design


def same(one, other):
    assert one.keys() == other.keys()
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)


@settings(max_examples=10)
@given(scenario=scenarios(), seed=seeds)
def test_a_run_is_the_same_at_once_and_week_by_week(scenario, seed):
    """And whether its network is built, found or given."""
    market = Market(scenario, seed, 1)
    market.run()
    networks, seen = Networks(), []
    for each in weeks(scenario, seed=seed, replication=1, networks=networks):
        seen.append(each.week)
    assert seen == list(range(scenario.weeks + 1))
    same(market.table(), each.table())
    found = simulate(scenario, seed=seed, replication=1, networks=networks)
    assert found.network is each.network
    same(market.table(), found.table())
    same(market.table(), simulate(scenario, seed=seed, replication=1, network=found.network).table())


def test_watchers_see_the_beginning_and_the_end_of_every_week():
    seen = []
    ended = simulate(Scenario.load("small"), seed=1, watch=[lambda run: seen.append((run.week, len(run.notes)))])
    assert [week for week, _ in seen] == list(range(ended.scenario.weeks + 1))


def test_no_week_is_lived_that_nobody_asks_for():
    seen = []
    passing = weeks(Scenario.load("small"), seed=1, watch=[lambda run: seen.append(run.week)])
    assert seen == []
    assert [run.week for run in itertools.islice(passing, 3)] == [0, 1, 2]
    assert seen == [0, 1, 2]


def test_what_needs_a_market_refuses_a_textbook():
    with pytest.raises(ScenarioError, match="'bass' has no market; this needs 'consumer'"):
        check_market(Scenario(model="bass"))


def at_once(work, jobs):
    """Return what work makes of each job, in a thread for each, all of which begin together."""
    gate = threading.Barrier(len(jobs))

    def begin(job):
        gate.wait()
        return work(job)

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(begin, jobs))


def test_runs_in_threads_do_not_mix():
    """Asked for by four threads at once, each with a seed of its own, results are those of one after the other."""

    def work(seed):
        result = run("small", replications=2, seed=seed, workers=0, by=["leader"], influence=True)
        tables = [result.arrow, result.baseline, result.groups, result.influence, result.leaders]
        return [digest(table) for table in tables]

    expected = [work(seed) for seed in range(4)]
    assert len({table for tables in expected for table in tables}) == 20
    assert at_once(work, range(4)) == expected


def test_tasks_in_threads_do_not_mix(tmp_path):
    """Sweeps, searches and comparisons too, whose workers keep networks from run to run."""

    def swept(seed):
        factors = {"campaign.leaders.count": [0, 5]}
        design = Design(name="leaders", scenario="small", replications=2, seed=seed, factors=factors)
        return sweep(
            design, out=tmp_path / threading.current_thread().name / str(seed), workers=0
        ).manifest.table_digest

    def searched(seed):
        fixed, vary = {"consumers": 100, "weeks": 6}, {"campaign.leaders.count": {"from": 0, "to": 9}}
        goal = Goal(
            scenario="small", budget=1000.0, trials=4, replications=3, fresh=3, seed=seed, fixed=fixed, vary=vary
        )  # fmt: skip
        return optimise(goal, workers=0).manifest.table_digest

    def compared(seed):
        plain = Scenario.load("small").varied(name="plain", campaign=[])
        return compare("small", plain, seed=seed, replications=2, workers=0).manifest.table_digest

    jobs = [(work, seed) for seed in (1, 2) for work in (swept, searched, compared)]
    expected = [work(seed) for work, seed in jobs]
    assert len(set(expected)) == len(jobs)
    assert at_once(lambda job: job[0](job[1]), jobs) == expected


@pytest.mark.parametrize("workers", [0, 1])
def test_processes_in_threads_keep_to_their_jobs(workers):
    """Each job has a worker of its own, here or in its processes, though their tasks alternate."""

    def work(job):
        with Processes(workers, partial(partial, operator.add), job) as processes:
            found = []
            for _, result in processes.run(range(50)):
                found.append(result)
                os.sched_yield()
            return sorted(found)

    assert at_once(work, [0, 1000, 2000]) == [list(range(job, job + 50)) for job in (0, 1000, 2000)]


def small(**changes):
    return Scenario.load("small").varied({"consumers": 100} | changes)


def test_networks_are_kept_by_what_decides_them():
    """Section and consumers; seed and replication too unless it is fixed."""
    networks = Networks()
    first = networks.of(small(), 1, 0)
    assert networks.of(small(weeks=3, **{"brand.quality": 0.9}), 1, 0) is first
    others = [
        networks.of(small(), 1, 1),
        networks.of(small(), 2, 0),
        networks.of(small(consumers=101), 1, 0),
        networks.of(small(**{"network.strong_share": 0.1}), 1, 0),
    ]
    assert len({network.digest for network in (first, *others)}) == 5
    assert len(networks) == 5


def test_a_network_in_a_file_is_one(tmp_path):
    """Whatever the seed; and one that was read already is not read again."""
    file = tmp_path / "ties.csv"
    file.write_text("a,b\n" + "".join(f"{i},{(i * 7 + 1) % 40}\n" for i in range(40)))
    scenario = small(consumers=40, **{"network.kind": "file", "network.path": str(file)})
    read = Networks().of(scenario, 0)
    networks = Networks()
    networks.add(scenario.network, read)
    assert networks.of(scenario, 1, 2) is read
    assert networks.of(scenario, 3, 4) is read


def test_another_file_of_the_same_name_is_another_network(tmp_path):
    """Even of the same size, written in the same moment: a network is known by what is in its file."""
    file, networks = tmp_path / "ties.csv", Networks()
    scenario = small(**{"network.kind": "file", "network.path": _ties(file, 7)})
    first = networks.of(scenario, 0)
    before = file.stat()
    _ties(file, 9)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    other = networks.of(scenario, 0)
    assert other.digest != first.digest
    _ties(file, 7)
    assert networks.of(scenario, 0).digest == first.digest


def _ties(file, stride):
    file.write_text("a,b\n" + "".join(f"{i:02},{(i * stride + 1) % 40:02}\n" for i in range(40)))
    return str(file)


def test_room_for_networks_is_bounded_by_ties():
    """Those used last stay; the last of all stays however many ties it has."""
    scenario = small()
    ties = len(Networks().of(scenario, 0, 0).targets)
    networks = Networks(most_ties=int(3.5 * ties))
    for replication in (0, 1, 2, 0, 3):
        networks.of(scenario, 0, replication)
    assert networks.n_ties <= 3.5 * ties
    kept = len(networks)
    assert kept < 4
    networks.of(scenario, 0, 0)
    assert len(networks) == kept
    tiny = Networks(most_ties=1)
    assert tiny.of(scenario, 0, 0) is tiny.of(scenario, 0, 0)
    assert len(tiny) == 1


def test_threads_that_want_one_network_build_it_once(monkeypatch):
    built = []
    generator = type(small().network)
    monkeypatch.setattr(generator, "build", lambda *given, build=generator.build: built.append(1) or build(*given))
    networks = Networks()
    found = at_once(lambda _: networks.of(small(), 5), range(6))
    assert all(network is found[0] for network in found)
    assert built == [1]


def test_a_network_that_cannot_be_built_is_asked_for_again(tmp_path):
    """No thread waits for ever, and a file that is mended is read."""
    file = tmp_path / "ties.csv"
    file.write_text("a,b\n1\n")
    scenario = small(**{"network.kind": "file", "network.path": str(file)})
    networks = Networks()
    for _ in range(2):
        with pytest.raises(ScenarioError):
            networks.of(scenario, 0)
    file.write_text("a,b\n1,2\n2,3\n")
    assert networks.of(scenario, 0).n == 3


def test_cores_are_those_that_may_be_used(monkeypatch):
    """On any system and Python: at least one, and no more than there are."""
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
    # Not as one of several workers of pytest, each of which has its share.
    monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)
    for name in ("process_cpu_count", "sched_getaffinity"):
        monkeypatch.delattr(os, name, raising=False)
        assert 1 <= usable_cores() <= (os.cpu_count() or 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    assert usable_cores() == 2
