"""The store of runs: what is in it is taken and to the bit the same, what is damaged or of something else never is."""

import random
import shutil
import threading

import numpy as np
import pytest
from in_process import wom
from wordofmouth import Scenario, run
from wordofmouth.networks.building import network_of
from wordofmouth.results import code as code_room
from wordofmouth.runs import identity, store
from wordofmouth.runs import simulate as seam
from wordofmouth.runs.identity import run_address
from wordofmouth.runs.store import Entry, RunStore

SMALL = Scenario.load("small").varied(consumers=60, weeks=8, campaign=[])


@pytest.fixture
def begun(monkeypatch):
    """Return the replications of all runs that are begun in this process, as they are begun."""
    numbers = []
    real = seam.start

    def start(scenario, *, replication=0, **how):
        numbers.append(replication)
        return real(scenario, replication=replication, **how)

    monkeypatch.setattr(seam, "start", start)
    return numbers


@pytest.fixture(scope="module")
def asked():
    return run(SMALL, replications=4, workers=0)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a folder of results with a store of four runs, closed."""
    folder = tmp_path_factory.mktemp("results")
    run(SMALL, replications=4, workers=0, store=folder)
    return folder


@pytest.fixture
def copied(filled, tmp_path):
    shutil.copytree(filled / store.RUNS_FOLDER, tmp_path / store.RUNS_FOLDER)
    store._SAID.clear()
    return tmp_path


def test_a_run_that_is_kept_is_not_simulated_again(filled, asked, begun):
    again = run(SMALL, replications=4, workers=0, store=filled)
    assert begun == []
    assert asked.differences(again) == []
    assert again.described().is_same(asked.described())
    assert again.manifest.notes == asked.manifest.notes


@pytest.mark.parametrize("workers", [0, 2])
def test_more_replications_are_simulated_alone(copied, begun, workers):
    used = RunStore(copied)
    more = run(SMALL, replications=6, workers=workers, store=used)
    assert used.session() == (4, 2)
    assert begun == ([] if workers else [4, 5])
    assert run(SMALL, replications=6, workers=0).differences(more) == []


def test_what_a_market_is_called_changes_no_address(filled, begun):
    told = {"name": "other", "title": "Other", "economics.discount_rate": 0.5}
    run(SMALL.varied(told), replications=4, workers=0, store=filled)
    assert begun == []


@pytest.mark.parametrize(
    "change", [{"brand.quality": 0.61}, {"weeks": 9}, {"consumers": 61}, {"network.mean_degree": 5}]
)
def test_another_market_has_other_addresses(copied, begun, change):
    run(SMALL.varied(change), replications=1, workers=0, store=copied)
    assert begun == [0]


def test_another_seed_or_network_or_code_or_library_has_other_addresses(copied, begun, monkeypatch):
    run(SMALL, replications=1, seed=1, workers=0, store=copied)
    run(SMALL, replications=1, workers=0, network=network_of(SMALL, 5), store=copied)
    here = dict(code_room.code())
    with monkeypatch.context() as patch:
        patch.setattr(identity, "code_digest", lambda: here | {"market": "0" * 16})
        run(SMALL, replications=1, workers=0, store=copied)
    known = identity.versions()
    with monkeypatch.context() as patch:
        patch.setattr(identity, "versions", lambda: known | {"numpy": "0.1"})
        run(SMALL, replications=1, workers=0, store=copied)
    assert begun == [0, 0, 0, 0]
    run(SMALL, replications=1, workers=0, store=copied)
    assert begun == [0, 0, 0, 0]


def test_a_network_in_a_file_counts_by_what_is_in_it(tmp_path):
    lines = "a,b\n" + "".join(f"{i},{(i * 7 + 1) % 40}\n" for i in range(40))
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.csv").write_text(lines)
    here, there = (
        SMALL.varied({"network.kind": "file", "network.path": str(tmp_path / name / f"{name}.csv")})
        for name in ("here", "there")
    )
    assert run_address(here, 0, 0) == run_address(there, 0, 0)
    (tmp_path / "there" / "there.csv").write_text(lines.replace("3,22", "3,23"))
    assert run_address(here, 0, 0) != run_address(there, 0, 0)


def test_what_is_watched_or_stops_early_is_never_taken_for_a_whole_run(copied, begun, asked):
    watched = run(SMALL, replications=1, workers=0, by=["online"], store=copied)
    assert begun == [0]
    assert watched.breakdown is not None
    stopped = run(SMALL, replications=1, workers=0, until=3, store=copied)
    assert begun == [0, 0]
    assert stopped.table["week"].max() == 3
    assert run(SMALL, replications=4, workers=0, store=copied).differences(asked) == []
    assert begun == [0, 0]


def test_one_flipped_bit_anywhere_changes_no_number(filled, tmp_path, asked, begun):
    """In the file of the store: the run is simulated again, or taken as it was; nothing raises."""
    whole = (filled / store.RUNS_FOLDER / "runs.sqlite").read_bytes()
    chance, simulated = random.Random(15), 0
    for number in range(120):
        folder = tmp_path / str(number)
        (folder / store.RUNS_FOLDER).mkdir(parents=True)
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        (folder / store.RUNS_FOLDER / "runs.sqlite").write_bytes(damaged)
        begun.clear()
        again = run(SMALL, replications=4, workers=0, store=folder)
        assert again.manifest.table_digest == asked.manifest.table_digest, number
        simulated += len(begun)
    assert simulated


def test_an_entry_that_is_damaged_is_said_and_mended(copied, begun, asked, caplog):
    used = RunStore(copied)
    with used._told("written") as connection:
        connection.execute("UPDATE runs SET content = zeroblob(length(content))")
    assert run(SMALL, replications=4, workers=0, store=used).differences(asked) == []
    assert begun == [0, 1, 2, 3]
    assert ["is run again" in record.getMessage() for record in caplog.records] == [True]
    run(SMALL, replications=4, workers=0, store=used)
    assert begun == [0, 1, 2, 3]


def test_entries_that_are_swapped_are_noticed(copied, begun, asked):
    """Each is sealed with its address."""
    used = RunStore(copied)
    with used._told("written") as connection:
        rows = connection.execute("SELECT address, bytes, content, seal FROM runs ORDER BY address").fetchall()
        for (address, *_), (_, *other) in zip(rows, rows[1:] + rows[:1], strict=True):
            connection.execute("UPDATE runs SET bytes = ?, content = ?, seal = ? WHERE address = ?", (*other, address))
    assert run(SMALL, replications=4, workers=0, store=used).differences(asked) == []
    assert begun == [0, 1, 2, 3]


@pytest.mark.parametrize("content", [b"", b"no store", b"SQLite format 3\0" + bytes(4_000)])
def test_what_is_no_store_is_said_once_and_done_without(tmp_path, asked, content, caplog):
    store._SAID.clear()
    (tmp_path / store.RUNS_FOLDER).mkdir()
    (tmp_path / store.RUNS_FOLDER / "runs.sqlite").write_bytes(content)
    for _ in range(2):
        assert run(SMALL, replications=4, workers=0, store=tmp_path).differences(asked) == []
    assert len(caplog.records) == bool(content)


def test_where_none_can_be_made_it_is_done_without(tmp_path, asked):
    (tmp_path / store.RUNS_FOLDER).write_text("a file of somebody's")
    assert run(SMALL, replications=4, workers=0, store=tmp_path).differences(asked) == []
    assert (tmp_path / store.RUNS_FOLDER).read_text() == "a file of somebody's"


def test_a_store_of_another_version_is_begun_anew(copied, begun):
    used = RunStore(copied)
    with used._told("written") as connection:
        connection.execute("PRAGMA user_version = 99")
    del used
    run(SMALL, replications=4, workers=0, store=copied)
    assert begun == [0, 1, 2, 3]


def test_it_holds_no_more_than_it_may(tmp_path):
    """What was used longest ago goes first."""
    content = Entry({}, {"noise": np.random.default_rng(0).random(2_000)})
    addresses = [bytes([number]) * 16 for number in range(100)]
    for number, address in enumerate(addresses):
        # A command each, of which every one uses what the first has kept.
        used = RunStore(tmp_path, most_bytes=400_000)
        used._session = number
        used.find(addresses[0])
        used.keep(address, content)
        used.commit()
    size = RunStore(tmp_path).size()
    assert 0 < size.runs < 30
    there = [address for address in addresses if RunStore(tmp_path).find(address)]
    assert there[0] == addresses[0]
    assert there[1:] == addresses[len(addresses) - len(there) + 1 :]


def test_entries_come_back_as_they_were(tmp_path):
    arrays = {
        "texts": np.array(["a", "é\n"], dtype=object),
        "numbers": np.array([[1.5, np.nan], [np.inf, -0.0]]),
        "none": np.empty((0, 3), np.int32),
        "flags": np.array([True, False]),
        "more": np.array([[2.5, 0.1], [1e300, 5e-324]]),
    }
    used = RunStore(tmp_path)
    used.keep(b"x" * 16, Entry({"a": [1, None]}, arrays))
    used.close()
    found = RunStore(tmp_path).find(b"x" * 16)
    assert found.content == {"a": [1, None]}
    assert list(found.arrays) == list(arrays)
    for name, values in arrays.items():
        assert found.arrays[name].dtype == values.dtype
        np.testing.assert_array_equal(found.arrays[name], values)


def test_threads_share_one(tmp_path, asked):
    """Each call has its own hold on it."""
    used, wrong = RunStore(tmp_path), []

    def call():
        for _ in range(3):
            wrong.extend(run(SMALL, replications=4, workers=0, store=used).differences(asked))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert used.size().runs == 4


def test_the_command_keeps_runs_beside_its_results_and_empties_the_store(tmp_path, monkeypatch):
    """Those of the scenario, and the pairs in which some know the brand before the campaign."""
    monkeypatch.chdir(tmp_path)
    words = ("run", "small", "--set", "weeks=8", "--replications", 2, "--workers", 0, "--resume")
    status, _, said = wom(*words)
    assert (status, said) == (0, "Nothing had begun here, so it began: 8 runs.\n")
    status, _, said = wom(*words)
    assert (status, said) == (0, "Kept from before: 8 of 8 runs.\n")
    status, told, _ = wom("clean", "runs")
    assert told.startswith("runs: 8 runs, 0.")
    assert told.endswith("All dropped.\n")
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["small"]
    assert "runs: 0 runs, 0.0 MB" in wom("clean")[1]
