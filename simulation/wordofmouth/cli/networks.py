"""Options that say how the file of a network is read, and what is told of it before it is used."""

import functools
import inspect
import itertools
import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wordofmouth.errors import ScenarioError

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
# Networks of which it is told what they are taken for.
_MOST_SHOWN = 5


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


def network_values(network: Path | None, reading: Mapping[str, str]) -> dict[str, Any]:
    """Return what a scenario has by its paths whose network is in a file; nothing without one.

    Raises:
        ScenarioError: if it is said how to read a file, and there is none.
    """
    if network is None:
        if reading:
            raise ScenarioError([f"--{next(iter(reading))}: says how to read a file, and there is no --network"])
        return {}
    how = {f"network.{name}": value for name, value in beside(network, reading).items()}
    return {"network.kind": "file", "network.path": str(network.absolute())} | how


def network_words(network: Path | None, reading: Mapping[str, str]) -> str:
    """Return the options that say the same again, each after a blank."""
    given = ({} if network is None else {"network": str(network)}) | dict(reading)
    return "".join(f" --{name} {shlex.quote(value)}" for name, value in given.items())


def say_network(*scenarios: "Scenario") -> None:
    """Print what the files of scenarios' networks are taken for, each once, where no result is printed."""
    from wordofmouth.runs.networks import SHARED

    in_files = {repr(one.network): one for one in scenarios if getattr(one.network, "path", "")}
    for scenario in itertools.islice(in_files.values(), _MOST_SHOWN):
        say_look(Path(str(getattr(scenario.network, "path", ""))), SHARED.of(scenario, 0))
    if len(in_files) > _MOST_SHOWN:
        print(f"… and {len(in_files) - _MOST_SHOWN:,} more files of networks", file=sys.stderr)


def say_look(file: Path, network: "Network") -> None:
    """Print what a file of a network was taken for, where no result is printed."""
    from wordofmouth.networks.files.look import NetworkLook

    print_look(file.name, NetworkLook.of(network).lines(), sys.stderr)


def print_look(name: str, lines: list[str], stream: Any) -> None:
    """Print what a file is taken for."""
    first, *rest = map(as_options, filter(None, lines))
    print(f"{name}: {first}", *rest, sep="\n  ", file=stream, flush=True)


def as_options(text: str) -> str:
    """Return what is said with arguments in backquotes, which are options here."""
    return re.sub(r"`(\w+)`", lambda argument: f"--{argument[1]}" if argument[1] in _OPTIONS else argument[1], text)


def network_in(path: Path, reading: Mapping[str, str]) -> "Network":
    """Return the network of a file.

    Raises:
        ScenarioError: if it cannot be read, or an option says what there is not.
    """
    from wordofmouth.networks.building import network_of
    from wordofmouth.scenario.scenario import Scenario

    bare = Scenario.from_dict({"model": {"kind": "independent_cascade"}})
    return network_of(bare.varied(network_values(path, reading)), 0)
