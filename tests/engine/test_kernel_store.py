"""The store of compiled kernels: it gives back what was kept or nothing, never fails, and stays within its bounds."""

import errno
import logging
import os
import tempfile
import threading
import time
from pathlib import Path

import pytest
from patience import FACTOR
from wordofmouth.engine.kernel_store import KernelStore, Size

KEY, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def store(tmp_path):
    return KernelStore(tmp_path / "cache" / "kernels")


@pytest.fixture
def said(caplog):
    """Return what was said so far, when called."""
    caplog.set_level(logging.WARNING, "wordofmouth")
    return lambda: [record.getMessage() for record in caplog.records]


def file_of(store, key=KEY):
    return store.folder / f"{key}.kernel"


def test_what_is_kept_is_found(store, said):
    """By this and by any other process of the user, and by nobody else."""
    assert store.find(KEY) is None
    store.keep(KEY, b"code")
    for each in (store, KernelStore(store.folder)):
        assert each.find(KEY) == b"code"
        assert each.find(OTHER) is None
    assert [path.name for path in store.folder.iterdir()] == [file_of(store).name]
    if os.name == "posix":
        assert store.folder.stat().st_mode & 0o777 == 0o700
    assert said() == []


def flipped(content):
    return [
        content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        for place in range(0, len(content), len(content) // 20)
    ]


DAMAGED = {
    "flipped": flipped,
    "cut": lambda content: [content[:length] for length in (len(content) - 1, len(content) // 2, 30, 1)],
    "emptied": lambda content: [b""],
    "longer": lambda content: [content + b"\0"],
    "another's": lambda content: [content.replace(b"code", b"edoc"), b"\x80\x04N."],
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_what_is_damaged_is_never_given_back(store, kind, said):
    """It is said once, and dropped; what is kept then is found."""
    store.keep(KEY, b"code " * 100)
    whole = file_of(store).read_bytes()
    for damaged in DAMAGED[kind](whole):
        file_of(store).write_bytes(damaged)
        assert store.find(KEY) is None
        assert not file_of(store).exists()
    assert len(said()) == 1
    assert str(file_of(store)) in said()[0]
    store.keep(KEY, b"code")
    assert store.find(KEY) == b"code"


def test_one_kernel_under_anothers_name_is_not_given_back(store):
    store.keep(KEY, b"code")
    file_of(store).rename(file_of(store, OTHER))
    assert store.find(OTHER) is None


def test_what_is_shipped_is_found_and_never_changed(store, tmp_path, said):
    """What the user has comes first; what is damaged there stays, and is not used."""
    KernelStore(tmp_path / "shipped").keep(KEY, b"shipped")
    both = KernelStore(store.folder, tmp_path / "shipped")
    assert both.find(KEY) == b"shipped"
    store.keep(KEY, b"own")
    assert both.find(KEY) == b"own"
    file_of(store).write_bytes(b"damaged")
    assert both.find(KEY) == b"shipped"
    file = tmp_path / "shipped" / file_of(store).name
    file.write_bytes(file.read_bytes()[:-1])
    assert both.find(KEY) is None
    assert file.exists()
    assert len(said()) == 1


def test_nowhere_to_keep_anything(said):
    """It is said when there is something to compile, not before, and once."""
    store = KernelStore(None)
    assert store.find(KEY) is None
    store.keep(KEY, b"code")
    assert said() == []
    for _ in range(2):
        with store.alone(KEY):
            pass
    assert len(said()) == 1
    assert store.size() == Size(0, 0)
    store.empty()


def test_a_folder_that_cannot_be_made(tmp_path, said):
    (tmp_path / "file").write_text("no folder")
    store = KernelStore(tmp_path / "file" / "kernels")
    for key in (KEY, OTHER):
        assert store.find(key) is None
        with store.alone(key):
            store.keep(key, b"code")
    assert len(said()) == 1
    assert str(store.folder) in said()[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is asked for")
def test_a_full_disk(store, monkeypatch, said):
    """Nothing is left behind of what had no room, and no more is tried."""
    store.keep(KEY, b"code")
    tried = []

    def mkstemp(**options):
        tried.append(store.folder / "x.part")
        tried[-1].touch()
        return os.open("/dev/full", os.O_WRONLY), str(tried[-1])

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    for key in (OTHER, "c" * 64):
        with store.alone(key):
            store.keep(key, b"code" * 10_000)
    assert len(tried) == 1
    assert [path.name for path in store.folder.iterdir()] == [file_of(store).name]
    assert len(said()) == 1
    assert os.strerror(errno.ENOSPC) in said()[0]
    assert store.find(KEY) == b"code"


@pytest.mark.skipif(os.name != "posix", reason="who may write is told by modes")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_what_others_can_write_is_not_run(store, mode, said):
    """Nothing of it is given back, and nothing put there."""
    store.keep(KEY, b"code")
    store.folder.chmod(mode)
    assert store.find(KEY) is None
    with store.alone(OTHER):
        store.keep(OTHER, b"code")
    assert not file_of(store, OTHER).exists()
    assert len(said()) == 1
    store.folder.chmod(0o755)
    assert store.find(KEY) == b"code"


def test_two_take_turns(store):
    """Whoever waited finds what the other has kept."""
    found, inside = [], threading.Event()

    def second():
        inside.wait()
        with KernelStore(store.folder).alone(KEY):
            found.append(store.find(KEY))

    waiting = threading.Thread(target=second)
    waiting.start()
    with store.alone(KEY):
        inside.set()
        with store.alone(OTHER):
            pass
        # It would go in if it could, however long one waits.
        waiting.join(0.2 * FACTOR)
        assert found == []
        store.keep(KEY, b"code")
    waiting.join()
    assert found == [b"code"]
    assert [path.suffix for path in store.folder.iterdir()] == [".kernel"]


def test_waiting_has_an_end(store):
    """Who has waited once for one that stands still does not wait for what it holds besides."""
    hasty = KernelStore(store.folder, longest_wait=0.05)
    with store.alone(KEY), store.alone(OTHER), hasty.alone(KEY):
        assert hasty._longest_wait == 0
        with hasty.alone(OTHER):
            hasty.keep(OTHER, b"code")
    assert store.find(OTHER) == b"code"


def test_it_stays_within_its_bounds(store):
    """What was used longest ago is dropped, and what killed processes left; what is used today stays."""
    now = time.time()
    for place in range(10):
        store.keep(f"{place:064}", b"x" * 1000)
        os.utime(file_of(store, f"{place:064}"), (now, now - 86_400 * (20 - place)))
    left = store.folder / "killed.part"
    left.touch()
    os.utime(left, (now, now - 86_400 * 2))
    (store.folder / "of_somebody_else").touch()
    assert store.find(f"{0:064}") is not None
    KernelStore(store.folder, most_bytes=8000).keep(KEY, b"x" * 1000)
    kept = {path.stem for path in store.folder.glob("*.kernel")}
    assert kept == {KEY, f"{0:064}", *(f"{place:064}" for place in range(7, 10))}
    assert not left.exists()
    assert (store.folder / "of_somebody_else").exists()


def test_it_can_be_emptied(store):
    """Of its own files, and of no others."""
    for key in (KEY, OTHER):
        store.keep(key, b"code")
    with store.alone(KEY):
        assert store.size() == Size(2, sum(file_of(store, key).stat().st_size for key in (KEY, OTHER)))
    store.empty()
    assert store.size() == Size(0, 0)
    assert not store.folder.exists()
    store.folder.mkdir()
    mine = store.folder / "mine.txt"
    mine.touch()
    store.empty()
    assert mine.exists()
