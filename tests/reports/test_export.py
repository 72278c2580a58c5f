"""Exports: the numbers of a result in every format and shape, and nobody's name unless asked."""

import pandas
import pyarrow.feather
import pytest
import wordofmouth as wom
from in_process import wom as command
from wordofmouth.errors import RequestError

READ = {".csv": pandas.read_csv, ".parquet": pandas.read_parquet, ".arrow": pyarrow.feather.read_feather}
SMALL = wom.Scenario.load("small").varied({"weeks": 4, "consumers": 100})


@pytest.fixture(scope="module")
def result():
    return wom.run(SMALL, replications=2, workers=0)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    factors = {"brand.quality": [0.4, 0.9], "weeks": [3, 4]}
    design = wom.Design(name="q", scenario=SMALL.model_dump(), factors=factors, replications=2)
    return wom.sweep(design, out=tmp_path_factory.mktemp("swept") / "q", workers=0)


@pytest.mark.parametrize("ending", READ)
def test_every_format_has_the_same_numbers(result, tmp_path, ending):
    path = result.export(tmp_path / f"table{ending}")
    pandas.testing.assert_frame_equal(READ[ending](path), result.table, check_dtype=False)


@pytest.mark.parametrize("which", ["result", "swept"])
def test_shapes_have_the_same_numbers(which, tmp_path, request):
    """Long has a row for each, wide a column for each in each week; where a run has no such week, nothing."""
    record, measures = request.getfixturevalue(which), ["buyers", "rating"]
    table = record.table
    keys = [*table.columns[: table.columns.get_loc("brand") + 1]]
    long = pandas.read_parquet(record.export(tmp_path / "l.parquet", shape="long", columns=measures))
    back = long.pivot_table(index=keys, columns="measure", values="value", dropna=False, observed=True)
    by_key = table.set_index(keys)[measures].sort_index()
    pandas.testing.assert_frame_equal(
        back.reindex(by_key.index)[measures], by_key, check_names=False, check_dtype=False
    )
    wide = pandas.read_parquet(record.export(tmp_path / "w.parquet", shape="wide", columns=measures))
    others = [key for key in keys if key not in ("week",)]
    assert [*wide.columns] == [*others, *(f"{name}_{week}" for week in range(1, 5) for name in measures)]
    for week in range(1, 5):
        there = table[table["week"] == week].set_index(others)["buyers"]
        assert (wide.set_index(others)[f"buyers_{week}"].dropna() == there).all()
        assert wide[f"buyers_{week}"].notna().sum() == len(there) > 0


def test_any_table_of_a_result_is_written(swept, result, tmp_path):
    outcomes = pandas.read_csv(swept.export(tmp_path / "o.csv", table="outcomes", columns=["penetration"]))
    assert [*outcomes.columns] == ["point", "brand.quality", "weeks", "replication", "penetration"]
    assert len(outcomes) == 8
    assert len(pandas.read_csv(result.export(tmp_path / "b.csv", table="baseline"))) == len(result.table)


def test_people_are_the_buyers_and_have_no_names_unless_asked(tmp_path):
    """Each buyer is a row; runs that did not keep it are run again; names come from the file of the network."""
    ties = tmp_path / "ties.csv"
    ties.write_text("from,to\n" + "".join(f"Ann{i},Ann{(i * 7 + j) % 60}\n" for i in range(60) for j in (1, 2, 3)))
    own = {"weeks": 20, "network.kind": "file", "network.path": str(ties)}
    named = wom.run(SMALL.varied(own), replications=2, workers=0)
    people = pandas.read_csv(named.export(tmp_path / "people.csv", people=True))
    last = named.table[named.table["week"] == 20]
    assert len(people) == last["buyers"].sum() > 0
    assert "Ann" not in (tmp_path / "people.csv").read_text()
    named.export(tmp_path / "named.csv", people=True, names=True)
    assert "Ann" in (tmp_path / "named.csv").read_text()
    elsewhere = wom.run(SMALL, replications=2, network=ties, workers=0)
    with pytest.raises(RequestError, match="come out otherwise now"):
        elsewhere.export(tmp_path / "a.csv", people=True)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"path": "a.xlsx"}, "a table is written to .csv"),
        ({"path": "nowhere/a.csv"}, "there is no folder"),
        ({"table": "baselin"}, "did you mean 'baseline'"),
        ({"shape": "tall"}, "must be table, long, wide"),
        ({"columns": ["buyer"]}, "did you mean 'buyers'"),
        ({"people": True, "table": "baseline"}, "is a table of its own"),
    ],
)
def test_what_there_is_not_is_told(result, tmp_path, monkeypatch, asked, line):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match=line):
        result.export(**{"path": "a.csv"} | asked)
    assert not list(tmp_path.iterdir())


def test_people_are_of_runs_and_weeks_of_tables_with_weeks(swept, tmp_path):
    with pytest.raises(RequestError, match="is of a run"):
        swept.export(tmp_path / "a.csv", people=True)
    with pytest.raises(RequestError, match="wide by its weeks"):
        swept.export(tmp_path / "a.csv", table="outcomes", shape="wide")


def test_the_command_writes_a_file_and_says_so(result, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result.save("kept", figure=False)
    status, printed, _ = command("export", "kept", "--shape", "long", "--columns", "buyers, profit")
    assert (status, printed) == (0, "small.csv is written\n")
    assert set(pandas.read_csv("small.csv")["measure"]) == {"buyers", "profit"}
    status, _, complaint = command("export", "kept", "-o", "a.csv", "--columns", "buyer")
    assert (status, complaint.count("\n")) == (2, 1)
    assert "--columns: no measure of this table is called 'buyer'" in complaint
