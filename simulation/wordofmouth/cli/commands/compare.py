"""Comparing: scenarios side by side, and what can be told of their differences."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.networks import reads_network, say_network
from wordofmouth.cli.options import (
    ClusterOption,
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
    check_size,
    command,
    ready_to_draw,
    resolved,
    take_folder,
)

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.compare.record import Comparison


@command(70, example="wom compare launch launch.toml --precision 0.005")
@reads_network
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="A B…",
            help="Presets or files, of which the first is the base; one alone is compared with its variants.",
        ),
    ],
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    replications: ReplicationsOption = 20,
    precision: Annotated[
        float | None,
        typer.Option(
            metavar="X",
            help="Replications go on (40 to 1,000) until every 95 % interval is within ±X; 0.005 is half a "
            "percentage point.",
        ),
    ] = None,
    measure: Annotated[
        str, typer.Option(help="Outcome that is compared: penetration, buyers, profit, npv, cost_per_customer …")
    ] = "penetration",
    worlds: WorldsOption = 0,
    evidence: EvidenceOption = None,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    csv: CsvOption = False,
    names: NamesOption = False,
    resume: GoOnOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Compare scenarios under common random numbers: what differs, and how surely."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.cli.worlds import evidence_of, judged, print_worlds, sentences_of
    from wordofmouth.errors import RequestError
    from wordofmouth.statistics.outcomes import outcome
    from wordofmouth.tasks.compare import task as comparison
    from wordofmouth.tasks.compare.record import folder_name

    outcome(measure)
    if precision is not None and not 0 < precision < float("inf"):
        raise RequestError(f"--precision: {precision:g} is not allowed: must be above 0")
    chosen = comparison.comparable([resolved(scenario, set_, network, reading) for scenario in scenarios])
    known = evidence_of(evidence, worlds, chosen[0])
    say_network(*chosen)
    folder = out or Path("results") / folder_name(chosen[0])
    take_folder(folder, force)
    check_size(chosen, replications, workers, force_size, cluster=cluster)
    drawing, total = ready_to_draw(), None if precision else replications
    with kept_runs(folder, resume=resume) as store:
        with output.simulating(total) as progress:
            result = comparison.compare(
                *chosen,
                replications=replications,
                precision=precision,
                measure=measure,
                seed=seed,
                workers=workers,
                cluster=cluster,
                store=store,
                progress=progress,
            )
        result = judged(result, worlds, known, workers, store, cluster)
    drawing.begin(result)
    result.save(folder, csv=csv, figure=drawing.into, force=force, names=names)
    finding, notes = result.finding(), result.manifest.notes
    if json:
        rows = [asdict(row) for row in result.summary()]
        output.print_json(
            {
                "finding": finding,
                "folder": str(folder),
                "replications": result.manifest.replications,
                "differences": rows,
                "notes": list(notes),
                **({"worlds": sentences_of(result)} if worlds else {}),
            }
        )
        return
    console = output.print_head(finding, result.subtitle)
    _print_differences(console, result)
    print_worlds(console, result)
    output.print_foot(console, notes, folder)


def _print_differences(console: "Console", result: "Comparison") -> None:
    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.statistics.accounting.vocabulary import HINT
    from wordofmouth.tasks.compare.finding import family, interval_or_count
    from wordofmouth.words.numbers import cell, format_number, percent

    labels, rows = result.labels, result.summary()
    for name in list(labels)[1:]:
        table = plain_table(labels[name], "mean", "difference", "95 %", "better in")
        # Of what channels won, what differs is what drove the rest.
        for row in (row for row in rows if row.scenario == name and (not row.is_driver or row.is_distinguishable)):
            difference = format_number(row.difference, row.unit, row.precision, sign=True)
            points = " pp" if row.unit == "share" else ""
            # Where no run differs, neither is better in half of them.
            is_told = row.is_outcome and row.beats == row.beats and row.differing
            beats = percent(row.beats) if is_told else ""
            cells = (cell(row.value, row.unit), difference + points, interval_or_count(row), beats)
            table.add_row(plain(row.label), *cells, style="bold" if row.is_distinguishable else None)
        console.print(table)
    saved = [row.saved for row in rows if row.measure == result.manifest.measure and row.saved == row.saved]
    if result.manifest.replications > 1:
        console.print(plain(f"{family(result)} {HINT}"), style="dim")
    if saved:
        alone = f"{min(saved):.1f}" if len(saved) == 1 else f"{min(saved):.1f} to {max(saved):.1f}"
        console.print(f"Without common random numbers, as sure a comparison would take {alone} times as many runs.")
