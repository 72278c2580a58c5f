"""Options that load parts of one's own, of every command that may meet any; and who is asked whether they may run."""

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

_WITH = Annotated[
    list[Path],
    typer.Option(
        "--with",
        metavar="FILE",
        help="File of Python, or a package, that brings parts of your own: it is loaded, and what is run names it.",
    ),
]
_TRUST = Annotated[
    list[Path],
    typer.Option(
        "--trust",
        metavar="FILE",
        help="File of Python that a scenario or a result names, whose code may run here from now on.",
    ),
]


def takes_plugins[F: Callable[..., Any]](function: F) -> F:
    """Give a command the options ``--with`` and ``--trust``; what they name is loaded before it begins."""
    own = inspect.signature(function)
    options = {"with_": _WITH, "trust": _TRUST}

    @functools.wraps(function)
    def command(**given: Any) -> Any:
        from wordofmouth.scenario.plugins import loading, trust

        with_, trusted = (given.pop(name) for name in options)
        trust.ask_with(ask)
        for path in trusted:
            trust.accept_file(path)
        loading.give(with_)
        return function(**given)

    vars(command).pop("__wrapped__")
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own.parameters.values()]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=[], annotation=annotation)
        for name, annotation in options.items()
    ]
    command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command  # type: ignore[return-value]


def ask(what: str) -> bool:
    """Ask at the terminal whether code may run; where there is none, it may not."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return typer.confirm(f"{what}\nIt is code, and may do all that you may. Load it, now and from now on?", err=True)
