"""Catalogue: for each task, how its results are loaded, put into a sentence, drawn, reported and made again.

A task of another package is added by an entry of its own: ``catalogue.TASKS["mine"] = Task(...)``.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from wordofmouth.errors import ManifestError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Record, Reproduction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wordofmouth.reports.reproduction import Recipe


@dataclass(frozen=True)
class Task:
    """Where what a task needs is found, each as in ``package.module:name``, imported when it is first asked for.

    Attributes:
        record: the class of its records; what is not kept in a folder of its own has all the same a class.
        finding: returns what a record says in one sentence.
        summary: returns what it says in a few rows.
        figure: returns what it shows.
        contents: returns what stands in its report.
        recipe: returns from a manifest the command that makes a record again from nothing, and the files it needs.
        reproduction: returns from a manifest what makes the record again.
        notes: returns what whoever reads it should know; what its manifest notes unless given.
    """

    record: str
    finding: str
    summary: str
    figure: str = ""
    contents: str = ""
    recipe: str = ""
    reproduction: str = ""
    notes: str = ""

    @cached_property
    def kind(self) -> type[Record]:
        """The class of its records."""
        kind: type[Record] = resolve_name(self.record)
        return kind

    @property
    def is_kept(self) -> bool:
        """Whether its records lie in folders of their own, and are not views of others."""
        return bool(self.reproduction)

    def load(self, source: str | Path) -> Record:
        """Return the record that a folder keeps.

        Raises:
            ManifestError: if it has no readable manifest, or is of another task.
            TableError: if its tables cannot be read.
        """
        return self.kind.load(source)

    def tell(self, record: Any, *asked: Any) -> str:
        """Return what came out in one sentence."""
        sentence: str = resolve_name(self.finding)(record, *asked)
        return sentence

    def summarise(self, record: Any, *asked: Any) -> list[Any]:
        """Return what came out in a few rows."""
        return list(resolve_name(self.summary)(record, *asked))

    def note(self, record: Any) -> list[str]:
        """Return what whoever reads it should know, a line each."""
        return list(resolve_name(self.notes)(record) if self.notes else record.manifest.notes)

    def draw(self, record: Any, *asked: Any) -> "Figure":
        """Return what came out as a figure."""
        drawn: Figure = resolve_name(self.figure)(record, *asked)
        return drawn

    def save_figure(self, record: Any, path: Path, *asked: Any) -> None:
        """Write the figure to a PNG or SVG file, with the marks of the record."""
        from wordofmouth.figures.style import save_figure

        save_figure(self.draw(record, *asked), path, record.marks)

    def report(self, record: Any, folder: str | Path) -> str:
        """Return the report as HTML; ``folder`` is where the record is kept."""
        from wordofmouth.reports.report import report

        return report(record, resolve_name(self.contents)(record), self.remake(record.manifest), folder)

    def show(self, record: Any) -> str:
        """Return the finding and the figure as HTML, for a notebook."""
        from wordofmouth.reports.report import show

        return show(record)

    def remake(self, manifest: Manifest) -> "Recipe":
        """Return the command that makes a record again from nothing, and the files that it needs."""
        recipe: Recipe = resolve_name(self.recipe)(manifest)
        return recipe

    def reproduce(self, manifest: Manifest) -> Reproduction:
        """Return what makes the record of a manifest again, to the bit.

        Raises:
            ManifestError: if what was asked is not what the manifest says was run.
        """
        again: Reproduction = resolve_name(self.reproduction)(manifest)
        return again


TASKS: dict[str, Task] = {
    "run": Task(
        record="wordofmouth.tasks.run.record:Result",
        finding="wordofmouth.tasks.run.finding:finding",
        summary="wordofmouth.tasks.run.finding:summary",
        figure="wordofmouth.tasks.run.figure:run_figure",
        contents="wordofmouth.reports.run:contents",
        recipe="wordofmouth.reports.run:recipe",
        reproduction="wordofmouth.tasks.run.task:reproduction",
    ),
    "compare": Task(
        record="wordofmouth.tasks.compare.record:Comparison",
        finding="wordofmouth.tasks.compare.finding:finding",
        summary="wordofmouth.tasks.compare.finding:summary",
        figure="wordofmouth.tasks.compare.figure:comparison_figure",
        contents="wordofmouth.reports.compare:contents",
        recipe="wordofmouth.reports.compare:recipe",
        reproduction="wordofmouth.tasks.compare.task:reproduction",
    ),
    "sweep": Task(
        record="wordofmouth.tasks.sweep.record:SweepResult",
        finding="wordofmouth.tasks.sweep.finding:finding",
        summary="wordofmouth.tasks.sweep.summary:summarise",
        figure="wordofmouth.tasks.sweep.figure:sweep_figure",
        contents="wordofmouth.reports.sweep:contents",
        recipe="wordofmouth.reports.sweep:recipe",
        reproduction="wordofmouth.tasks.sweep.task:reproduction",
    ),
    # Read off a sweep, in whose folder its figure lies; it has no folder of its own.
    "sensitivity": Task(
        record="wordofmouth.tasks.sensitivity.record:Sensitivity",
        finding="wordofmouth.tasks.sensitivity.finding:finding",
        summary="wordofmouth.tasks.sensitivity.finding:summary",
        figure="wordofmouth.tasks.sensitivity.figure:sensitivity_figure",
        notes="wordofmouth.tasks.sensitivity.finding:notes",
    ),
    "calibrate": Task(
        record="wordofmouth.tasks.calibrate.record:Calibration",
        finding="wordofmouth.tasks.calibrate.finding:finding",
        summary="wordofmouth.tasks.calibrate.finding:summary",
        notes="wordofmouth.tasks.calibrate.finding:unidentified",
        figure="wordofmouth.tasks.calibrate.figure:calibration_figure",
        contents="wordofmouth.reports.calibrate:contents",
        recipe="wordofmouth.reports.calibrate:recipe",
        reproduction="wordofmouth.tasks.calibrate.task:reproduction",
    ),
    "peers": Task(
        record="wordofmouth.tasks.peers.record:PeerStudy",
        finding="wordofmouth.tasks.peers.finding:finding",
        summary="wordofmouth.tasks.peers.finding:summary",
        figure="wordofmouth.tasks.peers.figure:peer_figure",
        contents="wordofmouth.reports.peers:contents",
        recipe="wordofmouth.reports.peers:recipe",
        reproduction="wordofmouth.tasks.peers.task:reproduction",
    ),
    "optimise": Task(
        record="wordofmouth.tasks.optimise.record:Optimised",
        finding="wordofmouth.tasks.optimise.finding:finding",
        summary="wordofmouth.tasks.optimise.finding:summary",
        figure="wordofmouth.tasks.optimise.figure:optimisation_figure",
        contents="wordofmouth.reports.optimise:contents",
        recipe="wordofmouth.reports.optimise:recipe",
        reproduction="wordofmouth.tasks.optimise.task:reproduction",
    ),
    "validate": Task(
        record="wordofmouth.tasks.validate.record:Validation",
        finding="wordofmouth.tasks.validate.finding:finding",
        summary="wordofmouth.tasks.validate.finding:summary",
        figure="wordofmouth.tasks.validate.figure:validation_figure",
        contents="wordofmouth.reports.validate:contents",
        recipe="wordofmouth.reports.validate:recipe",
        reproduction="wordofmouth.tasks.validate.task:reproduction",
    ),
}


def task_of(manifest: Manifest, source: str | Path) -> Task:
    """Return the entry of the task that a manifest is of; ``source`` is where it was read.

    Raises:
        ManifestError: if there is none, or its results are not kept.
    """
    task = TASKS.get(manifest.task)
    if task is None or not task.is_kept:
        raise ManifestError(f"{source}: this is the result of an unknown task: {manifest.task!r}")
    return task


def load_result(source: str | Path) -> Record:
    """Return the result that a folder keeps, of whatever task.

    Args:
        source: the folder, or its manifest.

    Raises:
        ManifestError: if it has no readable manifest, or one of an unknown task.
        TableError: if its tables cannot be read.
    """
    return task_of(Manifest.read(Path(source)), source).load(source)


def report(record: Record, folder: str | Path = "RESULT") -> str:
    """Return the report of a result, of whatever task, as one HTML file that needs nothing else.

    ``folder`` is where the result is kept, as the command that makes it again calls it.
    """
    return record.report(folder)
