"""Optimising: search for the best campaign within a budget."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.networks import network_values, reads_network, say_network
from wordofmouth.cli.options import (
    ClusterOption,
    ForceOption,
    ForceSizeOption,
    GoOnOption,
    JsonOption,
    NetworkOption,
    OutOption,
    WorkersOption,
    check_size,
    command,
    ready_to_draw,
    take_folder,
)

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.optimise.record import Optimised


@command(110, example="wom optimise best_launch")
@reads_network
def optimise(
    design: Annotated[
        str,
        typer.Argument(
            metavar="DESIGN",
            help="File of a goal (scenario, budget, what is varied), or the name of one that comes along.",
        ),
    ],
    reading: Mapping[str, str],
    network: NetworkOption = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    resume: GoOnOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Search for the best campaign within a budget, and tell what it is worth with fresh seeds."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.extras import need
    from wordofmouth.tasks.optimise.finding import changes, plan, promise
    from wordofmouth.tasks.optimise.goal import Goal
    from wordofmouth.tasks.optimise.task import most_runs
    from wordofmouth.tasks.optimise.task import optimise as search

    need("optimise")
    goal = Goal.load(design, network_values(network, reading))
    say_network(goal.base)
    folder = out or Path("results") / goal.name
    take_folder(folder, force)
    check_size([goal.base], most_runs(goal), workers, force_size, False, cluster)
    drawing = ready_to_draw()
    with kept_runs(folder, resume=resume) as store, output.simulating(most_runs(goal)) as progress:
        result = search(goal, workers=workers, cluster=cluster, store=store, progress=progress)
    drawing.begin(result)
    result.save(folder, figure=drawing.into, force=force)
    if json:
        output.print_json(
            {
                "finding": result.finding(),
                "promise": promise(result),
                "folder": str(folder),
                "cost": result.cost,
                "costs": result.costs._asdict(),
                "plan": plan(result),
                "gains": [row._asdict() | {"fresh": row.fresh._asdict()} for row in result.summary()],
                "campaign": [dict(zip(("path", "own", "best"), row, strict=True)) for row in changes(result)],
                "cost_front": [point._asdict() for point in result.cost_front()],
                "risk_front": [point._asdict() for point in result.risk_front()],
                "notes": list(result.manifest.notes),
            }
        )
        return
    console = output.print_head(result.finding(), promise(result), result.subtitle)
    _print_tables(console, result)
    if plan(result):
        console.print(f"\n[bold]{output.plain(plan(result))}.[/bold]")
    output.print_foot(console, result.manifest.notes, folder)


def _print_tables(console: "Console", result: "Optimised") -> None:
    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.tasks.optimise.finding import WORDS, amount_text, changes, few, interval_text
    from wordofmouth.words.numbers import cell, percent

    unit = result.outcome.unit
    table = plain_table("best campaign beside", "as searched", "new random runs", "95 %")
    for row in result.summary():
        cells = (amount_text(result, value, row.fresh, sign=True) for value in (row.promised, row.fresh.difference))
        table.add_row(WORDS[row.beside], *cells, interval_text(result, row.fresh, sign=True))
    console.print(table)
    table = plain_table("what is varied", "own", "best")
    for changed in changes(result):
        table.add_row(*map(plain, changed))
    console.print(table)
    worst = percent(result.caution)
    table = plain_table("what money buys, beside none", "cost", "on average", f"worst {worst}")
    for point in few(result.cost_front()):
        amounts = (cell(point.cost, "money"), cell(point.mean, unit), cell(point.worst, unit))
        table.add_row(WORDS.get(point.campaign, f"campaign {point.campaign}"), *amounts)
    console.print(table)
    against = f"{result.outcome.label} against risk, within the budget"
    table = plain_table(against, "on average", f"worst {worst}", "cost")
    for point in few(result.risk_front()):
        amounts = (cell(point.mean, unit), cell(point.worst, unit), cell(point.cost, "money"))
        table.add_row(WORDS.get(point.campaign, f"campaign {point.campaign}"), *amounts)
    console.print(table)
