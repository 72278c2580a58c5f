"""Fields: the reference of what can stand in a scenario."""

from typing import Annotated

import typer

from wordofmouth.cli.options import CsvPrintedOption, JsonOption, command
from wordofmouth.errors import RequestError


@command(40, example="wom fields campaign")
def fields(
    part: Annotated[
        str,
        typer.Argument(
            metavar="[PART]",
            help="Section, family, kind or path, as in network, seeding, survey; or money.",
        ),
    ] = "",
    csv: CsvPrintedOption = False,
    json: JsonOption = False,
) -> None:
    """Print the reference of every field: kind, unit, range, default, source; of an assumption its range and why."""
    from dataclasses import asdict

    from wordofmouth.cli.output import print_csv, print_json
    from wordofmouth.scenario import reference
    from wordofmouth.statistics.accounting import vocabulary

    if part == vocabulary.ASKED:
        terms = vocabulary.terms()
        if json:
            print_json([term._asdict() for term in terms])
        elif csv:
            print_csv([term._asdict() for term in terms])
        else:
            print("\n".join(f"{term.label} ({term.name})\n    {term.meaning}" for term in terms))
        return
    try:
        entries = reference.fields(part)
    except ValueError as error:
        raise RequestError(str(error)) from None
    if json:
        print_json([asdict(entry) for entry in entries])
        return
    if csv:
        print_csv([asdict(entry) for entry in entries])
        return
    for entry in entries:
        kind = f" ({entry.kind})" if entry.kind and entry.kind not in entry.path.split(".") else ""
        about = ", ".join(filter(None, (entry.allowed or entry.type, f"[{entry.unit}]", entry.origin)))
        print(f"{entry.path}{kind} = {entry.default or 'not set'}    {about}\n    {entry.description}")
