"""Gather: the parts of an array, from one folder or many, become the sweep that one machine would have made.

Nothing is changed in the folders of the parts, and the result has its name when it is whole: so who gathers too early,
twice, or two at a time loses nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from wordofmouth.errors import FolderError
from wordofmouth.results import steps
from wordofmouth.results.files import new_folder
from wordofmouth.scenario.digest import changed
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.gathering.join import joined
from wordofmouth.tasks.sweep.gathering.part import ArrayPart, folders_in
from wordofmouth.tasks.sweep.parts import PARTS_FOLDER, STATE, done_of
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.state import State, changed_code
from wordofmouth.tasks.sweep.units import Unit, first_round, units
from wordofmouth.words.numbers import counted

_NAMED_TOGETHER = 8


def gather(
    *folders: str | Path, out: str | Path | None = None, force: bool = False, names: bool = False
) -> SweepResult:
    """Put the parts of a sweep together that ``sweep(..., part=(i, n))`` has left; the parts stay as they are.

    Args:
        folders: each that of an array or of one of its parts, or a file in one; the same part may be there twice.
        out: the folder of the result; ``results/NAME`` unless given.
        force: replace whatever that folder holds.
        names: keep the names of people in the copies of networks, if the parts have them.

    Returns:
        The result, the same to the byte as that of a sweep on one machine.

    Raises:
        FolderError: if a folder has no part; if parts are of different designs, inputs, code or arrays; if units are
            missing, and it is said of which parts; if ``out`` holds other things.
    """
    brought = list(_Brought.all_of(folders))
    _check_same(brought)
    first = brought[0]
    design = Design(**first.state.design)
    if design.digest != first.state.digest:
        raise FolderError(f"{first.folder}: the copies of what it was made from were changed since it began")
    started = steps.now()
    done = _all_done(design, brought)
    folder = Path(out) if out else Path("results") / design.name
    if any(each.folder.resolve().is_relative_to(folder.resolve()) for each in brought):
        raise FolderError(f"{folder}: the parts lie in here, and would be replaced; give another folder as `out`")
    with new_folder(folder, force) as unfinished:
        state = State.of(design, unfinished, names=names)._replace(inputs=first.state.inputs)
        joined(unfinished, design, state, done, seconds=steps.now() - started)
    return SweepResult.load(folder)


class _Brought(NamedTuple):
    """A part that was brought: its folder, what it says of itself, and which part it is."""

    folder: Path
    state: State
    part: ArrayPart

    @classmethod
    def all_of(cls, folders: tuple[str | Path, ...]) -> "Iterator[_Brought]":
        """Yield the parts in folders, each once.

        Raises:
            FolderError: if one has none, or no folder is given.
        """
        known: set[Path] = set()
        for named in folders:
            place = Path(named)
            place = place if place.is_dir() or not place.exists() else place.parent
            around = [place.parent] if place.name == PARTS_FOLDER else []
            inside = [folder for folder in (place, *folders_in(place), *around) if (folder / STATE).exists()]
            if not inside:
                what = "there are no parts of a sweep here" if place.is_dir() else "there is no such folder"
                raise FolderError(f"{named}: {what}; name what jobs of an array have left")
            for folder in inside:
                state = State.read(folder)
                if state.part is None:
                    raise FolderError(f"{folder}: this is a whole sweep under way, not a part of one; `resume` ends it")
                if folder.resolve() not in known:
                    known.add(folder.resolve())
                    yield cls(folder, state, state.part)
        if not known:
            raise FolderError("gather: name the folders of the parts")


def _check_same(brought: list[_Brought]) -> None:
    """Check that all are parts of one array, made by the code of now from the same inputs.

    Raises:
        FolderError: if not.
    """
    first = brought[0]
    for folder, state, part in brought:
        if state.digest != first.state.digest:
            others = ", ".join(changed(first.state.inputs, state.inputs))
            what = f"was made from another {others}" if others else "is a part of another design"
            raise FolderError(f"{folder}: {what} than {first.folder}")
        if part.of != first.part.of:
            what = f"is {part.in_words}, and {first.folder} {first.part.in_words}"
            raise FolderError(f"{folder}: {what}; gather the parts of one array")
        if rooms := changed_code(state):
            what = f"was run by other code than is here ({rooms})"
            raise FolderError(f"{folder}: {what}; gather with the version that ran it, or run it anew with `force`")


def _all_done(design: Design, brought: list[_Brought]) -> dict[Unit, Path]:
    """Return where each unit of a design has left its part of the tables.

    Raises:
        FolderError: if some have not.
    """
    done: dict[Unit, Path] = {}
    missing: dict[int, list[Unit]] = {}
    n_parts = brought[0].part.of
    n_units = [0] * n_parts
    by_part: dict[int, list[_Brought]] = {}
    for each in brought:
        by_part.setdefault(each.part.number, []).append(each)
    for unit in units(design, 0, first_round(design)):
        number = unit.number % n_parts + 1
        n_units[number - 1] += 1
        for each in by_part.get(number, ()):
            folder = each.folder / PARTS_FOLDER
            if pieces := done_of(folder, unit, each.state.own):
                done |= dict.fromkeys(pieces, folder)
                break
        else:
            missing.setdefault(number, []).append(unit)
    if missing:
        raise FolderError(_what_is_missing(design, missing, by_part, n_units))
    return done


def _what_is_missing(
    design: Design, missing: dict[int, list[Unit]], by_part: dict[int, list[_Brought]], n_units: list[int]
) -> str:
    """Return in a line which parts lack what, and how each is done."""
    n_parts = len(n_units)
    n_runs = sum(len(unit.runs) for lacking in missing.values() for unit in lacking)
    absent = [number for number in sorted(missing) if number not in by_part]
    short = [number for number in sorted(missing) if number in by_part]
    reasons = [f"part {each} lacks {len(missing[each])} of {counted(n_units[each - 1], 'unit')}" for each in short]
    if len(reasons) > _NAMED_TOGETHER:
        reasons[_NAMED_TOGETHER:] = [f"and {counted(len(reasons) - _NAMED_TOGETHER, 'other part')} some"]
    if absent:
        reasons.append(f"{'part' if len(absent) == 1 else 'parts'} {_listed(absent)} not there")
    what = f"{counted(n_runs, 'run')} of {n_parts} parts are missing: {'; '.join(reasons)}"
    return f"{design.name}: {what}; nothing was written. Give their jobs again: what is done is kept"


def _listed(numbers: list[int]) -> str:
    """Return numbers with runs of them drawn together: 1–3, 7."""
    text, start = [], numbers[0]
    for before, now in zip(numbers, [*numbers[1:], None], strict=True):
        if now != before + 1:
            text.append(str(start) if start == before else f"{start}–{before}")
            start = now or 0
    return ", ".join(text)
