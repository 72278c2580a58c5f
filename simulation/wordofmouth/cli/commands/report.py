"""Report: what came out, as one HTML file in plain words, or as a workbook."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import LanguageOption, MeasureOption, ResultArgument, check_target, command
from wordofmouth.errors import RequestError
from wordofmouth.words.notation import FIRST


@command(210, example="wom report results/launch")
def report(
    result: ResultArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="File of the report, .html, or .xlsx for a workbook; report.html in the folder unless given.",
        ),
    ] = None,
    measure: MeasureOption = "",
    language: LanguageOption = FIRST,
) -> None:
    """Write what came out in plain words, as one HTML file that needs nothing else, or as a workbook (.xlsx)."""
    from wordofmouth.catalogue import load_result, words_for
    from wordofmouth.cli.output import print_unchecked
    from wordofmouth.results.files import atomic

    there = load_result(result)
    record = there.by(measure) if measure else there
    print_unchecked(record.manifest, result)
    folder = result if result.is_dir() else result.parent
    target = out or folder / "report.html"
    check_target(target, "a report's name ends in .html or .xlsx", (".html", ".htm", ".xlsx"))
    words = words_for(record, language, for_report=True)
    if target.suffix == ".xlsx":
        if words:
            raise RequestError("language: a workbook is in English; leave it out, or write a report that ends in .html")
        from wordofmouth.reports.workbook.xlsx import workbook

        content = workbook(record)
    else:
        content = record.report(folder, **words).encode()
    with atomic(target) as unfinished:
        unfinished.write_bytes(content)
    if target.parent.resolve() == folder.resolve() and target.name not in there.manifest.files:
        files = tuple(sorted((*there.manifest.files, target.name)))
        there.manifest.model_copy(update={"files": files}).write(folder)
    print(f"{target}: {record.finding(**words)}")
