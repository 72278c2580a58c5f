"""Sweep: a declared experiment, run so that nothing that is done is lost and nothing comes out otherwise.

Workers leave parts in the folder ``parts`` as they go; when all are there they become one table. Whatever is killed,
whenever: ``resume`` simulates the units that have left no part, and the table is the same to the byte.
"""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from wordofmouth.extras import need
from wordofmouth.results import steps
from wordofmouth.results.files import MANIFEST, atomic, clear_scraps, files_of, temporary_folder
from wordofmouth.results.janitor import put_away
from wordofmouth.results.locks import locked
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import digest
from wordofmouth.runs.processes import Died, Processes, useful_workers
from wordofmouth.statistics.sampling import BY_SALIB
from wordofmouth.tasks.sweep import under_way
from wordofmouth.tasks.sweep import worker as parts
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.record import BASELINE, FAILURES, OUTCOMES, TABLE, SweepResult
from wordofmouth.tasks.sweep.units import Unit, first_round, next_round, units
from wordofmouth.tasks.sweep.worker import PARTS_FOLDER

_FILES = {parts.TABLE: TABLE, parts.OUTCOME: OUTCOMES, parts.BASELINE: BASELINE}


class Progress(NamedTuple):
    """How far a sweep has come.

    Attributes:
        runs, failures: done so far, those of before an interruption among them.
        wanted: runs in all, as far as is known: runs until precise may become more.
    """

    runs: int
    failures: int
    wanted: int


def sweep(
    design: Design | str | Path,
    *,
    out: str | Path | None = None,
    resume: bool = False,
    force: bool = False,
    workers: int | None = None,
    cluster: str = "",
    progress: Callable[[Progress], None] = lambda _: None,
) -> SweepResult:
    """Run all runs of a design, and return what its folder then keeps.

    Args:
        design: a design, a name among those that come along, or a file.
        out: the folder; ``results/NAME`` unless given.
        resume: go on with what an interrupted sweep of the same design has left there; where none has begun, begin.
        force: replace whatever the folder holds.
        workers: processes; 0 for none but this one; as many as are worth their start unless given.
        cluster: address of a Dask scheduler whose workers see the folder too, as in ``tcp://host:8786``.
        progress: called with how far it has come.

    Raises:
        DesignError: if the design has mistakes.
        FolderError: if the folder holds other things, is of another design, or another is at work in it.
        MissingExtraError: if the design, or the cluster, needs an extra that is not installed.
    """
    if not isinstance(design, Design):
        design = Design.load(design)
    if cluster:
        need("cluster")
    if design.design in BY_SALIB:
        need("sensitivity")
    folder = Path(out) if out else Path("results") / design.name
    with locked(folder, wait=False):
        if not under_way.prepare(folder, design, resume=resume, force=force):
            return SweepResult.load(folder)
        started = steps.now()
        parts_folder = folder / PARTS_FOLDER
        coordinator = _Coordinator(design, parts_folder, progress)
        with put_away(parts_folder.absolute(), "scraps"):
            try:
                with _workers(design, parts_folder, workers, cluster) as processes:
                    coordinator.run(processes)
            finally:
                # A worker that is ended has no time to put away what it is writing.
                clear_scraps(parts_folder)
        result = gathered(folder, design, coordinator.done, seconds=steps.now() - started)
        under_way.end(folder)
        return result


class _Coordinator:
    """Goes through the units of all rounds, and knows what is done."""

    def __init__(self, design: Design, folder: Path, progress: Callable[[Progress], None]) -> None:
        self.design, self.folder, self._progress = design, folder, progress
        self.done: list[Unit] = []
        self._failures = 0

    def run(self, processes: Any) -> None:
        round_, wanted = 0, first_round(self.design)
        counts: Counter[int] = Counter()
        values: dict[int, list[float]] = defaultdict(list)
        while wanted:
            before = sum(counts.values())
            for point, first, end in wanted:
                counts[point] += end - first
            done = sorted(self._round(processes, round_, wanted, before, sum(counts.values())))
            self.done += done
            if self.design.precision is None:
                return
            for unit in done:
                self._note_values(unit, self.design.precision.measure, values)
            round_, wanted = round_ + 1, next_round(self.design.precision, dict(counts), values)

    def _round(
        self, processes: Any, round_: int, wanted: list[tuple[int, int, int]], before: int, in_all: int
    ) -> Iterator[Unit]:
        """Yield the units of a round as they are done, those of before an interruption first."""
        runs, left = before, []
        for unit in units(self.design, round_, wanted):
            pieces = [piece for piece in (unit, *unit.apart()) if parts.is_done(self.folder, piece)]
            if pieces and (pieces[0] == unit or len(pieces) == len(unit.runs)):
                yield from pieces
                runs += len(unit.runs)
                self._failures += sum(self._failed(piece) for piece in pieces)
            else:
                left.append(unit)
        self._progress(Progress(runs, self._failures, in_all))
        again: list[Unit] = []
        for tasks in (left, again):
            for unit, failed in processes.run(tasks):
                if isinstance(failed, Died) and len(unit.runs) > 1:
                    # Which of its runs ended the process is found by simulating them one by one.
                    again += unit.apart()
                    continue
                if isinstance(failed, Died):
                    error = parts.Failure.of(unit.runs[0], self.design.seed, failed.reason)
                    parts.write(parts.SweepJob(self.design, self.folder), unit, [], [], [error])
                    failed = 1
                yield unit
                runs, self._failures = runs + len(unit.runs), self._failures + failed
                self._progress(Progress(runs, self._failures, in_all))

    def _failed(self, unit: Unit) -> int:
        return len(parts.failures_of(parts.read(self.folder, unit, parts.OUTCOME)))

    def _note_values(self, unit: Unit, measure: str, values: dict[int, list[float]]) -> None:
        outcomes = parts.read(self.folder, unit, parts.OUTCOME)
        if outcomes.num_rows:
            measured = outcomes[measure].to_pylist()
            for point, value in zip(outcomes["point"].to_pylist(), measured, strict=True):
                values[point].append(math.nan if value is None else value)


def _workers(design: Design, folder: Path, workers: int | None, cluster: str) -> Any:
    job = parts.SweepJob(design, folder.absolute())
    if cluster:
        from wordofmouth.runs.cluster import Cluster

        return Cluster(cluster, parts.Worker, job)
    if workers is None:
        workers = useful_workers([design.base], design.replications * len(design))
    return Processes(workers, parts.Worker, job)


def gathered(folder: Path, design: Design, done: list[Unit], seconds: float) -> SweepResult:
    """Return the sweep whose parts are all there: one table of them is made, and the manifest is written last."""
    parts_folder = folder / parts.PARTS_FOLDER
    ordered = sorted(done)
    earlier = files_of(folder)
    digests = {kind: _join(parts_folder, ordered, kind, folder / file) for kind, file in _FILES.items()}
    outcomes = (parts.read(parts_folder, unit, parts.OUTCOME) for unit in ordered)
    failures = [failure for table in outcomes for failure in parts.failures_of(table)]
    if failures:
        with atomic(folder / FAILURES) as file:
            steps.write(file, json.dumps([failure._asdict() for failure in failures], indent=2).encode())
    manifest = manifest_of(
        design,
        runs=sum(len(unit.runs) for unit in ordered),
        table_digest=digests[parts.TABLE],
        baseline_digest=digests[parts.BASELINE],
        failures=[f"point {failure.point}, replication {failure.replication}" for failure in failures],
        seconds=seconds,
    )
    files = sorted([*(file for kind, file in _FILES.items() if digests[kind]), *([FAILURES] if failures else [])])
    for stale in earlier.difference([MANIFEST, *files]):
        steps.remove(folder / stale)
    manifest.model_copy(update={"files": tuple(files)}).write(folder)
    return SweepResult.load(folder)


def manifest_of(
    design: Design, *, runs: int, table_digest: str, baseline_digest: str, failures: Iterable[str], seconds: float
) -> Manifest:
    """Return the manifest of a sweep that has just ended on this machine; its digests are of all parts' digests."""
    return Manifest(
        task=SweepResult.task,
        scenario=design.base.model_dump(mode="json"),
        scenario_digest=design.base.digest,
        design=design.resolved(),
        design_digest=design.digest,
        seed=design.seed,
        replications=design.replications,
        runs=runs,
        table_digest=table_digest,
        baseline_digest=baseline_digest,
        failures=tuple(failures),
        **circumstances(seconds),
    )


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
    schema, digests = pyarrow.schema(list(fields.values())), hashlib.sha256()
    with atomic(path) as unfinished, pyarrow.parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for unit in present:
            part = parts.read(folder, unit, kind)
            digests.update(digest(part).encode())
            missing = [name for name in schema.names if name not in part.column_names]
            for name in missing:
                part = part.append_column(name, pyarrow.nulls(part.num_rows, fields[name].type))
            if part.num_rows:
                writer.write_table(part.select(schema.names).replace_schema_metadata(None).cast(schema))
    return digests.hexdigest()


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the sweep of a manifest again; its folder is gone when it has been made.

    Raises:
        ManifestError: if its design or scenario is not the one that was run.
    """
    manifest.scenarios()
    design = Design(**manifest.design)
    manifest.check_design(design.digest)

    def make(workers: int | None, progress: Callable[[int], None]) -> SweepResult:
        with temporary_folder() as folder:
            return sweep(design, out=folder / "again", workers=workers, progress=lambda now: progress(now.runs))

    return Reproduction(make, None if design.precision else len(design) * design.replications)
