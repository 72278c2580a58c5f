"""Errors: one tree, of which every mistake of a user is a leaf; its text is for whoever made the mistake.

A text names fields by their paths, as in a scenario, and arguments of functions in backquotes, as `` `seed` ``; the
command shows the latter as options of its own, as ``--seed``.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# Where files of visitors lie, which no message may tell.
_HIDDEN: set[Path] = set()


class WordOfMouthError(ValueError):
    """A mistake in what was asked; the message names path, value, rule and the nearest right answer."""


class ScenarioError(WordOfMouthError):
    """Every mistake in a scenario, one a line: path, value, rule, nearest right answer."""

    def __init__(self, lines: Iterable[str], where: str = "") -> None:
        self.lines = [f"{where}: {line}" if where else line for line in lines]
        super().__init__("\n".join(self.lines))

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), (self.lines,)


class NoSuchPath(WordOfMouthError):
    """A path leads nowhere; the message names the nearest one that does."""


class PluginError(ScenarioError):
    """A plugin that may not be loaded, or cannot be; one line says which, why and what would help."""

    def __init__(self, line: str | list[str]) -> None:
        super().__init__([line] if isinstance(line, str) else line)


class DesignError(ScenarioError):
    """Every mistake in a design, one a line: path, value, rule, nearest right answer."""


class SensitivityError(DesignError):
    """A design, or what came out of it, does not tell what decides an outcome; a line says why."""


class DataError(ScenarioError):
    """Every mistake in the data, one a line: file, line, value, rule."""


class ChoiceError(DataError):
    """A file that can be read in several ways; one line names them, and the option for each.

    ``readings`` are those of :mod:`wordofmouth.tables.mistakes`.
    """

    def __init__(self, line: str, readings: tuple[Any, ...]) -> None:
        super().__init__([line])
        self.readings = readings

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), (self.lines[0], self.readings)


class PeerError(DataError):
    """Adoption times or ties from which nothing can be estimated; one line says why."""

    def __init__(self, line: str) -> None:
        super().__init__([line])


class LessonError(ScenarioError):
    """Every mistake in a lesson, one a line: path, value, rule, nearest right answer."""


class CaseError(WordOfMouthError):
    """A case that is not known, or that could not be finished; one line says which."""


class BassError(WordOfMouthError):
    """Sales to which no Bass curve can be fitted; one line says why."""


class OutcomeError(WordOfMouthError):
    """There is no such measure; one line names those that there are."""


class TableError(WordOfMouthError):
    """A file that should hold an adoption table does not; one line says which and why."""


class FolderError(WordOfMouthError):
    """A folder cannot take results; one line says why and what would help."""


class LostRunError(WordOfMouthError, RuntimeError):
    """A run whose process always ends before it does; one line says why that may be."""


class SizeError(WordOfMouthError):
    """What was asked takes more memory or time than there is; one line says how much."""


class ManifestError(WordOfMouthError):
    """A manifest cannot be read; one line says which and why."""


class KeptError(WordOfMouthError):
    """A file of kept runs cannot be read, or a run not be kept; one line says which and why."""


class PackError(WordOfMouthError):
    """A study cannot be packed, or a file is no pack or a dangerous one; one line says why."""


class ClusterError(WordOfMouthError):
    """A cluster cannot be used; one line says why and what would help."""


class LostClusterError(ClusterError):
    """A cluster was lost while it was at work; one line says so, and how to go on.

    Attributes:
        how: to go on.
    """

    how = ""

    def __str__(self) -> str:
        return "; ".join(filter(None, [super().__str__(), self.how]))


class MissingExtraError(WordOfMouthError, ImportError):
    """A task needs packages that are not installed; one line says which, and how to install them."""


class RequestError(WordOfMouthError):
    """A request that is wrong; one line says what would be right."""


class UploadError(WordOfMouthError):
    """A file is not what can be used here; one line says why."""


class UploadChoice(UploadError):
    """A file that can be read in several ways; ``readings`` are those of :class:`ChoiceError`."""

    def __init__(self, line: str, readings: tuple[Any, ...]) -> None:
        super().__init__(line)
        self.readings = readings


class LinkError(WordOfMouthError):
    """A line is not that of a run: ``reason`` is a key in the catalogues' words, ``detail`` what there is to add."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class QueueFull(WordOfMouthError):
    """Too many visitors wait for their comparisons."""


class LimitReached(WordOfMouthError):
    """A visitor asks for more than one may have: ``reason`` names the limit, ``limit`` how much it allows."""

    def __init__(self, reason: str, limit: int) -> None:
        super().__init__(f"{reason}: at most {limit:,}")
        self.reason, self.limit = reason, limit


class Refused(WordOfMouthError):
    """What was asked is not possible now; ``reason`` is a key in the catalogues' words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hide_folder(folder: Path) -> None:
    """Let no message of :func:`without_folder` say where the files below a folder are, each in a folder of its own."""
    _HIDDEN.add(folder)


def without_folder(text: str) -> str:
    """Return a text in which a file in a hidden folder goes by its name alone."""
    slash = r"[/\\]+"
    for folder in _HIDDEN:
        path = slash.join(re.escape(part.strip("/\\")) for part in folder.parts)
        text = re.sub(rf"{path}{slash}[^/\\]+{slash}", "", text)
    return text
