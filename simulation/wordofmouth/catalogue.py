"""Catalogue: the result that a folder keeps, of whatever task."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wordofmouth.results.records import Result


def load_result(source: str | Path) -> "Result":
    """Return the result that a folder keeps, of whatever task.

    Args:
        source: the folder, or its manifest.

    Raises:
        ManifestError: if it has no readable manifest, or one of an unknown task.
        TableError: if its tables cannot be read.
    """
    from wordofmouth.errors import ManifestError
    from wordofmouth.results.manifest import Manifest
    from wordofmouth.results.records import Result
    from wordofmouth.tasks.calibrate.record import Calibration
    from wordofmouth.tasks.compare.record import Comparison
    from wordofmouth.tasks.optimise.record import Optimised
    from wordofmouth.tasks.peers.record import PeerStudy
    from wordofmouth.tasks.sweep.record import SweepResult

    source = Path(source)
    task = Manifest.read(source).task
    for kind in (Result, Comparison, SweepResult, Calibration, Optimised, PeerStudy):
        if kind.task == task:
            return kind.load(source)
    raise ManifestError(f"{source}: this is the result of an unknown task: {task!r}")
