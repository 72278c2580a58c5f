"""Runs: the same bits whatever the number of processes, alone or in a batch; folders that are never harmed."""

import contextlib
import json

import numpy as np
import pytest
from wordofmouth import Market, Result, Scenario, run
from wordofmouth.errors import FolderError, ManifestError, TableError
from wordofmouth.results.files import atomic, new_folder
from wordofmouth.tasks.run.finding import worth


@pytest.fixture(scope="module")
def small():
    return run("small", replications=4, seed=3, workers=0)


def test_workers_change_nothing_to_the_byte(small, tmp_path):
    """In this process, in one other and in two, the file of the table has the same bytes."""
    files = []
    for workers in (0, 1, 2):
        result = run("small", replications=4, seed=3, workers=workers)
        folder = result.save(tmp_path / str(workers), figure=False)
        files.append([(folder / name).read_bytes() for name in ("table.parquet", "baseline.parquet")])
        assert small.differences(result) == []
    assert files[0] == files[1] == files[2]


def test_a_run_is_the_same_alone_and_in_a_batch(small):
    for replication in range(4):
        market = Market(Scenario.load("small"), 3, replication)
        market.run()
        rows = small.table[small.table["replication"] == replication]
        for name, values in market.table().items():
            np.testing.assert_array_equal(rows[name].to_numpy(), values, err_msg=name)


def test_the_baseline_is_the_market_without_the_campaign(small):
    plain = run(Scenario.load("small").without_campaign(), replications=4, seed=3, workers=0)
    assert plain.manifest.table_digest == small.manifest.baseline_digest
    assert plain.baseline is None
    assert worth(plain) == ""
    assert len(small.manifest.network_digests) == 4
    assert run("small", replications=1, workers=0, baseline=False).baseline is None


def test_a_network_from_a_file_is_read_once_for_all(tmp_path, monkeypatch):
    """And every run and baseline lives on it."""
    (tmp_path / "ties.csv").write_text("a,b\n" + "".join(f"{i},{(i * 7 + 1) % 40}\n" for i in range(40)))
    scenario = Scenario.load("small").varied({"network.kind": "file", "network.path": str(tmp_path / "ties.csv")})
    built = []
    generator = type(scenario.network)
    monkeypatch.setattr(generator, "build", lambda *given, build=generator.build: built.append(1) or build(*given))
    result = run(scenario, replications=3, workers=0)
    assert len(built) == 1
    assert len(result.manifest.network_digests) == 1


def test_more_replications_leave_the_first_as_they_were(small):
    fewer = run("small", replications=2, seed=3, workers=0).table
    assert fewer.equals(small.table[small.table["replication"] < 2])


def test_replications_and_seeds_differ(small):
    final = small.table.groupby("replication")["buyers"].apply(tuple)
    assert len(set(final)) == 4
    assert small.differences(run("small", replications=4, seed=4, workers=0))


def test_a_result_is_kept_and_read_back(small, tmp_path):
    folder = small.save(tmp_path / "kept", csv=True)
    assert sorted(path.name for path in folder.iterdir()) == [
        "adoption.png",
        "baseline.csv",
        "baseline.parquet",
        "manifest.json",
        "table.csv",
        "table.parquet",
    ]
    again = Result.load(folder)
    files = sorted({path.name for path in folder.iterdir()} - {"manifest.json"})
    written = small.described().listing(folder, files)
    assert written.files == tuple(files)
    assert again.manifest == written.model_copy(update={"seal": again.manifest.seal})
    assert small.differences(again) == []
    assert again.consumers == 200
    assert Result.load(folder / "manifest.json").differences(small) == []


def test_progress_counts_to_the_end():
    done = []
    run("small", replications=3, workers=0, progress=done.append)
    assert done == [1, 2, 3]


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"seed": -1}, {"seed": 2**63}])
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        run("small", **{"workers": 0, **wrong})


def test_a_folder_with_other_things_is_left_alone(small, tmp_path):
    """Refused, unless forced; an earlier result and nothing else is replaced."""
    folder = tmp_path / "mine"
    small.save(folder, figure=False)
    small.save(folder, figure=False, csv=True)
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderError, match=r"thesis\.txt.*`force`"):
        small.save(folder, figure=False)
    assert (folder / "thesis.txt").read_text() == "years of work"
    small.save(folder, figure=False, force=True)
    assert not (folder / "thesis.txt").exists()
    with pytest.raises(FolderError, match="this is a file"):
        small.save(folder / "manifest.json")


def test_a_failure_leaves_nothing_half_written(small, tmp_path):
    """Neither of a file nor of a folder, and what was there before stays."""
    folder = small.save(tmp_path / "result", figure=False)
    before = (folder / "table.parquet").read_bytes()
    with contextlib.suppress(RuntimeError), new_folder(folder) as unfinished:
        (unfinished / "table.parquet").write_text("half")
        raise RuntimeError
    with contextlib.suppress(RuntimeError), atomic(folder / "manifest.json") as unfinished:
        unfinished.write_text("half")
        raise RuntimeError
    assert (folder / "table.parquet").read_bytes() == before
    assert Result.load(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


@pytest.mark.parametrize(
    ("file", "content", "error", "says"),
    [
        ("manifest.json", b"{", ManifestError, "not a manifest"),
        ("manifest.json", b"\xff\xfe", ManifestError, "cannot be read"),
        ("manifest.json", b'{"seed": -1}', ManifestError, "not a manifest"),
        ("manifest.json", None, ManifestError, "no such file"),
        ("table.parquet", b"PAR1", TableError, "this is not the file of the manifest"),
        ("table.parquet", None, TableError, "no such file"),
    ],
)
def test_a_broken_result_is_refused_by_name(small, tmp_path, file, content, error, says):
    folder = small.save(tmp_path / "result", figure=False)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    with pytest.raises(error, match=rf"{file}.*{says}"):
        Result.load(folder)


@pytest.mark.parametrize("file", ["table.parquet", "baseline.parquet"])
def test_another_table_than_the_manifests_is_noticed(small, tmp_path, file):
    """Every table whose digest the manifest has is held to it."""
    folder = small.save(tmp_path / "result", figure=False)
    run("small", replications=4, seed=5, workers=0).save(tmp_path / "other", figure=False)
    (tmp_path / "other" / file).replace(folder / file)
    with pytest.raises(TableError, match=f"{file}: this is not the file of the manifest"):
        Result.load(folder)


def test_the_manifest_says_all_that_is_needed(small):
    manifest = json.loads(small.manifest.model_dump_json())
    assert Scenario.from_dict(manifest["scenario"]) == Scenario.load("small")
    assert manifest["scenario_digest"] == Scenario.load("small").digest
    assert (manifest["seed"], manifest["replications"], len(manifest["network_digests"])) == (3, 4, 4)
    assert manifest["versions"]["mesa"].startswith("3.")


def test_breakdowns_add_up(small, tmp_path):
    """Every grouping counts every consumer once, and its buyers and aware are those of the table."""
    groupings = ("online", "leader", "community", "segment", "cocreator")
    result = run("small", replications=2, seed=3, workers=0, by=groupings)
    whole = result.breakdown.groupby(["by", "replication", "week"])[["consumers", "aware", "buyers"]].sum()
    for by in groupings:
        assert (whole.loc[by, "consumers"] == 200).all()
        assert whole.loc[by, "buyers"].tolist() == result.table["buyers"].tolist()
        assert whole.loc[by, "aware"].tolist() == result.table["aware"].tolist()
    again = Result.load(result.save(tmp_path / "kept", figure=False, csv=True))
    assert again.breakdown.equals(result.breakdown)
    assert (tmp_path / "kept" / "breakdown.csv").is_file()
    with pytest.raises(ValueError, match="did you mean 'leader'"):
        run("small", workers=0, by=["leaders"])


def test_who_convinced_whom_is_kept_on_request(tmp_path):
    """Beside the table, which stays the same: parents and channels of buyers, and each leader's reach."""
    plain, traced = (run("small", replications=2, influence=influence) for influence in (False, True))
    assert plain.manifest.table_digest == traced.manifest.table_digest
    assert plain.influence is None
    traced.save(tmp_path / "traced", figure=False)
    kept = Result.load(tmp_path / "traced")
    buyers = sum(traced.table.query("week == 26")["buyers"])
    assert kept.influence.num_rows == traced.influence.num_rows == buyers
    assert kept.leaders.column_names[:2] == ["replication", "consumer"]
