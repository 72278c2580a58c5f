"""Running: simulate a scenario, and measure how fast that goes here."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import (
    CsvOption,
    ForceOption,
    InfluenceOption,
    JsonOption,
    NamesOption,
    NetworkOption,
    OutOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    WorkersOption,
    command,
    resolved,
)


@command(60, example="wom run launch --set brand.quality=0.6 --replications 50")
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
        bool, typer.Option("--baseline/--no-baseline", help="The same market is run without our campaign too.")
    ] = True,
    csv: CsvOption = False,
    by: Annotated[
        list[str],
        typer.Option(
            "--by",
            metavar="TRAIT",
            help="Trait by which consumers are counted too: online, leader, community or segment.",
        ),
    ] = [],  # noqa: B006
    tree: Annotated[
        bool,
        typer.Option("--tree", help="Who convinced whom is written (influence.parquet), and the reach of each leader."),
    ] = False,
    names: NamesOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Simulate a scenario: print a summary, write table, manifest and adoption curve."""
    from wordofmouth.cli import output
    from wordofmouth.results.files import check_folder
    from wordofmouth.runs.processes import useful_workers
    from wordofmouth.tasks.run.finding import economics
    from wordofmouth.tasks.run.finding import worth as worth_of
    from wordofmouth.tasks.run.task import run as simulate

    chosen = resolved(scenario, set_, network, influence)
    folder = out or Path("results") / chosen.name
    check_folder(folder, force)
    if workers is None:
        # Even on one core: while another process simulates, this one gets ready to draw.
        workers = max(1, useful_workers([chosen], replications))
    with output.simulating(replications) as progress:
        result = simulate(
            chosen,
            replications=replications,
            seed=seed,
            workers=workers,
            by=by,
            baseline=baseline,
            influence=tree,
            progress=progress,
        )
    result.save(folder, csv=csv, force=force, names=names)
    finding, worth, notes = result.finding(), worth_of(result), result.manifest.notes
    if json:
        rows, money = ([asdict(row) for row in rows] for rows in (result.summary(), economics(result)))
        output.print_json(
            {
                "finding": finding,
                "worth": worth,
                "folder": str(folder),
                "summary": rows,
                "economics": money,
                "notes": list(notes),
            }
        )
        return
    console = output.print_head(finding, result.subtitle)
    output.print_summary(console, result.summary())
    console.print(f"\n[bold]{output.plain(worth)}[/bold]" if worth else "")
    output.print_summary(console, economics(result))
    output.print_foot(console, notes, folder)
