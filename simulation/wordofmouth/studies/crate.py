"""What machines read of a pack: an RO-Crate (https://w3id.org/ro/crate/1.1) and a CodeMeta file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wordofmouth.resources import version
from wordofmouth.results.manifest import Manifest

CRATE, CODEMETA = "ro-crate-metadata.json", "codemeta.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_TERMS = "https://w3id.org/codemeta/3.0"
_SPDX = "https://spdx.org/licenses/"
_SOFTWARE, _RUN = "#wordofmouth", "#run"
_MEDIA = {
    ".bib": "application/x-bibtex", ".cff": "application/yaml", ".csv": "text/csv", ".html": "text/html",
    ".ipynb": "application/x-ipynb+json", ".json": "application/json", ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet", ".png": "image/png", ".py": "text/x-python",
    ".svg": "image/svg+xml", ".toml": "application/toml", ".txt": "text/plain",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """What a pack says of itself: a line, what came out, who made it, under which licence (an SPDX name)."""

    title: str
    description: str
    authors: Sequence[str]
    licence: str

    @property
    def licence_page(self) -> str:
        """The page of the licence."""
        return f"{_SPDX}{self.licence}"


def crate(about: About, manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    """Return the RO-Crate's metadata: the study, its files, the program, and the run that made results of inputs."""
    people = [{"@id": f"#author-{place}", "@type": "Person", "name": name} for place, name in enumerate(about.authors)]
    names = sorted(files)
    entities: list[dict[str, Any]] = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": about.title,
            "description": about.description,
            "datePublished": _date(manifest),
            "license": {"@id": about.licence_page},
            "hasPart": [{"@id": name} for name in names],
            "mentions": {"@id": _RUN},
        }
        | ({"author": _one_or_all([{"@id": person["@id"]} for person in people])} if people else {}),
        {
            "@id": about.licence_page,
            "@type": "CreativeWork",
            "name": about.licence,
            "description": f"The licence {about.licence} of the SPDX list",
            "url": about.licence_page,
        },
        {
            "@id": _SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "wordofmouth",
            "version": version(),
            "softwareVersion": version(),
            "url": f"{_SPDX}MIT",
            "license": {"@id": f"{_SPDX}MIT"},
        },
        {
            "@id": f"{_SPDX}MIT",
            "@type": "CreativeWork",
            "name": "MIT",
            "description": "The MIT licence",
            "url": f"{_SPDX}MIT",
        },
        {
            "@id": _RUN,
            "@type": "CreateAction",
            "name": f"wom {manifest.task}",
            "description": f"Seed {manifest.seed}; {manifest.runs or manifest.replications} runs",
            "instrument": {"@id": _SOFTWARE},
            "object": [{"@id": name} for name in names if "/inputs/" in name],
            "result": [{"@id": name} for name in names if name.endswith(".parquet") and "/inputs/" not in name],
        }
        | ({"endTime": manifest.finished} if manifest.finished else {}),
        *people,
        *(_file(name, files[name]) for name in names),
    ]
    unique = {entity["@id"]: entity for entity in entities}
    return _json({"@context": f"{_SPECIFICATION}/context", "@graph": list(unique.values())})


def codemeta(about: About, manifest: Manifest) -> bytes:
    """Return the CodeMeta of what makes the study again: the program at its version, and what it needs."""
    people = [{"@type": "Person", "name": name} for name in about.authors]
    needs = [
        {"@type": "SoftwareApplication", "name": name, "version": number}
        for name, number in sorted(manifest.versions.items())
        if name not in ("python", "wordofmouth") and number != "not installed"
    ]
    content = {
        "@context": _TERMS,
        "@type": "SoftwareSourceCode",
        "name": about.title,
        "identifier": manifest.digest[:16],
        "description": about.description,
        "version": version(),
        "license": about.licence_page,
        "programmingLanguage": {
            "@type": "ComputerLanguage",
            "name": "Python",
            "version": manifest.versions.get("python", ""),
        },
        "softwareRequirements": [
            {"@type": "SoftwareApplication", "name": "wordofmouth", "version": version(), "license": f"{_SPDX}MIT"},
            *needs,
        ],
        "dateModified": _date(manifest),
    }
    return _json(content | ({"author": people} if people else {}))


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _date(manifest: Manifest) -> str:
    # A result says when it was made; one that does not has no other date.
    return manifest.finished[:10] or "1980-01-01"


def _file(name: str, content: bytes) -> dict[str, Any]:
    ending = "." + name.rpartition(".")[2]
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "contentSize": str(len(content)),
        "encodingFormat": _MEDIA.get(ending, "application/octet-stream"),
    }


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
