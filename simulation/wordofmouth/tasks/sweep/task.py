"""Sweep: a declared experiment, run so that nothing that is done is lost and nothing comes out otherwise.

Workers leave parts in the folder ``parts`` as they go; when all are there they become one table. Whatever is killed,
whenever: ``resume`` simulates the units that have left no part, and the table is the same to the byte.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, overload

from wordofmouth.errors import FolderError, LostClusterError
from wordofmouth.extras import need
from wordofmouth.results import steps
from wordofmouth.results.files import clear_scraps, scrap_name, temporary_folder
from wordofmouth.results.janitor import put_away
from wordofmouth.results.locks import locked
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.runs.bar import bar
from wordofmouth.runs.clusters.cluster import parallel
from wordofmouth.runs.processes import Died, useful_workers
from wordofmouth.runs.store import RunStore
from wordofmouth.statistics.precision import next_round
from wordofmouth.statistics.sampling import BY_SALIB
from wordofmouth.tasks.sweep import parts
from wordofmouth.tasks.sweep import resume as resuming
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.gathering.join import failures_in, joined
from wordofmouth.tasks.sweep.gathering.part import ArrayPart, PartDone
from wordofmouth.tasks.sweep.parts import PARTS_FOLDER, STATE
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.state import State, changed_code
from wordofmouth.tasks.sweep.units import Unit, first_round, units
from wordofmouth.tasks.sweep.worker import Failure, SentPart, SweepJob, Worker, failures_of, write


class Progress(NamedTuple):
    """How far a sweep has come.

    Attributes:
        runs, failures: done so far, those of before an interruption among them.
        wanted: runs in all, as far as is known: runs until precise may become more.
    """

    runs: int
    failures: int
    wanted: int


@overload
def sweep(
    design: Design | str | Path,
    *,
    out: str | Path | None = ...,
    part: None = ...,
    resume: bool = ...,
    force: bool = ...,
    accept_code: bool = ...,
    old_inputs: bool = ...,
    names: bool = ...,
    workers: int | None = ...,
    cluster: str = ...,
    store: RunStore | str | Path | None = ...,
    progress: Callable[[Progress], object] | bool = ...,
) -> SweepResult: ...


@overload
def sweep(
    design: Design | str | Path,
    *,
    out: str | Path | None = ...,
    part: tuple[int, int],
    resume: bool = ...,
    force: bool = ...,
    accept_code: bool = ...,
    old_inputs: bool = ...,
    names: bool = ...,
    workers: int | None = ...,
    cluster: str = ...,
    store: RunStore | str | Path | None = ...,
    progress: Callable[[Progress], object] | bool = ...,
) -> PartDone: ...


def sweep(
    design: Design | str | Path,
    *,
    out: str | Path | None = None,
    part: tuple[int, int] | None = None,
    resume: bool = False,
    force: bool = False,
    accept_code: bool = False,
    old_inputs: bool = False,
    names: bool = False,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | str | Path | None = None,
    progress: Callable[[Progress], object] | bool = False,
) -> SweepResult | PartDone:
    """Run all runs of a design, and return what its folder then keeps.

    Args:
        design: a design, a name among those that come along, or a file.
        out: the folder; ``results/NAME`` unless given, of parts ``results/NAME-parts``.
        part: ``(i, n)`` to run the i-th of n parts alone, i from 1, in a folder of its own in ``out``: on any machine,
            and again where it was if it is there. ``gather`` makes one result of them.
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
        progress: true for a bar; or called with how far it has come.

    Returns:
        The result; of a ``part``, where it lies and how many of its runs there are.

    Raises:
        DesignError: if the design has mistakes.
        RequestError: if there is no such part, or its runs cannot be known, since the design runs until precise.
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
    job = None if part is None else ArrayPart.checked(*part)
    folder = folder_of(design, out, job)
    if job is not None:
        job.check(design)
        # Batch systems give a command again that was ended.
        resume = not force
    with locked(folder, wait=False):
        if resume and old_inputs and resuming.has_begun(folder):
            design = resuming.design_of(folder) if (folder / STATE).exists() else SweepResult.load(folder).design
        state = resuming.prepare(folder, design, resume=resume, force=force, names=names, part=job)
        if state is None:
            return SweepResult.load(folder)
        started = steps.now()
        if rooms := changed_code(state):
            state = _accepted(folder, design, state, rooms, accept_code)
        parts_folder = folder / PARTS_FOLDER
        coordinator = _Coordinator(design, parts_folder, state.own, _told(progress), job)
        with put_away(parts_folder.absolute(), "scraps"):
            try:
                with _workers(design, parts_folder, state.digest, workers, cluster, RunStore.of(store)) as processes:
                    coordinator.run(processes)
            except LostClusterError as error:
                error.how = "what is done is kept, and `resume` goes on"
                raise
            except KeyboardInterrupt as interrupt:
                interrupt.add_note(f"what is done is kept in {folder}: the same call with `resume=True` goes on")
                raise
            finally:
                # A worker that is ended has no time to put away what it is writing.
                clear_scraps(parts_folder)
        done = dict.fromkeys(coordinator.done, parts_folder)
        if job is not None:
            return PartDone(job, folder, sum(len(unit.runs) for unit in done), failures_in(done))
        result = joined(folder, design, state, done, seconds=steps.now() - started)
        resuming.end(folder)
        return result


def _told(progress: Callable[[Progress], object] | bool) -> Callable[[Progress], object]:
    if callable(progress):
        return progress
    show = bar() if progress else lambda done, total: None
    return lambda now: show(now.runs, now.wanted)


def folder_of(design: Design, out: str | Path | None, part: ArrayPart | None = None) -> Path:
    """Return the folder in which a sweep, or a part of one, is asked to lie."""
    if part is None:
        return Path(out) if out else Path("results") / design.name
    return part.folder(Path(out) if out else Path("results") / f"{design.name}-parts")


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

    def __init__(
        self,
        design: Design,
        folder: Path,
        own: parts.Own,
        progress: Callable[[Progress], object],
        part: ArrayPart | None = None,
    ) -> None:
        self.design, self.folder, self._own, self._progress = design, folder, own, progress
        self._part = part or ArrayPart(1, 1)
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
            done = sorted(self._round(processes, round_, wanted, before))
            self.done += done
            if self.design.precision is None:
                return
            for unit in done:
                self._note_values(unit, self.design.precision.measure, values)
            round_, wanted = round_ + 1, next_round(self.design.precision, dict(counts), values)

    def _round(self, processes: Any, round_: int, wanted: list[tuple[int, int, int]], before: int) -> Iterator[Unit]:
        """Yield the units of a round as they are done, those of before an interruption first."""
        runs, in_all, left = before, before, []
        for unit in filter(self._part.has, units(self.design, round_, wanted)):
            in_all += len(unit.runs)
            if pieces := parts.done_of(self.folder, unit, self._own):
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
