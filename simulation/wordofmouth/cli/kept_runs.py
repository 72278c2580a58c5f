"""Kept runs: the store beside the result of a command, and what is told of it."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wordofmouth.cli.interrupts import INTERRUPTS
from wordofmouth.errors import LostClusterError

if TYPE_CHECKING:
    from wordofmouth.runs.store import RunStore

RESULTS = Path("results")


@contextmanager
def kept_runs(result: Path | None, *, resume: bool = False, what: str = "run") -> Iterator["RunStore"]:
    """Yield the store of runs of the folder in which a result is to lie, and tell at the end what came from it.

    When interrupted, tell the command that goes on.

    Args:
        result: where it is to lie; in the usual folder of results unless given.
        resume: whether it was asked to go on; where nothing had begun, that is told.
        what: is kept: runs, cases or choices.
    """
    from wordofmouth.runs.store import RunStore
    from wordofmouth.words.numbers import counted

    store = RunStore(RESULTS if result is None else result.absolute().parent)
    words = [word for word in sys.argv[1:] if word != "--resume"]
    how = f"what is done is kept. To go on: {shlex.join(['wom', *words, '--resume'])}"
    with INTERRUPTS.hinting(how):
        try:
            yield store
        except LostClusterError as error:
            error.how = how
            raise
    before, made = store.session()
    store.close()
    if before:
        print(f"Kept from before: {before:,} of {counted(before + made, what)}.", file=sys.stderr)
    elif resume:
        print(f"Nothing had begun here, so it began: {counted(made, what)}.", file=sys.stderr)
