"""Manifest: everything needed to make a result again, and to see whether it came out the same."""

import datetime
import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from wordofmouth.errors import ManifestError
from wordofmouth.resources import CHECKOUT
from wordofmouth.results.files import MANIFEST, atomic
from wordofmouth.results.tables import digest
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow

_CIRCUMSTANCES = {"commit", "machine", "finished", "seconds"}
_LIBRARIES = ("wordofmouth", "mesa", "numba", "numpy", "optuna", "pyarrow", "scipy")


class Manifest(BaseModel):
    """What was run, on what, and the digest of what came out.

    A run that stopped before the last week of its scenario says ``until`` which. One that went on from where others
    had stopped has a ``lineage``: the scenarios that it has gone through, each with the ``week`` at whose end it was
    left; and if that was read from a file its ``parent``, the digest of the file, and the ``numbers`` of its
    replications where these are not 0, 1 and so on. A comparison has ``others`` beside its base, the ``scenario``, and
    the ``measure`` by which they are compared.
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
    versions: dict[str, str] = {}
    commit: str | None = None
    machine: dict[str, Any] = {}
    finished: str = ""
    seconds: float = 0.0
    failures: tuple[str, ...] = ()

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

    def scenarios(self) -> list[Scenario]:
        """Return the scenarios that were run, the first one first.

        Raises:
            ManifestError: if they are not those that were run.
        """
        scenarios = [Scenario.from_dict(data) for data in (self.scenario, *self.others)]
        if [scenario.digest for scenario in scenarios] != [self.scenario_digest, *self.other_digests]:
            raise ManifestError("the scenario in the manifest is not the one that was run; it was changed since")
        return scenarios

    def check_design(self, digest: str) -> None:
        """Check that what was asked is what the manifest says was asked.

        Raises:
            ManifestError: if not.
        """
        if digest != self.design_digest:
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
        return {"manifest": self.digest, MANIFEST: self.model_dump_json(exclude={"files", *_CIRCUMSTANCES})}

    def write(self, folder: Path) -> None:
        """Write it to a folder, whole or not at all; without when and where if these are not set."""
        unset = _CIRCUMSTANCES - self.model_fields_set
        with atomic(folder / MANIFEST) as unfinished:
            unfinished.write_text(self.model_dump_json(indent=2, exclude=unset) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, source: Path) -> Self:
        """Return the manifest of a result's folder, or of a manifest file.

        Raises:
            ManifestError: if there is none that can be read.
        """
        path = source / MANIFEST if source.is_dir() else source
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ManifestError(f"{path}: there is no such file; a result is a folder with a {MANIFEST}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise ManifestError(f"{path}: cannot be read ({error})") from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "manifest"
            raise ManifestError(f"{path}: this is not a manifest: {where}: {first['msg']}") from None


def circumstances(seconds: float) -> dict[str, Any]:
    """Return when and where it was run, and with what."""
    return {
        "versions": versions(),
        "commit": _commit(),
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of what numbers depend on, by name."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _LIBRARIES}


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _commit() -> str | None:
    """Return the commit of the source that runs, with a plus where it was changed since; none outside a checkout."""
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
