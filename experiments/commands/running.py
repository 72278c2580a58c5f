"""Running: simulate a scenario, and measure how fast that goes here."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.words import (
    CsvOption,
    ForceOption,
    InfluenceOption,
    JsonOption,
    NetworkOption,
    OutOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    WorkersOption,
    app,
    resolved,
)


@app.command(epilog="Example: wom run launch --set brand.quality=0.6 --replications 50")
def run(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    replications: ReplicationsOption = 20,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    influence: InfluenceOption = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    baseline: Annotated[
        bool, typer.Option("--baseline/--no-baseline", help="Run the same market without our campaign too.")
    ] = True,
    csv: CsvOption = False,
    by: Annotated[
        list[str], typer.Option("--by", metavar="TRAIT", help="Count by online, leader, community or segment too.")
    ] = [],  # noqa: B006
    tree: Annotated[
        bool, typer.Option("--tree", help="Write who convinced whom (influence.parquet) and each leader's reach.")
    ] = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Simulate a scenario: prints a summary, writes table, manifest and adoption curve."""
    from experiments import runner
    from experiments.commands import output
    from experiments.files import check_folder

    chosen = resolved(scenario, set_, network, influence)
    folder = out or Path("results") / chosen.name
    check_folder(folder, force)
    if workers is None:
        # Even on one core: while another process simulates, this one gets ready to draw.
        workers = max(1, runner.useful_workers([chosen], replications))
    with output.simulating(replications) as progress:
        result = runner.run(chosen, replications=replications, seed=seed, workers=workers, by=by, baseline=baseline,
                            influence=tree, progress=progress)  # fmt: skip
    result.save(folder, csv=csv, force=force)
    finding, worth, notes = result.finding(), result.worth(), result.manifest.notes
    if json:
        rows, money = ([asdict(row) for row in rows] for rows in (result.summary(), result.economics()))
        output.print_json(
            {"finding": finding, "worth": worth, "folder": str(folder), "summary": rows, "economics": money,
             "notes": list(notes)}
        )  # fmt: skip
        return
    console = output.print_head(finding, result.subtitle)
    output.print_summary(console, result.summary())
    console.print(f"\n[bold]{output.plain(worth)}[/bold]" if worth else "")
    output.print_summary(console, result.economics())
    output.print_foot(console, notes, folder)


@app.command(epilog="Example: wom bench sweep --runs 2000")
def bench(
    what: Annotated[
        str,
        typer.Argument(
            metavar="[WHAT]", help="market: its weeks; bass: those of a textbook; sweep: thousands of runs."
        ),
    ] = "market",
    consumers: Annotated[
        int, typer.Option(min=1000, max=20_000_000, help="Consumers of the large market.")
    ] = 1_000_000,
    runs: Annotated[int, typer.Option(min=10, max=1_000_000, help="Runs of the sweep.")] = 10_000,
    workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes of the sweep.")] = 2,
    json: JsonOption = False,
) -> None:
    """Measure speed and memory on this machine."""
    from experiments.commands import output
    from experiments.commands.words import RequestError
    from simulation.parts import nearest

    if what not in (known := ("market", "bass", "sweep")):
        raise RequestError(f"bench: nothing called {what!r} is measured; {nearest(what, known)}")
    if what == "sweep":
        from experiments import benchmark_sweep

        timing = benchmark_sweep.measure(runs, workers, say=_say)
        if json:
            output.print_json(timing._asdict() | {"overhead": timing.overhead})
            return
        print(
            f"{timing.runs:,} runs of {timing.consumers:,} consumers for {timing.weeks} weeks in {timing.workers} "
            f"processes: {timing.seconds:.1f} s; a run alone takes {1e3 * timing.each:.1f} ms, "
            f"all else {1e3 * timing.overhead:.1f} ms of a process for each run; {timing.megabytes:,.0f} MB"
        )
        return
    from experiments import benchmark, benchmark_textbook

    rows = (benchmark_textbook if what == "bass" else benchmark).measure(consumers, say=_say)
    if json:
        output.print_json([row._asdict() for row in rows])
        return
    from rich.console import Console
    from rich.table import Table

    heads = ("what", "consumers", "weeks", "seconds", "ns per consumer and week", "bytes per consumer")
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        memory = f"{row.bytes_each:,.0f}" if row.bytes_each == row.bytes_each else ""
        table.add_row(
            row.what, f"{row.consumers:,}", str(row.weeks), f"{row.seconds:.3g}", f"{row.nanoseconds:,.0f}", memory
        )
    Console().print(table)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
