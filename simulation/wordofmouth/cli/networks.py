"""Options that say how the file of a network is read, and what is told of it before it is used."""

import functools
import inspect
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network
    from wordofmouth.scenario.scenario import Scenario

# By the fields of a network that is in a file.
READING = {
    "source": ("COLUMN", "Column of the first end of a tie, by name or number; guessed unless given."),
    "target": ("COLUMN", "Column of the second end of a tie, by name or number; guessed unless given."),
    "strength": ("COLUMN", "Column of weights, or of strong and weak, by name or number; none for lots."),
    "influence": ("WAY", "Direction in which influence runs along a row of the file: forward, reversed, mutual."),
    "shape": ("SHAPE", "What a row of the file is: ties, matrix (a row of one), lists (a person and all contacts)."),
    "header": ("YES|NO", "Whether the first row names the columns; guessed unless given."),
    "sheet": ("NAME", "Sheet of a workbook; the only one that holds anything unless given."),
    "encoding": ("NAME", "Encoding of a text, as cp1250; UTF-8, or cp1252 where it cannot be, unless given."),
    "separator": ("SIGN", "What parts columns: comma, semicolon, tab, blank, bar; guessed unless given."),
    "decimal": ("SIGN", "What marks decimals, point or comma; the other one then parts thousands."),
    "ids": ("exact", "Numbers written in two ways, as 1 and 1.0, are two people with exact."),
    "nodes": ("FILE", "Table of people: their names, communities (--set network.community), and who has no tie."),
    "relation": ("NAME", "Relation of a Pajek file with several; all as one unless given."),
}

# What tables besides have for themselves.
_OPTIONS = (*READING, "period", "value")


def reads_network[F: Callable[..., Any]](function: F) -> F:
    """Give a command the options that say how a network is read; it gets those that were given as ``reading``."""
    own = inspect.signature(function)
    known = {name: text for name, text in READING.items() if name not in own.parameters}
    options = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(metavar=metavar, help=text)],
        )
        for name, (metavar, text) in known.items()
    ]

    @functools.wraps(function)
    def command(**given: Any) -> Any:
        reading = {name: value for name in known if (value := given.pop(name)) is not None}
        return function(reading=reading, **given)

    parameters = [parameter for name, parameter in own.parameters.items() if name != "reading"]
    # Typer asks the signature, and the annotations for what it says in words.
    vars(command).pop("__wrapped__")
    command.__signature__ = own.replace(  # type: ignore[attr-defined]
        parameters=[parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters] + options
    )
    command.__annotations__ = {p.name: p.annotation for p in (*parameters, *options)}
    return command  # type: ignore[return-value]


def beside(network: "Path | str", reading: Mapping[str, str]) -> dict[str, str]:
    """Return how a file is read, with the table of its people by the place from there."""
    if "nodes" not in reading:
        return dict(reading)
    place = os.path.relpath(Path(reading["nodes"]).absolute(), Path(network).absolute().parent)
    return {**reading, "nodes": Path(place).as_posix()}


def say_network(scenario: "Scenario") -> None:
    """Print what the file of a scenario's network is taken for, if it is in one, where no result is printed."""
    from wordofmouth.networks.files.look import NetworkLook
    from wordofmouth.runs.networks import SHARED

    if path := str(getattr(scenario.network, "path", "")):
        print_look(Path(path).name, NetworkLook.of(SHARED.of(scenario, 0)).lines(), sys.stderr)


def print_look(name: str, lines: list[str], stream: Any) -> None:
    """Print what a file is taken for."""
    first, *rest = map(as_options, filter(None, lines))
    print(f"{name}: {first}", *rest, sep="\n  ", file=stream, flush=True)


def as_options(text: str) -> str:
    """Return what is said with arguments in backquotes, which are options here."""
    return re.sub(r"`(\w+)`", lambda argument: f"--{argument[1]}" if argument[1] in _OPTIONS else argument[1], text)


def network_in(path: str, reading: Mapping[str, str]) -> "Network":
    """Return the network of a file.

    Raises:
        ScenarioError: if it cannot be read, or an option says what there is not.
    """
    from wordofmouth.networks.building import network_of
    from wordofmouth.scenario.scenario import Scenario

    bare = Scenario.from_dict({"model": {"kind": "independent_cascade"}})
    values = {"network.kind": "file", "network.path": path}
    return network_of(
        bare.varied(values | {f"network.{name}": value for name, value in beside(path, reading).items()}), 0
    )
