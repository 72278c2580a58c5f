"""Running: simulate a scenario, and measure how fast that goes here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.networks import READING, reads_network, say_network
from wordofmouth.cli.options import (
    CsvOption,
    EvidenceOption,
    ForceOption,
    ForceSizeOption,
    GoOnOption,
    JsonOption,
    NamesOption,
    NetworkOption,
    OutOption,
    ReplicationsOption,
    SeedOption,
    SetOption,
    WorkersOption,
    WorldsOption,
    assignments,
    check_size,
    command,
    ready_to_draw,
    resolved,
    take_folder,
)
from wordofmouth.errors import RequestError


@command(60, example="wom run launch --set brand.quality=0.6 --replications 50")
@reads_network
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
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    point: Annotated[
        int | None,
        typer.Option(
            metavar="P",
            min=0,
            help="Point of a sweep that is run again; SCENARIO is then its design or its folder.",
        ),
    ] = None,
    replication: Annotated[
        int | None,
        typer.Option(
            metavar="R", min=0, help="Replication that is run alone, and told of: its log and a story are written too."
        ),
    ] = None,
    replications: ReplicationsOption = 20,
    worlds: WorldsOption = 0,
    evidence: EvidenceOption = None,
    seed: SeedOption = 0,
    network: NetworkOption = None,
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
    resume: GoOnOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Simulate a scenario: print a summary, write table, manifest and adoption curve."""
    drawing = ready_to_draw()
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.cli.worlds import evidence_of, judged, print_worlds, sentences_of
    from wordofmouth.market.copies.branching import changed
    from wordofmouth.results.sparing import sparing
    from wordofmouth.runs.kept import Kept, is_kept
    from wordofmouth.statistics.accounting.vocabulary import HINT
    from wordofmouth.tasks.run.finding import economics, rests_on
    from wordofmouth.tasks.run.finding import worth as worth_of
    from wordofmouth.tasks.run.task import branch as go_on
    from wordofmouth.tasks.run.task import run as simulate
    from wordofmouth.tasks.run.told import tell
    from wordofmouth.tasks.sweep.resume import design_at

    begun = Kept(scenario) if is_kept(scenario) else None
    if begun is not None:
        _check_settled(context, _BY_FILE, f"this was settled when the runs of {begun.path} began")
    if replication is not None or point is not None:
        replications, replication = 1, replication or 0
    if point is not None:
        _check_settled(context, _BY_DESIGN, f"{scenario} says it for all points")
        design = design_at(scenario)
        chosen, count = design.scenario_of(point, replication or 0), 1
        seed, baseline = design.seed, design.baseline
        folder = out or Path("results") / f"{design.name}-point-{point}-replication-{replication}"
    elif begun is None:
        chosen, count = resolved(scenario, set_, network, reading), replications
        say_network(chosen)
        folder = out or Path("results") / (chosen.name if replication is None else f"{chosen.name}-{replication}")
    else:
        chosen, count = changed(begun.scenario, assignments(set_), begun.week), len(begun.replications)
        folder = out or Path("results") / f"{chosen.name}-from-week-{begun.week + 1}"
    if worlds and (begun is not None or until is not None):
        raise RequestError("--worlds: its runs go from the first week to the last; leave out --until, and FILE")
    known = evidence_of(evidence, worlds, chosen)
    take_folder(folder, force)
    check_size([chosen], count * (1 + baseline), workers, force_size)
    with kept_runs(folder, resume=resume) as store:
        with output.simulating(count) as progress:
            if begun is None:
                result = simulate(
                    chosen,
                    replications=replications,
                    first=replication or 0,
                    seed=seed,
                    workers=workers,
                    by=by,
                    baseline=baseline,
                    influence=tree,
                    where_known=True,
                    until=until,
                    keep=keep,
                    store=store,
                    progress=progress,
                )
            else:
                result = go_on(
                    begun.path, assignments(set_), workers=workers, by=by, until=until, keep=keep, progress=progress
                )
        result = judged(result, worlds, known, workers, store)
    drawing.begin(result)
    finding, notes = result.finding(), result.manifest.notes
    worth, summary, money = "", [], []
    with sparing("the summary"):
        worth, summary, money = worth_of(result), result.summary(), economics(result)
    if not json:
        # It is told while it is drawn.
        console = output.print_head(finding, result.subtitle)
        output.print_summary(console, summary)
        console.print(f"\n[bold]{output.plain(worth)}[/bold]" if worth else "")
        output.print_summary(console, money, "mean")
        console.print(f"[dim]{output.plain(HINT)}[/dim]" if money else "")
        console.print(f"\n[dim]{output.plain(rests_on(result))}[/dim]")
        print_worlds(console, result)
    result.save(folder, csv=csv, figure=drawing.into, force=force, names=names)
    if replication is not None and begun is None and "campaigns" in chosen.model.knows:
        tell(folder, chosen, seed=seed, replication=replication, names=names)
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
                **({"worlds": sentences_of(result)} if worlds else {}),
            }
        )
    else:
        output.print_foot(console, notes, folder)


# What the runs of a file have settled, and what a design has.
_BY_FILE = ("point", "replication", "replications", "seed", "network", *READING, "baseline", "tree")
_BY_DESIGN = ("set_", "replications", "seed", "network", *READING, "baseline")


def _check_settled(context: typer.Context, names: Sequence[str], why: str) -> None:
    """Refuse options that say what is settled already."""
    for name in names:
        source = context.get_parameter_source(name)
        if source is not None and source.name != "DEFAULT":
            raise RequestError(f"--{name.rstrip('_')}: {why}; leave it out")
