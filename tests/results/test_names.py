"""Names of people leave the folder they came from only if that is asked for: all that is written is searched."""

import gzip
import json
import zipfile

import pyarrow.parquet
import pytest
from in_process import wom
from wordofmouth.instruments.names import without_names
from wordofmouth.results.tables import read_parquet

SIZE = 40
# No word of ours, and none that a number or a digest could be.
NAME = "Quuxelda"
TIES = "von;nach;Gewicht\n" + "".join(
    f"{NAME}{k};{NAME}{(k + step) % SIZE};{k % 5 + 1}\n" for k in range(SIZE) for step in (1, 2, 9)
)
PEOPLE = "id;label;group\n" + "".join(f"{NAME}{k};{NAME} Smith{k};{k % 3}\n" for k in range(1, SIZE + 2))
ADOPTERS = "id;toa\n" + "".join(f"{NAME}{k};{(3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 2, 4)[k % 12]}\n" for k in range(SIZE))
DESIGN = 'scenario = "small"\nreplications = 2\n[factors]\n"brand.quality" = [0.5, 0.9]\n'
NETWORK = ("--network", "../asked/ties.csv", "--nodes", "../asked/people.csv", "--set", "weeks=4")

# What is written, by the words that write it.
WRITTEN = {
    "run": ("run", "small", *NETWORK, "--replications", 2, "--tree", "--csv", "--by", "community"),
    "run, one replication": ("run", "small", *NETWORK, "--replication", 1, "--tree"),
    "compare": ("compare", "bad_news", *NETWORK, "--set", "consumers=41", "--replications", 2, "--csv"),
    "sweep": ("sweep", "../asked/design.toml", *NETWORK[:4]),
    "peers": ("peers", "../asked/ties.csv", "../asked/adopters.csv", "--csv"),
    "listen": ("listen", "small", *NETWORK, "--out", "log.csv"),
    "listen, Parquet": ("listen", "small", *NETWORK),
    "kept runs": ("run", "small", *NETWORK, "--replications", 2, "--keep", "kept.runs"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder in which commands are given; what is asked of is in another."""
    asked = tmp_path / "asked"
    asked.mkdir()
    for name, text in {"ties": TIES, "people": PEOPLE, "adopters": ADOPTERS}.items():
        (asked / f"{name}.csv").write_text(text, encoding="utf-8")
    (asked / "design.toml").write_text(DESIGN)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def texts_of(path):
    """Yield all that a file says, unpacked."""
    data = path.read_bytes()
    yield path.name.encode()
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
        yield json.dumps([table.to_pylist(), str(table.schema.metadata), table.column_names], default=str).encode()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    yield data


def naming(folder):
    """Return the files in a folder in which somebody is named."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [
        path.relative_to(folder).as_posix() for path in files if any(NAME.encode() in text for text in texts_of(path))
    ]


@pytest.mark.parametrize("written", WRITTEN)
def test_nobody_is_named_in_what_is_written(folder, written):
    """Tables, logs, stories, manifests, copies, kept runs, and the reports that are made of them."""
    status, _, err = wom(*WRITTEN[written])
    assert status == 0, err
    for result in (folder / "results").glob("*/manifest.json"):
        status, _, err = wom("report", result.parent)
        assert status == 0, err
    assert naming(folder) == []


def test_names_stand_beside_numbers_if_they_are_asked_for(folder):
    """In each table of people, in the log and in the story; and the result is made again to the bit."""
    words = (*WRITTEN["run, one replication"], "--set", "weeks=20", "--set", "leaders.share=0.1")
    assert wom(*words, "--names", "--out", "named", "--csv")[0] == 0
    assert wom(*words, "--out", "numbered")[0] == 0
    for name, columns in {
        "influence": ["consumer", "parent"],
        "leaders": ["consumer"],
        "log": ["from", "to"],
    }.items():
        table = read_parquet(folder / "named" / f"{name}.parquet")
        for column in columns:
            called = table[f"{column}_name"].to_pylist()
            assert any(called)
            assert [each is None for each in called] == [each is None for each in table[column].to_pylist()]
            assert all(NAME in each for each in called if each is not None)
        bare = read_parquet(folder / "numbered" / f"{name}.parquet")
        assert without_names(table).to_pylist() == bare.to_pylist()
    assert {"influence.csv", "leaders.csv", "story.txt"} <= set(naming(folder / "named"))
    assert wom("reproduce", "named")[0] == 0


def test_a_market_without_names_has_numbers_alone(folder):
    assert wom("run", "small", "--replications", 2, "--tree", "--names", "--out", "plain")[0] == 0
    assert read_parquet(folder / "plain" / "influence.parquet").column_names[:3] == ["replication", "week", "brand"]
    assert "consumer_name" not in read_parquet(folder / "plain" / "influence.parquet").column_names
