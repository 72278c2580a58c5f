"""Mutation run: are the tests such that a fault would be seen? Run on request, it takes hours.

    uv run --group mutation python tests/mutation.py --mutants 300 --seed 1 --out mutation.json

Mutants are small faults (another operator, another number, a turned condition) drawn by a stated seed over statistics,
results, runs and readers. Each is planted in a copy of the repository, and the tests that bear upon it are run until
one fails; who runs longer than allowed has been noticed, too. What survives is written with its difference, for a test
to be written, or for its reason in ``tests/equivalent.toml`` why it changes nothing.

The faults are Cosmic Ray's; the draw and the choice of tests are ours, as its session would run every mutant of every
operator, each against all tests. mutmut rewrites functions into trampolines, which Numba cannot compile.
"""

import argparse
import ast
import difflib
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = Path("simulation/wordofmouth")
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
# Where faults are planted, and the tests that must see them, the quickest first, beside those that import the module.
WHERE = {
    "statistics": ("tests/statistics", "tests/tasks/test_sweep_summaries.py", "tests/tasks/test_sensitivity.py",
                   "tests/tasks/test_comparison.py"),
    "results": ("tests/runs", "tests/cli/test_reproduce.py", "tests/tasks/test_sweep.py", "tests/test_before.py"),
    "runs": ("tests/runs", "tests/tasks/test_sweep.py", "tests/test_before.py"),
    "networks/files": ("tests/networks/test_network_files.py", "tests/networks/test_broken_network_files.py",
                       "tests/tables", "tests/networks/test_dialects.py"),
    "tables": ("tests/tables", "tests/tasks/test_peers.py"),
    "tasks/calibrate/data.py": ("tests/tasks/test_calibration.py",),
    "tasks/peers/data.py": ("tests/tasks/test_peers.py",),
}  # fmt: skip
# Unions of types are written with |, decorators are there for tools: faults in them are noticed by any import.
_LEFT_OUT = re.compile(r"BitOr|Decorator|Variable")
KILLED, TIMEOUT, SURVIVED, EQUAL = "killed", "timeout", "survived", "equivalent"


class Mutant(NamedTuple):
    """A fault: in which file, by which operator at its which occurrence, and the difference that it makes."""

    file: str
    operator: str
    occurrence: int
    difference: str

    @property
    def key(self) -> str:
        """What it is called: the same as long as the lines around it are."""
        changed = [line for line in self.difference.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        return hashlib.sha256("\n".join([self.file, *changed]).encode()).hexdigest()[:12]


class Outcome(NamedTuple):
    """What became of a mutant: killed by which test, after how many seconds."""

    mutant: Mutant
    fate: str
    by: str
    seconds: float


def main() -> int:
    """Draw mutants, run the tests on each, and write what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutants", type=int, default=300, help="how many are drawn")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long the tests of one may take")
    parser.add_argument("--workers", type=int, default=1, help="how many are tried at a time")
    parser.add_argument("--only", default="", help="draw from files whose path has this in it")
    parser.add_argument("--out", type=Path, default=Path("mutation.json"), help="where to write what became of them")
    asked = parser.parse_args()
    mutants = drawn(asked.mutants, asked.seed, asked.only)
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(asked.workers):
            copies.put(copy_to(Path(folder) / str(number)))
        check_unharmed(copies, {tests_of(mutant.file) for mutant in mutants})
        found = []
        with ThreadPoolExecutor(asked.workers) as pool:
            for outcome in pool.map(lambda mutant: tried(mutant, copies, asked.seconds), mutants):
                found.append(outcome)
                print(f"{len(found)}/{len(mutants)} {outcome.fate} {outcome.mutant.file} {outcome.by}", flush=True)
                asked.out.write_text(json.dumps(told(found, asked.seed), indent=2) + "\n", encoding="utf-8")
    summary = told(found, asked.seed)
    print(f"{summary['share_killed']:.1%} of {summary['mutants']} killed, {summary[EQUAL]} equivalent: {asked.out}")
    return 0 if summary["share_killed"] >= 0.9 else 1


def drawn(count: int, seed: int, only: str = "") -> list[Mutant]:
    """Return mutants drawn without repetition: places, all alike, and at each one of the faults that are possible."""
    places = [place for file in files() if only in str(file) for place in places_of(file)]
    generator = random.Random(seed)
    chosen = generator.sample(places, min(count, len(places)))
    return [mutant_of(file, generator.choice(operators), occurrence) for file, operators, occurrence in chosen]


def files() -> list[Path]:
    """Return the files in which faults are planted, below the root."""
    found = []
    for name in WHERE:
        path = ROOT / PACKAGE / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path.relative_to(ROOT) for path in found]


def places_of(file: Path) -> Iterator[tuple[Path, tuple[str, ...], int]]:
    """Yield where a file can be changed: operators that change the same, and which occurrence of it."""
    from cosmic_ray.ast import get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    alike: dict[str, list[str]] = defaultdict(list)
    for name in operator_names():
        if not _LEFT_OUT.search(name):
            # ReplaceBinaryOperator_Add_Sub and …_Add_Mul are faults of the same places.
            alike["_".join(name.split("_")[:2])].append(name)
    tree = get_ast((ROOT / file).read_text(encoding="utf-8"))
    for operators in alike.values():
        operator = get_operator(operators[0])()
        count = sum(len(list(operator.mutation_positions(node))) for node in _nodes(tree))
        yield from ((file, tuple(operators), occurrence) for occurrence in range(count))


def _nodes(tree: Any) -> Iterator[Any]:
    yield tree
    for child in getattr(tree, "children", ()):
        yield from _nodes(child)


def mutant_of(file: Path, operator: str, occurrence: int) -> Mutant:
    """Return the fault that an operator makes at one of its occurrences in a file."""
    before = (ROOT / file).read_text(encoding="utf-8")
    after = mutated(before, operator, occurrence)
    lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
    return Mutant(str(file), operator, occurrence, "".join(difflib.unified_diff(*lines, str(file), str(file), n=1)))


def mutated(code: str, operator: str, occurrence: int) -> str:
    """Return a program with one fault."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    return mutate_code(code, get_operator(operator)(), occurrence) or code


def copy_to(folder: Path) -> Path:
    """Return a copy of all files that are under version control, or could be."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def tests_of(file: str) -> tuple[str, ...]:
    """Return the tests that must see a fault in a file: those that import it, and those of its room."""
    module = file.removeprefix("simulation/").removesuffix(".py").replace("/", ".")
    own = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if module in _imported(path)]
    name = max((name for name in WHERE if str(PACKAGE / name) in file), key=len)
    importing = [str(path.relative_to(ROOT)) for path in own if "lab" not in path.parts]
    importing.sort(key=lambda test: not test.startswith(WHERE[name][0]))
    return tuple(dict.fromkeys([*importing, *WHERE[name]]))


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {node.module for node in froms} | {f"{node.module}.{name.name}" for node in froms for name in node.names}


def check_unharmed(copies: "SimpleQueue[Path]", chosen: set[tuple[str, ...]]) -> None:
    """Run all tests that will be asked on the code as it is: one that fails anyway says nothing."""
    folder = copies.get()
    status, by = run(folder, tuple(sorted({test for tests in chosen for test in tests})), 3_600.0)
    copies.put(folder)
    if status:
        raise SystemExit(f"without any fault a test fails already: {by}")


def tried(mutant: Mutant, copies: "SimpleQueue[Path]", seconds: float) -> Outcome:
    """Return what becomes of a mutant."""
    reasons = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")) if EQUIVALENT.exists() else {}
    if mutant.key in reasons:
        return Outcome(mutant, EQUAL, reasons[mutant.key], 0.0)
    folder, started = copies.get(), time.perf_counter()
    path = folder / mutant.file
    before = path.read_text(encoding="utf-8")
    try:
        write_dated(path, mutated(before, mutant.operator, mutant.occurrence))
        status, by = run(folder, tests_of(mutant.file), seconds)
    finally:
        write_dated(path, before)
        copies.put(folder)
    fate = SURVIVED if status == 0 else TIMEOUT if status is None else KILLED
    return Outcome(mutant, fate, by, round(time.perf_counter() - started, 1))


def write_dated(path: Path, code: str) -> None:
    """Write a program a second younger than it was: bytecode is told by the second and the size alone."""
    younger = int(path.stat().st_mtime) + 1
    path.write_text(code, encoding="utf-8")
    os.utime(path, (younger, younger))


def run(folder: Path, tests: tuple[str, ...], seconds: float) -> tuple[int | None, str]:
    """Return the exit status of tests in a copy, None if time ran out, and the first test that failed."""
    words = ["-m", "pytest", "-n", "0", "-x", "-p", "no:cacheprovider", "--hypothesis-seed=0", *tests]
    environment = os.environ | {"PYTHONPATH": str(folder / "simulation")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(
            [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return None, f"more than {seconds:g} s"
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return done.returncode, failed[1] if failed else ""


def told(found: list[Outcome], seed: int) -> dict[str, Any]:
    """Return what became of all, as JSON has it: the share killed of those that change anything, and the survivors."""
    fates = [outcome.fate for outcome in found]
    judged = len(fates) - fates.count(EQUAL)
    return {
        "seed": seed,
        "mutants": len(found),
        "share_killed": (fates.count(KILLED) + fates.count(TIMEOUT)) / judged if judged else 1.0,
        **{fate: fates.count(fate) for fate in (KILLED, TIMEOUT, SURVIVED, EQUAL)},
        "survivors": [
            {"key": outcome.mutant.key, "operator": outcome.mutant.operator, "difference": outcome.mutant.difference}
            for outcome in found
            if outcome.fate == SURVIVED
        ],
        "outcomes": [
            {"key": each.mutant.key, "file": each.mutant.file, "operator": each.mutant.operator, "fate": each.fate,
             "by": each.by, "seconds": each.seconds}
            for each in found
        ],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
