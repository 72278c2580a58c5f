"""Kept runs: a sweep grows at the cost of what is new, and whatever is killed goes on from what it had done."""

import pickle

import pytest
from planted import RANGES, planted, scenario
from wordofmouth import Scenario, compare, run, seeds
from wordofmouth.runs import simulate as seam
from wordofmouth.runs.store import RunStore
from wordofmouth.tasks.calibrate.task import calibrate
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.seeds.under_the_market import under_the_market
from wordofmouth.tasks.sensitivity.task import sensitivity
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.tasks.validate import task as validating
from wordofmouth.tasks.validate.record import Validation
from wordofmouth.tasks.validate.task import validate

TINY = {"weeks": 8, "consumers": 60}
DESIGN = {
    "name": "grown",
    "title": "",
    "scenario": "small",
    "replications": 3,
    "fixed": TINY,
    "factors": {"brand.quality": [0.4, 0.8], "campaign.leaders.count": [0, 3]},
}


class Killed(BaseException):
    """Whatever ends a process in its midst."""


class Begun:
    """Counts the runs that are begun in this process, and ends it after so many."""

    def __init__(self, monkeypatch):
        self.runs, self.most, real = 0, None, seam.start

        def start(scenario, **how):
            if self.most is not None and self.runs >= self.most:
                raise Killed
            self.runs += 1
            return real(scenario, **how)

        monkeypatch.setattr(seam, "start", start)

    def of(self, work, most=None):
        """Return what some work came to, None if it was killed, and the runs that it has begun."""
        self.runs, self.most = 0, most
        try:
            return work(), self.runs
        except Killed:
            return None, self.runs


@pytest.fixture
def begun(monkeypatch):
    return Begun(monkeypatch)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


GROWN = {
    "a title": ({"title": "Another"}, 0),
    "replications": ({"replications": 5}, 4 * 2),
    "a level": ({"factors": DESIGN["factors"] | {"brand.quality": [0.2, 0.4, 0.8]}}, 2 * 3),
    "a factor whose old value is one of its levels": (
        {"factors": DESIGN["factors"] | {"brand.price": [60.0, 50.0]}},
        4 * 3,
    ),
    "fewer of all": ({"replications": 2, "factors": {"brand.quality": [0.8], "campaign.leaders.count": [3]}}, 0),
    "the order of levels and factors": (
        {"factors": {"campaign.leaders.count": [3, 0], "brand.quality": [0.8, 0.4]}},
        0,
    ),
    "another kind of design": (
        {"design": "list", "factors": {}, "cases": [{"brand.quality": 0.8, "campaign.leaders.count": 3}, {"weeks": 7}]},
        3,
    ),
    "until precise": ({"precision": {"half_width": 0.2, "at_most": 6}}, 4 * 3),
    "another seed": ({"seed": 1}, 4 * 3),
}


@pytest.mark.parametrize("change", GROWN)
def test_a_sweep_grows_at_the_cost_of_what_is_new(begun, tmp_path, change):
    changes, new = GROWN[change]
    design = Design(**DESIGN | changes)
    # The price of the preset is the old value of the new factor.
    assert design.base.brands[0].price == 60.0
    sweep(Design(**DESIGN), out=tmp_path / "kept" / "sweep", workers=0, store=tmp_path / "kept")
    how = {"out": tmp_path / "kept" / "sweep", "workers": 0, "store": tmp_path / "kept"}
    grown, simulated = begun.of(lambda: sweep(design, **how))
    assert simulated == new
    sweep(design, out=tmp_path / "fresh", workers=0)
    assert files(grown.folder) == files(tmp_path / "fresh")


def test_more_points_of_a_sequence_are_added_to_those_that_are_there(begun, tmp_path):
    sampled = {"design": "sobol", "factors": {"brand.quality": {"from": 0.2, "to": 0.9}}, "replications": 1}
    few, many = (Design(**DESIGN | sampled | {"points": points}) for points in (8, 16))
    sweep(few, out=tmp_path / "kept" / "sweep", workers=0, store=tmp_path / "kept")
    how = {"out": tmp_path / "kept" / "more", "workers": 0, "store": tmp_path / "kept"}
    grown, simulated = begun.of(lambda: sweep(many, **how))
    assert simulated == 8
    sweep(many, out=tmp_path / "fresh", workers=0)
    assert files(grown.folder) == files(tmp_path / "fresh")


def test_a_baseline_that_points_share_is_simulated_once(begun, tmp_path):
    design = Design(**DESIGN | {"baseline": True, "factors": {"campaign.leaders.count": [1, 2, 3]}})
    shared, simulated = begun.of(lambda: sweep(design, out=tmp_path / "a" / "sweep", workers=0, store=tmp_path / "a"))
    assert simulated == 3 * 3 + 3
    sweep(design, out=tmp_path / "fresh", workers=0)
    assert files(shared.folder) == files(tmp_path / "fresh")


def test_workers_keep_and_take_runs_too(tmp_path):
    for name, told in (("first", (0, 12)), ("second", (12, 0))):
        store = RunStore(tmp_path)
        sweep(Design(**DESIGN), out=tmp_path / name, workers=2, store=store)
        assert store.session() == told
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_one_task_takes_what_another_has_kept(begun, tmp_path):
    sweep(Design(**DESIGN), out=tmp_path / "sweep", workers=0, store=tmp_path)
    base = Scenario.load("small").varied(TINY | {"campaign.leaders.count": 0})
    others = [base.varied({"name": name, "brand.quality": value}) for name, value in (("poor", 0.4), ("good", 0.8))]
    both, simulated = begun.of(lambda: compare(*others, replications=3, workers=0, store=tmp_path))
    # Their baselines alone are new.
    assert simulated == 2 * 3
    assert compare(*others, replications=3, workers=0).differences(both) == []


def _values(result):
    """Return what came out, as bytes."""
    return pickle.dumps([(name, result.arrow[name].to_pylist()) for name in result.arrow.column_names])


def _run(store, _folder):
    return _values(run(Scenario.load("small").varied(TINY), replications=5, workers=0, store=store))


def _compare(store, _folder):
    base = Scenario.load("small").varied(TINY)
    better = base.varied({"name": "better", "brand.quality": 0.9})
    return _values(compare(base, better, replications=3, precision=0.3, workers=0, store=store))


def _sweep(store, folder):
    return _values(sweep(Design(**DESIGN), out=folder, force=True, workers=0, store=store))


def _sensitivity(store, folder):
    factors = {"brand.quality": {"from": 0.2, "to": 0.9}, "brand.price": {"from": 80.0, "to": 120.0}}
    design = Design(**DESIGN | {"design": "saltelli", "points": 8, "replications": 2, "factors": factors})
    return pickle.dumps(sensitivity(design, out=folder, force=True, workers=0, store=store).factors)


def _optimise(store, _folder):
    asked = {
        "name": "tiny",
        "scenario": Scenario.load("small").varied(TINY).model_dump(mode="json"),
        "budget": 100.0,
        "trials": 4,
        "replications": 2,
        "fresh": 2,
        "vary": {"campaign.leaders.count": {"from": 0, "to": 20}},
    }
    return _values(optimise(Goal(**asked), workers=0, store=store))


def _calibrate(store, _folder):
    _, observed = planted(8, weeks=12)
    found = calibrate(
        scenario(consumers=200, weeks=12), observed, ranges=RANGES, trials=4, seed=3, workers=0, store=store
    )
    return _values(found) + pickle.dumps([found.draws.to_pylist(), found.market, found.forecast])


def _seeds(store, _folder):
    asked = {"candidates": 3, "replications": 2, "proposers": ["degree_discount"], "store": RunStore.of(store)}
    found = under_the_market(Scenario.load("small").varied(TINY), 2, **asked)
    return pickle.dumps([found.how, found.seeds.tolist(), found.values, found.without, found.tried])


@pytest.mark.parametrize(
    "task", [_run, _compare, _sweep, _sensitivity, _optimise, pytest.param(_calibrate, marks=pytest.mark.slow), _seeds]
)
@pytest.mark.parametrize("share", [0.3, pytest.param(0.6, marks=pytest.mark.slow)])
def test_a_task_that_is_killed_goes_on_from_what_it_had_done(begun, tmp_path, task, share):
    """Runs that were at their end are not simulated again, and what comes out is the same to the byte."""
    kept = tmp_path / "kept"
    kept.mkdir()
    whole, in_all = begun.of(lambda: task(None, tmp_path / "whole"))
    after = max(1, int(share * in_all))
    assert begun.of(lambda: task(kept, kept / "result"), most=after) == (None, after)
    again, left = begun.of(lambda: task(kept, kept / "result"))
    assert again == whole
    assert 0 < left <= in_all - after + 1
    assert begun.of(lambda: task(kept, kept / "result"))[1] <= 1


CASES = ("bass_curve", "talk_regression")


def test_cases_that_were_measured_are_not_measured_again(tmp_path, monkeypatch):
    real, measured, may = validating.measured, [], [True]

    def measure(case):
        if not may:
            raise Killed
        may.pop()
        measured.append(real(case))
        return measured[-1]

    monkeypatch.setattr(validating, "measured", measure)
    with pytest.raises(Killed):
        validate(CASES, short=True, workers=0, store=tmp_path)
    may.append(True)
    again = validate(CASES, short=True, workers=0, store=tmp_path)
    assert sorted(one.case for one in measured) == sorted(CASES)
    # It has the digests of checks and of lines.
    assert again.manifest == Validation.of(sorted(measured, key=lambda one: CASES.index(one.case)), short=True).manifest
    assert again.outcomes[0].seconds > 0
    again.save(tmp_path / "validation")


def test_seeds_of_cascades_are_kept(tmp_path, monkeypatch):
    asked = {"model": "weighted_cascade", "count": 3, "strategy": "all", "runs": 100}
    first = seeds("small", store=tmp_path, **asked)
    monkeypatch.setattr("wordofmouth.tasks.seeds.task._choice", None)
    again = seeds("small", store=tmp_path, **asked)
    for one, other in zip(first.choices, again.choices, strict=True):
        assert one._replace(seeds=one.seeds.tolist()) == other._replace(seeds=other.seeds.tolist())
        assert one.seeds.dtype == other.seeds.dtype
