"""Results: a table with its manifest, kept in a folder and read back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from wordofmouth.errors import ManifestError, TableError
from wordofmouth.results.files import new_folder
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.tables import digest, read_parquet, read_table, write_csv, write_table

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas
    import pyarrow

    from wordofmouth.statistics.summaries import Summary

TABLE = "table.parquet"
BASELINE = "baseline.parquet"
TRACES = ("influence.parquet", "leaders.parquet")
BREAKDOWN = "breakdown.parquet"


class Result:
    """What came out of a run.

    Attributes:
        arrow: the adoption table, a row per replication, week and brand, as an Arrow table.
        manifest: what was run, and where.
        groups: who knows and has bought each brand by group of consumers, if that was asked for, as an Arrow table.
        influence, leaders: who convinced whom, and each leader's reach, if that was asked for, as Arrow tables.
        baseline: the adoption table of the same market without the first brand's campaign, if it has one, as an Arrow
            table: replication for replication the same consumers with the same luck.
    """

    task: ClassVar[str] = "run"
    figure_name: ClassVar[str] = "adoption.png"

    def __init__(
        self,
        arrow: "pyarrow.Table",
        manifest: Manifest,
        groups: "pyarrow.Table | None" = None,
        baseline: "pyarrow.Table | None" = None,
        traces: "tuple[pyarrow.Table, pyarrow.Table] | None" = None,
    ) -> None:
        self.arrow = arrow
        self.manifest = manifest
        self.groups = groups
        self.baseline = baseline
        self.influence, self.leaders = traces or (None, None)

    @property
    def table(self) -> "pandas.DataFrame":
        """The adoption table as a data frame."""
        return self.arrow.to_pandas()

    @property
    def breakdown(self) -> "pandas.DataFrame | None":
        """Who knows and has bought each brand by group of consumers, as a data frame; None unless asked for."""
        return None if self.groups is None else self.groups.to_pandas()

    def summary(self) -> "list[Summary]":
        """Return what the run says in a few numbers, with intervals over replications."""
        from wordofmouth.statistics.summaries import summarise

        return summarise(self.arrow)

    def economics(self) -> "list[Summary]":
        """Return what each brand earned, and what the first one's campaign added to its baseline."""
        from wordofmouth.statistics.economics import summarise

        return summarise(self.arrow, self.baseline, self.discount_rate)

    def worth(self) -> str:
        """Return what the campaign cost and was worth in one sentence; nothing without a campaign."""
        from wordofmouth.statistics.economics import finding

        return "" if self.baseline is None else finding(self.arrow, self.baseline, self.discount_rate)

    @property
    def discount_rate(self) -> float:
        """The share by which money loses its worth in a year."""
        return self.manifest.scenario["economics"]["discount_rate"]

    def finding(self) -> str:
        """Return what the run says in one sentence."""
        from wordofmouth.statistics.summaries import finding

        return finding(self.arrow)

    def plot(self) -> "matplotlib.figure.Figure":
        """Return the adoption curve as a figure."""
        from wordofmouth.figures.adoption import adoption_figure

        scenario = self.manifest.scenario
        return adoption_figure(
            self.arrow, title=scenario["title"], scenario_name=scenario["name"], seed=self.manifest.seed
        )

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        manifest = self.manifest
        runs = "1 run" if manifest.replications == 1 else f"{manifest.replications} runs"
        title = manifest.scenario["title"] or manifest.scenario["name"]
        return f"{title} · {self.consumers:,} consumers · {runs} · seed {manifest.seed}"

    @property
    def consumers(self) -> int:
        """Number of consumers in the market."""
        from wordofmouth.statistics.summaries import consumers

        return consumers(self.arrow) or self.manifest.scenario["consumers"]

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return self.manifest.scenario["name"]

    def save(self, folder: str | Path, *, csv: bool = False, figure: bool = True, force: bool = False) -> Path:
        """Write table, manifest and figure to a folder, all of them or none, and return it.

        Raises:
            FolderError: if it holds other things, unless ``force``.
        """
        folder = Path(folder)
        with new_folder(folder, force) as unfinished:
            self.save_table(unfinished, csv=csv)
            if figure:
                self.save_figure(unfinished / self.figure_name)
            files = sorted(path.name for path in unfinished.iterdir())
            self.manifest.model_copy(update={"files": tuple(files)}).write(unfinished)
        return folder

    def save_table(self, folder: Path, *, csv: bool = False) -> None:
        """Write the tables to a folder."""
        for name, table in zip(
            (TABLE, BREAKDOWN, BASELINE, *TRACES),
            (self.arrow, self.groups, self.baseline, self.influence, self.leaders),
            strict=True,
        ):
            if table is not None:
                write_table(folder / name, table, self.marks)
                if csv:
                    write_csv(folder / name.replace(".parquet", ".csv"), table)

    def save_figure(self, path: Path) -> None:
        """Write the figure to a PNG or SVG file."""
        from wordofmouth.figures.style import save_figure

        save_figure(self.plot(), path, self.marks)

    @property
    def marks(self) -> dict[str, str]:
        """What every file of the result carries, so that it can be traced and made again."""
        manifest = self.manifest
        return manifest.marks | {
            "scenario": manifest.scenario_digest,
            "seed": str(manifest.seed),
            "replications": str(manifest.replications),
        }

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Return the result that a folder keeps.

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
        """Return the result of the files beside a manifest."""
        table = checked(read_table(folder / TABLE), manifest.table_digest, folder / TABLE)
        groups = read_parquet(folder / BREAKDOWN) if manifest.by else None
        baseline = None
        if manifest.baseline_digest:
            baseline = checked(read_table(folder / BASELINE), manifest.baseline_digest, folder / BASELINE)
        traces = tuple(read_parquet(folder / name) for name in TRACES) if TRACES[0] in manifest.files else None
        return cls(table, manifest, groups, baseline, traces)

    def differences(self, other: "Result") -> list[str]:
        """Return where another result's tables differ from these, a line a column; none if to the bit the same."""
        found = _differences(self.arrow, other.arrow)
        if self.baseline is not None and other.baseline is not None:
            found += [f"baseline: {line}" for line in _differences(self.baseline, other.baseline)]
        elif self.baseline is not other.baseline:
            found.append(f"baseline: {'none' if self.baseline is None else 'one'} and "
                         f"{'none' if other.baseline is None else 'one'}")  # fmt: skip
        return found


def checked(table: "pyarrow.Table", expected: str, path: Path) -> "pyarrow.Table":
    """Return a table if its digest is what is expected of the file at a path.

    Raises:
        TableError: if it is not.
    """
    if digest(table) != expected:
        raise TableError(f"{path}: this is not the table of the manifest beside it; run it again")
    return table


def _differences(mine: "pyarrow.Table", theirs: "pyarrow.Table") -> list[str]:
    if mine.column_names != theirs.column_names:
        return [f"columns: {sorted(set(mine.column_names) ^ set(theirs.column_names)) or 'in another order'}"]
    if mine.num_rows != theirs.num_rows:
        return [f"rows: {mine.num_rows} and {theirs.num_rows}"]
    return [_difference(name, mine, theirs) for name in mine.column_names if not _same(mine[name], theirs[name])]


def _difference(name: str, mine: "pyarrow.Table", theirs: "pyarrow.Table") -> str:
    pairs = zip(mine[name].to_pylist(), theirs[name].to_pylist(), strict=True)
    place, (one, other) = next(
        (place, pair) for place, pair in enumerate(pairs) if pair[0] != pair[1] and any(v == v for v in pair)
    )
    keys = [key for key in ("scenario", "replication", "week") if key in mine.column_names]
    where = ", ".join(f"{key} {mine[key][place].as_py()}" for key in keys)
    return f"{name}: {one!r} and {other!r} in {where}, {mine['brand'][place].as_py()}"


def _same(mine: Any, theirs: Any) -> bool:
    import pyarrow

    return mine.type == theirs.type and digest(pyarrow.table({"column": mine})) == digest(
        pyarrow.table({"column": theirs})
    )
