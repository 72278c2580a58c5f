"""Parts: what a worker makes of one unit of a sweep and leaves in its folder, whole or not at all."""

import json
import traceback
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import ClusterError
from wordofmouth.results import steps
from wordofmouth.results.code import code_digest
from wordofmouth.results.files import atomic, temporary_folder
from wordofmouth.results.tables import of_arrays, of_rows, to_table
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.outputs import output
from wordofmouth.runs.runner import without_campaign
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.store import RunStore
from wordofmouth.statistics.outcomes import KNOWN, RunTables, belonging_to
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.parts import BASELINE, OUTCOME, TABLE, keep
from wordofmouth.tasks.sweep.units import PlannedRun, Unit

if TYPE_CHECKING:
    import pyarrow

    from wordofmouth.scenario.scenario import Scenario

_FAILURES = b"wordofmouth.failures"


class Failure(NamedTuple):
    """A run that failed, and how."""

    point: int
    replication: int
    seed: int
    error: str

    @classmethod
    def of(cls, run: PlannedRun, seed: int, error: str) -> Self:
        """Return the failure of a run."""
        return cls(run.point, run.replication, seed, error)


class SweepJob(NamedTuple):
    """What all units of a sweep share.

    Attributes:
        design: what is run.
        folder: of the parts.
        asked: the digest of what was asked.
        store: where runs are kept by their addresses, if they are.
        mark: the name of a file by which a worker of a cluster knows that it sees the folder; nothing where it does.
    """

    design: Design
    folder: Path
    asked: str
    store: RunStore | None = None
    mark: str = ""

    @property
    def sees_folder(self) -> bool:
        """Whether this process sees the folder of the parts."""
        try:
            return not self.mark or (self.folder / self.mark).read_bytes() == b""
        except OSError:
            return False


class SentPart(NamedTuple):
    """The part of a unit, made where the folder of the sweep is not to be seen.

    Attributes:
        failures: how many of its runs failed.
        files: the part, by the names of its files.
    """

    failures: int
    files: dict[str, bytes]

    def put(self, folder: Path) -> int:
        """Put it into the folder of the parts, its seal last; return how many of its runs failed."""
        for name in sorted(self.files, key=lambda name: (name.endswith(".json"), name)):
            with atomic(folder / name) as unfinished:
                steps.write(unfinished, self.files[name])
        return self.failures


class Worker:
    """Does the units of a job, one after another, and keeps the networks that come again."""

    def __init__(self, job: SweepJob) -> None:
        self._job, self._networks, self._is_asked = job, Networks(), False

    def __call__(self, unit: Unit) -> "int | SentPart":
        """Simulate the runs of a unit, or take those that are kept, leave its part, and return how many failed.

        Where the folder is not to be seen, the part is returned instead.

        Raises:
            ClusterError: if the files that the design names are others here than where it was asked.
        """
        design = self._job.design
        self._is_asked = self._is_asked or design.digest == self._job.asked
        if not self._is_asked:
            raise ClusterError("a network, a scenario or a table of the design was changed, or is another for a worker")
        with self._job.store or nullcontext():
            return self._done(unit)

    def _done(self, unit: Unit) -> "int | SentPart":
        design = self._job.design
        scenarios: dict[int, Any] = {}
        done, plain, failures = [], [], []
        for run in unit.runs:
            try:
                if run.point not in scenarios:
                    scenarios = {run.point: _scenarios(design, run.point)}
                values, scenario, unaided = scenarios[run.point]
                table = self._table(scenario, run.replication)
                without = self._table(unaided, run.replication) if unaided else None
            except Exception:
                failures.append(Failure.of(run, design.seed, traceback.format_exc()))
            else:
                done.append((run, values, scenario, table))
                plain.append(without)
        if self._job.sees_folder:
            write(self._job, unit, done, plain, failures)
            return len(failures)
        with temporary_folder() as own:
            write(self._job._replace(folder=own), unit, done, plain, failures)
            return SentPart(len(failures), {file.name: file.read_bytes() for file in own.iterdir()})

    def _table(self, scenario: "Scenario", replication: int) -> Mapping[str, Array]:
        about: Any = {"seed": self._job.design.seed, "replication": replication}
        return output(
            self._job.store, scenario, lambda: simulate(scenario, networks=self._networks, **about), **about
        ).table


def write(job: SweepJob, unit: Unit, simulated: list[Any], plain: list[Any], failures: Iterable[Failure]) -> None:
    """Write the part of a unit: tables and baselines of its runs, and their outcomes with the failures."""
    import pyarrow

    tables, baselines, outcomes = [], [], []
    start = 0

    def addressed(table: "pyarrow.Table") -> "pyarrow.Table":
        return _addressed(table, simulated[start:end], job.design)

    # Runs of one shape are summed up together, which costs as little as one of them alone.
    while start < len(simulated):
        end = start + 1
        while end < len(simulated) and _shape(simulated[end], plain[end]) == _shape(simulated[start], plain[start]):
            end += 1
        table = to_table(enumerate(market for *_, market in simulated[start:end]))
        baseline = to_table(enumerate(plain[start:end])) if plain[start] is not None else None
        market = simulated[start][2]
        tables.append(addressed(table))
        if baseline is not None:
            baselines.append(addressed(baseline))
        summed = of_arrays(outcomes_of(table, baseline, market.economics.discount_rate, market.plugins, market.needs))
        outcomes.append(addressed(summed))
        start = end
    joined = {
        TABLE: tables,
        BASELINE: baselines,
        OUTCOME: outcomes or [no_outcomes(job.design)],
    }
    written = {}
    for kind, pieces in joined.items():
        if pieces:
            table = pyarrow.concat_tables(pieces, promote_options="default").combine_chunks()
            metadata = {_FAILURES: json.dumps(list(failures)).encode()} if kind == OUTCOME else {}
            written[kind] = table.replace_schema_metadata(metadata)
    keep(job.folder, unit, written, job.asked, code_digest())


def no_outcomes(design: Design) -> "pyarrow.Table":
    """Return the outcomes of a unit of which every run failed: no rows, and the columns that the others have."""
    return of_rows(_address(design) | dict.fromkeys(belonging_to(design.base.plugins, KNOWN), float), ())


def outcomes_of(
    table: "pyarrow.Table",
    baseline: "pyarrow.Table | None",
    rate: float,
    plugins: Collection[str] = (),
    needs: Sequence[str] = (),
) -> dict[str, Array]:
    """Return what each replication of a table came to, by outcome, for the first brand."""
    runs = RunTables(table, baseline, rate, plugins, needs)
    return {name: outcome.values(runs) for name, outcome in belonging_to(plugins, KNOWN).items()}


def failures_of(outcomes: "pyarrow.Table") -> list[Failure]:
    """Return the failures that a unit's outcomes tell of."""
    failures = json.loads((outcomes.schema.metadata or {}).get(_FAILURES, b"[]"))
    return [Failure(*failure) for failure in failures]


def _scenarios(design: Design, number: int) -> "tuple[dict[str, Any], Scenario, Scenario | None]":
    values = design.point(number).values
    scenario = design.scenario_at(values)
    plain = without_campaign(scenario) if design.baseline else None
    return {factor.path: factor.label(values.get(factor.path)) for factor in design.columns}, scenario, plain


def _shape(simulated: Any, plain: Any) -> Any:
    _, _, scenario, market = simulated
    names = [brand.name for brand in scenario.brands]
    return (
        scenario.weeks,
        names,
        scenario.economics.discount_rate,
        market.keys(),
        None if plain is None else plain.keys(),
    )


def _address(design: Design) -> dict[str, type]:
    return {"point": int, **{factor.path: factor.type for factor in design.columns}, "replication": int}


def _addressed(table: "pyarrow.Table", simulated: list[Any], design: Design) -> "pyarrow.Table":
    """Return a table in which each row says of which point, factors and replication it is."""
    import pyarrow

    columns = _address(design)
    runs = of_rows(columns, ((run.point, *values.values(), run.replication) for run, values, *_ in simulated))
    each = runs.take(pyarrow.array(np.repeat(np.arange(len(simulated)), table.num_rows // len(simulated))))
    measures = [name for name in table.column_names if name != "replication"]
    return pyarrow.Table.from_arrays([*each.columns, *(table[name] for name in measures)], [*columns, *measures])
