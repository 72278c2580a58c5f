"""Status: how far a sweep has come, seen from outside, while it runs or after it was killed."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wordofmouth.errors import FolderError
from wordofmouth.results.locks import owner_of
from wordofmouth.tasks.sweep import parts
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.gathering.join import manifest_of
from wordofmouth.tasks.sweep.gathering.part import ArrayPart
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.resume import design_of, has_begun, is_unfinished
from wordofmouth.tasks.sweep.state import State
from wordofmouth.tasks.sweep.worker import Failure, failures_of, no_outcomes

if TYPE_CHECKING:
    import pyarrow


class Cause(NamedTuple):
    """Why runs have failed.

    Attributes:
        text: the last line of their error.
        runs: how many have failed so.
        example: one of them.
    """

    text: str
    runs: int
    example: Failure

    @classmethod
    def all_of(cls, failures: Iterable[Failure]) -> "list[Cause]":
        """Return the causes of failures, the most frequent first."""
        by_text: dict[str, list[Failure]] = {}
        for failure in failures:
            by_text.setdefault(failure.error.strip().splitlines()[-1], []).append(failure)
        causes = [cls(text, len(same), same[0]) for text, same in by_text.items()]
        return sorted(causes, key=lambda cause: -cause.runs)


class Status(NamedTuple):
    """How far a sweep has come.

    Attributes:
        state: ``running``, ``unfinished`` or ``finished``.
        owner: who runs it, if anybody does.
        done: runs that have come to their end, failed ones among them.
        left: runs that have not; None if the design runs until it is precise, and nobody knows yet.
        causes: why runs have failed.
        result: what has come out so far; of an unfinished sweep it has no tables.
    """

    state: str
    owner: str
    done: int
    left: int | None
    causes: list[Cause]
    result: SweepResult


def status(folder: str | Path) -> Status:
    """Return how far the sweep in a folder has come.

    Raises:
        FolderError: if there is none.
        ManifestError, TableError: if its files cannot be read.
    """
    folder = Path(folder)
    if not has_begun(folder):
        raise FolderError(f"{folder}: there is no sweep here")
    owner = owner_of(folder)
    if not owner and not is_unfinished(folder):
        whole = SweepResult.load(folder)
        return Status("finished", "", whole.manifest.runs, 0, Cause.all_of(whole.failures), whole)
    try:
        design, part = design_of(folder), State.read(folder).part
    except FolderError:
        # It has come to its end in this moment.
        whole = SweepResult.load(folder)
        return Status("running", owner, whole.manifest.runs, 0, Cause.all_of(whole.failures), whole)
    outcomes, failures = _so_far(folder / parts.PARTS_FOLDER, design)
    done = outcomes.num_rows + len(failures)
    manifest = manifest_of(design, runs=done, tables={}, failures=(), seconds=0)
    left = None if design.precision else (part or ArrayPart(1, 1)).runs_of(design) - done
    state = "running" if owner else "finished" if part and left == 0 else "unfinished"
    return Status(state, owner, done, left, Cause.all_of(failures), SweepResult(folder, manifest, outcomes))


def _so_far(folder: Path, design: Design) -> "tuple[pyarrow.Table, list[Failure]]":
    """Return the outcomes of all parts that are there, and their failures; what cannot be read is run again."""
    import pyarrow

    tables, failures = [no_outcomes(design)], []
    for table in parts.outcomes_there(folder):
        failures += failures_of(table)
        tables.append(table.replace_schema_metadata(None))
    return pyarrow.concat_tables(tables, promote_options="default"), failures


def as_data(status: Status) -> dict[str, object]:
    """Return it for programs."""
    return {
        "state": status.state,
        "owner": status.owner,
        "done": status.done,
        "left": status.left,
        "failures": [
            {"error": cause.text, "runs": cause.runs, "example": cause.example._asdict()} for cause in status.causes
        ],
        "finding": status.result.finding() if status.result.outcomes.num_rows else "",
    }
