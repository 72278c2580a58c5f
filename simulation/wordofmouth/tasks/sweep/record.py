"""The record of a sweep: one table of all runs, what each run came to, and a manifest."""

import copy
import json
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from wordofmouth.errors import OutcomeError, RequestError, TableError
from wordofmouth.figures.style import save_figure
from wordofmouth.results.differences import Difference, differences
from wordofmouth.results.files import new_folder
from wordofmouth.results.hook import presenter_of
from wordofmouth.results.inputs import INPUTS
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import NO_SENTENCE, Record
from wordofmouth.results.sparing import sparing
from wordofmouth.results.tables import read_parquet
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.worker import Failure
from wordofmouth.words.market import about_market

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas
    import pyarrow

TABLE, OUTCOMES, BASELINE, FAILURES = "table.parquet", "outcomes.parquet", "baseline.parquet", "failures.json"


class SweepResult(Record):
    """What a sweep has left in its folder.

    Attributes:
        folder: where it lies; the adoption table may be larger than memory and is read from there when asked for.
        manifest: what was run, and where.
        outcomes: what each run came to, a row per run: point, factors, replication, and outcomes of the first brand, as
            an Arrow table.
        measure: the outcome by which it is told and drawn, unless another is asked for.
    """

    task: ClassVar[str] = "sweep"
    figure_name: ClassVar[str] = "sweep.png"
    measure = "penetration"

    def __init__(self, folder: Path, manifest: Manifest, outcomes: "pyarrow.Table") -> None:
        super().__init__(outcomes, manifest)
        self.folder = folder

    @property
    def outcomes(self) -> "pyarrow.Table":
        """What each run came to, as an Arrow table."""
        return self.arrow

    @cached_property
    def design(self) -> Design:
        """The design that was run."""
        return Design(**self.manifest.design)

    @property
    def table(self) -> "pandas.DataFrame":
        """The adoption table of all runs as a data frame: a row per point, replication, week and brand."""
        table: pandas.DataFrame = read_parquet(self.manifest.checked(self.folder / TABLE)).to_pandas()
        return table

    def weeks(self) -> "pyarrow.Table | None":
        """Return the adoption table of all runs as an Arrow table; None while the sweep is under way."""
        return read_parquet(self.manifest.checked(self.folder / TABLE)) if TABLE in self.manifest.files else None

    @property
    def failures(self) -> list[Failure]:
        """The runs that failed, each with its seed and error."""
        path = self.folder / FAILURES
        if FAILURES not in self.manifest.contents and (self.manifest.is_checked or not path.exists()):
            return []
        self.manifest.checked(path)
        try:
            return [Failure(**failure) for failure in json.loads(path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError) as error:
            raise TableError(f"{path}: these are not the failures of a sweep ({error!r})") from None

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        counts = f"{len(self.design):,} points, {self.manifest.runs:,} runs"
        return " · ".join([counts, *about_market(self.design.base.model_dump())])

    @property
    def marks(self) -> dict[str, str]:
        """What every file of it carries, so that it can be traced and made again."""
        return super().marks | {"design": self.manifest.design_digest, "seed": str(self.manifest.seed)}

    def described(self) -> Manifest:
        """Return its manifest, which was written with the digests of all its tables."""
        return self.manifest

    def by(self, measure: str) -> Self:
        """Return the same sweep, told and drawn by another outcome.

        Raises:
            OutcomeError: if there is none of this name.
            RequestError: if none of its runs has it.
        """
        asked = outcome(measure)
        values = self.outcomes[measure].to_pylist() if measure in self.outcomes.column_names else []
        if not any(value is not None and value == value for value in values):
            instead = "run it with `baseline = true`" if asked.needs_baseline else "ask for another"
            raise RequestError(f"measure: no run of this sweep has a value of {measure!r}; {instead}")
        other = copy.copy(self)
        other.measure = measure
        return other

    def summary(self, measure: str | None = None) -> list[Any]:
        """Return the mean of an outcome at each point, with its interval."""
        return presenter_of(self.task).summarise(self, measure or self.measure)

    def finding(self, measure: str | None = None, **words: Any) -> str:
        """Return what the sweep shows in one sentence."""
        with sparing("the sentence", OutcomeError):
            return presenter_of(self.task).tell(self, measure or self.measure, **words)
        return NO_SENTENCE

    def plot(self, measure: str | None = None, **words: Any) -> "matplotlib.figure.Figure":
        """Return how an outcome depends on the factors as a figure."""
        return presenter_of(self.task).draw(self, measure or self.measure, **words)

    def save(
        self,
        folder: str | Path,
        *,
        csv: bool = False,
        figure: bool | Callable[[Path], object] = True,
        force: bool = False,
        names: bool = False,
    ) -> Path:
        """Copy it to another folder, with the figure or without; its tables are never in memory as a whole.

        Its copies of networks go along as they are, ``names`` or not.

        Raises:
            FolderError: if that holds other things, unless ``force``.
            ValueError: if tables as CSV are asked for.
        """
        if csv:
            raise ValueError("csv: a sweep is kept as Parquet alone, which may be larger than memory")
        folder = Path(folder)
        with new_folder(folder, force) as unfinished:
            files = [name for name in self.manifest.files if figure or Path(name).suffix not in (".png", ".svg")]
            for name in files:
                if name in self.manifest.contents:
                    self.manifest.checked(self.folder / name, name)
                (unfinished / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(self.folder / name, unfinished / name)
            moved = self.manifest.moved(self.folder / INPUTS, unfinished / INPUTS)
            moved.listing(unfinished, files).write(unfinished)
        return folder

    def save_figure(self, path: str | Path, *asked: Any, **words: Any) -> None:
        """Write the figure, of a measure if one is asked, to a PNG or SVG file."""
        self.keep_figure(self.plot(*asked, **words), Path(path))

    def keep_figure(self, figure: "matplotlib.figure.Figure", path: Path) -> None:
        """Write a figure of this sweep to a file; in the sweep's own folder the manifest lists it."""
        save_figure(figure, path, self.marks)
        if path.parent.resolve() == self.folder.resolve() and path.name not in self.manifest.files:
            files = tuple(sorted((*self.manifest.files, path.name)))
            self.manifest = self.manifest.model_copy(update={"files": files})
            self.manifest.write(self.folder)

    def differences(self, other: "SweepResult") -> list[Difference]:
        """Return where another sweep's outcomes differ from these, a line a column; more of them are no difference."""
        both = [name for name in self.outcomes.column_names if name in other.outcomes.column_names]
        gone = [name for name in self.outcomes.column_names if name not in both]
        lines = differences(self.outcomes.select(both), other.outcomes.select(both))
        return [*(Difference(f"{name}: there is no such outcome any more") for name in gone), *lines]

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        outcomes = read_parquet(manifest.checked(folder / OUTCOMES))
        missing = {"point", "replication"} - {*outcomes.column_names}
        if missing:
            raise TableError(f"{folder / OUTCOMES}: these are not the outcomes of a sweep: no column {min(missing)!r}")
        return cls(folder, manifest, outcomes)
