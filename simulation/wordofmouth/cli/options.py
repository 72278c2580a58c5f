"""Words that tasks share: the command itself, its arguments and options, and how a mistake is told."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from wordofmouth.errors import ScenarioError, WordOfMouthError

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario


class _Readable(TyperGroup):
    """A command that tells a user's mistakes in readable lines, whatever the task, and cuts no task's line short."""

    def invoke(self, ctx: Any) -> Any:
        with _readable_errors():
            return super().invoke(ctx)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help or "") for name, command in self.commands.items()])


app = typer.Typer(
    cls=_Readable,
    name="wom",
    help="Word of mouth, simulated: who convinces whom, who buys, and what a campaign is worth.",
    epilog="Begin with: wom run launch",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Help is text and nothing else: as markup, what stands in brackets would be taken for a style, and left out.
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
)

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A preset's name (see `wom list`) or a file; NAME/VARIANT for one.")
]
ResultArgument = Annotated[Path, typer.Argument(metavar="RESULT", help="A result's folder or its manifest.")]
SetOption = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Another value at a path, as in brand.quality=0.6; repeatable."),
]
SeedOption = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Where all luck comes from.")]
ReplicationsOption = Annotated[int, typer.Option(min=1, max=100_000, help="Runs, each with its own luck.")]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=0, max=1024, help="Parallel processes (0: none but this one); as many as pay off unless given."),
]
NetworkOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Ties from a file: edge list, GraphML, GEXF, GML, Pajek, Parquet.")
]
InfluenceOption = Annotated[
    str | None, typer.Option(help="Which way influence runs along a row of the file: forward, reversed, mutual.")
]
OutOption = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for the results; results/NAME unless given.")
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Write the table as CSV too.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace whatever the folder holds.")]


def resolved(source: str, changes: list[str], network: Path | None = None, influence: str | None = None) -> "Scenario":
    """Return the scenario that words describe: its name or file, what to set, the file of its ties."""
    from wordofmouth.scenario.scenario import Scenario

    values = assignments(changes)
    if network is not None:
        values = {"network.kind": "file", "network.path": str(network.absolute())} | values
    if influence is not None:
        if network is None:
            raise ScenarioError(["--influence: says how to read a file, and there is no --network"])
        values["network.influence"] = influence
    return Scenario.load(source).varied(values)


def assignments(changes: list[str]) -> dict[str, Any]:
    """Return the values by path of ``PATH=VALUE``, read as TOML has them or else as text."""
    return dict(_assignment(text) for text in changes)


def _assignment(text: str) -> tuple[str, Any]:
    import tomllib

    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise ScenarioError([f"--set {text}: must be PATH=VALUE, as in brand.quality=0.6"])
    try:
        return path.strip(), tomllib.loads(f"value = {value}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return path.strip(), value.strip()


@contextmanager
def _readable_errors() -> Iterator[None]:
    """Turn a user's mistakes into readable lines and exit status 2."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read what is printed has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        print(
            f"wom: {error.filename or 'this'}: cannot be read or written ({error.strerror or error})", file=sys.stderr
        )
        raise typer.Exit(2) from None
    except WordOfMouthError as error:
        for line in str(error).splitlines():
            print(f"wom: {line}", file=sys.stderr)
        raise typer.Exit(2) from None
