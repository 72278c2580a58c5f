"""Kept runs: from a file a run goes on to the same bits; what is damaged, other or made with guile is refused."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from graphs_of_objects import arrays_in, same
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario, load_run
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.errors import KeptError, WordOfMouthError
from wordofmouth.results.archive import digest_of
from wordofmouth.runs import kept
from wordofmouth.runs.simulate import simulate, start
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model

TEXTBOOKS = sorted(set(Model.kinds) - {"consumer"})
FEW = {"consumers": 80, "weeks": 8}


def launch(**changes):
    return Scenario.load("launch").varied({"variants": {}, **FEW} | changes)


def gone_on(run):
    run.run()
    return run.table()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


def check_kept(run, week, path):
    """Keep a run at the end of a week; all of it is there again, and goes on to the same bits."""
    for _ in range(week):
        run.step()
    run.save(path)
    other = load_run(path)
    assert type(other) is type(run)
    # What is only of use within a week is made anew in the next.
    mine, theirs = ({path: array for path, array in arrays_in(each).items() if is_kept(path)} for each in (run, other))
    assert mine.keys() ^ theirs.keys() == set()
    for where, array in mine.items():
        assert array.dtype.names == theirs[where].dtype.names, where
        for name in array.dtype.names or [...]:
            np.testing.assert_array_equal(array[name], theirs[where][name], err_msg=where)
    same(gone_on(other), gone_on(run))


def is_kept(path):
    # What is looked up, or computed whenever somebody asks, is made anew too.
    made = ("_history", "_computed", "_pending", "acting", "_aimed", "offered", "review_pool._genuine")
    return not path.startswith((*made, "network.community_sizes"))


@settings(max_examples=20)
@given(scenario=scenarios(), seed=seeds, data=st.data())
def test_any_market_goes_on_from_a_file(folder, scenario, seed, data):
    record = data.draw(st.sets(st.sampled_from(["messages", "decisions", "influence"])))
    market = Market(scenario, seed, data.draw(st.integers(0, 5)), record=record)
    check_kept(market, data.draw(st.integers(0, scenario.weeks)), folder / "any")


@settings(max_examples=2 * len(Lever.kinds))
@given(data=st.data(), seed=seeds)
def test_what_every_lever_remembers_is_kept(folder, data, seed):
    scenario = data.draw(scenarios(lever_kinds=[data.draw(st.sampled_from(sorted(Lever.kinds)))]))
    check_kept(Market(scenario, seed), data.draw(st.integers(1, scenario.weeks)), folder / "lever")


@pytest.mark.parametrize("week", [0, 3])
@pytest.mark.parametrize("kind", TEXTBOOKS)
def test_every_textbook_model_goes_on_from_a_file(folder, kind, week):
    check_kept(start(Scenario(model=kind, **FEW), seed=5), week, folder / "textbook")


def test_it_goes_on_in_another_process(tmp_path):
    market = Market(launch(), 9)
    for _ in range(4):
        market.step()
    market.save(tmp_path / "market")
    code = (
        "import sys, wordofmouth as wom; m = wom.Market.load(sys.argv[1]); m.run();"
        "print(m.week, m.table()['profit'].tobytes().hex())"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "market"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["8", gone_on(market)["profit"].tobytes().hex()]


def test_the_same_run_gives_the_same_bytes(tmp_path):
    for kind in ("consumer", "bass", "bad_news"):
        for name in ("one", "other"):
            run = start(Scenario(model=kind, **FEW), seed=1)
            run.step()
            run.save(tmp_path / name)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_network_that_is_gone_is_in_the_file(tmp_path):
    """Nor are people's names in it."""
    ties = tmp_path / "ties.csv"
    ties.write_text("a,b\n" + "".join(f"anna{i},anna{(i * 7 + 1) % 40}\n" for i in range(40)))
    market = Market(launch(**{"network.kind": "file", "network.path": str(ties)}), 2)
    market.step()
    market.save(tmp_path / "market")
    ties.unlink()
    assert b"anna" not in (tmp_path / "market").read_bytes()
    other = Market.load(tmp_path / "market")
    assert other.network.names is None
    cheaper = other.branch({"brand.price": 1.0})
    assert cheaper.scenario.network == market.scenario.network
    same(gone_on(other), gone_on(market))
    assert set(gone_on(cheaper)["price"]) == {1.0, 60.0}


def test_a_week_under_way_is_not_kept(tmp_path):
    market = Market(launch(), 1)
    market.open_week()
    with pytest.raises(KeptError, match="week 1 is under way; a run is kept between two weeks"):
        market.save(tmp_path / "market")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_kept_is_named_and_the_earlier_file_stays(tmp_path):
    market = Market(launch(), 1)
    market.save(tmp_path / "market")
    before = (tmp_path / "market").read_bytes()
    market.memory["mine"] = {"made of": object()}
    with pytest.raises(KeptError, match="this run cannot be kept: object cannot be kept: only numbers"):
        market.save(tmp_path / "market")
    assert (tmp_path / "market").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["market"]
    market.memory.clear()
    with pytest.raises(KeptError, match="cannot be written"):
        market.save(tmp_path / "nowhere" / "market")


def test_another_kind_is_refused(tmp_path):
    market = Market(launch(), 1)
    market.save(tmp_path / "market")
    with pytest.raises(KeptError, match="'consumer', not a Diffusion; load_run reads any"):
        Diffusion.load(tmp_path / "market")


@pytest.fixture(scope="module")
def saved(folder):
    """Keep a market with levers that remember; its file after some weeks, and the table at its end."""
    campaign = [{"kind": "ambassadors", "count": 5}, {"kind": "fake_reviews", "count": 9, "weeks": [1, 3]}]
    market = Market(launch(campaign=campaign), 4)
    for _ in range(4):
        market.step()
    path = market.save(folder / "saved")
    return path.read_bytes(), gone_on(market)


def ends_as(content, path):
    """Return the table to which a file leads, or None if it is refused in one line."""
    path.write_bytes(content)
    try:
        return gone_on(load_run(path))
    except KeptError as error:
        said = str(error)
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1
    return None


@pytest.mark.parametrize("place", range(60))
def test_a_bit_that_flipped_never_gives_other_numbers(saved, tmp_path, place):
    content, table = saved
    draws = random.Random(place)
    damaged = bytearray(content)
    damaged[draws.randrange(len(content))] ^= 1 << draws.randrange(8)
    found = ends_as(bytes(damaged), tmp_path / "damaged")
    if found is not None:
        same(found, table)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_what_is_cut_short_is_refused(saved, tmp_path, share):
    assert ends_as(saved[0][: int(share * len(saved[0]))], tmp_path / "cut") is None


def test_what_is_no_such_file_is_refused(tmp_path):
    for content in (b"", b"week,buyers\n1,2\n", b"PK\x05\x06" + bytes(18)):
        assert ends_as(content, tmp_path / "other") is None
    with pytest.raises(KeptError, match="there is no such file"):
        load_run(tmp_path / "missing")
    with pytest.raises(KeptError, match="cannot be read"):
        load_run(tmp_path)


def remade(content, path, document=None, arrays=None, how=zipfile.ZIP_STORED, seal=True):
    """Write a file again with other content, and digests that fit, as who is up to something would."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        kept_document = json.loads(file.read("document.json"))
        members = {name: file.read(name) for name in file.namelist() if name != "document.json"}
    kept_document.pop("digest")
    (document or (lambda found: None))(kept_document)
    (arrays or (lambda found, names: None))(members, kept_document)
    if seal:
        text = json.dumps(kept_document, sort_keys=True, separators=(",", ":"))
        kept_document["digest"] = digest_of(text.encode())
    with zipfile.ZipFile(path, "w", how) as file:
        for name, member in members.items():
            file.writestr(name, member)
        file.writestr("document.json", json.dumps(kept_document))
    return path.read_bytes()


def test_a_file_that_is_made_again_is_read(saved, tmp_path):
    """What is refused below is refused for what is wrong with it."""
    same(ends_as(remade(saved[0], tmp_path / "again"), tmp_path / "again"), saved[1])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda document: document.update(version=2), "it is of version 2 and this reads 1"),
        (lambda document: document.update(code="other"), "it was kept by other code"),
        (lambda document: document.update(format="tables"), "this is no file of kept runs"),
        (lambda document: document["scenario"].update(weeks=9), "is not the one that was run"),
        (lambda document: document["scenario"].update(weeks="x"), "it is damaged"),
        (lambda document: document.pop("seed"), "it is damaged"),
        (lambda document: document.update(runs=[]), "it is damaged"),
        (lambda document: document["runs"][0]["state"].pop("forum"), "it is damaged"),
        (lambda document: document["runs"][0]["state"].update(forum={"eval": "1"}), "it is damaged"),
        (lambda document: document["runs"][0]["state"].update(week="x"), "it is damaged"),
    ],
)
def test_another_version_code_or_content_is_refused_in_one_line(saved, tmp_path, change, says):
    path = tmp_path / "other"
    remade(saved[0], path, document=change)
    with pytest.raises(KeptError, match=says):
        gone_on(load_run(path))


def test_without_its_digest_it_is_refused(saved, tmp_path):
    assert ends_as(remade(saved[0], tmp_path / "file", seal=False), tmp_path / "file") is None


def replaced(node, make):
    """Return what puts another array in the place of one that the state names, with a digest that fits."""

    def change(members, document):
        place = document["runs"][0]
        for step in node[:-1]:
            place = place[step]
        ((kind, name),) = place[node[-1]].items()
        before = np.load(io.BytesIO(members[f"arrays/{name}.npy"]))
        file = io.BytesIO()
        np.save(file, make(before), allow_pickle=True)
        place[node[-1]] = {kind: digest_of(file.getvalue())}
        members[f"arrays/{digest_of(file.getvalue())}.npy"] = file.getvalue()

    return change


def column(name, value):
    def change(table):
        table = table.copy()
        table[name] = value
        return table

    return change


@pytest.mark.parametrize(
    "change",
    [
        replaced(("network", "targets"), lambda array: array + 1000),
        replaced(("network", "targets"), lambda array: array - 1),
        replaced(("network", "starts"), lambda array: array[::-1]),
        replaced(("network", "strong"), lambda array: array + 1000),
        replaced(("network", "community"), lambda array: array.astype(np.int64)),
        replaced(("state", "consumers"), column("segment", 7)),
        replaced(("state", "consumers"), column("community", -1)),
        replaced(("state", "consumers"), lambda table: table[:-1]),
        replaced(("state", "brand_states"), column("advocate", 9)),
        replaced(("state", "brand_states"), column("gift", 9)),
        replaced(("state", "brand_states"), column("bought_at", 99)),
        replaced(("state", "brand_states"), column("last_speaker", 10_000)),
        replaced(("state", "brand_states"), column("satisfied_friends", 10_000)),
        replaced(("state", "forum"), lambda array: array[:, :, :1]),
        replaced(("state", "forum"), lambda array: array.astype(object)),
        replaced(("state", "terms"), lambda table: table[:0]),
    ],
)
def test_what_leads_beyond_a_table_is_refused(saved, tmp_path, change):
    """Kernels do not look whether a place is there: the reader does. Objects, which are code, are never read."""
    assert ends_as(remade(saved[0], tmp_path / "crafted", arrays=change), tmp_path / "crafted") is None


def test_bombs_and_paths_are_refused(saved, tmp_path):
    """Nothing is larger than the file, nothing is unpacked, and no member leads elsewhere."""
    path = tmp_path / "bomb"
    assert ends_as(remade(saved[0], path, how=zipfile.ZIP_DEFLATED), path) is None
    outside = remade(saved[0], path, arrays=lambda members, document: members.update({"../outside": b"x"}))
    assert ends_as(outside, path) is None
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)})

    def huge(members, document):
        document["runs"][0]["state"]["forum"] = {"array": digest_of(header.getvalue())}
        members[f"arrays/{digest_of(header.getvalue())}.npy"] = header.getvalue()

    assert ends_as(remade(saved[0], path, arrays=huge), path) is None
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("document.json", "[" * 100_000)
    assert ends_as(path.read_bytes(), path) is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["bomb"]
    assert not Path(tmp_path.parent / "outside").exists()


def test_a_file_of_several_says_which(tmp_path):
    scenario = launch()
    runs = [start(scenario, seed=3, replication=replication) for replication in (1, 0)]
    for run in runs:
        run.step()
    with kept.keeping(tmp_path / "several", scenario, 3) as keep:
        for run in runs:
            keep(kept.Snapshot.of(run))
    found = kept.Kept(tmp_path / "several")
    assert (found.replications, found.week, found.seed) == ((0, 1), 1, 3)
    with pytest.raises(WordOfMouthError, match="it holds 2 replications; say which"):
        load_run(tmp_path / "several")
    with pytest.raises(WordOfMouthError, match="it holds no replication 5; it has 0 to 1"):
        load_run(tmp_path / "several", 5)
    for replication in (0, 1):
        expected = simulate(scenario, seed=3, replication=replication).table()
        same(gone_on(Market.load(tmp_path / "several", replication)), expected)


def test_snapshots_go_through_columns():
    """As they go from one process to another."""
    market = Market(launch(), 3)
    market.step()
    snapshot = kept.Snapshot.of(market)
    assert kept.Snapshot.of_columns(snapshot.columns()) == snapshot
