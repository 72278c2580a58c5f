"""Join: of what all units have left, one table of each kind, a unit at a time, and the manifest last."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wordofmouth.results import steps
from wordofmouth.results.files import MANIFEST, atomic, files_of
from wordofmouth.results.inputs import INPUTS
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import files_in
from wordofmouth.results.tables import labelled
from wordofmouth.tasks.sweep import parts
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.record import BASELINE, FAILURES, OUTCOMES, TABLE, SweepResult
from wordofmouth.tasks.sweep.state import State
from wordofmouth.tasks.sweep.units import Unit
from wordofmouth.tasks.sweep.worker import Failure, failures_of

_FILES = {parts.TABLE: TABLE, parts.OUTCOME: OUTCOMES, parts.BASELINE: BASELINE}


def joined(folder: Path, design: Design, state: State, done: Mapping[Unit, Path], seconds: float) -> SweepResult:
    """Return the sweep whose units have all left what they have to; of it one table is made, the manifest last.

    Args:
        folder: where the result is written.
        design: what was run.
        state: what stands of it in the folder, copies of its inputs among it.
        done: where what each unit has left lies.
        seconds: how long it took.
    """
    ordered = sorted(done)
    earlier = files_of(folder)
    present = {kind: {unit: done[unit] for unit in ordered if kind in parts.kinds(done[unit], unit)} for kind in _FILES}
    failures = failures_in(done)
    manifest = manifest_of(
        design,
        runs=sum(len(unit.runs) for unit in ordered),
        tables={
            _FILES[kind]: _values_digest(of_kind, kind)
            for kind, of_kind in present.items()
            # Later versions know more outcomes of the same runs.
            if of_kind and kind != parts.OUTCOME
        },
        failures=[f"point {failure.point}, replication {failure.replication}" for failure in failures],
        seconds=seconds,
    )
    known = {"scenario": state.design["scenario"], "design": state.design, "inputs": state.inputs}
    manifest = manifest.model_copy(update=known)
    for kind, of_kind in present.items():
        if of_kind:
            _join(of_kind, kind, folder / _FILES[kind], manifest.marks)
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


def failures_in(done: Mapping[Unit, Path]) -> list[Failure]:
    """Return the runs that failed, in the order of their units."""
    outcomes = (parts.read(done[unit], unit, parts.OUTCOME) for unit in sorted(done))
    return [failure for table in outcomes for failure in failures_of(table)]


def _values_digest(units: Mapping[Unit, Path], kind: str) -> str:
    """Return the digest of the digests of what units have left of a kind."""
    digests = hashlib.sha256()
    for unit, folder in units.items():
        digests.update(parts.values_digest(folder, unit, kind).encode())
    return digests.hexdigest()


def _join(units: Mapping[Unit, Path], kind: str, path: Path, marks: Mapping[str, str]) -> None:
    """Write the parts of a kind as one Parquet file, with the marks of the result.

    Where one scenario has measures that another lacks, they are missing in the rows of the other.
    """
    import pyarrow
    import pyarrow.parquet

    fields: dict[str, Any] = {}
    for unit, folder in units.items():
        for field in pyarrow.parquet.read_schema(parts.checked(folder, unit, kind)):
            fields.setdefault(field.name, field)
    schema = labelled(pyarrow.schema(list(fields.values())), marks)
    with atomic(path) as unfinished, pyarrow.parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for unit, folder in units.items():
            part = parts.read(folder, unit, kind)
            missing = [name for name in schema.names if name not in part.column_names]
            for name in missing:
                part = part.append_column(name, pyarrow.nulls(part.num_rows, fields[name].type))
            if part.num_rows:
                writer.write_table(part.select(schema.names).cast(schema))
