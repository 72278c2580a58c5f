"""Drawing: figures are drawn by a process of their own, which gets ready for it while this one simulates."""

import importlib
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wordofmouth.results.files import atomic, temporary_folder
from wordofmouth.runs.worker import EndedEarly, Worker, packed

if TYPE_CHECKING:
    from wordofmouth.results.records import Record

# What takes long to import, and is needed to draw whatever there is.
_NEEDED = (
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "matplotlib.style",
    "pyarrow.parquet",
    "wordofmouth.catalogue",
    "wordofmouth.figures.adoption",
)


class Drawing:
    """The drawing of one record, which takes half a second, and as long again to get ready for.

    >>> with Drawing() as drawing:
    ...     record = ...
    ...     drawing.begin(record)
    ...     ...
    ...     record.save(folder, figure=drawing.into)

    Where this process has drawn before, where no other can be started, or it ends too early, the record is drawn here.
    """

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._record: Record | None = None
        self._drawn = Path()
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        """Start the process, which gets ready; unless this one is."""
        if _NEEDED[0] in sys.modules:
            return self
        try:
            self._worker = Worker(packed(_Artist, None))
        except OSError:
            return self
        self._ends.callback(self._worker.end)
        self._worker.give(None)
        return self

    def __exit__(self, *exception: object) -> None:
        """End the process, at once."""
        self._ends.close()

    def begin(self, record: "Record") -> None:
        """Begin to draw a record."""
        self._record = record
        if self._worker is None:
            return
        self._drawn = self._ends.enter_context(temporary_folder())
        try:
            self._worker.result()
        except EndedEarly:
            self._worker = None
        else:
            self._worker.give((record, self._drawn))

    def into(self, folder: Path) -> None:
        """Write the figures to a folder, when they are drawn."""
        assert self._record is not None
        try:
            if self._worker is None:
                raise EndedEarly
            names = self._worker.result()
        except EndedEarly:
            self._record.save_figures(folder)
            return
        for name in names:
            with atomic(folder / name) as unfinished:
                shutil.copyfile(self._drawn / name, unfinished)


class _Artist:
    """Draws records, in a process that has got ready for it."""

    def __init__(self, _: None) -> None:
        for name in _NEEDED:
            importlib.import_module(name)

    def __call__(self, task: Any) -> list[str]:
        """Draw a record into a folder, if there is one yet; return the names of the files."""
        if task is None:
            return []
        record, folder = task
        record.save_figures(folder)
        return sorted(path.name for path in folder.iterdir())
