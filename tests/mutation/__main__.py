"""Mutation run: are the tests such that a fault would be seen? Run on request, on a system that can fork.

    uv run --group mutation python tests/mutation --mutants 300 --seed 1

Mutants are small faults, drawn by a stated seed over statistics, results, runs and readers (``mutants.py``). Which test
executes which lines is measured once (``lines.py``); each mutant is planted in a copy of the repository, and meets the
tests that execute its statement, the quickest first, until one fails (``trials.py``); what takes longer than it may has
been noticed, too. Outcomes are written as they come: an interrupted run goes on where it was, ``--part 1/2`` does every
other mutant, and ``--again`` tries survivors once more. For what survives a test is written, or its reason in
``equivalent.toml`` why it changes nothing that anybody could see.
"""

import argparse
import json
import sys
import textwrap
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from lines import Lines, Watch
from mutants import PACKAGE, ROOT, WHERE, Mutant, drawn, mutated
from trials import copy_to, in_fork, run, warm, write_younger

HERE = Path(__file__).parent
KILLED, TIMEOUT, SURVIVED, EQUIVALENT = "killed", "timeout", "survived", "equivalent"
# A file of tests may take so many seconds of the processor while it is measured.
_LONG = 600.0


def main() -> int:
    """Draw mutants, run the tests on each, and write what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutants", type=int, default=300, help="how many are drawn")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the tests of one take, as measured")
    parser.add_argument("--only", default="", help="draw from files whose path has this in it")
    parser.add_argument("--part", default="1/1", help="which part of them: 1/2 is every other one")
    parser.add_argument("--again", action="store_true", help="try those once more that survived")
    parser.add_argument("--measure", action="store_true", help="measure what tests execute, and nothing else")
    parser.add_argument("--known", action="store_true", help="measure nothing: let what is known be enough")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "mutation", help="where all is kept")
    parser.add_argument("--page", action="store_true", help="write the page of the outcomes that there are")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    outcomes = asked.out / "outcomes.jsonl"
    mutants = drawn(asked.mutants, asked.seed, asked.only)
    if not asked.page:
        part, parts = map(int, asked.part.split("/"))
        room = asked.out.resolve() / f"part{part}of{parts}"
        copy = copy_to(room / "copy")
        warm()
        path = asked.out / "lines.json"
        lines = Lines(path) if asked.known else measured(copy, path)
        if asked.measure:
            return 0
        done = known(outcomes)
        for mutant in mutants[part - 1 :: parts]:
            again = asked.again and done.get(mutant.key, {}).get("fate") == SURVIVED
            if mutant.key in reasons() or (mutant.key in done and not again):
                continue
            outcome = tried(mutant, copy, lines, asked.seconds)
            print(outcome["fate"], mutant.file, mutant.line, outcome["by"], outcome["seconds"], flush=True)
            with outcomes.open("a", encoding="utf-8") as file:
                file.write(json.dumps(outcome) + "\n")
    found = told(mutants, known(outcomes))
    print(json.dumps(found["fates"]))
    for key, difference in found["survivors"].items():
        print(f"\n{key}\n{difference}")
    if asked.page:
        (HERE / "README.md").write_text(page(found, asked.seed), encoding="utf-8")
    return 0 if found["share"] >= 0.9 else 1


def reasons() -> dict[str, str]:
    """Return why mutants change nothing that could be seen, by key."""
    return tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))


def known(outcomes: Path) -> dict[str, dict[str, Any]]:
    """Return what has become of mutants so far, by key: the last word counts."""
    rows = map(json.loads, outcomes.read_text(encoding="utf-8").splitlines()) if outcomes.exists() else ()
    return {row["key"]: row for row in rows}


def measured(copy: Path, path: Path) -> Lines:
    """Return what tests execute; measure first what is not known.

    Raises:
        SystemExit: if a test fails although there is no fault.
    """
    lines = Lines(path)
    for name in lines.stale():
        there = copy.parent / "lines.json"

        def measure(name: str = name, there: Path = there) -> tuple[int, str]:
            watch = Watch(copy.parent)
            status, failed = run([name], watch, until_one_fails=False)
            there.write_text(json.dumps(watch.tests()), encoding="utf-8")
            return status, failed

        ended = in_fork(copy, measure, _LONG)
        # 5: no test of the file is among those that are run.
        if ended.status not in (0, 5):
            raise SystemExit(f"without any fault {ended.says or name} fails: see {copy.with_suffix('.out')}")
        lines.add(name, json.loads(there.read_text(encoding="utf-8")))
        print(f"measured {name}: {ended.seconds} s", flush=True)
    return lines


_unharmed: dict[str, bool] = {}


def tried(mutant: Mutant, copy: Path, lines: Lines, seconds: float) -> dict[str, Any]:
    """Return what becomes of a mutant. The test that kills it must pass when it is alone and there is no fault."""
    path = copy / mutant.file
    before = (ROOT / mutant.file).read_bytes()
    tests = lines.chosen(mutant, seconds)
    expected = sum(lines.seconds(test) for test in tests)
    fate, by, took = SURVIVED, "no test executes it", 0.0
    while tests:
        try:
            write_younger(path, mutated(before.decode(), mutant.operator, mutant.occurrence).encode())
            ended = in_fork(copy, lambda tests=tests: run(tests), 30 + 3 * expected)
        finally:
            write_younger(path, before)
        took += ended.seconds
        fate, by = (SURVIVED, "") if ended.status == 0 else (TIMEOUT if ended.status is None else KILLED, ended.says)
        if fate != KILLED or by not in tests or passes(by, copy):
            break
        tests = [test for test in tests if test != by]
    return {
        "key": mutant.key, "file": mutant.file, "line": mutant.line, "operator": mutant.operator, "fate": fate,
        "by": by, "tests": len(tests), "seconds": round(took, 2),
    }  # fmt: skip


def passes(test: str, copy: Path) -> bool:
    """Tell whether a test passes alone, where there is no fault."""
    if test not in _unharmed:
        _unharmed[test] = in_fork(copy, lambda: run([test]), _LONG).status == 0
    return _unharmed[test]


def told(mutants: list[Mutant], outcomes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what became of all: how many of each fate, in all and by room, the share killed, and the survivors."""
    equivalent = reasons()
    fates: Counter[str] = Counter()
    rooms: dict[str, Counter[str]] = {name: Counter() for name in WHERE}
    survivors = {}
    for mutant in mutants:
        fate = EQUIVALENT if mutant.key in equivalent else outcomes.get(mutant.key, {"fate": "untried"})["fate"]
        fates[fate] += 1
        rooms[next(name for name in WHERE if mutant.file.startswith(str(PACKAGE / name)))][fate] += 1
        if fate == SURVIVED:
            survivors[mutant.key] = mutant.difference
    share = (fates[KILLED] + fates[TIMEOUT]) / max(len(mutants), 1)
    return {"fates": fates, "rooms": rooms, "share": share, "survivors": survivors, "reasons": {
        mutant.key: (mutant, equivalent[mutant.key]) for mutant in mutants if mutant.key in equivalent
    }}  # fmt: skip


def page(found: dict[str, Any], seed: int) -> str:
    """Return the page that says what became of them."""
    order = (KILLED, TIMEOUT, SURVIVED, EQUIVALENT, "untried")
    total = sum(found["fates"].values())
    rows = [(name, fates) for name, fates in found["rooms"].items() if fates] + [("all", found["fates"])]
    lines = [
        "# Mutation run",
        "",
        f"Of {total} small faults, drawn by seed {seed} over statistics, results, runs and readers, the tests notice"
        f" {found['share']:.1%}; {found['fates'][EQUIVALENT] / total:.1%} change nothing that anybody could see. The"
        " aim is 90 % and at most 5 %. Each mutant met those tests alone that execute its statement, in bounded time;"
        " some survivors would be noticed by all tests together, or by one that was not measured. Made by"
        " `uv run --group mutation python tests/mutation`, whose description says how; `--page` writes this page anew.",
        "",
        f"| planted in | {' | '.join(order)} |",
        f"|---|{'---|' * len(order)}",
        *(f"| {name} | {' | '.join(str(fates[fate]) for fate in order)} |" for name, fates in rows),
        "",
        "## Why they change nothing",
        "",
        *(f"- `{_path(mutant)}`: {why.partition(': ')[2]}" for mutant, why in found["reasons"].values()),
        "",
    ]  # fmt: skip
    return "\n".join(each for line in lines for each in _wrapped(line))


def _path(mutant: Mutant) -> str:
    return mutant.file.removeprefix(f"{PACKAGE}/")


def _wrapped(line: str) -> list[str]:
    """Return a line of a page in lines that fit; those of tables stay whole."""
    if line.startswith("|"):
        return [line]
    return textwrap.wrap(line, 120, subsequent_indent="  " * line.startswith("- ")) or [""]


if __name__ == "__main__":
    sys.exit(main())
