"""Mutants: small faults, another operator, another number, a turned condition, drawn by a stated seed.

The faults are Cosmic Ray's; the draw is ours, as its session would try every mutant of every operator. (mutmut
rewrites functions into trampolines, which Numba cannot compile.) Each place of the code is drawn by a digest of the
seed and of what stands there, so that a change elsewhere leaves the other mutants as they were.
"""

import ast
import contextlib
import difflib
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGE = Path("simulation/wordofmouth")
# Where faults are planted: statistics, records, runs, and whatever reads files that users bring.
WHERE = (
    "statistics", "results", "runs", "networks/files", "tables", "tasks/calibrate/data.py", "tasks/peers/data.py",
)  # fmt: skip
# Unions of types are written with |, decorators are there for tools: faults in them are noticed by any import.
_LEFT_OUT = re.compile(r"BitOr|Decorator|Variable")


class Mutant(NamedTuple):
    """A fault: in which line of which file, by which operator at its which occurrence, and the difference it makes."""

    file: str
    line: int
    operator: str
    occurrence: int
    difference: str

    @property
    def key(self) -> str:
        """What it is called: the same as long as its own lines are."""
        changed = [line for line in self.difference.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        return hashlib.sha256("\n".join([self.file, *changed]).encode()).hexdigest()[:12]


class Place(NamedTuple):
    """Where a file can be changed: by which operators, all of one sort, and at which of their occurrences."""

    draw: str
    file: str
    operators: tuple[str, ...]
    occurrence: int


def drawn(count: int, seed: int, only: str = "") -> list[Mutant]:
    """Return mutants drawn without repetition: places, all alike, and at each one of the faults that are possible."""
    places = sorted(place for file in files() if only in str(file) for place in places_of(file, seed))
    mutants: dict[str, Mutant] = {}
    for place in places:
        operator = place.operators[int(place.draw[-8:], 16) % len(place.operators)]
        # Cosmic Ray cannot replace an exception with a dot in its name.
        with contextlib.suppress(AttributeError):
            mutant = mutant_of(place.file, operator, place.occurrence)
            if mutant.difference:
                mutants.setdefault(mutant.key, mutant)
        if len(mutants) == count:
            break
    return list(mutants.values())


def files() -> list[Path]:
    """Return the files in which faults are planted, below the root."""
    found = []
    for name in WHERE:
        path = ROOT / PACKAGE / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path.relative_to(ROOT) for path in found]


def places_of(file: Path, seed: int) -> Iterator[Place]:
    """Yield where a file can be changed, each with its draw: the lowest are taken."""
    from cosmic_ray.ast import get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    alike: dict[str, list[str]] = defaultdict(list)
    for name in operator_names():
        if not _LEFT_OUT.search(name):
            # ReplaceBinaryOperator_Add_Sub and …_Add_Mul are faults of the same places.
            alike["_".join(name.split("_")[:2])].append(name)
    code = (ROOT / file).read_text(encoding="utf-8")
    lines, tree = code.splitlines(), get_ast(code)
    for sort, operators in alike.items():
        operator = get_operator(operators[0])()
        seen: Counter[str] = Counter()
        positions = [found for node in _nodes(tree) for found in operator.mutation_positions(node)]
        for occurrence, ((line, _), _) in enumerate(positions):
            text = lines[line - 1].strip()
            seen[text] += 1
            what = f"{seed} {file} {sort} {text} {seen[text]}"
            yield Place(hashlib.sha256(what.encode()).hexdigest(), str(file), tuple(operators), occurrence)


def _nodes(tree: Any) -> Iterator[Any]:
    yield tree
    for child in getattr(tree, "children", ()):
        yield from _nodes(child)


def mutant_of(file: str, operator: str, occurrence: int) -> Mutant:
    """Return the fault that an operator makes at one of its occurrences in a file."""
    before = (ROOT / file).read_text(encoding="utf-8")
    after = mutated(before, operator, occurrence)
    lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
    # Operators of one sort need not have the same places: where the fault is tells the difference alone.
    differing = (number for number, (one, other) in enumerate(zip(*lines, strict=False), 1) if one != other)
    return Mutant(
        file, next(differing, 1), operator, occurrence, "".join(difflib.unified_diff(*lines, file, file, n=1))
    )


def mutated(code: str, operator: str, occurrence: int) -> str:
    """Return a program with one fault."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    return mutate_code(code, get_operator(operator)(), occurrence) or code


def statement(code: str, line: int) -> tuple[range, bool]:
    """Return the lines of the statement in which a line is, without a body; and whether a function executes it."""
    innermost, inside = range(line, line + 1), False
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            first = node.body.lineno if isinstance(node, ast.Lambda) else node.body[0].lineno
            inside |= first <= line <= (node.end_lineno or first)
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            start = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            body = getattr(node, "body", None)
            last = max(start, body[0].lineno - 1) if body else (node.end_lineno or start)
            if start <= line <= last:
                innermost = range(start, last + 1)
    return innermost, inside
