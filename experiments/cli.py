"""The command ``wom``: one word per task. Imports wait until a task needs them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from simulation.scenario import Scenario

app = typer.Typer(
    name="wom",
    help="Word of mouth, simulated: who convinces whom, who buys, and what a campaign is worth.",
    epilog="Begin with: wom run launch",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A preset's name (see `wom list`) or a file.")
]
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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace whatever the folder holds.")]


@app.command(epilog="Example: wom run launch --set brand.quality=0.6 --replications 50")
def run(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    replications: ReplicationsOption = 20,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    influence: InfluenceOption = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write the table as CSV too.")] = False,
    by: Annotated[
        list[str], typer.Option("--by", metavar="TRAIT", help="Count by online, leader, community or segment too.")
    ] = [],  # noqa: B006
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Simulate a scenario: prints a summary, writes table, manifest and adoption curve."""
    from experiments import commands

    with _readable_errors():
        commands.run(
            _resolved(scenario, set_, network, influence), replications, seed, out, workers, csv, json, force, by
        )


@app.command("list", epilog="Example: wom list")
def list_(json: JsonOption = False) -> None:
    """List the presets, a line each."""
    from experiments import commands

    with _readable_errors():
        commands.list_presets(json)


@app.command(epilog="Example: wom show launch --set brand.price=40")
def show(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006
    changed: Annotated[bool, typer.Option("--changed", help="Only what differs from the defaults.")] = False,
    json: JsonOption = False,
) -> None:
    """Show a scenario resolved, with what each line means."""
    from experiments import commands

    with _readable_errors():
        commands.show(_resolved(scenario, set_), changed, json)


@app.command(epilog="Example: wom new my_launch")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new scenario's name; its file is NAME.toml here.")],
) -> None:
    """Write a commented scenario to edit."""
    from experiments import commands

    with _readable_errors():
        commands.new(name)


@app.command(epilog="Example: wom check my_launch.toml")
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Scenario files, or names of presets.")],
) -> None:
    """Report every mistake in scenario files: path, value, rule, nearest right answer."""
    from experiments import commands

    with _readable_errors():
        commands.check(files)


@app.command(epilog="Example: wom fields campaign")
def fields(
    part: Annotated[
        str, typer.Argument(metavar="[PART]", help="A section, family, kind or path, as in network, seeding, survey.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Print the reference of every field: kind, unit, range, default, source."""
    from experiments import commands

    with _readable_errors():
        commands.fields(part, json)


@app.command(epilog="Example: wom plot results/launch --out curve.svg")
def plot(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result's folder.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .png or .svg file; adoption.png in the folder unless given.")
    ] = None,
) -> None:
    """Draw the adoption curve of a result again."""
    from experiments import commands

    with _readable_errors():
        commands.plot(result, out)


@app.command(epilog="Example: wom reproduce results/launch")
def reproduce(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result's folder or its manifest.")],
    workers: WorkersOption = None,
) -> None:
    """Run a manifest again and compare, to the bit."""
    from experiments import commands

    with _readable_errors():
        commands.reproduce(result, workers)


@app.command(epilog="Example: wom bench")
def bench(
    consumers: Annotated[
        int, typer.Option(min=1000, max=20_000_000, help="Consumers of the large market.")
    ] = 1_000_000,
    json: JsonOption = False,
) -> None:
    """Measure speed and memory on this machine."""
    from experiments import commands

    with _readable_errors():
        commands.bench(consumers, json)


def _resolved(source: str, changes: list[str], network: Path | None = None, influence: str | None = None) -> "Scenario":
    from simulation.scenario import Scenario, ScenarioError

    values = dict(_assignment(text) for text in changes)
    if network is not None:
        values = {"network.kind": "file", "network.path": str(network.absolute())} | values
    if influence is not None:
        if network is None:
            raise ScenarioError(["--influence: says how to read a file, and there is no --network"])
        values["network.influence"] = influence
    return Scenario.load(source).varied(values)


def _assignment(text: str) -> tuple[str, Any]:
    import tomllib

    from simulation.scenario import ScenarioError

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
    from experiments.commands import MISTAKES

    try:
        yield
    except BrokenPipeError:
        # Whoever read what is printed has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except MISTAKES as error:
        for line in str(error).splitlines():
            print(f"wom: {line}", file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        print(
            f"wom: {error.filename or 'this'}: cannot be read or written ({error.strerror or error})", file=sys.stderr
        )
        raise typer.Exit(2) from None


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has not the letter for a dash shows another, and the run is not lost.
        stream.reconfigure(errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        print("wom: interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
