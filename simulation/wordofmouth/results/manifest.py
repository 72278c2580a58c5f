"""Manifest: everything needed to make a result again, and to see whether it came out the same."""

import datetime
import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from wordofmouth.errors import ManifestError, ScenarioError, TableError
from wordofmouth.resources import CHECKOUT, SHIPPED, built_from
from wordofmouth.results.code import code
from wordofmouth.results.files import MANIFEST, atomic
from wordofmouth.results.inputs import Change, Copies, anywhere, relative, whole, with_paths
from wordofmouth.results.seals import DAMAGED, SEAL, file_digest, opened, sealed
from wordofmouth.results.tables import digest
from wordofmouth.scenario.digest import merged
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow

_CIRCUMSTANCES = {"commit", "machine", "finished", "seconds"}
# What a file cannot carry of the folder that it is in: its own digest, for one.
_OF_THE_FOLDER = {"files", "contents"}
# Files that carry marks of their own, and are drawn or told anew from the others.
_TOLD = (".png", ".svg", ".html", ".htm")
_LIBRARIES = ("wordofmouth", "mesa", "numba", "numpy", "optuna", "pyarrow", "scipy")


class Manifest(BaseModel):
    """What was run, on what, and the digest of what came out.

    A run that stopped before the last week of its scenario says ``until`` which. One that went on from where others
    had stopped has a ``lineage``: the scenarios that it has gone through, each with the ``week`` at whose end it was
    left; and if that was read from a file its ``parent``, the digest of the file, and the ``numbers`` of its
    replications where these are not 0, 1 and so on. A comparison has ``others`` beside its base, the ``scenario``, and
    the ``measure`` by which they are compared.
    ``inputs`` has the digest of each file that was read, as it was understood, and ``code`` that of the code that
    decides numbers, room by room. ``tables`` has the digest of each table's values by the name of its file,
    ``contents`` that of each file's bytes, and ``seal`` that of all the rest here. Manifests of earlier versions have
    none of these: what they speak of is not checked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str = "run"
    scenario: dict[str, Any]
    scenario_digest: str
    others: tuple[dict[str, Any], ...] = ()
    other_digests: tuple[str, ...] = ()
    measure: str = ""
    seed: int = Field(ge=0)
    replications: int = Field(ge=1)
    by: tuple[str, ...] = ()
    until: int = 0
    lineage: tuple[dict[str, Any], ...] = ()
    parent: str = ""
    numbers: tuple[int, ...] = ()
    design: dict[str, Any] = {}
    design_digest: str = ""
    runs: int = 0
    table_digest: str
    baseline_digest: str = ""
    network_digests: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tables: dict[str, str] = {}
    contents: dict[str, str] = {}
    inputs: dict[str, str] = {}
    code: dict[str, str] = {}
    versions: dict[str, str] = {}
    commit: str | None = None
    machine: dict[str, Any] = {}
    finished: str = ""
    seconds: float = 0.0
    failures: tuple[str, ...] = ()
    seal: str = ""

    @classmethod
    def of_run(
        cls,
        scenario: Scenario,
        *,
        seed: int,
        replications: int,
        table: "pyarrow.Table",
        baseline: "pyarrow.Table | None",
        network_digests: Sequence[str],
        notes: Sequence[str],
        by: Sequence[str],
        seconds: float,
        task: str = "run",
        others: Sequence[Scenario] = (),
        measure: str = "",
    ) -> Self:
        """Return the manifest of a run of a scenario, or of it and others, that has just ended on this machine."""
        return cls(
            task=task,
            scenario=scenario.model_dump(mode="json"),
            scenario_digest=scenario.digest,
            others=tuple(other.model_dump(mode="json") for other in others),
            other_digests=tuple(other.digest for other in others),
            measure=measure,
            seed=seed,
            replications=replications,
            table_digest=digest(table),
            baseline_digest="" if baseline is None else digest(baseline),
            # One network, one digest: replications on a fixed network share it.
            network_digests=tuple(dict.fromkeys(network_digests)),
            notes=tuple(notes),
            by=tuple(by),
            inputs=inputs_of([scenario, *others]),
            **circumstances(seconds),
        )

    @property
    def name(self) -> str:
        """What was asked is called so, or the scenario, or the task."""
        return self.design.get("name") or self.scenario.get("name") or self.task

    @property
    def title(self) -> str:
        """One line that says what was asked, or the scenario's title, or the name."""
        return self.design.get("title") or self.scenario.get("title") or self.name

    @property
    def digests(self) -> tuple[str, str]:
        """The digests of what came out: two results are the same to the bit if these are."""
        return self.table_digest, self.baseline_digest

    @property
    def is_checked(self) -> bool:
        """Whether damage to it, and to the files that it speaks of, is noticed; not if an earlier version made it."""
        return bool(self.seal)

    def is_same(self, other: "Manifest") -> bool:
        """Tell whether another result came out the same to the bit, as far as both tell of it."""
        both = self.tables.keys() & other.tables.keys()
        return self.digests == other.digests and all(self.tables[name] == other.tables[name] for name in both)

    def scenarios(self) -> list[Scenario]:
        """Return the scenarios that were run, the first one first.

        Raises:
            ManifestError: if they are not those that were run.
        """
        scenarios = [Scenario.from_dict(data) for data in (self.scenario, *self.others)]
        then = [self.scenario_digest, *self.other_digests]
        if self.is_checked:
            # A copy is called otherwise than what it is of.
            for name, digest_now in inputs_of(scenarios).items():
                if digest_now not in self.inputs.values():
                    raise ManifestError(f"{name} is not what was run: it was changed since, or is another")
        # Earlier versions knew files by their paths.
        elif [scenario.digest_as_written for scenario in scenarios] == then:
            return scenarios
        if [scenario.digest for scenario in scenarios] != then:
            raise ManifestError("the scenario in the manifest is not the one that was run; it was changed since")
        return scenarios

    def check_inputs(self) -> None:
        """Check that the files are there from which it was made.

        Raises:
            ManifestError: if one is missing; the line says which.
        """
        missing = []

        def look(path: str) -> str:
            head, toml, _ = path.partition(".toml")
            if not Path(head + toml).exists():
                missing.append(path)
            return path

        with_paths(self.model_dump(mode="json"), look)
        if missing:
            raise ManifestError(f"{missing[0]}: this file, from which the result was made, is missing")

    def check_design(self, digest: str, as_written: str = "") -> None:
        """Check that what was asked is what the manifest says was asked.

        Args:
            digest: of what was asked.
            as_written: its digest as earlier versions found it, by which a manifest of theirs goes.

        Raises:
            ManifestError: if not.
        """
        if self.design_digest != digest and (self.is_checked or self.design_digest != as_written):
            raise ManifestError("the design in the manifest is not the one that was run; it was changed since")

    @model_validator(mode="before")
    @classmethod
    def _of_validation(cls, data: Any) -> Any:
        """Read the manifests of validations as they once were, without what all others have."""
        if isinstance(data, dict) and data.get("task") == "validate" and "cases" in data:
            asked = {name: data[name] for name in ("short", "cases")}
            rest = {name: value for name, value in data.items() if name not in (*asked, "lines_digest")}
            return {
                "scenario": {},
                "scenario_digest": "",
                "seed": 0,
                "replications": 1,
                "runs": len(data["cases"]),
                "design": {"name": "validation"} | asked,
                "baseline_digest": data["lines_digest"],
            } | rest
        return data

    @property
    def digest(self) -> str:
        """The digest of what was run and came out, without when and where: the mark that figures carry."""
        marks = self.model_dump(
            mode="json", include={"task", "scenario_digest", "seed", "replications", "table_digest"}
        )
        return hashlib.sha256(json.dumps(marks, sort_keys=True).encode()).hexdigest()

    @property
    def marks(self) -> dict[str, str]:
        """What every file of the result carries: the mark by which it is identified, and all that makes it again.

        When and where it was run is left out, so that the same result gives the same files.
        """
        # The files of `wom peers` have no copies: they stay where they are.
        change: Change = str if self.task == "peers" else anywhere(self.inputs)
        content = self._sealed({*_OF_THE_FOLDER, *_CIRCUMSTANCES}, change)
        return {"manifest": self.digest, MANIFEST: json.dumps(content)}

    def _sealed(self, left_out: set[str], change: Change) -> dict[str, Any]:
        return sealed(with_paths(json.loads(self.model_dump_json(exclude={SEAL, *left_out})), change))

    def with_copies(self, folder: Path, *, names: bool = False) -> Self:
        """Return it with its networks copied into a folder, where they are not too large.

        ``names`` says whether the names of people are kept. A network that cannot be read any more is not copied.
        """
        try:
            return self._with(Copies(folder, names=names).of(self.model_dump(mode="json")))
        except ScenarioError:
            return self

    def moved(self, before: Path, now: Path) -> Self:
        """Return it with the inputs that lie in one folder in another."""
        before, now = before.absolute(), now.absolute()

        def change(path: str) -> str:
            return str(now / Path(path).relative_to(before)) if Path(path).is_relative_to(before) else path

        return self._with(with_paths(self.model_dump(mode="json"), change))

    def _with(self, content: dict[str, Any]) -> Self:
        several = {name: tuple(content[name]) for name in ("others", "lineage")}
        return self.model_copy(update={name: content[name] for name in ("scenario", "design")} | several)

    def listing(self, folder: Path, names: Iterable[str]) -> Self:
        """Return it with the files of a folder, and the digests of those that are read back, as they are there now."""
        files = tuple(sorted(dict.fromkeys(names)))
        contents = {name: file_digest(folder / name) for name in files if Path(name).suffix not in _TOLD}
        return self.model_copy(update={"files": files, "contents": contents})

    def write(self, folder: Path) -> None:
        """Write it to a folder, whole or not at all; without when and where if these are not set."""
        content = self._sealed(_CIRCUMSTANCES - self.model_fields_set, relative(folder))
        with atomic(folder / MANIFEST) as unfinished:
            unfinished.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def checked(self, path: Path, name: str = "") -> Path:
        """Return the path of a file beside it, which is about to be read, if it is the one that was written.

        ``name`` is what it goes by, if it lies in a folder of its own.

        Raises:
            TableError: if it is missing, damaged or another; nothing is known of the files of earlier versions.
        """
        if not self.is_checked:
            return path
        try:
            is_own = file_digest(path) == self.contents.get(name or path.name)
        except FileNotFoundError:
            raise TableError(f"{path}: there is no such file, and the {MANIFEST} beside speaks of it") from None
        except OSError as error:
            raise TableError(f"{path}: cannot be read ({error.strerror})") from None
        if not is_own:
            raise TableError(f"{path}: this is not the file of the {MANIFEST} beside it: {DAMAGED}; run it again")
        return path

    @classmethod
    def read(cls, source: Path) -> Self:
        """Return the manifest of a result's folder, or of a manifest file.

        Raises:
            ManifestError: if there is none that can be read.
        """
        path = source / MANIFEST if source.is_dir() else source
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ManifestError(f"{path}: there is no such file; a result is a folder with a {MANIFEST}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise ManifestError(f"{path}: cannot be read ({error})") from None
        return cls.of_text(text, path)

    @classmethod
    def of_text(cls, text: str, where: Path) -> Self:
        """Return the manifest of a text that was found somewhere.

        Raises:
            ManifestError: if it is none, or not as it was written.
        """
        try:
            content = opened(text)
            # Earlier versions wrote paths as they were given, and knew less of a market.
            return cls.model_validate(with_paths(content, whole(where.parent)) if SEAL in content else _today(content))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"])) or "manifest"
            raise ManifestError(f"{where}: this is not a manifest: {place}: {first['msg']}") from None
        except ValueError as error:
            raise ManifestError(f"{where}: this is not a manifest: {error}") from None


def _today(content: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest of an earlier version with all that its scenarios have today."""
    design = content.get("design") or {}
    if isinstance(varied := design.get("scenario"), dict):
        content = content | {"design": design | {"scenario": Scenario.as_then(varied)}}
    if scenario := content.get("scenario"):
        content = content | {"scenario": Scenario.as_then(scenario)}
    return content | {"others": [Scenario.as_then(other) for other in content.get("others") or []]}


def inputs_of(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Return the digests of all that scenarios read from files, by what it is called.

    Raises:
        ScenarioError: if a file cannot be read.
    """
    return merged(scenario.inputs() for scenario in scenarios)


def circumstances(seconds: float) -> dict[str, Any]:
    """Return when and where it was run, and with what."""
    return {
        "versions": versions(),
        "code": code(),
        "commit": _commit(),
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of what numbers depend on, by name."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _LIBRARIES}


@functools.cache
def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _commit() -> str | None:
    """Return the commit of the source that runs, with a plus where it was changed since; a wheel knows its own."""
    if SHIPPED.is_dir():
        return built_from()
    room = CHECKOUT.resolve()
    try:
        answer = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=40", "--exclude=*"],
            cwd=room,
            # A folder that lies in somebody else's checkout is not of its commit.
            env=os.environ | {"GIT_CEILING_DIRECTORIES": str(room.parent)},
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() if "site-packages" not in room.parts else None
