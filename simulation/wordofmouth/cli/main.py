"""The command ``wom``: one word per task. Imports wait until a task needs them."""

import importlib
import io
import pkgutil
import sys

from wordofmouth.cli import commands
from wordofmouth.cli.interrupts import INTERRUPTS
from wordofmouth.cli.options import app, place

# Adding a command is adding a file.
for _file in pkgutil.iter_modules(commands.__path__):
    importlib.import_module(f"{commands.__name__}.{_file.name}")
app.registered_commands.sort(key=place)


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has not the letter for a dash shows another, and the run is not lost.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except (KeyboardInterrupt, SystemExit):
        if INTERRUPTS.signal is None:
            raise
    if INTERRUPTS.signal is not None:
        INTERRUPTS.end()
