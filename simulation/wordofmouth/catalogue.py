"""Catalogue: for each task, how its results are loaded, put into a sentence, drawn, reported and made again.

A task of another package is added by an entry of its own: ``catalogue.TASKS["mine"] = Task(...)``.
"""

from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from wordofmouth.errors import ManifestError, RequestError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Record, Reproduction
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST, languages

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wordofmouth.reports.reproduction import Recipe


def _languages(*parts: str) -> tuple[str, ...]:
    """Return all languages where each part that there is takes words, else the first alone."""
    takes_words = all("say" in signature(resolve_name(part)).parameters for part in parts if part)
    return tuple(languages()) if takes_words else (FIRST,)


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
        played: returns it as a page that plays its runs.
        columns: the fields of its rows that a notebook shows, with spaces between; all that are texts or numbers unless
            given.
        methods: the modules, or functions of them, whose sources its numbers rest on, with spaces between, below the
            package.
    """

    record: str
    finding: str
    summary: str
    figure: str = ""
    contents: str = ""
    recipe: str = ""
    reproduction: str = ""
    notes: str = ""
    played: str = ""
    columns: str = ""
    methods: str = ""

    @cached_property
    def kind(self) -> type[Any]:
        """The class of its records."""
        kind: type[Any] = resolve_name(self.record)
        return kind

    @property
    def is_kept(self) -> bool:
        """Whether its records lie in folders of their own, and are not views of others."""
        return bool(self.reproduction)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which its records are told and drawn: all that there are, where both take words."""
        return _languages(self.finding, self.figure)

    @property
    def report_languages(self) -> tuple[str, ...]:
        """The languages of its report."""
        return _languages(self.finding, self.figure, self.contents)

    def load(self, source: str | Path) -> Record:
        """Return the record that a folder keeps.

        Raises:
            ManifestError: if it has no readable manifest, or is of another task.
            TableError: if its tables cannot be read.
        """
        record: Record = self.kind.load(source)
        return record

    def tell(self, record: Any, *asked: Any, **words: Any) -> str:
        """Return what came out in one sentence."""
        sentence: str = resolve_name(self.finding)(record, *asked, **words)
        return sentence

    def summarise(self, record: Any, *asked: Any) -> list[Any]:
        """Return what came out in a few rows."""
        return list(resolve_name(self.summary)(record, *asked))

    def note(self, record: Any) -> list[str]:
        """Return what whoever reads it should know, a line each."""
        return list(resolve_name(self.notes)(record) if self.notes else record.manifest.notes)

    def draw(self, record: Any, *asked: Any, **words: Any) -> "Figure":
        """Return what came out as a figure.

        Raises:
            RequestError: if the task has none.
        """
        if not self.figure:
            raise RequestError(f"{self.kind.task}: what it comes to has no figure; ask for its finding or summary")
        drawn: Figure = resolve_name(self.figure)(record, *asked, **words)
        return drawn

    def save_figure(self, record: Any, path: Path, *asked: Any, **words: Any) -> None:
        """Write the figure to a PNG or SVG file, with the marks of the record."""
        from wordofmouth.figures.style import save_figure

        save_figure(self.draw(record, *asked, **words), path, record.marks)

    def report(self, record: Any, folder: str | Path, **words: Any) -> str:
        """Return the report as HTML; ``folder`` is where the record is kept."""
        from wordofmouth.reports.report import report

        contents = resolve_name(self.contents)(record, **words)
        return report(record, contents, self.remake(record.manifest), folder, **words)

    def page(self, record: Any, names: bool) -> Any:
        """Return it as a page that plays its runs.

        Raises:
            RequestError: if the task has none.
        """
        if not self.played:
            raise RequestError(f"{self.kind.task}: there is no page of it; pages are of runs and of comparisons")
        return resolve_name(self.played)(record, names)

    def export(self, record: Any, path: str | Path, **asked: Any) -> Path:
        """Write a table of it to a file for other programs."""
        from wordofmouth.reports.exports.export import export

        return export(record, path, **asked)

    def show(self, record: Any) -> str:
        """Return the finding, the figure and the first rows as HTML, for a notebook."""
        from wordofmouth.reports.exports.notebook import show

        return show(record, self.columns.split())

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


def _of_folder(name: str, record: str, figure: str = "", **others: str) -> Task:
    """Return the entry of a task whose parts lie where those of every task of ours do: in its folder, and in reports.

    Args:
        name: of the task, its folder, and its file in reports.
        record: what the class of its records is called.
        figure: what the function that draws them is called, if there is one.
        others: parts that lie elsewhere; empty what the task has not.
    """
    folder, page = f"wordofmouth.tasks.{name}", f"wordofmouth.reports.{name}"
    usual = {
        "record": f"{folder}.record:{record}",
        "finding": f"{folder}.finding:finding",
        "summary": f"{folder}.finding:summary",
        "figure": f"{folder}.figure:{figure}" if figure else "",
        "contents": f"{page}:contents",
        "recipe": f"{page}:recipe",
        "reproduction": f"{folder}.task:reproduction",
    }
    return Task(**(usual | others))


# What is told at once, or read off a sweep, has no folder of results, and so no report and nothing to make again.
_NOT_KEPT = {"contents": "", "recipe": "", "reproduction": ""}

_PLAYED = "wordofmouth.pages.shown:page_of"

# Methods that a task computes with, and whose sources are cited with its results.
_PAIRS = "statistics.paired statistics.means statistics.multiplicity"
_FITTING = "statistics.posterior statistics.emulator"
_ASSOCIATION = "tasks.peers.estimate tasks.peers.matching tasks.peers.doubts"

_OF_A_RUN = "label brand value low high unit"
_OF_A_PAIR = "label scenario base value base_value difference low high unit p"

TASKS: dict[str, Task] = {
    "run": _of_folder(
        "run", "Result", "run_figure", columns=_OF_A_RUN, played=_PLAYED, methods="statistics.intervals:wilson"
    ),
    "compare": _of_folder(
        "compare", "Comparison", "comparison_figure", columns=_OF_A_PAIR, played=_PLAYED, methods=_PAIRS
    ),
    "sweep": _of_folder(
        "sweep",
        "SweepResult",
        "sweep_figure",
        summary="wordofmouth.tasks.sweep.summary:summarise",
        methods="statistics.means",
    ),
    "sensitivity": _of_folder(
        "sensitivity",
        "Sensitivity",
        "sensitivity_figure",
        notes="wordofmouth.tasks.sensitivity.finding:notes",
        **_NOT_KEPT,
    ),
    "given_data": _of_folder(
        "sensitivity.given_data",
        "GivenData",
        "given_data_figure",
        notes="wordofmouth.tasks.sensitivity.given_data.finding:notes",
        **_NOT_KEPT,
    ),
    "discover": _of_folder(
        "sensitivity.discover",
        "Discovery",
        "discovery_figure",
        notes="wordofmouth.tasks.sensitivity.discover.finding:notes",
        **_NOT_KEPT,
    ),
    "calibrate": _of_folder(
        "calibrate",
        "Calibration",
        "calibration_figure",
        notes="wordofmouth.tasks.calibrate.finding:unidentified",
        methods=_FITTING,
    ),
    "peers": _of_folder("peers", "PeerStudy", "peer_figure", methods=_ASSOCIATION),
    "optimise": _of_folder("optimise", "Optimised", "optimisation_figure", methods="tasks.optimise.search"),
    "seeds": _of_folder("seeds", "SeedChoices", notes="wordofmouth.tasks.seeds.finding:notes", **_NOT_KEPT),
    "value": _of_folder("value", "Values", "value_figure", notes="wordofmouth.tasks.value.finding:notes", **_NOT_KEPT),
    "validate": _of_folder("validate", "Validation", "validation_figure"),
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


def report(record: Record, folder: str | Path = "RESULT", language: str = FIRST) -> str:
    """Return the report of a result of whatever task, as one HTML file that needs nothing else.

    Args:
        record: the result.
        folder: where it is kept, as the command that makes it again calls it.
        language: as ``"fr"``.

    Raises:
        RequestError: if results of its task are not reported in that language.
    """
    return record.report(folder, **words_for(record, language, for_report=True))


def words_for(record: Record, language: str, *, for_report: bool = False) -> dict[str, Words]:
    """Return in which words a record is told and drawn, or reported; none for the first language.

    Raises:
        RequestError: if it is not told in that language.
    """
    if language == FIRST:
        return {}
    task = TASKS[record.task]
    known, how = (task.report_languages, "reported") if for_report else (task.languages, "drawn")
    if language not in known:
        which = f"a result of {record.task} is {how} in {', '.join(known)}"
        raise RequestError(f"language: {language!r} is not allowed: {which}")
    return {"say": Words(language)}
