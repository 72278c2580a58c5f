"""Words that tasks share: the command itself, its arguments and options, and how a mistake is told."""

import ast
import errno
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo

from wordofmouth.cli.plugins import takes_plugins
from wordofmouth.errors import RequestError, ScenarioError, WordOfMouthError

if TYPE_CHECKING:
    from wordofmouth.cli.drawing import Drawing
    from wordofmouth.scenario.scenario import Scenario


class _Readable(TyperGroup):
    """A command that tells a user's mistakes in readable lines, whatever the task, and cuts no task's line short."""

    def invoke(self, ctx: Any) -> Any:
        with _readable_errors(lambda: self.commands[ctx.invoked_subcommand]), ExitStack() as held:
            _HELD.set(held)
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

# What the command that runs has for itself.
_HELD: ContextVar[ExitStack] = ContextVar("held")
_PLACES: dict[Callable[..., Any] | None, int] = {}


def command[F: Callable[..., Any]](
    place: int, *, example: str, name: str | None = None, plugins: bool = True
) -> Callable[[F], F]:
    """Return what makes a command of a function: its arguments are the options, its docstring is the help.

    Args:
        place: where the help lists it among the others; theirs are tens, so that one fits between any two.
        example: shown at the end of its help.
        name: the word; the function's name unless given.
        plugins: whether it may meet parts of the user's own, which options then load.
    """

    def made(function: F) -> F:
        made_of = takes_plugins(function) if plugins else function
        _PLACES[made_of] = place
        help_ = function.__doc__ or _docstring(function)
        return app.command(name or function.__name__, help=help_, epilog=f"Example: {example}")(made_of)

    return made


def _docstring(function: Callable[..., Any]) -> str:
    """Return the docstring of a function as it is written, where Python runs without docstrings (-OO)."""
    tree = ast.parse(inspect.getsource(sys.modules[function.__module__]))
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function.__name__)
    return " ".join(ast.get_docstring(node) or "" for node in named)


def place(declared: CommandInfo) -> int:
    """Return where the help lists a command."""
    return _PLACES[declared.callback]


def _say_version(is_asked: bool) -> None:
    if is_asked:
        import wordofmouth

        print(f"wom {wordofmouth.__version__}")
        raise typer.Exit(0)


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="The version is printed, and nothing else is done."
        ),
    ] = False,
) -> None:
    pass


ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="Name of a preset (see `wom list`) or a file; NAME/VARIANT is one of its variants."
    ),
]
ResultArgument = Annotated[Path, typer.Argument(metavar="RESULT", help="Folder of a result, or its manifest.")]
MeasureOption = Annotated[
    str, typer.Option(metavar="OUTCOME", help="Outcome that is told and drawn: npv, buyers …; its own unless given.")
]
SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Value that the scenario has at a path, as in brand.quality=0.6; can be given several times.",
    ),
]
SeedOption = Annotated[
    int,
    typer.Option(
        min=0, max=2**63 - 1, help="Seed of all random numbers; the same seed gives the same result, to the bit."
    ),
]
ReplicationsOption = Annotated[
    int, typer.Option(min=1, max=100_000, help="Number of replications (independent random seeds).")
]
WorldsOption = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=0,
        help="Worlds that fit what is known, in each of which it is run too, 4 times: how sure we are of the answer, "
        "and what would turn it. 50 take some 15 times as long as the command without; 0 is none.",
    ),
]
EvidenceOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="What you know of your market (a survey, last year's sales, a test), in TOML; it narrows the worlds, and "
        "by how much is told.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=0, max=1024, help="Number of parallel processes (0: this one alone); as many as pay off unless given."
    ),
]
ClusterOption = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="Address of a Dask scheduler whose workers do it, on whatever machines, as tcp://host:8786.",
    ),
]
NetworkOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="File from which the network is read, as `wom look FILE` tells: a table, a graph."
    ),
]
InfluenceOption = Annotated[
    str | None,
    typer.Option(help="Direction in which influence runs along a row of the file: forward, reversed, mutual."),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Folder to which the results are written; results/NAME unless given."
    ),
]
DesignArgument = Annotated[
    str, typer.Argument(metavar="DESIGN", help="File of a design, or the name of one that comes along.")
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="An interrupted sweep of this design goes on where it was.")
]
GoOnOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="What it had done when it was interrupted is not done again; if nothing had begun, it begins and says so.",
    ),
]
NamesOption = Annotated[
    bool,
    typer.Option("--names", help="The names of people are written beside their numbers; else numbers alone are."),
]
AcceptCodeOption = Annotated[
    bool,
    typer.Option(
        "--accept-code",
        help="A sweep goes on though the code was changed, if what is done comes out the same to the bit.",
    ),
]
OldInputsOption = Annotated[
    bool,
    typer.Option("--old-inputs", help="A sweep goes on with the copies that it has of networks, scenarios and tables."),
]
# How a table of sales is read.
PeriodColumnOption = Annotated[
    str, typer.Option(metavar="COLUMN", help="Column of the periods, by name or number; guessed unless given.")
]
ValueColumnOption = Annotated[
    str, typer.Option(metavar="COLUMN", help="Column of the sales, by name or number; guessed unless given.")
]
SheetOption = Annotated[str, typer.Option(metavar="NAME", help="Sheet of a workbook; the only one unless given.")]
SeparatorOption = Annotated[
    str, typer.Option(metavar="SIGN", help="What parts columns: comma, semicolon, tab, blank, bar.")
]
DecimalOption = Annotated[
    Literal["auto", "point", "comma"],
    typer.Option(help="What marks decimals; the other mark then parts thousands."),
]
LanguageOption = Annotated[
    str, typer.Option(metavar="LANGUAGE", help="Language in which it is told and drawn, such as en or fr.")
]
CsvOption = Annotated[bool, typer.Option("--csv", help="The table is written as CSV too.")]
CsvPrintedOption = Annotated[bool, typer.Option("--csv", help="What came out is printed as CSV.")]
JsonOption = Annotated[bool, typer.Option("--json", help="What came out is printed as JSON.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Whatever the folder holds is replaced.")]

ForceSizeOption = Annotated[
    bool, typer.Option("--force-size", help="What takes more memory or time than there is is run all the same.")
]


def check_size(
    scenarios: "Sequence[Scenario]",
    runs: int,
    workers: int | None,
    force: bool,
    in_memory: bool = True,
    cluster: str = "",
) -> None:
    """Check that there is memory and time for so many runs of each scenario; all kept ``in_memory`` or not.

    What a ``cluster`` has is not known here.

    Raises:
        SizeError: if not, unless it is forced.
    """
    from wordofmouth.errors import SizeError
    from wordofmouth.runs.cost import Cost, check_cost

    if force or cluster:
        return
    try:
        check_cost(Cost.of(scenarios, runs, is_kept=in_memory), workers)
    except SizeError as error:
        raise SizeError(f"{error}; ask for less, or go on with --force-size") from None


def resolved(
    source: str, changes: list[str], network: Path | None = None, reading: "Mapping[str, str] | None" = None
) -> "Scenario":
    """Return the scenario that words describe: its name or file, what to set, the file of its ties, how it is read."""
    from wordofmouth.cli.networks import network_values
    from wordofmouth.scenario.scenario import Scenario

    return Scenario.load(source).varied(network_values(network, reading or {}) | assignments(changes))


def check_target(target: Path, rule: str, endings: Sequence[str]) -> None:
    """Check that a file may be written: its name ends in one of these, as the rule says, and its folder is there.

    Raises:
        RequestError: if not.
    """
    if target.suffix not in endings:
        raise RequestError(f"{target}: {rule}")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")


def take_folder(folder: Path, force: bool) -> None:
    """Have a folder that can take results for this command, until it ends.

    Raises:
        FolderError: if another is at it, or it cannot take results.
    """
    from wordofmouth.results.files import taken

    _HELD.get().enter_context(taken(folder, force))


def ready_to_draw() -> "Drawing":
    """Return a process that gets ready to draw what this command is about to simulate, and ends with it."""
    from wordofmouth.cli.drawing import Drawing

    return _HELD.get().enter_context(Drawing())


def sweep_folder(name: str, out: Path | None, resume: bool) -> Path:
    """Return the folder of a sweep; say so if it is to go on and there is nothing to go on with."""
    from wordofmouth.tasks.sweep.resume import has_begun

    folder = out or Path("results") / name
    if resume and not has_begun(folder):
        print(f"{folder}: nothing has begun here, so it begins.", file=sys.stderr)
    return folder


def assignments(changes: list[str]) -> dict[str, Any]:
    """Return the values by path of ``PATH=VALUE``, read as TOML has them or else as text."""
    return dict(_assignment(text) for text in changes)


def _assignment(text: str) -> tuple[str, Any]:
    from wordofmouth.scenario.toml.reader import toml_value_of

    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise ScenarioError([f"--set {text}: must be PATH=VALUE, as in brand.quality=0.6"])
    # As people write it, and TOML does not.
    value = re.sub(r"^([-+]?)(\.\d+(?:[eE][-+]?\d+)?)$", r"\g<1>0\2", value.strip())
    try:
        return path.strip(), toml_value_of(value)
    except ValueError:
        return path.strip(), value.strip()


def tell_file_error(error: OSError) -> None:
    """Tell in a line which file cannot be read or written, or that what is printed cannot."""
    what = f"{error.filename or 'this'}: cannot be read or written"
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EBADF, errno.EIO):
        # What is written to a file is told by its name.
        what = "what is printed cannot be written"
    print(f"wom: {what} ({error.strerror or error})", file=sys.stderr)


def _with_options(text: str, running: Any) -> str:
    """Return what is wrong with the arguments of functions called as the options of the command that is run."""
    options = {parameter.name: parameter.opts[0] for parameter in running.params if parameter.opts[0].startswith("-")}
    return re.sub(r"`(\w+)`", lambda argument: options.get(argument[1], argument[0]), text)


@contextmanager
def _readable_errors(running: Callable[[], Any]) -> Iterator[None]:
    """Turn a user's mistakes into readable lines and exit status 2; ``running`` returns the command that is run."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read what is printed has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        tell_file_error(error)
        raise typer.Exit(2) from None
    except MemoryError:
        print("wom: there is not enough memory for this; ask for less, or for fewer --workers", file=sys.stderr)
        raise typer.Exit(2) from None
    except WordOfMouthError as error:
        for line in _with_options(str(error), running()).splitlines():
            print(f"wom: {line}", file=sys.stderr)
        raise typer.Exit(2) from None
    except Exception as error:
        from wordofmouth.scenario.plugins.loading import blamed

        # A mistake in a part of the user's own is the user's, and is told as one.
        if not (line := blamed(error)):
            raise
        print(f"wom: {line}", file=sys.stderr)
        raise typer.Exit(2) from None
