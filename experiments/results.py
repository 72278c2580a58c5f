"""Results: a table with its manifest, kept in a folder and read back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from experiments.files import new_folder
from experiments.manifest import Manifest
from experiments.tables import TableError, digest, read_table, write_csv, write_table

if TYPE_CHECKING:
    import matplotlib.figure
    import pandas
    import pyarrow

    from experiments.summaries import Summary

TABLE = "table.parquet"
FIGURE = "adoption.png"


class Result:
    """What came out of a run.

    Attributes:
        arrow: the adoption table, a row per replication, week and brand, as an Arrow table.
        manifest: what was run, and where.
    """

    def __init__(self, arrow: "pyarrow.Table", manifest: Manifest) -> None:
        self.arrow = arrow
        self.manifest = manifest

    @property
    def table(self) -> "pandas.DataFrame":
        """The adoption table as a data frame."""
        return self.arrow.to_pandas()

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
        if csv:
            write_csv(folder / TABLE.replace(".parquet", ".csv"), self.arrow)

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
        return cls(table, manifest)

    def differences(self, other: "Result") -> list[str]:
        """Return where another result's table differs from this one's, a line a column; nothing if to the bit the same."""
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
        where = {key: self.arrow[key][place].as_py() for key in ("replication", "week", "brand")}
        return f"{name}: {mine!r} and {theirs!r} in replication {where['replication']}, week {where['week']}, {where['brand']}"


def _same(mine: Any, theirs: Any) -> bool:
    import pyarrow

    return mine.type == theirs.type and digest(pyarrow.table({"column": mine})) == digest(
        pyarrow.table({"column": theirs})
    )
