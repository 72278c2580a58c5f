"""Check: a slice of a packed study made again, and compared to the bit."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wordofmouth.catalogue import task_of
from wordofmouth.errors import ManifestError, PackError, ScenarioError
from wordofmouth.results.code import changed_rooms
from wordofmouth.results.files import MANIFEST
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import Record
from wordofmouth.results.tables import digest, to_table
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.plugins.trust import accept_file
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.studies.odd import SEARCHED
from wordofmouth.studies.pack import RESULT, outside
from wordofmouth.studies.patterns import weeks_of
from wordofmouth.studies.zipped import open_pack
from wordofmouth.tasks.sweep.design import Design

if TYPE_CHECKING:
    import pyarrow

SLICE = 3


class _Run(NamedTuple):
    """One run of a study, and by which values its rows are known in the table."""

    name: str
    scenario: Scenario
    seed: int
    replication: int
    rows: Mapping[str, Any]


class Checked(NamedTuple):
    """What a check came to.

    Attributes:
        name: of the study.
        runs: how many runs were made again.
        of: how many there are.
        differing: what did not come out the same, by name; none if all did.
        causes: what is otherwise here than where the study was made, a line each.
    """

    name: str
    runs: int
    of: int
    differing: tuple[str, ...]
    causes: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether all came out the same to the bit."""
        return not self.differing


def check(path: Path, folder: Path, *, runs: int = SLICE, trusted: Sequence[str] = ()) -> Checked:
    """Unpack a study into a folder, make some of its runs again, and return how they compare.

    Args:
        path: of the pack.
        folder: an empty one, into which it is unpacked.
        runs: how many are made again, from the first to the last at even distances; 0 for all.
        trusted: names of the files of code in it that may run here.

    Raises:
        PackError: if it is no pack, or a dangerous or damaged one.
        ScenarioError: if it brings code that nobody has accepted.
    """
    open_pack(path, folder)
    result = folder / RESULT
    if not (result / MANIFEST).is_file():
        raise PackError(f"{path}: this is no pack: it has no {RESULT}/{MANIFEST}")
    code = {each.name: each for each in result.rglob("*.py")}
    for name in trusted:
        if (file := code.get(Path(name).name)) is None:
            raise PackError(f"{path}: it brings no file {name!r}; what it brings: {', '.join(sorted(code)) or 'none'}")
        accept_file(file)
    try:
        manifest = Manifest.read(result)
        if elsewhere := outside(result, manifest):
            raise PackError(f"{path}: it asks for {elsewhere[0]}, which is not in it")
        record = task_of(manifest, path).load(result)
        weeks = weeks_of(record)
        checked = (
            _whole(manifest, record, runs)
            if weeks is None or not _stands_alone(manifest)
            else _in_part(manifest, weeks, runs)
        )
    except ScenarioError as error:
        # Where it is unpacked is of no use to whoever reads it: the folder may be gone by then.
        raise ScenarioError([line.replace(f"{folder}/", "") for line in error.lines]) from None
    except ManifestError as error:
        raise PackError(f"{path}: {str(error).replace(f'{folder}/', '')}") from None
    return checked._replace(causes=tuple(_causes(manifest)))


def _stands_alone(manifest: Manifest) -> bool:
    """Tell whether each run of a study can be made again without the others."""
    return manifest.task == "sweep" or (
        manifest.task in ("run", "compare") and not (manifest.lineage or manifest.until)
    )


def _in_part(manifest: Manifest, table: "pyarrow.Table", count: int) -> Checked:
    planned = list(_runs(manifest, table))
    chosen = _spread(planned, count)
    differing = tuple(run.name for run in chosen if not _is_same(run, table))
    return Checked(manifest.name, len(chosen), len(planned), differing)


def _whole(manifest: Manifest, record: Record, count: int) -> Checked:
    """Make a study again of which no run stands alone.

    Raises:
        PackError: if only some runs were asked for.
    """
    if count:
        searched = "was searched for, and each of its runs follows from those before"
        why = searched if manifest.task in SEARCHED else "has runs that have not lived from the first week to the last"
        raise PackError(f"{manifest.name}: {why}: `all` makes it whole")
    again = task_of(manifest, manifest.name).reproduce(manifest)
    made = again.make(None, lambda _: None)
    differing = tuple(map(str, record.differences(made)))
    is_same = made.described().is_same(manifest) and not differing
    total = manifest.runs or manifest.replications
    return Checked(manifest.name, total, total, () if is_same else differing or ("its tables",))


def _runs(manifest: Manifest, table: "pyarrow.Table") -> Iterator[_Run]:
    """Yield the runs of a study, each of which stands alone."""
    if manifest.task == "sweep":
        design = Design.as_then(manifest.design)
        manifest.check_design(design.digest, design.digest_as_written)
        pairs = zip(*(table[name].to_pylist() for name in ("point", "replication")), strict=True)
        for point, replication in dict.fromkeys(pairs):
            scenario = design.scenario_of(point, replication)
            rows = {"point": point, "replication": replication}
            yield _Run(f"point {point}, replication {replication}", scenario, design.seed, replication, rows)
        return
    for scenario in manifest.scenarios():
        named = {"scenario": scenario.name} if manifest.task == "compare" else {}
        for number in manifest.numbers or range(manifest.replications):
            name = f"{scenario.name}, replication {number}"
            yield _Run(name, scenario, manifest.seed, number, {**named, "replication": number})


def _spread(planned: list[_Run], count: int) -> list[_Run]:
    if not count or count >= len(planned):
        return planned
    last = len(planned) - 1
    places = dict.fromkeys(round(step * last / max(count - 1, 1)) for step in range(count))
    return [planned[place] for place in places]


def _is_same(run: _Run, table: "pyarrow.Table") -> bool:
    import pyarrow.compute as compute

    again = simulate(run.scenario, seed=run.seed, replication=run.replication)
    made = to_table([(run.replication, again.table())])
    for name, value in run.rows.items():
        table = table.filter(compute.equal(table[name], value))
    # A table of several shapes has columns that are empty here.
    others = [name for name in table.column_names if name in made.column_names]
    return digest(made.select(others)) == digest(table.select(others)) and len(others) == made.num_columns


def _causes(manifest: Manifest) -> Iterator[str]:
    now = circumstances(0.0)
    for library, number in now["versions"].items():
        if manifest.versions.get(library) != number:
            yield f"another version of {library}: {manifest.versions.get(library)} then, {number} now"
    if rooms := changed_rooms(manifest.code, now["code"]):
        yield f"other code that decides numbers: {', '.join(rooms)}"
