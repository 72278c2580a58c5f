"""What cases found: tables of checks and of lines, with their manifest, kept in a folder."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.results.files import MANIFEST, new_folder
from wordofmouth.results.manifest import circumstances
from wordofmouth.results.tables import digest, read_parquet, write_csv, write_table
from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, SKIPPED, Check, Line, cases

if TYPE_CHECKING:
    import pyarrow

TABLE, LINES, CSV = "table.parquet", "lines.parquet", "table.csv"
_TEXTS = ("what", "source", "tolerance", "verdict")


class Outcome(NamedTuple):
    """What one case found: its checks and lines, and the seconds of one core that took; or which data it misses."""

    case: str
    checks: tuple[Check, ...] = ()
    lines: tuple[Line, ...] = ()
    seconds: float = 0.0
    missing: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """The worst of its checks' verdicts."""
        if self.missing:
            return SKIPPED
        found = {check.verdict for check in self.checks}
        return next(verdict for verdict in (NOT_MET, EXPLAINED, CONTESTED, MET) if verdict in found)

    @property
    def finding(self) -> str:
        """What it found in one sentence."""
        if self.missing:
            return f"not here: {', '.join(self.missing)}"
        return cases()[self.case]().finding({check.what: check for check in self.checks})

    def counted(self) -> str:
        """Return how many of its checks have which verdict, in words."""
        verdicts = [check.verdict for check in self.checks]
        counts = {verdict: verdicts.count(verdict) for verdict in (MET, CONTESTED, EXPLAINED, NOT_MET)}
        return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or SKIPPED


class Validation:
    """What all cases that were run found.

    Attributes:
        task: what made it.
        outcomes: case by case.
        short: whether they were run in their short form.
        manifest: the circumstances, once it is saved or loaded.
    """

    task: ClassVar[str] = "validate"

    def __init__(self, outcomes: Sequence[Outcome], short: bool, manifest: dict[str, Any] | None = None) -> None:
        self.outcomes, self.short = tuple(outcomes), short
        self.manifest = manifest

    @property
    def is_met(self) -> bool:
        """Whether nothing is unmet without an explanation."""
        return all(outcome.verdict != NOT_MET for outcome in self.outcomes)

    @property
    def finding(self) -> str:
        """What came out in one sentence."""
        checks = [check for outcome in self.outcomes for check in outcome.checks]
        parts = [f"{sum(check.verdict == MET for check in checks)} of {len(checks)} numbers are met"]
        for verdict in (CONTESTED, EXPLAINED, NOT_MET):
            count = sum(check.verdict == verdict for check in checks)
            parts += [f"{count} {verdict}"] if count else []
        skipped = sum(outcome.verdict == SKIPPED for outcome in self.outcomes)
        parts += [f"{skipped} cases skipped"] if skipped else []
        return ", ".join(parts)

    def table(self) -> "pyarrow.Table":
        """Return the checks, a row each."""
        import pyarrow

        rows = [(outcome.case, check) for outcome in self.outcomes for check in outcome.checks]
        columns = {"case": [case for case, _ in rows]}
        columns |= {name: [getattr(check, name) for _, check in rows] for name in Check._fields}
        kinds = {name: pyarrow.string() for name in ("case", *_TEXTS)} | {"panel": pyarrow.int64()}
        return pyarrow.table({
            name: pyarrow.array(values, kinds.get(name, pyarrow.float64())) for name, values in columns.items()
        })  # fmt: skip

    def line_table(self) -> "pyarrow.Table":
        """Return the points of all lines, a row each."""
        import pyarrow

        columns: dict[str, list[Any]] = {
            name: [] for name in ("case", "line", "label", "expected", "panel", "x", "y", "low", "high")
        }
        for outcome in self.outcomes:
            for place, line in enumerate(outcome.lines):
                n = len(line.x)
                columns["case"] += [outcome.case] * n
                columns["line"] += [place] * n
                columns["label"] += [line.label] * n
                columns["expected"] += [int(line.expected)] * n
                columns["panel"] += [line.panel] * n
                for name in ("x", "y", "low", "high"):
                    values = getattr(line, name)
                    columns[name] += [math.nan] * n if values is None else np.asarray(values, float).tolist()
        return pyarrow.table(columns)

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write tables, figures and manifest to a folder, all of them or none, and return it.

        Raises:
            FolderError: if it holds other things, unless ``force``.
        """
        folder = Path(folder)
        table, lines = self.table(), self.line_table()
        self.manifest = {
            "task": self.task,
            "short": self.short,
            "cases": {
                outcome.case: {"seconds": outcome.seconds, "missing": list(outcome.missing)}
                for outcome in self.outcomes
            },
            "table_digest": digest(table),
            "lines_digest": digest(lines),
            **circumstances(sum(outcome.seconds for outcome in self.outcomes)),
        }
        with new_folder(folder, force) as unfinished:
            write_table(unfinished / TABLE, table, {"digest": self.manifest["table_digest"]})
            write_csv(unfinished / CSV, table)
            write_table(unfinished / LINES, lines, {"digest": self.manifest["lines_digest"]})
            for outcome in self.outcomes:
                if outcome.checks:
                    self.save_figure(outcome, unfinished / f"{outcome.case}.png")
            self.manifest["files"] = sorted(path.name for path in unfinished.iterdir())
            (unfinished / MANIFEST).write_text(json.dumps(self.manifest, indent=2) + "\n", encoding="utf-8")
        return folder

    def save_figure(self, outcome: Outcome, path: Path) -> None:
        """Draw a case's figure to a file, in as few colours as it needs."""
        from wordofmouth.figures.style import make_small, save_figure
        from wordofmouth.tasks.validate.figure import case_figure

        case = cases()[outcome.case]
        form = "  ·  short form" if self.short else ""
        about = f"{case.title}  ·  {case.source}  ·  {outcome.counted()}{form}"
        figure = case_figure(case.panels, outcome.checks, outcome.lines, finding=outcome.finding, about=about)
        save_figure(figure, path, {"table": self.manifest["table_digest"] if self.manifest else ""})
        make_small(path)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Return what a folder keeps.

        Raises:
            TableError: if its tables cannot be read.
        """
        folder = Path(folder)
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        checks, lines = (read_parquet(folder / name).to_pylist() for name in (TABLE, LINES))
        outcomes = [
            Outcome(
                case,
                tuple(Check(**{name: row[name] for name in Check._fields}) for row in checks if row["case"] == case),
                tuple(_lines([row for row in lines if row["case"] == case])),
                about["seconds"],
                tuple(about["missing"]),
            )
            for case, about in manifest["cases"].items()
        ]
        return cls(outcomes, manifest["short"], manifest)


def _lines(rows: list[dict[str, Any]]) -> list[Line]:
    found = []
    for place in dict.fromkeys(row["line"] for row in rows):
        points = [row for row in rows if row["line"] == place]
        x, y, low, high = (np.array([row[name] for row in points]) for name in ("x", "y", "low", "high"))
        banded = not np.isnan(low).all()
        first = points[0]
        ends = (low, high) if banded else (None, None)
        found.append(Line(first["label"], x, y, *ends, bool(first["expected"]), first["panel"]))
    return found
