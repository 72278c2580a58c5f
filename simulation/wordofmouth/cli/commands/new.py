"""New: a commented scenario to edit."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import command
from wordofmouth.errors import RequestError


@command(30, example="wom new my_launch")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new scenario; its file is NAME.toml here.")],
) -> None:
    """Write a commented scenario to edit."""
    from wordofmouth.results.files import atomic
    from wordofmouth.scenario.toml.writer import blank_scenario

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.exists():
        raise RequestError(f"{path}: this file exists already; take another name")
    text = blank_scenario(path.stem)
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    with atomic(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    print(f"{path} is written. Edit it, then: wom check {path} && wom run {path}")
