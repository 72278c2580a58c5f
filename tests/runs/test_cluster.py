"""Clusters: workers elsewhere, which see no disk of whoever asks, give the bytes of this machine, whatever the task."""

import sys
from pathlib import Path

import pytest
from dask_cluster import DaskCluster, dask_cluster, end
from in_process import wom
from wordofmouth import Scenario, calibrate, compare
from wordofmouth.errors import ClusterError, LostClusterError
from wordofmouth.runs.clusters import cluster as clusters
from wordofmouth.runs.store import RunStore
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.sensitivity.task import sensitivity
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.tasks.validate.task import validate
from wordofmouth.tasks.worlds.task import with_worlds

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended as groups")

SMALL = {"consumers": 60, "weeks": 4}
TIES = "".join(f"a{n},a{(n * 7 + 1) % 60}\n" for n in range(60))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this machine, which workers do not see: designs, and the networks that they name."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "ties.csv").write_text("from,to\n" + TIES)
    (folder / "people.csv").write_text("from,to\n" + TIES + "b1,b2\n")
    (folder / "other.toml").write_text('weeks = 4\n[network]\nkind = "file"\npath = "people.csv"\n')
    (folder / "list.csv").write_text("brand.quality,scenario\n0.4,other.toml\n0.9,own.toml\n")
    (folder / "own.toml").write_text('weeks = 5\n[network]\nkind = "file"\npath = "ties.csv"\n')
    (folder / "listed.toml").write_text(
        'scenario = "own.toml"\ndesign = "list"\ntable = "list.csv"\nreplications = 3\n'
    )
    (folder / "sales.csv").write_text("period,sales\n" + "".join(f"{week},{3 * week}\n" for week in range(1, 9)))
    return folder


@pytest.fixture(scope="module")
def cluster(here, tmp_path_factory):
    """Two workers that see nothing of it."""
    with dask_cluster(tmp_path_factory.mktemp("there"), unseen=here) as begun:
        yield begun


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def test_a_sweep_without_a_shared_folder_gives_the_bytes_of_one_machine(here, cluster, monkeypatch):
    """Files that points name come along: two networks and a scenario, from a folder told relative to this process."""
    monkeypatch.chdir(here)
    sweep("listed.toml", out="one", workers=0)
    result = sweep("listed.toml", out="cluster", cluster=cluster.address)
    assert result.failures == []
    assert files(here / "cluster") == files(here / "one")
    assert {path.name for path in (here / "cluster").iterdir()} == {path.name for path in (here / "one").iterdir()}


def test_a_shared_folder_is_used(cluster, tmp_path, monkeypatch):
    """Workers that see the folder leave parts in it, and nothing comes over the wire."""

    def refuse(*given):
        raise AssertionError("a part came over the wire")

    monkeypatch.setattr("wordofmouth.tasks.sweep.worker.SentPart.put", refuse)
    design = Design(scenario="small", fixed=SMALL, factors={"brand.quality": [0.4, 0.9]}, replications=2)
    sweep(design, out=tmp_path / "one", workers=0)
    sweep(design, out=tmp_path / "cluster", cluster=cluster.address)
    assert files(tmp_path / "cluster") == files(tmp_path / "one")


def test_what_workers_make_is_kept_where_it_was_asked_for(here, cluster, monkeypatch):
    """And is given to none of them again."""
    design = Design(scenario="small", fixed=SMALL, factors={"brand.quality": [0.4, 0.9]}, replications=2)
    first = RunStore(here / "kept")
    sweep(design, out=here / "first", cluster=cluster.address, store=first)
    assert first.size().runs == 4
    given = []
    monkeypatch.setattr(clusters, "_do", lambda task, job: given.append(task))
    sweep(design, out=here / "second", cluster=cluster.address, store=RunStore(here / "kept"))
    assert not given
    assert files(here / "second") == files(here / "first")


def _scenario(here: Path) -> Scenario:
    return Scenario.load(here / "own.toml")


def _compared(here, **where):
    own = _scenario(here)
    return compare(own, own.varied({"brand.quality": 0.1}), replications=2, **where).manifest.table_digest


def _worlds(here, **where):
    own = _scenario(here)
    result = compare(own, own.varied({"brand.quality": 0.1}), replications=2, workers=0)
    return with_worlds(result, 10, **where).over.outcomes.tolist()


def _calibrated(here, **where):
    about = {"ranges": {"brand.quality": {"from": 0.3, "to": 0.9}}, "trials": 10, "weeks_per_period": 1}
    own = _scenario(here).varied(weeks=8)
    return calibrate(own, here / "sales.csv", **about, **where).scenario


def _optimised(here, **where):
    own = Scenario.load("small").varied({**SMALL, "network": {"kind": "file", "path": str(here / "ties.csv")}})
    vary = {"campaign.leaders.count": {"from": 0, "to": 9}}
    goal = Goal(scenario=own.model_dump(mode="json"), budget=9.0, vary=vary, trials=2, replications=2, fresh=2)
    return optimise(goal, **where).manifest.table_digest


def _sensitive(here, **where):
    factors = {"brand.known_by": {"from": 0.1, "to": 0.9}, "brand.quality": {"from": 0.1, "to": 0.9}}
    design = Design(scenario=str(here / "own.toml"), design="morris", points=4, factors=factors, replications=2)
    return sensitivity(design, out=here / ("there" if "cluster" in where else "alone"), **where).factors


def _validated(here, **where):
    # As it is written, since what is missing (nan) is not equal to itself.
    return repr([outcome.checks for outcome in validate(["bass_agents"], short=True, **where).outcomes])


TASKS = {
    "compare": _compared,
    "optimise": _optimised,
    "sensitivity": _sensitive,
    "worlds": pytest.param(_worlds, marks=pytest.mark.slow),
    "calibrate": pytest.param(_calibrated, marks=pytest.mark.slow),
    "validate": pytest.param(_validated, marks=pytest.mark.slow),
}


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_a_task_says_the_same_as_on_one_machine(here, cluster, task):
    assert task(here, cluster=cluster.address) == task(here, workers=0)


@pytest.mark.parametrize("command", ["sweep", "compare", "calibrate", "optimise", "sensitivity", "validate"])
def test_every_long_command_takes_a_cluster(command):
    assert "--cluster" in wom(command, "--help")[1]


class TestLost:
    """Whatever is lost ends in one line that says how to go on, and going on it ends as if nothing had happened."""

    @pytest.fixture
    def begun(self, tmp_path):
        with dask_cluster(tmp_path / "there", workers=1) as begun:
            yield begun

    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch):
        monkeypatch.setattr(clusters, "_LOOK", 0.1)
        monkeypatch.setattr(clusters, "_PATIENCE", 0.0)

    @pytest.mark.slow
    @pytest.mark.parametrize(("lost", "line"), [("scheduler", "scheduler was lost"), ("workers", "all workers")])
    def test_a_sweep(self, begun: DaskCluster, tmp_path, lost, line):
        design = Design(scenario="small", fixed={"weeks": 40}, factors={"brand.quality": [0.4, 0.9]}, replications=60)

        def lose(progress):
            if progress.runs:
                for process in [begun.scheduler] if lost == "scheduler" else begun.workers:
                    end(process)

        with pytest.raises(LostClusterError) as caught:
            sweep(design, out=tmp_path / "sweep", cluster=begun.address, progress=lose)
        assert line in str(caught.value)
        assert "what is done is kept, and `resume` goes on" in str(caught.value)
        assert len(str(caught.value).splitlines()) == 1
        there = list((tmp_path / "sweep" / "parts").glob("*.outcomes.parquet"))
        assert there
        sweep(design, out=tmp_path / "sweep", resume=True, workers=0)
        sweep(design, out=tmp_path / "whole", workers=0)
        assert files(tmp_path / "sweep") == files(tmp_path / "whole")

    def test_a_command_tells_the_command_that_goes_on(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        def lose(*given):
            raise LostClusterError("cluster: tcp://nowhere:1: the scheduler was lost; start it again")

        monkeypatch.setattr(clusters.Cluster, "__enter__", lose)
        for words in (["compare", "bloggers"], ["validate", "bass_agents", "--short"]):
            monkeypatch.setattr(sys, "argv", ["wom", *words])
            status, _, complaint = wom(*words, "--cluster", "tcp://nowhere:1")
            assert status == 2
            (line,) = complaint.strip().splitlines()
            assert line.endswith(f"what is done is kept. To go on: wom {' '.join(words)} --resume")


def test_a_scheduler_that_does_not_answer_is_told(tmp_path):
    with pytest.raises(ClusterError, match="no scheduler answers there"):
        compare(
            "small", Scenario.load("small").varied({"brand.quality": 0.1}), replications=1, cluster="tcp://127.0.0.1:9"
        )
