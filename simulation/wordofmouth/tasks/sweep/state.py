"""State: what a sweep that is not at its end was asked, from which inputs and with which code; who may go on with it.

What has changed since is named, and nobody goes on with it unawares: parts from two networks, or from two versions of
the code, make no table.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from wordofmouth.errors import FolderError
from wordofmouth.results import steps
from wordofmouth.results.code import changed_rooms, code, code_digest
from wordofmouth.results.files import atomic
from wordofmouth.results.inputs import INPUTS, Copies, relative, whole, with_paths
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.seals import SEAL, opened, sealed
from wordofmouth.scenario.digest import changed
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.gathering.part import ArrayPart
from wordofmouth.tasks.sweep.parts import STATE, Own


class State(NamedTuple):
    """What a sweep that is not at its end says of itself.

    Attributes:
        design: what is run, with all that it needs.
        digest: that of the design.
        inputs: digests of what the design is made of, by what it is called.
        code: digests of the code that decides numbers, room by room.
        accepted: digests of other code, with which parts were made that came out the same to the bit.
        earlier: the digest of the manifest of the result that it replaces; nothing if there was none.
        is_sealed: whether its parts have seals, as all have but those of earlier versions.
        part: of an array, which job of it this is; None where it is all of the sweep.
    """

    design: dict[str, Any]
    digest: str
    inputs: dict[str, str]
    code: dict[str, str]
    accepted: tuple[str, ...] = ()
    earlier: str = ""
    is_sealed: bool = True
    part: ArrayPart | None = None

    @classmethod
    def of(
        cls, design: Design, folder: Path, *, earlier: str = "", names: bool = False, part: ArrayPart | None = None
    ) -> Self:
        """Return the state of a sweep that begins now in a folder, into which its inputs are copied."""
        copies = Copies(folder, names=names)
        resolved = design.resolved()
        files = {
            named: copies.scenario(path, scenario) if is_scenario else copies.network(scenario)
            for named, path, scenario, is_scenario in design.named_files()
        }
        content = copies.of({"design": json.loads(json.dumps(resolved, default=str))})["design"]
        return cls(content | {"files": files}, design.digest, design.inputs(), code(), earlier=earlier, part=part)

    @property
    def own(self) -> Own:
        """By what its parts are known."""
        return Own(self.digest, frozenset({code_digest(self.code), *self.accepted}), self.is_sealed)

    def has_copies(self, folder: Path) -> bool:
        """Tell whether it has copies of inputs in its folder."""
        places: list[str] = []

        def look(path: str) -> str:
            places.append(path)
            return path

        with_paths({"design": self.design}, look)
        return any(Path(path).is_relative_to((folder / INPUTS).absolute()) for path in places)

    def accepting(self) -> Self:
        """Return the state in which the code of now goes on, and what earlier code left counts too."""
        return self._replace(code=code(), accepted=(*self.accepted, code_digest(self.code)))

    def write(self, folder: Path) -> None:
        """Write it to the folder of the sweep."""
        content = {
            "design_digest": self.digest,
            "design": self.design,
            "inputs": self.inputs,
            "code": self.code,
            "accepted": list(self.accepted),
            "earlier": self.earlier,
        }
        if self.part is not None:
            content["part"] = str(self.part)
        with atomic(folder / STATE) as unfinished:
            as_json = with_paths(json.loads(json.dumps(content, default=str)), relative(folder))
            steps.write(unfinished, (json.dumps(sealed(as_json), indent=2) + "\n").encode())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the state of the sweep in a folder.

        Raises:
            FolderError: if it is damaged.
        """
        path = folder / STATE
        try:
            content = with_paths(opened(path.read_bytes()), whole(folder))
            is_sealed = SEAL in content
            return cls(
                content["design"],
                content["design_digest"],
                content.get("inputs", {}),
                content["code"] if is_sealed else {},
                tuple(content.get("accepted", ())),
                content.get("earlier", ""),
                is_sealed,
                ArrayPart.parse(content["part"]) if "part" in content else None,
            )
        except OSError as error:
            raise FolderError(f"{path}: cannot be read ({error.strerror})") from None
        except KeyError as error:
            raise FolderError(f"{path}: this is no state of a sweep: it has no {error}; `force` begins anew") from None
        except (ValueError, TypeError) as error:
            raise FolderError(f"{path}: this is no state of a sweep: {error}; `force` begins anew") from None


def go_on(folder: Path, design: Design, part: ArrayPart | None = None) -> State:
    """Return the state of the unfinished sweep in a folder, if it is of this design as it is now, and of this part.

    Raises:
        FolderError: if anything was changed since but the code, or the state is damaged.
    """
    state = State.read(folder)
    if state.part != part:
        there, asked = (each.in_words if each else "a whole sweep" for each in (state.part, part))
        raise FolderError(f"{folder}: this is {there}, not {asked}; give another folder as `out`")
    digest = design.digest if state.is_sealed else design.digest_as_written
    if digest != state.digest:
        raise FolderError(_refusal(folder, state.inputs, design))
    if not state.is_sealed:
        # What an earlier version left counts as it is; what is made from now on has seals.
        state = state._replace(digest=design.digest, code=code())
    return state


def check_finished(folder: Path, manifest: Manifest, design: Design) -> None:
    """Check that the sweep that has ended in a folder is of a design as it is now.

    Raises:
        FolderError: if not.
    """
    if manifest.design_digest not in (design.digest, *([] if manifest.is_checked else [design.digest_as_written])):
        raise FolderError(_refusal(folder, manifest.inputs, design))


def changed_code(state: State) -> str:
    """Return which code that decides numbers has changed since a sweep began; nothing if none has."""
    if not state.code or code_digest() in state.own.codes:
        return ""
    return ", ".join(changed_rooms(state.code, code()))


def _refusal(folder: Path, before: Mapping[str, str], design: Design) -> str:
    others = changed(before, design.inputs()) if before else []
    if not others:
        return f"{folder}: this is a sweep of another design, or the design was changed since; `force` begins anew"
    what = f"{', '.join(others)}: changed since this sweep began"
    return f"{folder}: {what}; `force` begins anew, `old_inputs` goes on with the old copy"
