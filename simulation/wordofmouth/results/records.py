"""Records: what a task leaves behind, tables and the manifest that says how they came about, kept in a folder.

Findings, rows and figures are functions of a record on higher floors: its methods ask the hook for them.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from wordofmouth.errors import ManifestError, RequestError, TableError
from wordofmouth.results.differences import Difference, differences
from wordofmouth.results.files import atomic, new_folder
from wordofmouth.results.hook import presenter_of
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.sparing import sparing
from wordofmouth.results.tables import digest, write_csv, write_table

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas
    import pyarrow

TABLE = "table.parquet"
NO_SENTENCE = "What came out is in the tables: no sentence could be made of it"


class Presented:
    """What a task can present: its finding, rows and figure come through the hook."""

    task: ClassVar[str] = ""

    def finding(self, **words: Any) -> str:
        """Return what came out in one sentence; that there is none, with a warning, if it cannot be made.

        ``say=Words("fr")`` has it in another language, for tasks that are told in it.
        """
        with sparing("the sentence"):
            return presenter_of(self.task).tell(self, **words)
        return NO_SENTENCE

    def summary(self) -> list[Any]:
        """Return what came out in a few rows."""
        return presenter_of(self.task).summarise(self)

    def notes(self) -> list[str]:
        """Return what whoever reads it should know, a line each."""
        return presenter_of(self.task).note(self)

    def plot(self, **words: Any) -> "matplotlib.figure.Figure":
        """Return what came out as a figure; in other words than English with ``say``, as :meth:`finding`."""
        return presenter_of(self.task).draw(self, **words)

    def _repr_html_(self) -> str:
        return presenter_of(self.task).show(self)


class Record(Presented):
    """What came out of a task.

    Attributes:
        arrow: its main table, as an Arrow table.
        manifest: what was run, and where.
    """

    figure_name: ClassVar[str] = ""

    def __init__(self, arrow: "pyarrow.Table", manifest: Manifest) -> None:
        self.arrow = arrow
        self.manifest = manifest

    @property
    def table(self) -> "pandas.DataFrame":
        """The main table as a data frame."""
        frame: pandas.DataFrame = self.arrow.to_pandas()
        return frame

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return self.manifest.name

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        return self.manifest.title

    @property
    def marks(self) -> dict[str, str]:
        """What every file of it carries, so that it can be traced and made again."""
        return self.described().marks

    def described(self) -> Manifest:
        """Return its manifest with the digests of all its tables."""
        return self.manifest.model_copy(update={"tables": self._digests})

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {name: digest(table) for name, table in self._tables().items()}

    def _tables(self) -> "dict[str, pyarrow.Table]":
        return {name: content for name, content in self.files().items() if not isinstance(content, str)}

    def files(self) -> "dict[str, pyarrow.Table | str]":
        """Return what it keeps by the names of the files: tables, and texts."""
        return {TABLE: self.arrow}

    def save(
        self,
        folder: str | Path,
        *,
        csv: bool = False,
        figure: bool | Callable[[Path], object] = True,
        force: bool = False,
        names: bool = False,
    ) -> Path:
        """Write tables, manifest and figure to a folder, all of them or none, and return it.

        Networks from files are copied into it if they have a million ties at most. People are numbers there and in
        tables unless ``names``. The ``figure`` is drawn by whatever is given in place of true: called with the folder
        it draws into.

        Raises:
            FolderError: if it holds other things, unless ``force``.
        """
        folder = Path(folder)
        with new_folder(folder, force) as unfinished:
            self.save_files(unfinished, csv=csv, names=names)
            if figure:
                with sparing("the figure"):
                    draw = self.save_figures if figure is True else figure
                    draw(unfinished)
            copied = self.described().with_copies(unfinished, names=names)
            copied.listing(unfinished, files_in(unfinished)).write(unfinished)
        return folder

    def named_files(self) -> "dict[str, pyarrow.Table | str]":
        """Return what it keeps, with the names of people beside their numbers where there are any."""
        return self.files()

    def save_files(self, folder: Path, *, csv: bool = False, names: bool = False) -> None:
        """Write what it keeps to a folder; the names of people too if that is asked for."""
        marks = self.marks
        for name, content in (self.named_files() if names else self.files()).items():
            if isinstance(content, str):
                with atomic(folder / name) as unfinished:
                    unfinished.write_text(content, encoding="utf-8")
                continue
            write_table(folder / name, content, marks)
            if csv:
                write_csv(folder / name.replace(".parquet", ".csv"), content)

    def save_figures(self, folder: Path) -> None:
        """Write what it shows to a folder."""
        self.save_figure(folder / self.figure_name)

    def save_figure(self, path: str | Path, *asked: Any, **words: Any) -> None:
        """Write the figure to a PNG or SVG file; in other words than English with ``say``, as :meth:`finding`."""
        presenter_of(self.task).save_figure(self, Path(path), *asked, **words)

    def by(self, measure: str) -> Self:
        """Return the same record, told and drawn by another outcome.

        Raises:
            RequestError: if it is of one outcome, or of all.
        """
        raise RequestError(f"measure: a result of {self.task!r} is not told by one outcome; leave it out")

    def report(self, folder: str | Path = "RESULT", **words: Any) -> str:
        """Return the report as one HTML file; ``folder`` is where it is kept, as the command that remakes it says.

        ``say=Words("fr")`` has it in another language, for tasks that are reported in it.
        """
        return presenter_of(self.task).report(self, folder, **words)

    def export(
        self,
        path: str | Path,
        *,
        table: str = "",
        shape: str = "table",
        columns: Sequence[str] = (),
        people: bool = False,
        names: bool = False,
    ) -> Path:
        """Write one of its tables to a file for other programs, whole or not at all, and return the path.

        Args:
            path: its ending says in which format: ``.csv``, ``.parquet``, ``.arrow``.
            table: which, as ``"baseline"`` or ``"outcomes"``; the main one unless given.
            shape: ``"table"``, a column for each measure; ``"long"``, a row for each; ``"wide"``, one for each in each
                week.
            columns: the measures that are wanted; all unless given.
            people: who bought what in which week, after whose word, instead: a row per buyer, of a run.
            names: people have names beside their numbers, where there are any.

        Raises:
            RequestError: if there is no such format, table, shape, measure or person.
        """
        asked = {"table": table, "shape": shape, "columns": columns, "people": people, "names": names}
        written: Path = presenter_of(self.task).export(self, path, **asked)
        return written

    def page(self, *, names: bool = False) -> Any:
        """Return a page on which its runs are played, the first of each: ``.save(file)``, or as a notebook shows it.

        Args:
            names: whether people have the names that the file of their network gives them; else they are numbers.

        Raises:
            RequestError: if a result of this task has no runs that could be played, or not from the beginning.
            SizeError: if the page would be too large, with what would fit.
        """
        return presenter_of(self.task).page(self, names)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Return the record that a folder keeps.

        Raises:
            ManifestError: if it has no readable manifest.
            TableError: if a file of it cannot be read, or is not the one that the manifest speaks of.
        """
        folder = Path(folder)
        manifest = Manifest.read(folder)
        if manifest.task != cls.task:
            raise ManifestError(f"{folder}: this is the result of another task: {manifest.task}")
        return cls._of_files(folder if folder.is_dir() else folder.parent, manifest)

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        """Return the record of the files beside a manifest, each read through :meth:`Manifest.checked`."""
        raise NotImplementedError

    def differences(self, other: Any) -> list[Difference]:
        """Return where another record's tables differ from these, a line a column; none if to the bit the same."""
        mine, theirs = self._tables(), other._tables()
        lines = []
        for name in dict.fromkeys([*mine, *theirs]):
            about = "" if name == TABLE else f"{name.removesuffix('.parquet')}: "
            if name in mine and name in theirs:
                lines += [Difference(about + line, line.apart) for line in differences(mine[name], theirs[name])]
            else:
                lines.append(Difference(about + ("one and none" if name in mine else "none and one")))
        return lines


class Reproduction(NamedTuple):
    """What makes a record again.

    Attributes:
        make: called with the number of workers and with what is called with how much is done; returns the record.
        total: how much there is to do; None if that is not known before.
        unit, one: what is counted, of many and of one.
    """

    make: Callable[[int | None, Callable[[int], None]], Record]
    total: int | None
    unit: str = "runs"
    one: str = "run"


def files_in(folder: Path) -> list[str]:
    """Return the files in a folder, and in those in it, by their names from there."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def checked(table: "pyarrow.Table", expected: str, path: Path) -> "pyarrow.Table":
    """Return a table if its digest is what is expected of the file at a path.

    Raises:
        TableError: if it is not.
    """
    if digest(table) != expected:
        raise TableError(f"{path}: this is not the table of the manifest beside it; run it again")
    return table
