"""Responding: what a campaign brings against what it costs, as one of its fields grows."""

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.response.curve import Point
    from wordofmouth.tasks.response.surface import Place

FIGURE = "response.png"


@command(75, example="wom response launch --vary campaign.leaders.count=0:200")
@reads_network
def response(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A preset's name, or a file.")],
    reading: Mapping[str, str],
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=FROM:TO", help="What grows: a range, with :log or without, or A,B,C; given twice, two fields."
        ),
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
    """Draw money against what a campaign costs as one field of it grows, or two, and tell where more is no use."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.statistics.accounting.vocabulary import HINT
    from wordofmouth.tasks.response.curve import curve, designed, table_rows
    from wordofmouth.tasks.response.figure import response_figure
    from wordofmouth.tasks.response.finding import finding, finding_of_two
    from wordofmouth.tasks.response.surface import surface, surface_rows
    from wordofmouth.tasks.response.surface_figure import surface_figure
    from wordofmouth.tasks.sweep.task import sweep
    from wordofmouth.words.market import about_market
    from wordofmouth.words.numbers import counted

    chosen = designed(resolved(scenario, set_, network, reading), vary, measure, replications, seed)
    say_network(chosen.base)
    check_size([chosen.largest], 2 * len(chosen) * chosen.replications, workers, force_size, in_memory=False)
    folder = sweep_folder(chosen.name, out, resume)
    changed = "".join(f" --set {shlex.quote(change)}" for change in set_) + network_words(network, reading)
    varied = "".join(f" --vary {shlex.quote(each)}" for each in vary)
    again = f"wom response {scenario}{varied}{changed} --measure {measure} --resume"
    with (
        kept_runs(folder) as store,
        output.sweeping(folder, again + (f" --out {out}" if out else "")) as progress,
    ):
        result = sweep(
            chosen, out=folder, resume=resume, force=force, workers=workers, store=store, progress=progress
        )  # fmt: skip
    say = Words(language)
    counts = f"{counted(len(chosen), 'point')}, {counted(result.manifest.runs, 'run')}"
    about = " · ".join([counts, *about_market(chosen.base.model_dump())])
    if len(vary) == 2:
        both = surface(result, measure)
        result.keep_figure(surface_figure(result, both, say), folder / FIGURE)
        sentence, places = finding_of_two(result, both, say), both.there if both else []
        if json:
            ends = {"best": list(both.best.values), "enough": list(both.enough.values)} if both else {}
            output.print_json({"finding": sentence, "folder": str(folder), "points": surface_rows(places)} | ends)
            return
        console = output.print_head(sentence, about)
        _print_places(console, places, vary, measure, both.asked.unit if both else "")
        output.print_foot(console, [HINT], folder)
        return
    drawn = curve(result, measure)
    result.keep_figure(response_figure(result, drawn, say), folder / FIGURE)
    sentence, points = finding(result, drawn, say), drawn.points if drawn else ()
    if json:
        place = {"best": drawn.best, "enough": drawn.enough} if drawn else {}
        output.print_json({"finding": sentence, "folder": str(folder), "points": table_rows(points)} | place)
        return
    console = output.print_head(sentence, about)
    _print_points(console, points, vary[0], measure, drawn.asked.unit if drawn else "")
    output.print_foot(console, [HINT], folder)


def _field(vary: str) -> str:
    return vary.partition("=")[0].rpartition(".")[2]


def _print_points(console: "Console", points: "Sequence[Point]", vary: str, measure: str, unit: str) -> None:
    from wordofmouth.cli import output
    from wordofmouth.tasks.sweep.labels import value_text
    from wordofmouth.words.numbers import cell

    table = output.plain_table(_field(vary), "total cost", measure, "95 %", "each 1 more brings", "95 %")
    for point in points:
        ends = f"{cell(point.outcome.low, unit)} to {cell(point.outcome.high, unit)}"
        step = point.marginal
        between = f"{cell(step.low, 'ratio')} to {cell(step.high, 'ratio')}" if step.low == step.low else ""
        brings = (cell(step.mean, "ratio"), between)
        amounts = (cell(point.cost.mean, "money"), cell(point.outcome.mean, unit), ends)
        table.add_row(value_text(point.value), *amounts, *brings)
    console.print(table)


def _print_places(console: "Console", places: "Sequence[Place]", vary: Sequence[str], measure: str, unit: str) -> None:
    """Print every pair of values, and what each 1 more brings that is spent on either, from the value before on."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.sweep.labels import value_text
    from wordofmouth.words.numbers import cell

    fields = [_field(each) for each in vary]
    if fields[0] == fields[1]:
        fields = [each.partition("=")[0].removeprefix("campaign.") for each in vary]
    table = output.plain_table(*fields, "cost", measure, *(f"1 more on {field}" for field in fields))
    for place in places:
        brings = (cell(step.mean, "ratio") for step in place.marginals)
        amounts = (cell(place.cost.mean, "money"), cell(place.outcome.mean, unit))
        table.add_row(*map(value_text, place.values), *amounts, *brings)
    console.print(table)
