"""The way to the first number: what a process reads before it has simulated a market whose kernels are compiled."""

import subprocess
import sys
from pathlib import Path

import pytest
from loaded import replicator
from wordofmouth.runs.processes import Processes
from wordofmouth.runs.runner import _Job
from wordofmouth.scenario.scenario import Scenario

TESTS = Path(__file__).parents[1]
RUN = "import wordofmouth as wom\nresult = wom.run({scenario!r}, replications=1, workers=0)\n"
TOLD = "import sys; sys.path.append(sys.argv[1])\nfrom loaded import loaded; print(*loaded())"


def after(program):
    """Return what a fresh process has read after a program, as it is when another has run it before."""
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-c", program + TOLD, str(TESTS)], capture_output=True, text=True, check=True
        )
    return ran.stdout.split()


@pytest.mark.parametrize("scenario", ["small", "launch"])
def test_a_run_reads_nothing_heavy(scenario):
    """Neither what draws, nor tables for people, nor Mesa, nor what only compiling needs."""
    assert after(RUN.format(scenario=scenario)) == []


def test_a_textbook_model_reads_nothing_heavy():
    assert after(RUN.format(scenario="bass")) == []


@pytest.mark.slow
def test_whoever_asks_for_more_gets_it():
    """What is left out is only late: Mesa's model, a data frame and a figure are there when they are asked for."""
    program = RUN.format(scenario="small") + (
        "result.table, result.plot(), wom.WordOfMouth(wom.Scenario.load('small')).step()\n"
    )
    assert {"mesa", "pandas", "matplotlib"} <= {*after(program)}


def test_a_worker_reads_nothing_heavy():
    """As little as a process that runs alone."""
    job = _Job((Scenario.load("small"),), 0, None, (), {}, None, None, None)
    for _ in range(2):
        with Processes(1, replicator, job) as processes:
            ((_, (_, read)),) = processes.run([0])
    assert read == []


def test_no_kinds_are_read_that_a_scenario_does_not_name():
    """Levers, generators and models of other scenarios lie in files of their own, which stay closed."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, wordofmouth as wom; wom.Scenario.load('small')\n"
            "print(*[name.removeprefix('wordofmouth.') for name in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    read = {*ran.stdout.split()}
    scenario = Scenario.load("small")
    for family, names in {
        "market.levers": {lever.kind for lever in scenario.campaign},
        "networks.generators": {scenario.network.kind},
        "diffusion.models": {scenario.model.kind},
    }.items():
        assert {name.removeprefix(f"{family}.") for name in read if name.startswith(f"{family}.")} == names


# A kernel of its own, that no store has, which calls one of ours, and sorts, as some of ours do.
ANEW = """
import time
import numpy as np
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import words
NEW = time.time_ns()
@kernel
def sorted_draws(key, draws):
    for i in range(draws.shape[0]):
        draws[i], _, _, _ = words(key, 1, 2, i, 3)
    draws.sort()
    return np.argsort(draws)[::2].sum() + np.unique(draws).size + NEW
draws = np.empty(1000, dtype=np.int64)
value = sorted_draws(np.uint64(7), draws)
assert "numba.np.arraymath" in __import__("sys").modules
assert (value, draws.min()) == (sorted_draws._function(np.uint64(7), again := np.empty(1000, np.int64)), again.min())
"""


@pytest.mark.slow
def test_what_was_loaded_can_be_compiled_into_others(tmp_path):
    """A process that has loaded compiled kernels compiles another that calls them, and has what numba needs for it."""
    program = tmp_path / "anew.py"
    program.write_text(RUN.format(scenario="small") + ANEW)
    subprocess.run([sys.executable, "-c", RUN.format(scenario="small")], check=True)
    ran = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
