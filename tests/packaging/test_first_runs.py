"""First runs of the market, from an empty store of kernels: each function is compiled once, whoever needs it.

What becomes of two tiny kernels under every fault of the store is in `tests/engine/test_kernel_loading.py`; this is the
whole market: ``uv run pytest -m slow tests/packaging/test_first_runs.py``.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest
from builds import ROOT
from patience import until

pytestmark = pytest.mark.slow

GOLDEN = json.loads((ROOT / "tests" / "before" / "digests.json").read_text(encoding="utf-8"))["small"]
# Read by every process, workers too, before anything else: adds a line for each function that is compiled.
LISTENING = """
import os
from numba.core import event

class Listener(event.Listener):
    def on_start(self, event):
        dispatcher = event.data["dispatcher"]
        if type(dispatcher).__module__ == "wordofmouth.engine.kernel_loading":
            with open(os.environ["COMPILED"], "a") as file:
                file.write(f"{dispatcher.py_func.__qualname__}{event.data['args']}\\n")

    def on_end(self, event):
        pass

event.register("numba:compile", Listener())
"""
PROGRAM = """
import sys
import wordofmouth as wom
small = wom.Scenario.load("small").varied(consumers=400)
replications, workers = map(int, sys.argv[1:])
result = wom.run(small, replications=replications, seed=7, workers=workers, baseline=False)
print(result.manifest.table_digest)
"""


class Place:
    """A folder with a store, empty at first, and a list of what was compiled."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder, self.list = folder, folder / "compiled.txt"
        (folder / "sitecustomize.py").write_text(LISTENING)

    def started(self, replications=1, workers=0):
        more = {"WORDOFMOUTH_CACHE": self.folder, "COMPILED": self.list, "PYTHONPATH": self.folder}
        # A worker of pytest has its share of the cores alone; a first run compiles on all that there are.
        whole = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER_COUNT"}
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(replications), str(workers)],
            env=whole | {name: str(value) for name, value in more.items()},
            stdout=subprocess.PIPE,
            text=True,
        )

    def compiled(self):
        """Return how often each function was compiled."""
        return Counter(self.list.read_text().splitlines())


def digest(process):
    printed, _ = process.communicate()
    assert process.returncode == 0
    return printed.strip()


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return what a first run compiles."""
    place = Place(tmp_path_factory.mktemp("first") / "place")
    assert digest(place.started()) == GOLDEN
    compiled = place.compiled()
    assert set(compiled.values()) == {1}
    assert len(compiled) == len([*(place.folder / "kernels").glob("*.kernel")])
    return compiled


def test_workers_compile_what_one_run_does_and_no_more(first, tmp_path):
    place = Place(tmp_path / "place")
    digest(place.started(replications=4, workers=2))
    assert place.compiled() == first


def test_two_first_runs_at_once_compile_what_one_does(first, tmp_path):
    place = Place(tmp_path / "place")
    assert [digest(each) for each in [place.started() for _ in range(2)]] == [GOLDEN, GOLDEN]
    assert place.compiled() == first


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such end of a process")
def test_a_run_that_is_killed_while_it_compiles_leaves_the_rest_to_the_next(first, tmp_path):
    """What it was compiling is compiled again, what it had compiled is not."""
    place = Place(tmp_path / "place")
    killed = place.started()
    until(lambda: place.list.exists() and len(place.compiled()) > len(first) // 3, killed)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    begun = place.compiled()
    assert digest(place.started()) == GOLDEN
    assert set(place.compiled()) == set(first)
    again = {name for name, times in place.compiled().items() if times > 1}
    # Those that call each other are begun together.
    assert again <= set(begun)
    assert len(again) < len(begun) // 2
