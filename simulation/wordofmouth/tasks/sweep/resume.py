"""Resume: what the folder of a sweep says of it while it runs, or after it was killed, so that it goes on.

An earlier result stays what it was until the new one is whole. The manifest is written last but for the removal of what
only a sweep under way needs, the state first: so whatever is killed, whenever, the next look knows how far it had come.
"""

from pathlib import Path

from wordofmouth.errors import FolderError
from wordofmouth.results import steps
from wordofmouth.results.files import MANIFEST, check_folder, clear_scraps, files_of, is_scrap
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.seals import file_digest
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.gathering.part import ArrayPart
from wordofmouth.tasks.sweep.parts import PARTS_FOLDER, STATE
from wordofmouth.tasks.sweep.state import State, check_finished, go_on


def has_begun(folder: Path) -> bool:
    """Tell whether there is a sweep in a folder, at its end or before it."""
    return (folder / STATE).exists() or (folder / MANIFEST).exists()


def is_unfinished(folder: Path) -> bool:
    """Tell whether a sweep is under way in a folder; one whose manifest is written is not, and is put in order."""
    state = _read(folder)
    if state is not None and _digest_of(folder / MANIFEST) == state.earlier:
        return True
    if (folder / MANIFEST).exists():
        end(folder)
    return False


def design_of(folder: Path) -> Design:
    """Return the design of the sweep that is under way in a folder.

    Raises:
        FolderError: if none is.
    """
    state = _read(folder)
    if state is None:
        raise FolderError(f"{folder}: there is no sweep here; a sweep's folder has a {STATE} or a {MANIFEST}")
    return Design(**state.design)


def design_at(source: str | Path) -> Design:
    """Return the design of a sweep's folder, of a file, or of a name among those that come along.

    Raises:
        DesignError: if it has mistakes.
        FolderError, ManifestError: if the folder is of no sweep, or cannot be read.
    """
    folder = Path(source)
    if not folder.is_dir():
        return Design.load(source)
    if not (folder / MANIFEST).exists() or (folder / STATE).exists():
        return design_of(folder)
    manifest = Manifest.read(folder)
    if manifest.task != "sweep":
        raise FolderError(f"{folder}: this is no sweep, but the result of another task: {manifest.task}")
    return Design(**manifest.design)


def prepare(
    folder: Path,
    design: Design,
    *,
    resume: bool,
    force: bool,
    names: bool = False,
    part: ArrayPart | None = None,
) -> State | None:
    """Prepare a folder, which is locked, for a sweep; return its state, or None if there is nothing left to run.

    Raises:
        FolderError: if it holds other things, a sweep of another design, or an unfinished one that is to be begun; if
            anything was changed since that began.
    """
    # Whatever it holds is replaced: it need not even be readable.
    unfinished = (resume or not force) and is_unfinished(folder)
    if unfinished or files_of(folder) or _has_only_scraps(folder):
        # What was being written when a process was killed is nobody's any more.
        clear_scraps(folder)
        clear_scraps(folder / PARTS_FOLDER)
    if resume and has_begun(folder):
        if not unfinished:
            check_finished(folder, Manifest.read(folder), design)
            return None
        state = go_on(folder, design, part)
        steps.make_folder(folder / PARTS_FOLDER)
        return state
    if unfinished and not force:
        raise FolderError(f"{folder}: holds an unfinished sweep; `resume` goes on with it, `force` begins anew")
    check_folder(folder, force)
    if force:
        _remove_strangers(folder)
    steps.make_folder(folder)
    state = State.of(design, folder, earlier=_digest_of(folder / MANIFEST), names=names, part=part)
    state.write(folder)
    steps.make_folder(folder / PARTS_FOLDER)
    return state


def end(folder: Path) -> None:
    """Remove what only a sweep under way needs."""
    steps.remove(folder / STATE)
    steps.sync_folder(folder)
    steps.remove_folder(folder / PARTS_FOLDER)


def _has_only_scraps(folder: Path) -> bool:
    return folder.is_dir() and all(is_scrap(entry) for entry in folder.iterdir())


def _remove_strangers(folder: Path) -> None:
    # The state goes first: without it, no part is ever taken for one of another sweep.
    steps.remove(folder / STATE)
    ours = files_of(folder)
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.name not in ours:
            if entry.is_dir() and not entry.is_symlink():
                steps.remove_folder(entry)
            else:
                steps.remove(entry)


def _read(folder: Path) -> State | None:
    return State.read(folder) if (folder / STATE).exists() else None


def _digest_of(path: Path) -> str:
    try:
        return file_digest(path)
    except FileNotFoundError:
        return ""
