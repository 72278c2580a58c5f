"""The command ``wom``: one word per task. Imports wait until a task needs them."""

import importlib
import io
import os
import pkgutil
import sys
import warnings
from typing import Any

from wordofmouth.cli import commands
from wordofmouth.cli.interrupts import INTERRUPTS
from wordofmouth.cli.options import app, place, tell_file_error

# Adding a command is adding a file.
for _file in pkgutil.iter_modules(commands.__path__):
    importlib.import_module(f"{commands.__name__}.{_file.name}")
app.registered_commands.sort(key=place)


_show_as_usual = warnings.showwarning


def _show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
    """Tell in a line what could not be made of a result; other warnings as Python does."""
    if category.__name__ == "PresentationWarning":
        print(f"wom: {message}", file=sys.stderr)
    else:
        _show_as_usual(message, category, *where, **more)


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has not the letter for a dash shows another, and the run is not lost.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    warnings.showwarning = _show
    # Figures go to files: in which window a notebook, say, would have shown its own is not for us.
    os.environ["MPLBACKEND"] = "agg"
    try:
        app()
    except OSError as error:
        tell_file_error(error)
        sys.exit(2)
    except (KeyboardInterrupt, SystemExit):
        if INTERRUPTS.signal is None:
            raise
    if INTERRUPTS.signal is not None:
        INTERRUPTS.end()
