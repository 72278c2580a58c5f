"""The command ``wom`` in this process, as tests give it."""

from typing import Any

# A process that is ready to draw starts no other for it, however often a test gives the command.
import matplotlib.backends.backend_agg  # noqa: F401
from typer.testing import CliRunner
from wordofmouth.cli.main import app


def wom(*words: Any) -> tuple[int, str, str]:
    """Run the command; return its exit status, what it printed and what it complained of."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr
