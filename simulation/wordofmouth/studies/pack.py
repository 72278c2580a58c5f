"""Pack: a result, what it was made from and what is to be known of it, in one zip that is made again elsewhere."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from wordofmouth.catalogue import task_of
from wordofmouth.errors import PackError
from wordofmouth.resources import version
from wordofmouth.results.code import code_digest
from wordofmouth.results.files import MANIFEST
from wordofmouth.results.inputs import with_paths
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Record
from wordofmouth.scenario.plugins.loading import is_file
from wordofmouth.studies.cite import cite
from wordofmouth.studies.crate import CODEMETA, CRATE, About, codemeta, crate
from wordofmouth.studies.odd import SEARCHED, odd
from wordofmouth.studies.zipped import write_pack

RESULT, ADDED, EXPECTED = "result", "added", "expected.json"
LICENCE = "CC-BY-4.0"
PACKED = ("run", "compare", "sweep", *SEARCHED)
_README = """\
# {title}

{finding}

This is a study made with wordofmouth {version}, packed so that it can be made again elsewhere:

    pip install wordofmouth=={version}
    wom study check {name}

runs a slice of it again and compares that to the bit; `--all` does so with all of it. {plugins}Unpacked, `result/` is
a folder of a result like any other: `wom report result`, `wom reproduce result`, `wom cite result`.

| file | what is in it |
|---|---|
| `ODD.md` | this study by the ODD protocol: purpose, patterns, entities, schedule, parameters and their sources |
| `result/` | tables, the manifest (what was asked, seeds, digests of the code), copies of inputs in `result/inputs/` |
| `added/` | what the author has added, as notebooks |
| `expected.json` | what comes out: the digest of each table, the finding, the versions with which it came out |
| `references.bib`, `references.txt` | what the study rests on, and which of its numbers have no source |
| `CITATION.cff` | how to cite it |
| `ro-crate-metadata.json`, `codemeta.json` | the same for machines |
| `checksums.txt` | the digest of each file (SHA-256) |

Seed {seed}. Code that decides numbers: `{code}`. Licence of the study: {licence}. The program is under the MIT licence.
"""


def pack(
    folder: Path,
    target: Path,
    *,
    title: str = "",
    authors: Sequence[str] = (),
    licence: str = LICENCE,
    add: Sequence[Path] = (),
) -> Record:
    """Write the pack of a result that a folder keeps, and return the result.

    The same result gives the same bytes.

    Args:
        folder: of the result.
        target: the file, a ``.zip``.
        title: of the study; the result's unless given.
        authors: names of the study's authors.
        licence: of the study, as the SPDX list calls it.
        add: files that go with it, as notebooks; each keeps its name.

    Raises:
        ManifestError: if the folder keeps no result, or one that is damaged.
        PackError: if something that belongs into it is missing, or lies elsewhere.
    """
    manifest = Manifest.read(folder)
    record = task_of(manifest, folder).load(folder)
    if manifest.task not in PACKED:
        raise PackError(f"{folder}: a study by {manifest.task} cannot be packed; what can: {', '.join(PACKED)}")
    manifest.check_inputs()
    if not manifest.is_checked:
        raise PackError(f"{folder}: an earlier version made this result, without digests of its files; run it again")
    if elsewhere := outside(folder, manifest):
        raise PackError(
            f"{elsewhere[0]}: this file lies elsewhere than its result, as one that is too large to be copied"
        )
    about = About(title or manifest.title, record.finding(), tuple(authors), licence)
    files = {f"{RESULT}/{name}": (folder / name).read_bytes() for name in (*manifest.files, MANIFEST)}
    files |= _added(add)
    grounds = cite(record)
    files |= {
        "README.md": _readme(about, record, target.name).encode(),
        "ODD.md": odd(record, grounds).encode(),
        EXPECTED: _expected(record),
        "references.bib": grounds.bibtex.encode(),
        "references.txt": grounds.text.encode(),
        "CITATION.cff": _citation(about, manifest).encode(),
        CODEMETA: codemeta(about, manifest),
    }
    write_pack(target, files | {CRATE: crate(about, manifest, files)})
    return record


def outside(folder: Path, manifest: Manifest) -> list[str]:
    """Return the files from which a study was made, as its manifest says, that do not lie in its folder."""
    paths: list[str] = []

    def look(path: str) -> str:
        # A scenario that comes with the program is called by its name.
        if not Path(path).resolve().is_relative_to(folder.resolve()) and ("/" in path or os.sep in path):
            paths.append(path)
        return path

    with_paths(manifest.model_dump(mode="json"), look)
    return paths


def _added(paths: Sequence[Path]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path in paths:
        name = f"{ADDED}/{path.name}"
        if name in files:
            raise PackError(f"{path}: another file of this name is added already")
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            raise PackError(f"{path}: cannot be read ({error.strerror or error})") from None
    return files


def _readme(about: About, record: Record, name: str) -> str:
    brought = {
        Path(each).name for scenario in record.manifest.scenarios() for each in scenario.plugins if is_file(each)
    }
    allowed = " ".join(f"--trust {each}" for each in sorted(brought))
    plugins = f"It brings code of its own, which runs only where you allow it: `{allowed}`. " if brought else ""
    return _README.format(
        title=about.title,
        finding=about.description,
        version=version(),
        name=name,
        plugins=plugins,
        seed=record.manifest.seed,
        code=code_digest(record.manifest.code)[:16],
        licence=about.licence,
    )


def _expected(record: Record) -> bytes:
    manifest = record.manifest
    content: Mapping[str, object] = {
        "task": manifest.task,
        "finding": record.finding(),
        "tables": dict(manifest.tables),
        "seed": manifest.seed,
        "replications": manifest.replications,
        "code": dict(manifest.code),
        "versions": dict(manifest.versions),
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _citation(about: About, manifest: Manifest) -> str:
    """Return the study's file for citing, whose texts are JSON's, which YAML reads."""
    authors = [f"  - name: {_quoted(name)}" for name in about.authors or ("Author not named",)]
    lines = ["cff-version: 1.2.0", "message: Please cite this study, and the program by its version.", "type: dataset"]
    lines += [f"title: {_quoted(about.title)}", "authors:", *authors, f"license: {about.licence}"]
    lines += [f"date-released: {manifest.finished[:10]}"] if manifest.finished else []
    lines += ["references:", "  - type: software", f"    title: wordofmouth\n    version: {version()}"]
    return "\n".join([*lines, "    authors:", "      - name: The wordofmouth maintainers", ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
