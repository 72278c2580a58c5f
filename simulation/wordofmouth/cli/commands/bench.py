"""Benchmarking: how fast it all is on this machine, beside others' programs where they are installed."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from wordofmouth.cli.networks import network_in, network_values, reads_network, say_look
from wordofmouth.cli.options import JsonOption, NetworkOption, command

# What is measured, and the options that say how.
WHAT = {
    "market": ("--consumers",),
    "bass": ("--consumers",),
    "cascade": ("--consumers", "--network"),
    "sweep": ("--runs", "--workers"),
    "start": ("--repeats", "--page"),
}


@command(190, example="wom bench sweep --runs 2000", plugins=False)
@reads_network
def bench(
    reading: Mapping[str, str],
    what: Annotated[
        str,
        typer.Argument(
            metavar="[WHAT]",
            help="Part that is measured: market (its weeks), bass (those of a textbook), cascade (beside NDlib and "
            "CyNetDiff), sweep (thousands of runs), start (how long one waits for the first number).",
        ),
    ] = "market",
    consumers: Annotated[
        int | None,
        typer.Option(min=1000, max=20_000_000, help="Number of consumers; a million unless given, 10,000 in cascades."),
    ] = None,
    network: NetworkOption = None,
    runs: Annotated[
        int | None, typer.Option(min=10, max=1_000_000, help="Number of runs of the sweep; 10,000 unless given.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Number of processes of the sweep; 2 unless given.")
    ] = None,
    repeats: Annotated[
        int | None, typer.Option(min=1, max=100, help="Number of processes of each kind at the start; 5 unless given.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to which what the start takes is written, as Markdown.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure speed and memory on this machine."""
    from wordofmouth.errors import RequestError
    from wordofmouth.scenario.parts import nearest

    network_values(network, reading)  # refuses what says how to read a file that is not there
    if what not in WHAT:
        raise RequestError(f"bench: nothing called {what!r} is measured; {nearest(what, WHAT)}")
    given = {
        "--consumers": consumers,
        "--network": network,
        "--runs": runs,
        "--workers": workers,
        "--repeats": repeats,
        "--page": page,
    }
    for option, value in given.items():
        if value is not None and option not in WHAT[what]:
            raise RequestError(f"{option}: `bench {what}` has no use for it; it takes {' and '.join(WHAT[what])}")
    match what:
        case "market" | "bass":
            _weeks(what, consumers or 1_000_000, json)
        case "cascade":
            _cascades(consumers or 10_000, network, reading, json)
        case "sweep":
            _sweep(runs or 10_000, workers or 2, json)
        case "start":
            _start(repeats, page, json)


def _weeks(what: str, consumers: int, json: bool) -> None:
    from wordofmouth.tasks.bench import market as benchmark
    from wordofmouth.tasks.bench import textbook as benchmark_textbook

    rows = (benchmark_textbook if what == "bass" else benchmark).measure(consumers, say=_say)
    heads = ("what", "consumers", "weeks", "seconds", "ns per consumer and week", "bytes per consumer")
    _print(
        rows,
        heads,
        json,
        lambda row: (
            row.what,
            f"{row.consumers:,}",
            str(row.weeks),
            f"{row.seconds:.3g}",
            f"{row.nanoseconds:,.0f}",
            f"{row.bytes_each:,.0f}" if row.bytes_each == row.bytes_each else "",
        ),
    )


def _cascades(consumers: int, file: Path | None, reading: Mapping[str, str], json: bool) -> None:
    from wordofmouth.statistics.intervals import normal_half_width
    from wordofmouth.tasks.bench import cascades as benchmark_cascade

    network = None if file is None else network_in(file, reading)
    if file is not None and network is not None:
        say_look(file, network)
    rows = benchmark_cascade.measure(_say, consumers, network)
    ours = {row.probability: row.each for row in rows if row.library == "wom"}
    _print(
        rows,
        ("library", "a tie carries", "consumers reached", "µs a cascade", "times ours"),
        json,
        lambda row: (
            row.library,
            f"{row.probability:g}",
            f"{row.mean:,.1f} ± {normal_half_width(row.error):,.1f}",
            f"{1e6 * row.each:,.1f}",
            f"{row.each / ours[row.probability]:,.1f}",
        ),
    )


def _sweep(runs: int, workers: int, json: bool) -> None:
    from wordofmouth.cli.output import print_json
    from wordofmouth.tasks.bench import sweep as benchmark_sweep

    timing = benchmark_sweep.measure(runs, workers, say=_say)
    if json:
        print_json(timing._asdict() | {"overhead": timing.overhead})
        return
    print(
        f"{timing.runs:,} runs of {timing.consumers:,} consumers for {timing.weeks} weeks in {timing.workers} "
        f"processes: {timing.seconds:.1f} s; a run alone takes {1e3 * timing.each:.1f} ms, "
        f"all else {1e3 * timing.overhead:.1f} ms of a process for each run; {timing.megabytes:,.0f} MB"
    )


def _start(repeats: int | None, page: Path | None, json: bool) -> None:
    from wordofmouth.results.files import atomic
    from wordofmouth.tasks.bench import start as benchmark_start

    rows = benchmark_start.measure(_say, repeats or benchmark_start.REPEATS)
    if page is not None:
        with atomic(page) as unfinished:
            unfinished.write_text(benchmark_start.markdown(rows), encoding="utf-8")
    heads = ("what", "wall seconds", "processor seconds")
    _print(rows, heads, json, lambda row: (row.what, f"{row.wall:.2f}", f"{row.cpu:.2f}"))


def _print(rows: list[Any], heads: tuple[str, ...], json: bool, written: Callable[[Any], tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from wordofmouth.cli.output import print_json

    if json:
        print_json([row._asdict() for row in rows])
        return
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*written(row))
    Console().print(table)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
