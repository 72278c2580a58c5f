"""What the command's tasks do, once their words are read."""

import json as json_format
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.files import FolderError, atomic, check_folder
from experiments.manifest import Manifest, ManifestError
from experiments.tables import TableError
from simulation.scenario import Scenario, ScenarioError, preset_path, presets

if TYPE_CHECKING:
    from experiments.results import Result
    from experiments.summaries import Summary


class RequestError(ValueError):
    """A request that is wrong; one line says what would be right."""


MISTAKES = (ScenarioError, FolderError, ManifestError, TableError, RequestError)


def run(
    scenario: Scenario,
    replications: int,
    seed: int,
    out: Path | None,
    workers: int | None,
    csv: bool,
    json: bool,
    force: bool,
    by: list[str],
) -> None:
    """Simulate, print a summary, and write table, manifest and adoption curve."""
    folder = out or Path("results") / scenario.name
    check_folder(folder, force)
    result = _replicated(scenario, replications, seed, workers, by)
    result.save(folder, csv=csv, force=force)
    if json:
        rows = [asdict(row) for row in result.summary()]
        _print_json(
            {"finding": result.finding(), "folder": str(folder), "summary": rows, "notes": list(result.manifest.notes)}
        )
        return
    from rich.console import Console

    console = Console()
    console.print(f"\n[bold]{_plain(result.finding())}[/bold]")
    console.print(_plain(result.subtitle), style="dim")
    _print_summary(console, result.summary())
    for note in result.manifest.notes:
        console.print(_plain(f"Note: {note}"))
    files = ", ".join(sorted(path.name for path in folder.iterdir()))
    console.print(_plain(f"{folder}{os.sep}: {files}"))


def list_presets(json: bool) -> None:
    """Print the presets, a line each."""
    titles = {name: Scenario.load(name).title for name in presets()}
    if json:
        _print_json(titles)
        return
    width = max(map(len, titles))
    for name, title in titles.items():
        print(f"{name:<{width}}  {title}")


def show(scenario: Scenario, changed: bool, json: bool) -> None:
    """Print a scenario, as JSON or as annotated TOML."""
    from simulation.toml_text import annotated

    if json:
        _print_json(scenario.model_dump(mode="json"))
    else:
        print(annotated(scenario, only_changed=changed))


def new(name: str) -> None:
    """Write a commented scenario to NAME.toml."""
    from simulation.toml_text import blank_scenario

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.exists():
        raise RequestError(f"{path}: this file exists already; take another name")
    text = blank_scenario(path.stem)
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    with atomic(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    print(f"{path} is written. Edit it, then: wom check {path} && wom run {path}")


def check(files: list[Path]) -> None:
    """Report every mistake in scenario files."""
    lines: list[str] = []
    for file in files:
        try:
            scenario = Scenario.load(file)
        except ScenarioError as error:
            lines += error.lines
        else:
            print(f"{preset_path(file)}: right ({scenario.consumers:,} consumers, {scenario.weeks} weeks)")
            for note in scenario.notes():
                print(f"  note: {note}")
    if lines:
        raise ScenarioError(lines)


def fields(part: str, json: bool) -> None:
    """Print the reference of fields."""
    from simulation import reference

    try:
        entries = reference.fields(part)
    except ValueError as error:
        raise RequestError(str(error)) from None
    if json:
        _print_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        kind = f" ({entry.kind})" if entry.kind and entry.kind not in entry.path.split(".") else ""
        about = ", ".join(filter(None, (entry.allowed or entry.type, f"[{entry.unit}]", entry.source)))
        print(f"{entry.path}{kind} = {entry.default or 'not set'}    {about}\n    {entry.description}")


def plot(source: Path, out: Path | None) -> None:
    """Draw the adoption curve of a result again."""
    from experiments.results import FIGURE, Result

    target = out or (source if source.is_dir() else source.parent) / FIGURE
    if target.suffix not in (".png", ".svg"):
        raise RequestError(f"{target}: a figure's name ends in .png or .svg")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    result = Result.load(source)
    result.save_figure(target)
    print(f"{target}: {result.finding()}")


def reproduce(source: Path, workers: int | None) -> None:
    """Run a manifest again and compare; exit status 1 if anything differs."""
    from experiments.results import Result

    manifest = Manifest.read(source)
    scenario = Scenario.from_dict(manifest.scenario, where=str(source))
    if scenario.digest != manifest.scenario_digest:
        raise RequestError(f"{source}: the scenario in the manifest is not the one that was run; it was changed since")
    again = _replicated(scenario, manifest.replications, manifest.seed, workers)
    if again.manifest.table_digest == manifest.table_digest:
        print(f"Reproduced to the bit: {manifest.replications} runs of {scenario.name}, {manifest.table_digest[:16]}")
        return
    print("Not reproduced.")
    for name, version in again.manifest.versions.items():
        if manifest.versions.get(name) != version:
            print(f"  another version of {name}: {manifest.versions.get(name)} then, {version} now")
    try:
        for line in Result.load(source).differences(again):
            print(f"  {line} (then and now)")
    except (ManifestError, TableError) as error:
        print(f"  {error}")
    raise SystemExit(1)


def bench(consumers: int, json: bool) -> None:
    """Measure speed and memory here."""
    from experiments.benchmark import measure

    rows = measure(consumers, say=lambda line: print(line, file=sys.stderr))
    if json:
        _print_json([row._asdict() for row in rows])
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "what",
        "consumers",
        "weeks",
        "seconds",
        "ns per consumer and week",
        "bytes per consumer",
        box=None,
        pad_edge=False,
    )
    for row in rows:
        table.add_row(
            row.what,
            f"{row.consumers:,}",
            str(row.weeks),
            f"{row.seconds:.3g}",
            f"{row.nanoseconds:,.0f}",
            f"{row.bytes_each:,.0f}",
        )
    Console().print(table)


def _replicated(
    scenario: Scenario, replications: int, seed: int, workers: int | None, by: Sequence[str] = ()
) -> "Result":
    from experiments.runner import run, useful_workers
    from simulation.kernels import mark_warm

    # While another process simulates, this one gets ready to draw.
    threading.Thread(target=_get_ready, daemon=True).start()
    if workers is None:
        workers = max(1, useful_workers(scenario, replications))
    with _progress(replications) as advance:
        result = run(scenario, replications=replications, seed=seed, workers=workers, by=by, progress=advance)
    mark_warm()
    return result


def _get_ready() -> None:
    import matplotlib.backends.backend_agg  # noqa: F401
    import pyarrow.parquet  # noqa: F401


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from simulation.kernels import is_warm

    console = Console(stderr=True)
    if not is_warm():
        print("Compiling the kernels for this machine; that happens once, and takes half a minute.", file=sys.stderr)
    columns = (
        TextColumn("Simulating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.update(task, completed=done)


def _print_summary(console: Any, rows: "list[Summary]") -> None:
    from rich.table import Table

    for brand in dict.fromkeys(row.brand for row in rows):
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(_plain(brand), ratio=1)
        table.add_column("median", justify="right", no_wrap=True)
        table.add_column("90 % of runs", no_wrap=True)
        for row in (row for row in rows if row.brand == brand):
            interval = "" if row.low is None else f"{_number(row.low, row.unit)} to {_number(row.high, row.unit)}"
            table.add_row(_plain(row.label), _number(row.value, row.unit), interval)
        console.print(table)


def _number(value: float | None, unit: str) -> str:
    if value is None or value != value:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _print_json(value: Any) -> None:
    print(json_format.dumps(_without_nan(value), indent=2, ensure_ascii=False))


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(entry) for entry in value]
    return None if isinstance(value, float) and value != value else value


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
