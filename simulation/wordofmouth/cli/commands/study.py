"""Study: a result in one zip that is made again elsewhere, and such a zip checked."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from wordofmouth.cli.options import JsonOption, check_target, command


@command(217, example="wom study pack results/launch -o launch.zip; then: wom study check launch.zip", plugins=False)
def study(
    what: Annotated[
        Literal["pack", "check"],
        typer.Argument(metavar="pack | check", help="Whether a result is packed, or a pack is checked."),
    ],
    path: Annotated[Path, typer.Argument(metavar="RESULT | ZIP", help="Folder of a result; or a pack.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="The pack, .zip, NAME.zip unless given; of a check the folder into which it is unpacked, none unless "
            "given.",
        ),
    ] = None,
    title: Annotated[str, typer.Option(metavar="TEXT", help="Title of the study; the result's unless given.")] = "",
    author: Annotated[
        list[str], typer.Option("--author", metavar="NAME", help="An author of the study; can be given several times.")
    ] = [],  # noqa: B006 - typer reads the default and does not change it
    licence: Annotated[
        str, typer.Option(metavar="SPDX", help="Licence of the study, as the SPDX list calls it.")
    ] = "CC-BY-4.0",
    add: Annotated[
        list[Path],
        typer.Option(
            "--add", metavar="FILE", help="A file that goes with it, as a notebook; can be given several times."
        ),
    ] = [],  # noqa: B006
    runs: Annotated[
        int, typer.Option(min=1, max=1_000_000, metavar="N", help="Runs that a check makes again, evenly spread.")
    ] = 3,
    all_: Annotated[bool, typer.Option("--all", help="All runs are made again.")] = False,
    trust: Annotated[
        list[str],
        typer.Option("--trust", metavar="NAME", help="File of Python in the pack whose code may run here from now on."),
    ] = [],  # noqa: B006
    json: JsonOption = False,
) -> None:
    """Pack a study into one zip that can be made again elsewhere, or check such a zip: a slice is run and compared."""
    if what == "pack":
        from wordofmouth.cli.output import print_json
        from wordofmouth.errors import RequestError
        from wordofmouth.studies.pack import pack

        if trust or all_:
            raise RequestError("study pack: `trust` and `all` are for checks")
        folder = path if path.is_dir() else path.parent
        target = out or Path(f"{folder.resolve().name}.zip")
        check_target(target, "a pack's name ends in .zip", (".zip",))
        record = pack(folder, target, title=title, authors=author, licence=licence, add=add)
        size = target.stat().st_size
        if json:
            print_json({"file": str(target), "bytes": size, "licence": licence, "title": title or record.subtitle})
        else:
            print(f"{target}: {size / 1e6:.1f} MB, under {licence}; elsewhere: wom study check {target.name}")
        return
    _check(path, out, 0 if all_ else runs, trust, json)


def _check(path: Path, out: Path | None, runs: int, trust: list[str], json: bool) -> None:
    from wordofmouth.cli.output import print_json
    from wordofmouth.cli.plugins import ask
    from wordofmouth.results.files import new_folder, temporary_folder
    from wordofmouth.scenario.plugins.trust import ask_with
    from wordofmouth.studies.check import check

    ask_with(ask)
    with new_folder(out) if out else temporary_folder() as folder:
        checked = check(path, folder, runs=runs, trusted=trust)
    if json:
        print_json(checked._asdict())
    elif checked.is_same:
        print(f"The same to the bit: {checked.runs} of {checked.of} runs of {checked.name}.")
    else:
        print(
            f"Not the same: {len(checked.differing)} of the {checked.runs} runs of {checked.name} that were made again."
        )
        for line in (*checked.differing, *checked.causes):
            print(f"  {line}")
    if not checked.is_same:
        raise typer.Exit(1)
