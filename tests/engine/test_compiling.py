"""Compiling: what is told of it is true, and no function is compiled twice or for nothing."""

import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from patience import PATIENCE
from wordofmouth.engine import kernel_loading
from wordofmouth.engine.compiling import Compiling, Preparation
from wordofmouth.engine.kernel_store import KernelStore
from wordofmouth.engine.kernels import kernel, rehearsed

MOST_FUNCTIONS = 60
# From an empty store: which functions are compiled for which arguments, and what is told meanwhile, with the seconds
# of processor time at which it is.
PROGRAM = """
import json, sys, time
from numba.core import event
from wordofmouth.engine.compiling import COMPILING
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario

class Listener(event.Listener):
    def on_start(self, event):
        function = event.data["dispatcher"].py_func
        made.append((f"{function.__module__}.{function.__name__}", function.__module__.startswith("wordofmouth.")))

    def on_end(self, event):
        pass

made, told = [], []
COMPILING.clock = time.process_time
with event.install_listener("numba:compile", Listener()):
    with COMPILING.told(lambda preparation: told.append((time.process_time(), *preparation))):
        simulate(Scenario.load("launch"), seed=1)
print(json.dumps({"made": made, "told": told}))
"""


@kernel
def _halved(x):
    return x / 2


@kernel
def _quartered(x):
    return _halved(_halved(x))


@kernel
def _summed(values, start):
    total = start
    for value in values:
        total += value
    return total


@pytest.fixture(scope="module")
def cold(tmp_path_factory):
    """Tell what a first run of ``launch`` compiles on one core, and what it says."""
    environment = os.environ | {"WORDOFMOUTH_CACHE": str(tmp_path_factory.mktemp("cold")), "SLURM_CPUS_PER_TASK": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=10 * PATIENCE,
    )
    return json.loads(done.stdout)


def test_a_first_run_compiles_few_functions_and_each_kernel_once(cold):
    """At most 60 for ``launch``, those of numba's own among them; no kernel for more than one kind of arguments."""
    kernels = [name for name, is_ours in cold["made"] if is_ours]
    assert len(cold["made"]) <= MOST_FUNCTIONS
    assert len(kernels) == len(set(kernels)) > 30


def test_what_is_told_of_a_first_run_is_true(cold):
    """The number in all is known from the first on, each function counts once, and the last is the last."""
    told = cold["told"]
    done = [entry[1] for entry in told]
    kernels = sum(is_ours for _, is_ours in cold["made"])
    assert {entry[2] for entry in told} == {kernels}
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == kernels


def test_the_time_left_is_right_within_a_half(cold):
    """Told when a quarter, a half and three quarters of the functions are ready, in processor time."""
    told = [(at, done, left) for at, done, _, left in cold["told"]]
    end = told[-1][0]
    for part in (0.25, 0.5, 0.75):
        at, _, left = next(entry for entry in told if entry[1] >= part * told[-1][1])
        assert 0.5 * (end - at) <= left <= 1.5 * (end - at)


def test_whole_numbers_of_all_widths_are_one_kind():
    """A constant, a column's element and a Python integer do not compile a kernel three times, nor change its sums."""
    values = np.arange(4, dtype=np.int64)
    results = [_summed(values, start) for start in (1, np.int32(1), np.uint8(1), np.uint32(1), np.int64(1))]
    assert results == [7] * 5
    assert len(_summed.compiled().overloads) == 1


def test_a_rehearsal_finds_what_is_missing_and_compiles_nothing(monkeypatch):
    """Those that are called by others too; an error of the work is left to the work itself."""
    monkeypatch.setattr(kernel_loading, "kernel_store", lambda: KernelStore(None))

    def work():
        assert _quartered(8.0) == 2.0
        raise ValueError

    (call,) = rehearsed(work)
    assert call.weights.keys() == {_quartered.name, _halved.name}
    assert call.place == f"{__name__}:_quartered"
    assert not _quartered.compiled().overloads
    assert _quartered(8.0) == 2.0
    assert rehearsed(work) == []


def test_a_rehearsal_is_of_one_thread():
    """What others call meanwhile is run in earnest."""
    found = []

    def work():
        other = threading.Thread(target=lambda: found.append(_summed(np.ones(3), 0.5)))
        other.start()
        other.join()

    assert rehearsed(work) == []
    assert found == [3.5]


def test_what_is_told_counts_what_is_known():
    """Functions are counted once, whether compiled, loaded or both; nothing is said of time after the first alone."""
    compiling, told = Compiling(), []
    assert compiling.state is None
    compiling.expect(lambda: {"a": 1, "b": 2, "c": 3})
    with compiling.told(told.append):
        with compiling.of("b", {"b": 2, "a": 1}), compiling.of("a", {"a": 1}):
            pass
        compiling.ready(["a", "c"])
    assert [entry[:2] for entry in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert told[0].seconds_left is None
    assert told[-1].seconds_left == 0.0
    compiling.ready(["d"])
    assert len(told) == 4


def test_what_another_process_compiles_is_done_too():
    """It counts once, and the time left is that of two at work, half of what one alone would take."""
    compiling, told, now = Compiling(), [], [0.0]
    compiling.clock = lambda: now[0]
    compiling.expect(lambda: dict.fromkeys("abcdefghi", 1))
    with compiling.told(told.append):
        for here, elsewhere in (("a", ""), ("b", "i"), ("c", "h")):
            with compiling.of(here, {here: 1}):
                now[0] += 1.0
                if elsewhere:
                    compiling.ready_elsewhere([elsewhere])
        compiling.ready(["h", "i"])
    assert told[-1] == (5, 9, 2.0)


def test_of_several_workers_the_farthest_is_told():
    """What another says who is behind is no news."""
    compiling, told = Compiling(), []
    with compiling.told(told.append):
        for done in (1, 3, 2, 4):
            compiling.hear(Preparation(done, 4, None))
    assert [entry.done for entry in told] == [1, 3, 4]


def test_a_preparation_is_said_in_words():
    """As the command prints it where there is no terminal."""
    assert str(Preparation(31, 58, 6.4)) == "31 of 58, about 6 s left"
    assert str(Preparation(0, 58, None)) == "0 of 58"
