"""Kernels are compiled once for all clones, environments and processes of a user, and whatever is wrong, run right.

Two tiny kernels stand for all: `doubled(4)` is 14. That the whole market gives the same bits from a store, shipped and
uncompiled is tried in `tests/packaging/`.
"""

import logging
import os
import signal
import sys
from collections import namedtuple

import pytest
from numba.core.registry import cpu_target
from tiny_kernels import PROGRAM, SOURCE, clone, compiling, ended, read, started
from wordofmouth.engine import kernel_loading
from wordofmouth.engine.compiling import Compiling
from wordofmouth.engine.kernel_store import KernelStore, kernel_store
from wordofmouth.resources import cache_folder

COMPILED = ["14", "doubled", "grown"]
LOADED = ["14"]


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a store of this test's own, which this process uses meanwhile."""
    monkeypatch.setenv("WORDOFMOUTH_CACHE", str(tmp_path / "cache"))
    kernel_store.cache_clear()
    yield kernel_store()
    kernel_store.cache_clear()
    sys.modules.pop("tiny", None)


def called(folder):
    """Read the kernels anew and call one; return what came out, and which were compiled."""
    with compiling() as made:
        return [str(read(folder).doubled(4)), *sorted(made)]


def test_a_clone_beside_another_compiles_nothing(store, tmp_path):
    """Nor does one whose comments differ; one whose code does has its own."""
    assert called(clone(tmp_path / "first")) == COMPILED
    assert called(clone(tmp_path / "second")) == LOADED
    assert called(clone(tmp_path / "third", SOURCE.replace("    return", "    # So.\n    return"))) == LOADED
    changed = SOURCE.replace("x + STEP", "x - STEP")
    assert called(clone(tmp_path / "fourth", changed)) == ["2", "doubled", "grown"]
    assert called(clone(tmp_path / "second")) == LOADED
    assert store.size().kernels == 4


def test_another_kind_of_argument_is_another_function(store, tmp_path):
    folder = clone(tmp_path / "clone")
    assert called(folder) == COMPILED
    with compiling() as made:
        assert read(folder).doubled(4.5) == 15.0
    assert sorted(made) == COMPILED[1:]
    with compiling() as made:
        assert read(folder).doubled(4.5) == 15.0
    assert made == []


def test_records_go_by_the_names_of_their_fields(store, tmp_path):
    """What was compiled for one is not loaded for one of the same name whose fields stand in another order."""
    folder = clone(tmp_path / "clone", SOURCE.replace("grown(x) * 2", "x.high - x.low"))
    for order in ("low high", "high low"):
        pair = namedtuple("Pair", order)
        assert read(folder).doubled(pair(low=3, high=5)) == 2


DECISIVE = [
    ("llvmlite.__version__", "0.0"),
    ("numba.__version__", "0.0"),
    ("sys.implementation.cache_tag", "cpython-99"),
    ("np.__version__", "99.1.0"),
    ("config.BOUNDSCHECK", 1),
]


@pytest.mark.parametrize(("name", "value"), DECISIVE)
def test_what_another_version_or_setting_made_is_not_loaded(store, tmp_path, monkeypatch, name, value):
    folder = clone(tmp_path / "clone")
    assert called(folder) == COMPILED
    kernel_loading._versions.cache_clear()
    monkeypatch.setattr(f"wordofmouth.engine.kernel_loading.{name}", value)
    try:
        assert called(folder) == COMPILED
    finally:
        kernel_loading._versions.cache_clear()


def test_another_processor_has_its_own(store, tmp_path, monkeypatch):
    """What is shipped is found on any: it is looked for where there is none of one's own, under a key of its own."""
    folder = clone(tmp_path / "clone")
    codegen = type(cpu_target.target_context.codegen())
    magic = codegen.magic_tuple
    monkeypatch.setattr(codegen, "magic_tuple", lambda self: (magic(self)[0], "generic", ""))
    assert called(folder) == COMPILED
    monkeypatch.setattr(codegen, "magic_tuple", lambda self: (magic(self)[0], "another", "+feature"))
    # Not from the user's own folder: it is for this processor.
    monkeypatch.setattr(kernel_loading, "kernel_store", lambda: KernelStore(tmp_path / "other", store.folder))
    assert called(folder) == LOADED
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("damage", [lambda code: code[:-1], lambda code: b"", lambda code: code.replace(b"t", b"u")])
def test_damage_is_compiled_anew(store, tmp_path, damage, caplog):
    """Said once, whatever was damaged, and good again afterwards."""
    folder = clone(tmp_path / "clone")
    called(folder)
    for path in store.folder.iterdir():
        path.write_bytes(damage(path.read_bytes()))
    caplog.set_level(logging.WARNING, "wordofmouth")
    assert called(folder) == COMPILED
    assert len(caplog.records) == 1
    assert called(folder) == LOADED


def test_what_is_whole_and_cannot_be_loaded_is_compiled_anew(store, tmp_path):
    """As what a numba of the same version, and yet another, had made."""
    folder = clone(tmp_path / "clone")
    called(folder)
    for path in store.folder.iterdir():
        store.keep(path.stem, b"\x80\x04N.")
    assert called(folder) == COMPILED
    assert called(folder) == LOADED


def test_whoever_waits_is_told_of_compiling_alone(store, tmp_path, monkeypatch):
    """Before it begins, in a process that has compiled nothing yet; and not if all is there."""
    folder, told = clone(tmp_path / "clone"), []
    for found in (COMPILED, LOADED):
        in_a_new_process = Compiling()
        in_a_new_process.tell(told.append)
        monkeypatch.setattr(kernel_loading, "COMPILING", in_a_new_process)
        assert called(folder) == found
    assert [preparation.done for preparation in told] == [0, 1, 2]


def test_the_folder_is_the_users_own(monkeypatch, tmp_path):
    """As the variable says, or as the system has it; one without home, or whose home has no name, has one or none."""
    monkeypatch.setenv("WORDOFMOUTH_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.setenv("WORDOFMOUTH_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    if sys.platform == "linux":
        assert cache_folder() == tmp_path / "xdg" / "wordofmouth"
        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert cache_folder() == tmp_path / ".cache" / "wordofmouth"
        monkeypatch.delenv("HOME")
        monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
        assert cache_folder() is None


def test_two_first_runs_at_once_compile_once(tmp_path):
    """Together they compile what one would, and both are right."""
    folder = clone(tmp_path / "clone")
    done = [ended(each) for each in [started(folder, cache=tmp_path / "cache") for _ in range(2)]]
    assert [words[0] for words, _ in done] == ["14", "14"]
    assert sorted(name for words, _ in done for name in words[1:]) == COMPILED[1:]
    assert [complaints for _, complaints in done] == [[], []]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such end of a process")
def test_one_that_is_killed_while_it_compiles_holds_nothing(tmp_path):
    """Whoever waits for it goes on at once, and what it had done already is used."""
    folder, cache = clone(tmp_path / "clone"), tmp_path / "cache"
    # It stands still when the inner one is kept and the outer one is not.
    stopping = PROGRAM.replace(
        "import tiny\n",
        "import tiny, time, wordofmouth.engine.kernel_store as k\nkeep = k.KernelStore.keep\n"
        "k.KernelStore.keep = lambda *a: (keep(*a), print('kept', flush=True), time.sleep(1e6))\n",
    )
    killed = started(folder, stopping, cache=cache)
    assert killed.stdout.readline() == "kept\n"
    asking = PROGRAM.replace(
        "import tiny\n",
        "import tiny, wordofmouth.engine.kernel_store as k\nalone = k.KernelStore.alone\n"
        "k.KernelStore.alone = lambda *a: (print('asked', flush=True), alone(*a))[1]\n",
    )
    waiting = started(folder, asking, cache=cache)
    assert waiting.stdout.readline() == "asked\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert ended(waiting)[0] == ["14", "doubled"]
    assert len([*(cache / "kernels").glob("*.kernel")]) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="rights are taken away as Linux has it")
@pytest.mark.parametrize("is_filled", [False, True])
def test_a_home_that_is_read_only(store, tmp_path, is_filled):
    """What is there is used; what is not is compiled, and it is said once that it cannot be kept."""
    home = store.folder.parent
    home.mkdir()
    folder = clone(tmp_path / "clone")
    if is_filled:
        called(folder)
        store.folder.chmod(0o500)
    home.chmod(0o500)
    try:
        words, complaints = ended(started(folder, cache=home, preexec_fn=without_roots_rights))
        if is_filled:
            assert (words, complaints) == (LOADED, [])
            clone(folder, SOURCE.replace("STEP = 3", "STEP = 4"))
            words, complaints = ended(started(folder, cache=home, preexec_fn=without_roots_rights))
        assert words == (["16"] if is_filled else ["14"]) + COMPILED[1:]
        assert len(complaints) == 1
        assert complaints[0].startswith(f"wom: compiled kernels cannot be kept in {home / 'kernels'}")
    finally:
        home.chmod(0o700)
        if is_filled:
            store.folder.chmod(0o700)


def without_roots_rights():
    """Have root obey the rights of files, as everybody else does."""
    import ctypes

    drop_from_the_bounding_set, may_override, may_read = 24, 1, 2
    for right in (may_override, may_read):
        ctypes.CDLL(None).prctl(drop_from_the_bounding_set, right, 0, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere HOME says nothing")
def test_a_process_without_a_home(tmp_path):
    """HOME is not set, and who runs it has no other home either: it runs all the same."""
    folder = clone(tmp_path / "clone")
    homeless = "import pwd\npwd.getpwuid = {}.__getitem__\n" + PROGRAM
    words, complaints = ended(started(folder, homeless, without=("HOME", "XDG_CACHE_HOME")))
    assert words == COMPILED
    assert complaints == ["wom: there is no folder in which compiled kernels could be kept"]
