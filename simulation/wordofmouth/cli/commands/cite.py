"""Cite: the references of what a result used, and which of its numbers no source gives."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, check_target, command


@command(213, example="wom cite results/launch -o launch.bib")
def cite(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RESULT | SCENARIO", help="Folder of a result or any file of it; or a preset or scenario file."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File, .bib for BibTeX or .txt for text; printed unless given."
        ),
    ] = None,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="BibTeX is printed, for a reference manager.")] = False,
    json: JsonOption = False,
) -> None:
    """Name the references of exactly what was used, as text or BibTeX, and the numbers without a source."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.results.files import atomic
    from wordofmouth.studies.cite import cite as grounds_of

    grounds = grounds_of(what)
    if out is not None:
        check_target(out, "references are written to .bib or .txt", (".bib", ".txt"))
        with atomic(out) as unfinished:
            unfinished.write_text(grounds.bibtex if out.suffix == ".bib" else grounds.text, encoding="utf-8")
        print(f"{out}: {len(grounds.uses)} references, {len(grounds.assumptions)} numbers without a source")
    elif json:
        print_json(grounds.as_table())
    else:
        print(grounds.bibtex if bibtex else grounds.text, end="")
