"""Kept: the result that a folder keeps, of whatever task."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.results import Result


def kept(source: Path) -> "Result":
    """Return the result that a folder keeps, of whatever task.

    Raises:
        ManifestError: if it has no readable manifest, or one of an unknown task.
        TableError: if its tables cannot be read.
    """
    from experiments.calibration.peer_study import PeerStudy
    from experiments.calibration.result import Calibration
    from experiments.comparisons.comparison import Comparison
    from experiments.manifest import Manifest, ManifestError
    from experiments.optimisation.results import Optimised
    from experiments.results import Result
    from experiments.sweeps.results import SweepResult

    task = Manifest.read(source).task
    for kind in (Result, Comparison, SweepResult, Calibration, Optimised, PeerStudy):
        if kind.task == task:
            return kind.load(source)
    raise ManifestError(f"{source}: this is the result of an unknown task: {task!r}")
