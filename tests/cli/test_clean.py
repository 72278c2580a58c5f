"""Cleaning: it says how much is kept, and drops that and nothing else."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.engine.kernel_store import kernel_store


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a store of two kernels beside what is somebody else's, and no results."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORDOFMOUTH_CACHE", str(tmp_path))
    kernel_store.cache_clear()
    (tmp_path / "kernels").mkdir(mode=0o700)
    (tmp_path / "kernels" / "mine.txt").write_text("kept")
    for key in ("a" * 64, "b" * 64):
        kernel_store().keep(key, b"x" * 600_000)
    yield kernel_store()
    kernel_store.cache_clear()


def test_bare_it_says_and_drops_nothing(store):
    done = CliRunner().invoke(app, ["clean"])
    here = Path.cwd() / "results" / ".runs"
    said = f"kernels: 2 kernels, 1.2 MB, in {store.folder}\nruns: 0 runs, 0.0 MB, in {here}\n"
    assert (done.exit_code, done.stdout) == (0, said)
    assert store.size().kernels == 2


def test_it_drops_what_it_says(store):
    """Twice, and the second time there is nothing."""
    for kernels in ("2 kernels, 1.2 MB", "0 kernels, 0.0 MB"):
        done = CliRunner().invoke(app, ["clean", "kernels"])
        assert (done.exit_code, done.stdout) == (0, f"kernels: {kernels}, in {store.folder}\nAll dropped.\n")
        assert [path.name for path in store.folder.iterdir()] == ["mine.txt"]


def test_what_is_not_there_is_refused(store):
    done = CliRunner().invoke(app, ["clean", "kernal"])
    assert done.exit_code == 2
    assert done.stderr == "wom: clean: there is no store called 'kernal'; did you mean 'kernels'?\n"
    assert store.size().kernels == 2


def test_programs_are_told_too(store):
    done = CliRunner().invoke(app, ["clean", "kernels", "--json"])
    assert json.loads(done.stdout) == [
        {"store": "kernels", "folder": str(store.folder), "kernels": 2, "bytes": 1_200_106, "dropped": True}
    ]
    assert store.size().kernels == 0
