"""Output: what tasks print, as tables for people and as JSON for programs, and how far they have come."""

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wordofmouth.cli.interrupts import INTERRUPTS
from wordofmouth.cli.networks import as_options

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

    from wordofmouth.results.manifest import Manifest
    from wordofmouth.statistics.summaries import Summary
    from wordofmouth.tasks.sweep.task import Progress as SweepProgress

PREPARING = "Preparing the engine, once"
# Where there is no terminal, a line is printed after so many seconds, and not for every function.
_SECONDS_A_LINE = 5.0


@contextmanager
def simulating(total: int | None, what: str = "runs") -> Iterator[Callable[[int], None]]:
    """Show how many of so many runs, or of what there is, are done, if there is a terminal."""
    with _bar() as bar:
        task = bar.add_task("Simulating", total=total, what=what, after="")
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def sweeping(folder: Path, again: str) -> Iterator[Callable[["SweepProgress"], None]]:
    """Show how far a sweep has come, if there is a terminal; when interrupted, tell the command that goes on."""
    parts = f"; parts in {folder / 'parts'}"
    with _bar() as bar:
        task = bar.add_task("Simulating", total=None, what="runs", after=parts)

        def show(progress: "SweepProgress") -> None:
            failures = f", {progress.failures} failed" if progress.failures else ""
            bar.update(task, completed=progress.runs, total=progress.wanted, after=failures + parts)

        hint = f"what is done is kept. To go on: {again}"
        with INTERRUPTS.hinting(hint):
            try:
                yield show
            except (OSError, MemoryError):
                print(f"wom: {hint}", file=sys.stderr)
                raise


@contextmanager
def _bar() -> Iterator["Bar"]:
    """Yield where progress is shown, if there is a terminal; above it, how far the engine is prepared, if it is not."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    from wordofmouth.engine.compiling import COMPILING, Preparation

    class Left(TimeRemainingColumn):
        """Seconds left: those that are told, or else what the pace until now lets expect."""

        def render(self, task: Task) -> Text:
            seconds = task.fields.get("seconds_left")
            return super().render(task) if seconds is None else Text(f"{max(round(seconds), 1)} s")

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]},"),
        Left(),
        TextColumn("left{task.fields[after]}"),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        shown: list[Any] = []
        printed = 0.0

        def show(preparation: Preparation) -> None:
            nonlocal printed
            done, total, seconds = preparation
            is_over = done == total
            if console.is_terminal:
                if not shown:
                    shown.append(bar.add_task(PREPARING, what="functions", after=""))
                bar.update(shown[0], completed=done, total=total, seconds_left=seconds, visible=not is_over)
            elif time.monotonic() - printed > _SECONDS_A_LINE:
                printed = time.monotonic()
                print(f"{PREPARING}: {preparation}", file=sys.stderr, flush=True)

        with COMPILING.told(show):
            yield bar


def print_head(finding: str, *lines: str) -> "Console":
    """Print what came out in a sentence, and lines below it; return where to print the rest."""
    from rich.console import Console

    console = Console(emoji=False)
    console.print(f"\n[bold]{plain(finding)}[/bold]")
    for line in filter(None, lines):
        console.print(plain(line), style="dim")
    return console


def print_unchecked(manifest: "Manifest", result: Path) -> None:
    """Say of a result that damage to it would not be noticed, if an earlier version made it."""
    if not manifest.is_checked:
        print(f"{result}: not checked: made by an earlier version, which kept no digests of files", file=sys.stderr)


def print_foot(console: "Console", notes: Sequence[str], folder: Path) -> None:
    """Print what whoever asked should know, and the files that were written."""
    for note in notes:
        console.print(plain(f"Note: {as_options(note)}"))
    files = ", ".join(sorted(path.name for path in folder.iterdir()))
    console.print(plain(f"{folder}{os.sep}: {files}"))


def print_summary(console: "Console", rows: "list[Summary]", centre: str = "median") -> None:
    """Print numbers with their intervals, brand by brand; ``centre`` says what stands between the ends."""
    from wordofmouth.words.numbers import cell

    for brand in dict.fromkeys(row.brand for row in rows):
        table = plain_table(brand, centre, "90 % of runs")
        for row in (row for row in rows if row.brand == brand):
            interval = "" if row.low is None else f"{cell(row.low, row.unit)} to {cell(row.high, row.unit)}"
            value = cell(row.centre, row.unit) if row.is_told else row.text
            table.add_row(plain(row.label), value, interval)
        console.print(table)


def plain_table(heading: str, *columns: str) -> Any:
    """Return an empty table: what the rows are of, a column of numbers to the right, others to the left."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(plain(heading), ratio=1)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place else "right", no_wrap=True)
    return table


def print_json(value: Any) -> None:
    """Print JSON in which what is no number is null."""
    print(json.dumps(_without_nan(value), indent=2, ensure_ascii=False))


def print_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows that have the same columns as CSV, a heading first; what is no number is left empty."""
    writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_without_nan(dict(row)) for row in rows)


def plain(text: str) -> str:
    """Return text that is printed as it is."""
    from rich.markup import escape

    return escape(text)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(entry) for entry in value]
    return None if isinstance(value, float) and value != value else value
