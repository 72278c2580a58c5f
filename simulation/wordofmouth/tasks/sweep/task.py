"""Sweep: a declared experiment, run so that nothing that is done is lost and nothing comes out otherwise.

Workers leave parts in the folder ``parts`` as they go; when all are there they become one table. Whatever is killed,
whenever: ``resume`` simulates the units that have left no part, and the table is the same to the byte.
"""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from wordofmouth.errors import FolderError, LostClusterError
from wordofmouth.extras import need
from wordofmouth.results import steps
from wordofmouth.results.files import MANIFEST, atomic, clear_scraps, files_of, scrap_name, temporary_folder
from wordofmouth.results.inputs import INPUTS
from wordofmouth.results.janitor import put_away
from wordofmouth.results.locks import locked
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import Reproduction, files_in
from wordofmouth.results.tables import labelled
from wordofmouth.runs.clusters.cluster import parallel
from wordofmouth.runs.processes import Died, useful_workers
from wordofmouth.runs.store import RunStore
from wordofmouth.statistics.precision import next_round
from wordofmouth.statistics.sampling import BY_SALIB
from wordofmouth.tasks.sweep import parts, under_way
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.parts import PARTS_FOLDER, STATE
from wordofmouth.tasks.sweep.record import BASELINE, FAILURES, OUTCOMES, TABLE, SweepResult
from wordofmouth.tasks.sweep.state import State, changed_code
from wordofmouth.tasks.sweep.units import Unit, first_round, units
from wordofmouth.tasks.sweep.worker import Failure, SentPart, SweepJob, Worker, failures_of, write

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
    accept_code: bool = False,
    old_inputs: bool = False,
    names: bool = False,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | str | Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> SweepResult:
    """Run all runs of a design, and return what its folder then keeps.

    Args:
        design: a design, a name among those that come along, or a file.
        out: the folder; ``results/NAME`` unless given.
        resume: go on with what an interrupted sweep of the same design has left there; where none has begun, begin.
        force: replace whatever the folder holds.
        accept_code: go on though the code that decides numbers was changed since, if the first unit that is done comes
            out the same to the bit when it is run again.
        old_inputs: go on with the networks, scenarios and tables that the folder has copies of, whatever they are now.
        names: keep the names of people in the copies of networks; else they are numbers there.
        workers: processes; 0 for none but this one; as many as are worth their start unless given.
        cluster: address of a Dask scheduler, as in ``tcp://host:8786``, whose workers do it: what they need and what
            they leave goes over the wire, unless they see the folder too.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept: so a sweep grows at the cost of what is new. None unless given.
        progress: called with how far it has come.

    Raises:
        DesignError: if the design has mistakes.
        FolderError: if the folder holds other things or is of another design, if another is at work in it, or if
            anything was changed since.
        TableError: if a part of it is damaged while it is read.
        MissingExtraError: if the design, or the cluster, needs an extra that is not installed.
        ClusterError: if the cluster cannot be used, or is lost.
    """
    if not isinstance(design, Design):
        design = Design.load(design)
    if cluster:
        need("cluster")
    if design.design in BY_SALIB:
        need("sensitivity")
    folder = Path(out) if out else Path("results") / design.name
    with locked(folder, wait=False):
        if resume and old_inputs and under_way.has_begun(folder):
            design = under_way.design_of(folder) if (folder / STATE).exists() else SweepResult.load(folder).design
        state = under_way.prepare(folder, design, resume=resume, force=force, names=names)
        if state is None:
            return SweepResult.load(folder)
        started = steps.now()
        if rooms := changed_code(state):
            state = _accepted(folder, design, state, rooms, accept_code)
        parts_folder = folder / PARTS_FOLDER
        coordinator = _Coordinator(design, parts_folder, state.own, progress)
        with put_away(parts_folder.absolute(), "scraps"):
            try:
                with _workers(design, parts_folder, state.digest, workers, cluster, RunStore.of(store)) as processes:
                    coordinator.run(processes)
            except LostClusterError as error:
                error.how = "what is done is kept, and `resume` goes on"
                raise
            finally:
                # A worker that is ended has no time to put away what it is writing.
                clear_scraps(parts_folder)
        result = gathered(folder, design, state, coordinator.done, seconds=steps.now() - started)
        under_way.end(folder)
        return result


def _accepted(folder: Path, design: Design, state: State, rooms: str, accept_code: bool) -> State:
    """Return the state in which the code of now goes on, once a unit that is done has come out the same with it.

    Raises:
        FolderError: if that was not asked for, or it has not.
    """
    if not accept_code:
        what = f"the code that decides numbers was changed since this sweep began ({rooms})"
        how = "`force` begins anew, `accept_code` goes on if what is done comes out the same to the bit"
        raise FolderError(f"{folder}: {what}; {how}")
    parts_folder = folder / PARTS_FOLDER
    first = next(
        (unit for unit in units(design, 0, first_round(design)) if parts.is_done(parts_folder, unit, state.own)), None
    )
    if first is not None:
        with temporary_folder() as again:
            Worker(SweepJob(design, again, state.digest))(first)
            then, now = (
                {kind: parts.values_digest(where, first, kind) for kind in parts.kinds(where, first)}
                for where in (parts_folder, again)
            )
        if then != now:
            what = f"with the code as it is now ({rooms}) the first runs that are done come out otherwise"
            raise FolderError(f"{folder}: {what}; `force` begins anew")
    state = state.accepting()
    state.write(folder)
    return state


class _Coordinator:
    """Goes through the units of all rounds, and knows what is done."""

    def __init__(self, design: Design, folder: Path, own: parts.Own, progress: Callable[[Progress], None]) -> None:
        self.design, self.folder, self._own, self._progress = design, folder, own, progress
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
            pieces = [piece for piece in (unit, *unit.apart()) if parts.is_done(self.folder, piece, self._own)]
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
                    error = Failure.of(unit.runs[0], self.design.seed, failed.reason)
                    write(SweepJob(self.design, self.folder, self._own.asked), unit, [], [], [error])
                    failed = 1
                elif isinstance(failed, SentPart):
                    failed = failed.put(self.folder)
                yield unit
                runs, self._failures = runs + len(unit.runs), self._failures + failed
                self._progress(Progress(runs, self._failures, in_all))

    def _failed(self, unit: Unit) -> int:
        return len(failures_of(parts.read(self.folder, unit, parts.OUTCOME)))

    def _note_values(self, unit: Unit, measure: str, values: dict[int, list[float]]) -> None:
        outcomes = parts.read(self.folder, unit, parts.OUTCOME)
        if outcomes.num_rows:
            measured = outcomes[measure].to_pylist()
            for point, value in zip(outcomes["point"].to_pylist(), measured, strict=True):
                values[point].append(math.nan if value is None else value)


def _workers(
    design: Design, folder: Path, asked: str, workers: int | None, cluster: str, store: RunStore | None
) -> Any:
    if workers is None:
        workers = useful_workers([design.base], design.replications * len(design))
    mark = ""
    if cluster:
        design, mark = design.anywhere(), scrap_name("seen")
        steps.create(folder / mark)
    return parallel(Worker, SweepJob(design, folder.absolute(), asked, store, mark), workers=workers, cluster=cluster)


def gathered(folder: Path, design: Design, state: State, done: list[Unit], seconds: float) -> SweepResult:
    """Return the sweep whose parts are all there: one table of them is made, and the manifest is written last."""
    parts_folder = folder / PARTS_FOLDER
    ordered = sorted(done)
    earlier = files_of(folder)
    present = {kind: [unit for unit in ordered if kind in parts.kinds(parts_folder, unit)] for kind in _FILES}
    outcomes = (parts.read(parts_folder, unit, parts.OUTCOME) for unit in ordered)
    failures = [failure for table in outcomes for failure in failures_of(table)]
    manifest = manifest_of(
        design,
        runs=sum(len(unit.runs) for unit in ordered),
        tables={
            _FILES[kind]: _values_digest(parts_folder, of_kind, kind)
            for kind, of_kind in present.items()
            # Later versions know more outcomes of the same runs.
            if of_kind and kind != parts.OUTCOME
        },
        failures=[f"point {failure.point}, replication {failure.replication}" for failure in failures],
        seconds=seconds,
    )
    manifest = manifest.model_copy(update={"scenario": state.design["scenario"], "design": state.design})
    for kind, of_kind in present.items():
        if of_kind:
            _join(parts_folder, of_kind, kind, folder / _FILES[kind], manifest.marks)
    if failures:
        with atomic(folder / FAILURES) as file:
            steps.write(file, json.dumps([failure._asdict() for failure in failures], indent=2).encode())
    inputs = [name for name in files_in(folder) if name.startswith(f"{INPUTS}/")] if state.has_copies(folder) else []
    files = [*(_FILES[kind] for kind in present if present[kind]), *[FAILURES] * bool(failures), *inputs]
    for stale in earlier.difference([MANIFEST, *(name.partition("/")[0] for name in files)]):
        (steps.remove_folder if (folder / stale).is_dir() else steps.remove)(folder / stale)
    manifest.listing(folder, files).write(folder)
    return SweepResult.load(folder)


def manifest_of(
    design: Design, *, runs: int, tables: Mapping[str, str], failures: Iterable[str], seconds: float
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
        table_digest=tables.get(TABLE, ""),
        baseline_digest=tables.get(BASELINE, ""),
        tables=dict(tables),
        inputs=design.inputs(),
        failures=tuple(failures),
        **circumstances(seconds),
    )


def _values_digest(folder: Path, units: Iterable[Unit], kind: str) -> str:
    """Return the digest of the digests of what units have left of a kind."""
    digests = hashlib.sha256()
    for unit in units:
        digests.update(parts.values_digest(folder, unit, kind).encode())
    return digests.hexdigest()


def _join(folder: Path, units: list[Unit], kind: str, path: Path, marks: Mapping[str, str]) -> None:
    """Write the parts of a kind as one Parquet file, with the marks of the result.

    Where one scenario has measures that another lacks, they are missing in the rows of the other.
    """
    import pyarrow
    import pyarrow.parquet

    fields: dict[str, Any] = {}
    for unit in units:
        for field in pyarrow.parquet.read_schema(parts.checked(folder, unit, kind)):
            fields.setdefault(field.name, field)
    schema = labelled(pyarrow.schema(list(fields.values())), marks)
    with atomic(path) as unfinished, pyarrow.parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for unit in units:
            part = parts.read(folder, unit, kind)
            missing = [name for name in schema.names if name not in part.column_names]
            for name in missing:
                part = part.append_column(name, pyarrow.nulls(part.num_rows, fields[name].type))
            if part.num_rows:
                writer.write_table(part.select(schema.names).cast(schema))


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the sweep of a manifest again; its folder is gone when it has been made.

    Raises:
        ManifestError: if its design or scenario is not the one that was run.
    """
    manifest.scenarios()
    design = Design.as_then(manifest.design)
    manifest.check_design(design.digest, design.digest_as_written)

    def make(workers: int | None, progress: Callable[[int], None]) -> SweepResult:
        with temporary_folder() as folder:
            return sweep(design, out=folder / "again", workers=workers, progress=lambda now: progress(now.runs))

    return Reproduction(make, None if design.precision else len(design) * design.replications)
