"""Running: simulate a scenario, and measure how fast that goes here."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import (
    CsvOption,
    ForceOption,
    ForceSizeOption,
    InfluenceOption,
    JsonOption,
    NamesOption,
    NetworkOption,
    OutOption,
    ReplicationsOption,
    SeedOption,
    SetOption,
    WorkersOption,
    assignments,
    check_size,
    command,
    ready_to_draw,
    resolved,
    take_folder,
)
from wordofmouth.errors import RequestError


@command(60, example="wom run launch --set brand.quality=0.6 --replications 50")
def run(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="Name of a preset (see `wom list`) or a file; NAME/VARIANT is one of its variants. A file that "
            "--keep has written is gone on with, from where its runs stopped.",
        ),
    ],
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
    until: Annotated[
        int | None, typer.Option(metavar="WEEK", min=1, help="Week at whose end the runs stop; the last unless given.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File that keeps the runs as they are at their end; `wom run FILE --set PATH=VALUE` goes on from it.",
        ),
    ] = None,
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Simulate a scenario: print a summary, write table, manifest and adoption curve."""
    drawing = ready_to_draw()
    from wordofmouth.cli import output
    from wordofmouth.market.copies.branching import changed
    from wordofmouth.runs.kept import Kept, is_kept
    from wordofmouth.tasks.run.finding import economics, rests_on
    from wordofmouth.tasks.run.finding import worth as worth_of
    from wordofmouth.tasks.run.task import branch as go_on
    from wordofmouth.tasks.run.task import run as simulate

    begun = Kept(scenario) if is_kept(scenario) else None
    if begun is None:
        chosen, count = resolved(scenario, set_, network, influence), replications
        folder = out or Path("results") / chosen.name
    else:
        _check_settled(context, begun.path)
        chosen, count = changed(begun.scenario, assignments(set_), begun.week), len(begun.replications)
        folder = out or Path("results") / f"{chosen.name}-from-week-{begun.week + 1}"
    take_folder(folder, force)
    check_size([chosen], count * (1 + baseline), workers, force_size)
    with output.simulating(count) as progress:
        if begun is None:
            result = simulate(
                chosen,
                replications=replications,
                seed=seed,
                workers=workers,
                by=by,
                baseline=baseline,
                influence=tree,
                until=until,
                keep=keep,
                progress=progress,
            )
        else:
            result = go_on(
                begun.path, assignments(set_), workers=workers, by=by, until=until, keep=keep, progress=progress
            )
    drawing.begin(result)
    finding, worth, notes = result.finding(), worth_of(result), result.manifest.notes
    summary, money = result.summary(), economics(result)
    if not json:
        # It is told while it is drawn.
        console = output.print_head(finding, result.subtitle)
        output.print_summary(console, summary)
        console.print(f"\n[bold]{output.plain(worth)}[/bold]" if worth else "")
        output.print_summary(console, money)
        console.print(f"\n[dim]{output.plain(rests_on(result))}[/dim]")
    result.save(folder, csv=csv, figure=drawing.into, force=force, names=names)
    if json:
        output.print_json(
            {
                "finding": finding,
                "worth": worth,
                "rests_on": rests_on(result),
                "folder": str(folder),
                "summary": [asdict(row) for row in summary],
                "economics": [asdict(row) for row in money],
                "notes": list(notes),
            }
        )
    else:
        output.print_foot(console, notes, folder)


# What was settled when runs began that a file keeps.
_SETTLED = ("replications", "seed", "network", "influence", "baseline", "tree")


def _check_settled(context: typer.Context, file: Path) -> None:
    """Refuse options that say what the runs of a file have settled."""
    for name in _SETTLED:
        source = context.get_parameter_source(name)
        if source is not None and source.name != "DEFAULT":
            raise RequestError(f"--{name}: this was settled when the runs of {file} began; leave it out")
