"""Files: whole or not at all, links followed, one owner at a time, and errors that name what could not be written."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from patience import PATIENCE, until
from wordofmouth.errors import FolderError
from wordofmouth.results.files import MANIFEST, atomic, new_folder, taken, temporary_folder
from wordofmouth.results.locks import locked, owner_of

OWNER = """
import sys
from pathlib import Path
from wordofmouth.results.locks import locked
with locked(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""
WRITER = """
import sys
from pathlib import Path
from wordofmouth.results.files import new_folder
with new_folder(Path(sys.argv[1])) as folder:
    (folder / "manifest.json").write_text('{"files": ["table"]}')
    (folder / "table").write_text(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.read()
"""
FULL = """
import resource, signal, sys
from pathlib import Path
import pyarrow, pyarrow.parquet
from wordofmouth.results.files import atomic

def by_a_library(path):
    pyarrow.parquet.write_table(pyarrow.table({"a": list(range(100_000))}), path)

resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for write in (lambda path: path.write_bytes(b"." * 100_000), by_a_library):
    try:
        with atomic(Path(sys.argv[1])) as unfinished:
            write(unfinished)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", flush=True)
"""


def started(program, *words):
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def result(folder, text="result"):
    with new_folder(folder) as unfinished:
        (unfinished / MANIFEST).write_text('{"files": ["table"]}')
        (unfinished / "table").write_text(text)


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("target", ["there", "filled", "dangling"])
def test_a_folder_that_is_a_link_is_followed(tmp_path, target):
    """It stays a link, to a folder with the result, wherever that is and whatever was in it."""
    far = tmp_path / "far" / "away"
    if target == "there":
        far.mkdir(parents=True)
    elif target == "filled":
        result(far, "earlier")
    (tmp_path / "near").mkdir()
    link = tmp_path / "near" / "link"
    link.symlink_to(far)
    for text in ("first", "second"):
        result(link, text)
        assert link.is_symlink()
        assert (far / "table").read_text() == text
        assert (entries(tmp_path / "near"), entries(tmp_path / "far")) == (["link"], ["away"])


@pytest.mark.parametrize("dangling", [False, True])
def test_a_file_that_is_a_link_is_followed(tmp_path, dangling):
    far, link = tmp_path / "far", tmp_path / "link"
    if not dangling:
        far.write_text("earlier")
    link.symlink_to(far)
    with atomic(link) as unfinished:
        unfinished.write_text("new")
    assert (link.is_symlink(), far.read_text(), entries(tmp_path)) == (True, "new", ["far", "link"])


def test_a_folder_in_use_is_refused_by_name(tmp_path):
    """Who has it, on which machine and since when; as soon as that has ended, well or not, it can be had."""
    folder = tmp_path / "result"
    for end in (lambda owner: owner.communicate(timeout=PATIENCE), lambda owner: (owner.kill(), owner.wait(PATIENCE))):
        owner = started(OWNER, folder)
        assert owner.stdout.readline() == "mine\n"
        with pytest.raises(FolderError, match=rf"^{folder}: process {owner.pid} on .* is at work in this folder"):
            locked(folder, wait=False).__enter__()
        assert str(owner.pid) in owner_of(folder)
        end(owner)
        owner.stdin.close()
        owner.stdout.close()
        with taken(folder):
            assert str(os.getpid()) in owner_of(folder)
        assert owner_of(folder) == ""
    until(lambda: not entries(tmp_path))


def test_whoever_has_a_folder_may_have_it_again_and_another_thread_may_not(tmp_path):
    refused = []

    def other():
        try:
            locked(tmp_path / "result", wait=False).__enter__()
        except FolderError as error:
            refused.append(str(error))

    with locked(tmp_path / "result"), locked(tmp_path / "result", wait=False):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_two_writers_leave_one_result_whole(tmp_path):
    """The second waits for the first, and then replaces what that has written."""
    folder = tmp_path / "result"
    first = started(WRITER, folder, "first")
    assert first.stdout.readline() == "ready\n"
    second = started(WRITER, folder, "second")
    first.communicate(timeout=PATIENCE)
    assert second.stdout.readline() == "ready\n"
    assert (folder / "table").read_text() == "first"
    second.communicate(timeout=PATIENCE)
    assert ((folder / "table").read_text(), entries(folder)) == ("second", [MANIFEST, "table"])
    assert entries(tmp_path) == ["result"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_writer_that_is_killed_leaves_what_was_there(tmp_path):
    """Neither of what it wrote nor of its lock is anything left a moment later."""
    result(tmp_path / "result", "earlier")
    writer = started(WRITER, tmp_path / "result", "new")
    assert writer.stdout.readline() == "ready\n"
    assert len(entries(tmp_path)) == 3
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=PATIENCE)
    until(lambda: entries(tmp_path) == ["result"])
    assert (tmp_path / "result" / "table").read_text() == "earlier"


def test_a_folder_that_was_being_replaced_comes_back(tmp_path):
    """Power was lost between the two names: the next look gives the earlier result its name back."""
    result(tmp_path / "result", "earlier")
    (tmp_path / "result").rename(tmp_path / ".result-0123abcd-earlier")
    with taken(tmp_path / "result"):
        assert (tmp_path / "result" / "table").read_text() == "earlier"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_disk_that_is_full_is_told_by_the_name_of_the_file(tmp_path):
    """No file may be longer than some bytes: what was there stays, and nothing else is left."""
    (tmp_path / "file").write_text("earlier")
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "file"], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.stdout.splitlines() == [f"{tmp_path / 'file'}: File too large"] * 2, done.stderr
    assert entries(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "earlier"


def test_a_temporary_folder_is_gone_afterwards():
    with temporary_folder() as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b").write_text("c")
    assert not folder.exists()
