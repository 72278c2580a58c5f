"""Tests wait for events: none sleeps, and what bounds their waiting is the patience that one variable stretches."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE, until

TESTS = Path(__file__).parent
# Where the clock is looked at for all; where speed itself is measured, by visitors who click in time; and where harm is
# done at moments that are drawn.
CLOCKS = {"patience.py", "test_lab_load.py", "test_lab_attack.py", "lines.py", "trials.py", "test_chaos.py"}
BY_THE_CLOCK = {"sleep", "wait_for_timeout", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time_ns"}
# Calls whose last argument is a bound, if it is a number.
BOUNDED = {"wait", "wait_for", "join", "result", "set_default_timeout", "settimeout"}
# Calls that, unless told otherwise, give up within seconds; and what tells them.
IMPATIENT = {
    "connect": "wait_timeout", "Client": "timeout", "new_context": "set_default_timeout",
    "new_page": "set_default_timeout",
}  # fmt: skip


def clocks(source: str) -> list[str]:
    """Return what a test does by the clock, a line each: it sleeps, looks at one, or has a bound that nothing moves."""
    found = []
    for node in ast.walk(ast.parse(source)):
        bounds = []
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            bounds = [given.value for given in node.keywords if "timeout" in (given.arg or "")]
            bounds += node.args[-1:] if name in BOUNDED else []
            if name in BY_THE_CLOCK or IMPATIENT.get(name, "") not in source:
                found.append(f"{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            bounds = [value for key, value in pairs if key is not None and "timeout" in ast.unparse(key)]
        found += [f"{node.lineno}: {ast.unparse(node)}" for bound in bounds if _is_fixed(bound)]
    return found


def _is_fixed(bound: ast.expr) -> bool:
    """Tell whether a bound is a number, and so one that patience does not stretch."""
    if isinstance(bound, ast.BinOp):
        return _is_fixed(bound.left) and _is_fixed(bound.right)
    return isinstance(bound, ast.Constant) and type(bound.value) in (int, float)


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: path.name)
def test_no_test_waits_for_a_clock(path):
    """An event is waited for, by `patience.until` if nothing better tells of it; every bound has patience's factor."""
    found = clocks(path.read_text(encoding="utf-8"))
    assert not [line for line in found if path.name not in CLOCKS]


@pytest.mark.parametrize(
    "line",
    [
        "time.sleep(1)", "await asyncio.sleep(0.1)", "page.wait_for_timeout(400)", "end = time.monotonic() + 20",
        "process.wait(10)", "process.wait(timeout=120)", "page.locator('a').wait_for(timeout=30_000)",
        "asyncio.wait_for(send(), 30)", "urlopen(url, timeout=2 * 20)", "how = {'wait_timeout': 20}",
        "page.connect(address)", "browser.new_page()",
    ],
)  # fmt: skip
def test_clocks_are_seen(line):
    """What precedes would hold of all tests if it were blind."""
    assert clocks(line)


@pytest.mark.parametrize(
    "line",
    [
        "process.wait(PATIENCE)", "context.set_default_timeout(1_000 * PATIENCE)", "page.locator('a').wait_for()",
        "until(lambda: page.week > 3)", "' '.join(words)", "web.connect(address, **{'wait_timeout': PATIENCE})",
    ],
)  # fmt: skip
def test_patience_is_seen(line):
    assert not clocks(line)


def test_one_variable_stretches_all_patience():
    command = [sys.executable, "-c", "import patience; print(patience.PATIENCE, patience.FACTOR)"]
    told = subprocess.run(
        command, cwd=TESTS, env=os.environ | {"WORDOFMOUTH_PATIENCE": "2.5"}, capture_output=True, text=True, check=True
    )
    patient, factor = map(float, told.stdout.split())
    assert factor == 2.5
    assert patient == 2.5 * PATIENCE / float(os.environ.get("WORDOFMOUTH_PATIENCE", "1"))


class TestUntil:
    def test_it_returns_what_says_that_it_happened(self):
        looks = iter([None, "", [3]])
        assert until(lambda: next(looks)) == [3]

    def test_nothing_comes_of_a_process_that_has_ended(self):
        with subprocess.Popen([sys.executable, "-c", ""]) as process, pytest.raises(AssertionError, match="it is over"):
            until(lambda: False, process, lambda: "it is over")

    def test_what_it_brought_about_before_it_ended_counts(self):
        with subprocess.Popen([sys.executable, "-c", ""]) as process:
            process.wait()
            assert until(lambda: True, process)

    def test_patience_ends(self, monkeypatch):
        monkeypatch.setattr("patience.PATIENCE", 0.0)
        with pytest.raises(AssertionError, match="it did not happen"):
            until(lambda: False)
