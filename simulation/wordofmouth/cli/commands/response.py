"""Responding: what a campaign brings against what it costs, as one of its fields grows."""

import shlex
from collections.abc import Mapping
from typing import Annotated

import typer

from wordofmouth.cli.networks import network_words, reads_network, say_network
from wordofmouth.cli.options import (
    ForceOption,
    ForceSizeOption,
    JsonOption,
    LanguageOption,
    NetworkOption,
    OutOption,
    ReplicationsOption,
    ResumeOption,
    SeedOption,
    SetOption,
    WorkersOption,
    check_size,
    command,
    resolved,
    sweep_folder,
)
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST

FIGURE = "response.png"


@command(75, example="wom response launch --vary campaign.leaders.count=0:200")
@reads_network
def response(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A preset's name, or a file.")],
    reading: Mapping[str, str],
    vary: Annotated[
        str,
        typer.Option(metavar="PATH=FROM:TO", help="What grows: a range, with :log or without, or A,B,C."),
    ],
    measure: Annotated[str, typer.Option(help="Outcome that is drawn: npv, profit, buyers, penetration …")] = "npv",
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    replications: ReplicationsOption = 20,
    seed: SeedOption = 0,
    resume: ResumeOption = False,
    network: NetworkOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    json: JsonOption = False,
    language: LanguageOption = FIRST,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Draw money against what a campaign costs as one field of it grows, and tell from where on more is no use."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.statistics.accounting.vocabulary import HINT
    from wordofmouth.tasks.response.curve import curve, designed, table_rows
    from wordofmouth.tasks.response.figure import response_figure
    from wordofmouth.tasks.response.finding import finding
    from wordofmouth.tasks.sweep.labels import value_text
    from wordofmouth.tasks.sweep.task import sweep
    from wordofmouth.words.numbers import cell, counted

    chosen = designed(resolved(scenario, set_, network, reading), vary, measure, replications, seed)
    say_network(chosen.base)
    check_size([chosen.largest], 2 * len(chosen) * chosen.replications, workers, force_size, in_memory=False)
    folder = sweep_folder(chosen.name, out, resume)
    changed = "".join(f" --set {shlex.quote(change)}" for change in set_) + network_words(network, reading)
    again = f"wom response {scenario} --vary {shlex.quote(vary)}{changed} --measure {measure} --resume"
    with (
        kept_runs(folder) as store,
        output.sweeping(folder, again + (f" --out {out}" if out else "")) as progress,
    ):
        result = sweep(
            chosen, out=folder, resume=resume, force=force, workers=workers, store=store, progress=progress
        )  # fmt: skip
    drawn, say = curve(result, measure), Words(language)
    result.keep_figure(response_figure(result, drawn, say), folder / FIGURE)
    sentence, points = finding(result, drawn, say), drawn.points if drawn else ()
    if json:
        place = {"best": drawn.best, "enough": drawn.enough} if drawn else {}
        output.print_json({"finding": sentence, "folder": str(folder), "points": table_rows(points)} | place)
        return
    about = f"{counted(len(chosen), 'point')}, {counted(result.manifest.runs, 'run')}"
    console = output.print_head(sentence, about)
    unit = drawn.asked.unit if drawn else ""
    field = vary.partition("=")[0].rpartition(".")[2]
    table = output.plain_table(field, "total cost", measure, "95 %", "each 1 more brings", "95 %")
    for point in points:
        ends = f"{cell(point.outcome.low, unit)} to {cell(point.outcome.high, unit)}"
        step = point.marginal
        between = f"{cell(step.low, 'ratio')} to {cell(step.high, 'ratio')}" if step.low == step.low else ""
        cells = (
            cell(point.cost.mean, "money"),
            cell(point.outcome.mean, unit),
            ends,
            cell(step.mean, "ratio"),
            between,
        )
        table.add_row(value_text(point.value), *cells)
    console.print(table)
    output.print_foot(console, [HINT], folder)
