"""Results of a sweep: one table of all runs, what each run came to, and a manifest."""

import hashlib
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from wordofmouth.results.files import atomic
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.tables import digest, read_parquet
from wordofmouth.tasks.sweep import worker as parts
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.units import Unit

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas
    import pyarrow

    from wordofmouth.tasks.sweep.summary import PointSummary

TABLE, OUTCOMES, BASELINE, FAILURES = "table.parquet", "outcomes.parquet", "baseline.parquet", "failures.json"
_FILES = {parts.TABLE: TABLE, parts.OUTCOME: OUTCOMES, parts.BASELINE: BASELINE}


class SweepResult:
    """What a sweep has left in its folder.

    Attributes:
        folder: where it is kept; the adoption table may be larger than memory and is read from there when asked for.
        manifest: what was run, and where.
        outcomes: what each run came to, a row per run: point, factors, replication, and outcomes of the first brand, as
            an Arrow table.
    """

    task: ClassVar[str] = "sweep"
    figure_name: ClassVar[str] = "sweep.png"

    def __init__(self, folder: Path, manifest: Manifest, outcomes: "pyarrow.Table") -> None:
        self.folder, self.manifest, self.outcomes = folder, manifest, outcomes

    @cached_property
    def design(self) -> Design:
        """The design that was run."""
        return Design(**self.manifest.design)

    @property
    def table(self) -> "pandas.DataFrame":
        """The adoption table of all runs as a data frame: a row per point, replication, week and brand."""
        return read_parquet(self.folder / TABLE).to_pandas()

    @property
    def failures(self) -> list[parts.Failure]:
        """The runs that failed, each with its seed and error."""
        path = self.folder / FAILURES
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return [parts.Failure(**failure) for failure in kept]

    def summary(self, measure: str = "penetration") -> "list[PointSummary]":
        """Return the mean of an outcome at each point, with its interval."""
        from wordofmouth.tasks.sweep.summary import summarise

        return summarise(self, measure)

    def finding(self, measure: str = "penetration") -> str:
        """Return what the sweep shows in one sentence."""
        from wordofmouth.tasks.sweep.finding import finding

        return finding(self, measure)

    def plot(self, measure: str = "penetration") -> "matplotlib.figure.Figure":
        """Return how an outcome depends on the factors as a figure."""
        from wordofmouth.tasks.sweep.figure import sweep_figure

        return sweep_figure(self, measure)

    def save_figure(self, path: str | Path, measure: str = "penetration") -> None:
        """Write the figure to a PNG or SVG file."""
        self.keep_figure(self.plot(measure), Path(path))

    def keep_figure(self, figure: "matplotlib.figure.Figure", path: Path) -> None:
        """Write a figure of this sweep to a file; in the sweep's own folder the manifest lists it."""
        from wordofmouth.figures.style import save_figure

        manifest = self.manifest
        marks = manifest.marks | {"design": manifest.design_digest, "seed": str(manifest.seed)}
        save_figure(figure, path, marks)
        if path.parent.resolve() == self.folder.resolve() and path.name not in manifest.files:
            self.manifest = manifest.model_copy(update={"files": tuple(sorted((*manifest.files, path.name)))})
            self.manifest.write(self.folder)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Return the sweep that a folder keeps.

        Raises:
            ManifestError: if it has no readable manifest.
            TableError: if its outcomes cannot be read.
        """
        folder = Path(folder)
        manifest = Manifest.read(folder)
        folder = folder if folder.is_dir() else folder.parent
        return cls(folder, manifest, read_parquet(folder / OUTCOMES))

    @classmethod
    def gather(cls, folder: Path, design: Design, done: list[Unit], seconds: float) -> Self:
        """Make one table of the parts of all units, part by part, and the manifest, which is written last."""
        kept = folder / parts.PARTS_FOLDER
        ordered = sorted(done)
        digests = {kind: _join(kept, ordered, kind, folder / file) for kind, file in _FILES.items()}
        failures = [failure for unit in ordered for failure in parts.failures_of(parts.read(kept, unit, parts.OUTCOME))]
        if failures:
            with atomic(folder / FAILURES) as file:
                file.write_text(json.dumps([failure._asdict() for failure in failures], indent=2), encoding="utf-8")
        manifest = Manifest.of_sweep(
            design,
            runs=sum(len(unit.runs) for unit in ordered),
            table_digest=digests[parts.TABLE],
            baseline_digest=digests[parts.BASELINE],
            failures=[f"point {failure.point}, replication {failure.replication}" for failure in failures],
            seconds=seconds,
        )
        files = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != parts.STATE)
        manifest.model_copy(update={"files": tuple(files)}).write(folder)
        return cls.load(folder)


def _join(folder: Path, ordered: Iterable[Unit], kind: str, path: Path) -> str:
    """Write the parts of a kind as one Parquet file, and return the digest of the digests of all parts.

    Where one scenario has measures that another lacks, they are missing in the rows of the other.
    """
    import pyarrow
    import pyarrow.parquet

    fields: dict[str, Any] = {}
    present = [unit for unit in ordered if parts.path_of(folder, unit, kind).exists()]
    for unit in present:
        for field in pyarrow.parquet.read_schema(parts.path_of(folder, unit, kind)):
            fields.setdefault(field.name, field)
    if not fields:
        return ""
    schema, found = pyarrow.schema(list(fields.values())), hashlib.sha256()
    with atomic(path) as unfinished, pyarrow.parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for unit in present:
            part = parts.read(folder, unit, kind)
            found.update(digest(part).encode())
            missing = [name for name in schema.names if name not in part.column_names]
            for name in missing:
                part = part.append_column(name, pyarrow.nulls(part.num_rows, fields[name].type))
            if part.num_rows:
                writer.write_table(part.select(schema.names).replace_schema_metadata(None).cast(schema))
    return found.hexdigest()
