"""Which test executes which lines: measured once a file of tests, so that a mutant meets those alone that can see it.

What is measured counts as long as neither the file of tests nor what it executes of the mutated files has changed.
"""

import hashlib
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mutants import PACKAGE, ROOT, WHERE, Mutant, files, statement

# Tests that may notice. Those of pages and of the lab start browsers, and those of the market execute nothing of it.
TESTS = (
    "statistics", "results", "runs", "tables", "networks", "tasks", "cli", "test_before.py", "scenario", "reports",
    "figures", "instruments", "seeding", "mesa", "test_readme.py", "test_studies.py",
)  # fmt: skip
# The test under way, for the processes that it starts.
_TEST = "WORDOFMOUTH_MUTATION_TEST"
_SETTINGS = f"""[run]
include = {"".join(f"*/{PACKAGE / name}{'' if name.endswith('.py') else '/*'}, " for name in WHERE)}
context = ${{{_TEST}-}}
parallel = true
data_file = DATA
disable_warnings = no-data-collected, module-not-imported, no-sysmon, no-ctracer
"""


def test_files() -> list[str]:
    """Return the files of tests that may notice, below the root."""
    paths = [ROOT / "tests" / name for name in TESTS]
    found = [file for path in paths for file in (sorted(path.rglob("test_*.py")) if path.is_dir() else [path])]
    return [str(path.relative_to(ROOT)) for path in found]


def digests(names: list[str]) -> dict[str, str]:
    """Return a digest of each file."""
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest()[:16] for name in names}


class Lines:
    """What each file of tests executes, in a file of JSON: by test its seconds, whether it starts processes, lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by_file: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}

    def stale(self) -> list[str]:
        """Return the files of tests that are to be measured."""
        tests, sources = digests(test_files()), digests([str(file) for file in files()])
        known = {name: entry for name, entry in self.by_file.items() if name in tests}
        return [name for name, digest in tests.items() if not self._is_fresh(known.get(name), digest, sources)]

    @staticmethod
    def _is_fresh(entry: dict[str, Any] | None, digest: str, sources: dict[str, str]) -> bool:
        if entry is None or entry["digest"] != digest:
            return False
        return all(sources.get(name) == digest for name, digest in entry["sources"].items())

    def add(self, name: str, tests: dict[str, Any]) -> None:
        """Keep what a file of tests executes."""
        touched = sorted({file for test in tests.values() for file in test["lines"]})
        self.by_file[name] = {"digest": digests([name])[name], "sources": digests(touched), "tests": tests}
        self.path.write_text(json.dumps(self.by_file), encoding="utf-8")

    def seconds(self, key: str) -> float:
        """Return how long a test took."""
        return self.by_file[key.partition("::")[0]]["tests"][key]["seconds"]

    def chosen(self, mutant: Mutant, seconds: float) -> list[str]:
        """Return tests that execute the mutated statement, as many as fit in so many seconds; none if none does.

        In this process before those that start others; those of the file's own room before others; the quickest first.
        A statement that runs as its module is imported is everybody's who executes anything of the module. Time that
        is left goes to the same files' other tests: what they look at may have been made once for all.
        """
        span, inside = statement((ROOT / mutant.file).read_text(encoding="utf-8"), mutant.line)
        rooms = mutant.file.removeprefix(f"{PACKAGE}/").split("/")

        def cost(name: str, test: dict[str, Any]) -> tuple[bool, float]:
            own = name.split("/")[1].removesuffix(".py") in rooms
            return test["processes"], test["seconds"] * (1 if own else 4)

        seeing, beside = [], []
        for name, entry in self.by_file.items():
            tests = entry["tests"]
            if not any(mutant.file in test["lines"] for test in tests.values()):
                continue
            found = {}
            for key, test in tests.items():
                lines = test["lines"].get(mutant.file, ())
                if (lines and not inside) or not set(span).isdisjoint(lines):
                    found[key] = test
            seeing += [(*cost(name, test), test["seconds"], key) for key, test in found.items()]
            if found:
                others = ((key, test) for key, test in tests.items() if key not in found)
                beside += [(*cost(name, test), test["seconds"], key) for key, test in others]
        chosen, left = [], seconds
        for *_, duration, key in [*sorted(seeing), *sorted(beside)]:
            if duration <= left or not chosen:
                chosen.append(key)
                left -= duration
        return chosen


class Watch:
    """A plugin of pytest that measures: the lines of each test, and of what several of them share."""

    def __init__(self, folder: Path) -> None:
        import coverage

        settings = folder / "coverage.ini"
        self.data = folder / "coverage"
        settings.write_text(_SETTINGS.replace("DATA", str(self.data)), encoding="utf-8")
        os.environ["COVERAGE_PROCESS_START"] = str(settings)
        self._coverage = coverage.Coverage(config_file=str(settings))
        self._tests: dict[str, Any] = {}
        self._starts = 0
        self.failed: list[str] = []
        sys.addaudithook(self._hear)
        self._coverage.start()

    def _hear(self, event: str, _: Any) -> None:
        self._starts += event in ("subprocess.Popen", "os.fork", "os.posix_spawn", "_posixsubprocess.fork_exec")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Let what is executed now be the test's, here and in processes that it starts."""
        self._coverage.switch_context(item.nodeid)
        os.environ[_TEST] = item.nodeid
        begun, before = time.process_time() + sum(os.times()[2:4]), self._starts
        wall = time.perf_counter()
        answer = yield
        busy = time.process_time() + sum(os.times()[2:4]) - begun
        self._tests[item.nodeid] = {
            "seconds": round(max(busy, min(time.perf_counter() - wall, 4 * busy)), 4),
            "processes": self._starts > before,
            "shared": sorted(getattr(item, "fixturenames", ())),
        }
        self._coverage.switch_context("")
        return answer

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """Let what is made for several tests be put down to what is made."""
        if fixturedef.scope == "function":
            return (yield)
        context = os.environ.get(_TEST, "")
        self._coverage.switch_context(f"fixture {fixturedef.argname}")
        os.environ[_TEST] = f"fixture {fixturedef.argname}"
        try:
            return (yield)
        finally:
            self._coverage.switch_context(context)
            os.environ[_TEST] = context

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Remember what fails."""
        if report.failed:
            self.failed.append(report.nodeid)

    def tests(self) -> dict[str, Any]:
        """Return the tests that were run, each with its seconds, whether it starts processes, and its lines by file."""
        self._coverage.stop()
        self._coverage.save()
        self._coverage.combine()
        data = self._coverage.get_data()
        by_context: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for file in data.measured_files():
            name = file[file.rindex(f"/{PACKAGE}/") + 1 :]
            for line, contexts in data.contexts_by_lineno(file).items():
                for context in contexts:
                    by_context[context][name].add(line)
        for key, test in self._tests.items():
            lines: dict[str, set[int]] = defaultdict(set)
            for context in (key, *(f"fixture {name}" for name in test.pop("shared"))):
                for name, numbers in by_context[context].items():
                    lines[name] |= numbers
            test["lines"] = {name: sorted(numbers) for name, numbers in lines.items()}
        return self._tests
