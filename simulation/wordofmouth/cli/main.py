"""The command ``wom``: one word per task. Imports wait until a task needs them."""

import importlib
import sys

from wordofmouth.cli.options import app

# Files of ``commands``, in the order in which the help lists their tasks.
TASKS = (
    *("run", "compare", "sweep", "sensitivity", "calibrate", "optimise", "seeds"),
    *("validate", "survey", "lab", "show", "reproduce", "bench"),
)

for _task in TASKS:
    importlib.import_module(f"wordofmouth.cli.commands.{_task}")


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
