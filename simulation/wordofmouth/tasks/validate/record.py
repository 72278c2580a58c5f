"""The record of a validation: what cases found, as tables of checks and of lines, with their manifest."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.errors import ManifestError
from wordofmouth.figures.style import make_small
from wordofmouth.results.manifest import Manifest, versions
from wordofmouth.results.records import TABLE, Record, checked
from wordofmouth.results.tables import digest, of_rows, read_parquet, write_csv
from wordofmouth.runs.store import Entry
from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, SKIPPED, Check, FigureLine, cases

if TYPE_CHECKING:
    import pyarrow

LINES, CSV = "lines.parquet", "table.csv"
CHECKS = {"case": str, **Check.__annotations__}
POINTS = {
    "case": str,
    "line": int,
    "label": str,
    "expected": int,
    "panel": int,
    "x": float,
    "y": float,
    "low": float,
    "high": float,
}


class CaseResult(NamedTuple):
    """What one case found: its checks and lines; or which data it misses.

    The ``seconds`` of one core that it took are shown to whoever waited, and kept nowhere.
    """

    case: str
    checks: tuple[Check, ...] = ()
    lines: tuple[FigureLine, ...] = ()
    seconds: float = 0.0
    missing: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """The worst of its checks' verdicts."""
        if self.missing:
            return SKIPPED
        verdicts = {check.verdict for check in self.checks}
        return next(verdict for verdict in (NOT_MET, EXPLAINED, CONTESTED, MET) if verdict in verdicts)

    @property
    def finding(self) -> str:
        """What it found in one sentence."""
        if self.missing:
            return f"data not given: --data DIR with {', '.join(self.missing)}"
        return cases()[self.case]().finding({check.what: check for check in self.checks})

    def counted(self) -> str:
        """Return how many of its checks have which verdict, in words."""
        verdicts = [check.verdict for check in self.checks]
        counts = {verdict: verdicts.count(verdict) for verdict in (MET, CONTESTED, EXPLAINED, NOT_MET)}
        return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or SKIPPED


class Validation(Record):
    """What all cases that were run found.

    Attributes:
        arrow: their checks, a row each, as an Arrow table.
        lines: the points of all lines of their figures, a row each, as an Arrow table.
        outcomes: case by case.
    """

    task: ClassVar[str] = "validate"
    figure_name: ClassVar[str] = "verdicts.png"

    def __init__(
        self, arrow: "pyarrow.Table", lines: "pyarrow.Table", manifest: Manifest, outcomes: Sequence[CaseResult]
    ) -> None:
        super().__init__(arrow, manifest)
        self.lines, self.outcomes = lines, tuple(outcomes)

    @classmethod
    def of(cls, outcomes: Sequence[CaseResult], short: bool) -> Self:
        """Return the validation that outcomes come to; ``short`` says whether cases were run in their short form.

        Its manifest tells neither when nor where it was made: git keeps one, and made again it is the same to the byte.
        """
        arrow = of_rows(CHECKS, ((outcome.case, *check) for outcome in outcomes for check in outcome.checks))
        lines = of_rows(POINTS, (point for outcome in outcomes for point in _points(outcome)))
        asked = {
            "name": "validation",
            "short": short,
            "cases": {outcome.case: {"missing": list(outcome.missing)} for outcome in outcomes},
        }
        manifest = Manifest(
            task=cls.task,
            scenario={},
            scenario_digest="",
            seed=0,
            replications=1,
            runs=len(outcomes),
            design=asked,
            table_digest=digest(arrow),
            # The second table of what came out.
            baseline_digest=digest(lines),
            versions=versions(),
        )
        return cls(arrow, lines, manifest, outcomes)

    @property
    def short(self) -> bool:
        """Whether cases were run in their short form."""
        return bool(self.manifest.design["short"])

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        n_cases = "1 case" if len(self.outcomes) == 1 else f"{len(self.outcomes)} cases"
        return f"{n_cases} of published models and facts" + (", in their short form" if self.short else "")

    @property
    def is_met(self) -> bool:
        """Whether nothing is unmet without an explanation."""
        return all(outcome.verdict != NOT_MET for outcome in self.outcomes)

    def files(self) -> "dict[str, pyarrow.Table | str]":
        """Return its tables by the names of their files."""
        return super().files() | {LINES: self.lines}

    def save_files(self, folder: Path, *, csv: bool = False, names: bool = False) -> None:
        """Write its tables to a folder, that of the checks as CSV too."""
        super().save_files(folder, csv=csv, names=names)
        write_csv(folder / CSV, self.arrow)

    def save_figures(self, folder: Path) -> None:
        """Write a figure of each case to a folder, in as few colours as it needs."""
        for outcome in self.outcomes:
            if outcome.checks:
                path = folder / f"{outcome.case}.png"
                self.save_figure(path, outcome.case)
                make_small(path)

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow = checked(read_parquet(manifest.checked(folder / TABLE)), manifest.table_digest, folder / TABLE)
        lines = checked(read_parquet(manifest.checked(folder / LINES)), manifest.baseline_digest, folder / LINES)
        checks, points = arrow.to_pylist(), lines.to_pylist()
        try:
            outcomes = [
                CaseResult(case, _checks(checks, case), _lines(points, case), missing=tuple(about["missing"]))
                for case, about in manifest.design["cases"].items()
            ]
        except (KeyError, TypeError, AttributeError) as error:
            raise ManifestError(f"{folder}: the manifest does not say which cases were run ({error!r})") from None
        return cls(arrow, lines, manifest, outcomes)


def as_entry(outcome: CaseResult) -> Entry:
    """Return what a case found as a store keeps it."""
    content = {
        "checks": [list(check) for check in outcome.checks],
        "lines": [[line.label, line.expected, line.panel] for line in outcome.lines],
        "seconds": outcome.seconds,
        "missing": list(outcome.missing),
    }
    along = {
        f"{place} {name}": np.asarray(values, np.float64)
        for place, line in enumerate(outcome.lines)
        for name in ("x", "y", "low", "high")
        if (values := getattr(line, name)) is not None
    }
    return Entry(content, along)


def of_entry(case: str, entry: Entry) -> CaseResult:
    """Return what a case found, as a store has kept it."""
    checks = tuple(Check(*check) for check in entry.content["checks"])
    lines = []
    for place, (label, expected, panel) in enumerate(entry.content["lines"]):
        x, y, low, high = (entry.arrays.get(f"{place} {name}") for name in ("x", "y", "low", "high"))
        lines.append(FigureLine(label, x, y, low, high, expected, panel))
    return CaseResult(case, checks, tuple(lines), entry.content["seconds"], tuple(entry.content["missing"]))


def _points(outcome: CaseResult) -> Iterator[tuple[Any, ...]]:
    for place, line in enumerate(outcome.lines):
        about = (outcome.case, place, line.label, int(line.expected), line.panel)
        ends = (np.full(len(line.x), math.nan) if end is None else end for end in (line.low, line.high))
        for along in np.array([line.x, line.y, *ends], np.float64).T.tolist():
            yield *about, *along


def _checks(rows: list[dict[str, Any]], case: str) -> tuple[Check, ...]:
    return tuple(Check(**{name: row[name] for name in Check._fields}) for row in rows if row["case"] == case)


def _lines(rows: list[dict[str, Any]], case: str) -> tuple[FigureLine, ...]:
    lines = []
    own = [row for row in rows if row["case"] == case]
    for place in dict.fromkeys(row["line"] for row in own):
        points = [row for row in own if row["line"] == place]
        x, y, low, high = (np.array([row[name] for row in points]) for name in ("x", "y", "low", "high"))
        ends = (None, None) if np.isnan(low).all() else (low, high)
        first = points[0]
        lines.append(FigureLine(first["label"], x, y, ends[0], ends[1], bool(first["expected"]), first["panel"]))
    return tuple(lines)
