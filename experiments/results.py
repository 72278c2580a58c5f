"""Results: a table with its manifest, kept in a folder and read back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from experiments.files import new_folder
from experiments.manifest import Manifest
from experiments.tables import TableError, digest, read_parquet, read_table, write_csv, write_table

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas
    import pyarrow

    from experiments.summaries import Summary

TABLE = "table.parquet"
BREAKDOWN = "breakdown.parquet"
FIGURE = "adoption.png"


class Result:
    """What came out of a run.

    Attributes:
        arrow: the adoption table, a row per replication, week and brand, as an Arrow table.
        manifest: what was run, and where.
        groups: who knows and has bought each brand by group of consumers, if that was asked for, as an Arrow table.
    """

    def __init__(self, arrow: "pyarrow.Table", manifest: Manifest, groups: "pyarrow.Table | None" = None) -> None:
        self.arrow = arrow
        self.manifest = manifest
        self.groups = groups

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
        from experiments.summaries import summarise

        return summarise(self.arrow)

    def finding(self) -> str:
        """Return what the run says in one sentence."""
        from experiments.summaries import finding

        return finding(self.arrow)

    def plot(self) -> "matplotlib.figure.Figure":
        """Return the adoption curve as a figure."""
        from experiments.figures import adoption_figure

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
        from experiments.summaries import consumers

        return consumers(self.arrow) or self.manifest.scenario["consumers"]

    def save(self, folder: str | Path, *, csv: bool = False, figure: bool = True, force: bool = False) -> Path:
        """Write table, manifest and figure to a folder, all of them or none, and return it.

        Raises:
            FolderError: if it holds other things, unless ``force``.
        """
        folder = Path(folder)
        with new_folder(folder, force) as unfinished:
            self.save_table(unfinished, csv=csv)
            if figure:
                self.save_figure(unfinished / FIGURE)
            files = sorted(path.name for path in unfinished.iterdir())
            self.manifest.model_copy(update={"files": tuple(files)}).write(unfinished)
        return folder

    def save_table(self, folder: Path, *, csv: bool = False) -> None:
        """Write the table to a folder."""
        write_table(folder / TABLE, self.arrow, self.marks)
        if self.groups is not None:
            write_table(folder / BREAKDOWN, self.groups, self.marks)
        if csv:
            write_csv(folder / TABLE.replace(".parquet", ".csv"), self.arrow)
            if self.groups is not None:
                write_csv(folder / BREAKDOWN.replace(".parquet", ".csv"), self.groups)

    def save_figure(self, path: Path) -> None:
        """Write the adoption curve to a PNG or SVG file."""
        from experiments.figures import save_figure

        save_figure(self.plot(), path, self.marks)

    @property
    def marks(self) -> dict[str, str]:
        """What every file of the result carries, so that it can be traced and made again."""
        manifest = self.manifest
        return {
            "manifest": manifest.digest,
            "scenario": manifest.scenario_digest,
            "seed": str(manifest.seed),
            "replications": str(manifest.replications),
        }

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Return the result that a folder keeps.

        Raises:
            ManifestError: if it has no readable manifest.
            TableError: if its table cannot be read, or is not the one that the manifest speaks of.
        """
        folder = Path(folder)
        manifest = Manifest.read(folder)
        folder = folder if folder.is_dir() else folder.parent
        table = read_table(folder / TABLE)
        if digest(table) != manifest.table_digest:
            raise TableError(f"{folder / TABLE}: this is not the table of the manifest beside it; run it again")
        groups = read_parquet(folder / BREAKDOWN) if manifest.by else None
        return cls(table, manifest, groups)

    def differences(self, other: "Result") -> list[str]:
        """Return where another result's table differs from this one's, a line a column; none if to the bit the same."""
        mine, theirs = self.arrow, other.arrow
        if mine.column_names != theirs.column_names:
            return [f"columns: {sorted(set(mine.column_names) ^ set(theirs.column_names)) or 'in another order'}"]
        if mine.num_rows != theirs.num_rows:
            return [f"rows: {mine.num_rows} and {theirs.num_rows}"]
        return [self._difference(name, other) for name in mine.column_names if not _same(mine[name], theirs[name])]

    def _difference(self, name: str, other: "Result") -> str:
        pairs = zip(self.arrow[name].to_pylist(), other.arrow[name].to_pylist(), strict=True)
        place, (mine, theirs) = next(
            (place, pair) for place, pair in enumerate(pairs) if pair[0] != pair[1] and any(v == v for v in pair)
        )
        replication, week, brand = (self.arrow[key][place].as_py() for key in ("replication", "week", "brand"))
        return f"{name}: {mine!r} and {theirs!r} in replication {replication}, week {week}, {brand}"


def _same(mine: Any, theirs: Any) -> bool:
    import pyarrow

    return mine.type == theirs.type and digest(pyarrow.table({"column": mine})) == digest(
        pyarrow.table({"column": theirs})
    )
