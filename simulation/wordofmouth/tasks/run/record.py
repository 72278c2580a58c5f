"""The record of a run: its adoption table, that of the same market without a campaign, and what was watched besides."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from wordofmouth.instruments.names import with_names, without_names
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Record, checked
from wordofmouth.results.tables import read_parquet, read_table
from wordofmouth.runs.networks import SHARED
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.adoption_table import consumers
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.worlds.record import MEASURE, TABLES, OverWorlds
from wordofmouth.words.market import people_and_market
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pandas
    import pyarrow

BASELINE = "baseline.parquet"
TRACES = ("influence.parquet", "leaders.parquet")
# Their columns of consumers.
_PEOPLE = (("consumer", "parent"), ("consumer",))
KNOWN = ("known.parquet", "known_baseline.parquet")
BREAKDOWN = "breakdown.parquet"
EXACT_SURVEY = "exact_survey.parquet"
WORLDS_FIGURE = "worlds.png"


class Result(Record):
    """What came out of a run.

    Attributes:
        arrow: the adoption table, a row per replication, week and brand, as an Arrow table.
        manifest: what was run, and where.
        groups: who knows and has bought each brand by group of consumers, if that was asked for, as an Arrow table.
        influence, leaders: who convinced whom, and each leader's reach, if that was asked for, as Arrow tables.
        baseline: the adoption table of the same market without the first brand's campaign, if it has one, as an Arrow
            table: replication for replication the same consumers with common random numbers.
        over: what came out in worlds that fit what is known, if that was asked for.
        known: where awareness alone makes the campaign's worth, the adoption tables of a few runs in which some
            know the brand at first, with the campaign and without, as Arrow tables.
        exact_survey: the adoption table of the same runs as if the scenario's survey had no sampling error, if it has
            one, as an Arrow table.
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
        exact_survey: "pyarrow.Table | None" = None,
        over: OverWorlds | None = None,
        known: "tuple[pyarrow.Table, pyarrow.Table] | None" = None,
    ) -> None:
        super().__init__(arrow, manifest)
        self.groups, self.over, self.known = groups, over, known
        self.baseline, self.exact_survey = baseline, exact_survey
        self.influence: pyarrow.Table | None = traces[0] if traces else None
        self.leaders: pyarrow.Table | None = traces[1] if traces else None

    @property
    def breakdown(self) -> "pandas.DataFrame | None":
        """Who knows and has bought each brand by group of consumers, as a data frame; None unless asked for."""
        return None if self.groups is None else self.groups.to_pandas()

    @property
    def discount_rate(self) -> float:
        """The share by which money loses its worth in a year."""
        rate: float = self.manifest.scenario["economics"]["discount_rate"]
        return rate

    @property
    def plugins(self) -> tuple[str, ...]:
        """By what the scenario names its plugins, which are loaded."""
        return Scenario.from_dict(self.manifest.scenario).plugins if self.manifest.scenario.get("plugins") else ()

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        manifest = self.manifest
        runs = counted(manifest.replications, "run")
        people = people_and_market(manifest.scenario, self.consumers)
        return " · ".join([manifest.title, *people, runs, f"seed {manifest.seed}"])

    @property
    def consumers(self) -> int:
        """Number of consumers in the market."""
        return consumers(self.arrow) or self.manifest.scenario["consumers"]

    def files(self) -> "dict[str, pyarrow.Table | str]":
        """Return its tables by the names of their files."""
        names = (BREAKDOWN, BASELINE, EXACT_SURVEY, *TRACES, *KNOWN)
        known = self.known or (None, None)
        tables = (self.groups, self.baseline, self.exact_survey, self.influence, self.leaders, *known)
        others = zip(names, tables, strict=True)
        over = self.over.files() if self.over else {}
        return super().files() | {name: table for name, table in others if table is not None} | over

    def save_figures(self, folder: Path) -> None:
        """Write what it shows to a folder; over worlds a figure of its own."""
        super().save_figures(folder)
        if self.over:
            from wordofmouth.figures.style import save_figure
            from wordofmouth.tasks.worlds.figure import worlds_figure

            asked, labels = outcome(self.manifest.measure or MEASURE), getattr(self, "labels", {})
            figure = worlds_figure(self.over, asked, labels, self.manifest.title)
            save_figure(figure, folder / WORLDS_FIGURE, self.marks)

    def named_files(self) -> "dict[str, pyarrow.Table | str]":
        """Return its tables, in which names stand beside the numbers of who convinced whom."""
        [scenario] = self.manifest.scenarios()
        files, network = self.files(), SHARED.of(scenario, self.manifest.seed)
        for name, columns in zip(TRACES, _PEOPLE, strict=True):
            table = files.get(name)
            if table is not None and not isinstance(table, str):
                files[name] = with_names(table, network, columns)
        return files

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        def path(name: str) -> Path:
            return manifest.checked(folder / name)

        table = checked(read_table(path(TABLE)), manifest.table_digest, folder / TABLE)
        groups = read_parquet(path(BREAKDOWN)) if manifest.by else None
        baseline = None
        if manifest.baseline_digest:
            baseline = checked(read_table(path(BASELINE)), manifest.baseline_digest, folder / BASELINE)
        traces = None
        if TRACES[0] in manifest.files:
            influence, leaders = (without_names(read_parquet(path(name))) for name in TRACES)
            traces = (influence, leaders)
        exact = read_table(path(EXACT_SURVEY)) if EXACT_SURVEY in manifest.tables else None
        over = {name: read_parquet(path(name)) for name in TABLES if name in manifest.tables}
        known = None
        if KNOWN[0] in (*manifest.tables, *manifest.files):
            with_campaign, without = (read_table(path(name)) for name in KNOWN)
            known = (with_campaign, without)
        return cls(table, manifest, groups, baseline, traces, exact, OverWorlds.of_files(over) if over else None, known)
