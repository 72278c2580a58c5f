"""Analysing: what decides an outcome, and how much of it the seed decides."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.networks import network_values, network_words, reads_network, say_network
from wordofmouth.cli.options import (
    AcceptCodeOption,
    ClusterOption,
    ForceOption,
    ForceSizeOption,
    JsonOption,
    NetworkOption,
    OldInputsOption,
    OutOption,
    ResumeOption,
    SetOption,
    WorkersOption,
    assignments,
    check_size,
    command,
    sweep_folder,
)
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.sensitivity.given_data.record import GivenData
    from wordofmouth.tasks.sensitivity.record import Sensitivity
    from wordofmouth.tasks.sensitivity.seed_variance import Estimate
    from wordofmouth.tasks.sweep.record import SweepResult

FIGURE = "sensitivity.png"
_MOST_PAIRS = 3


@command(90, example="wom sensitivity launch --set consumers=2000")
@reads_network
def sensitivity(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|DESIGN|RESULT",
            help="Scenario whose assumptions vary over their ranges, or design whose factors do: a name or a file; "
            "or the folder of a finished sweep, of which nothing is run again.",
        ),
    ],
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    measure: Annotated[
        str, typer.Option(help="Outcome that is explained: penetration, profit, npv, rating …")
    ] = "penetration",
    resume: ResumeOption = False,
    accept_code: AcceptCodeOption = False,
    old_inputs: OldInputsOption = False,
    network: NetworkOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    out: OutOption = None,
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Tell what decides an outcome: assumptions of a scenario or factors of a design, and the share of the seed."""
    from wordofmouth.cli import output
    from wordofmouth.results.files import MANIFEST

    if (Path(asked) / MANIFEST).is_file():
        if given := [*set_, *([network] if network else [])]:
            raise RequestError(f"{asked}: is a result, of which nothing is run again, and so has no {given[0]!r}")
        _of_result(Path(asked), measure, json)
        return
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.tasks.sensitivity import task as analysis
    from wordofmouth.tasks.sensitivity.assumed import designed
    from wordofmouth.tasks.sweep.task import sweep

    chosen = designed(asked, measure, assignments(set_), network_values(network, reading))
    analysis.check(chosen, measure)
    say_network(chosen.base, *(scenario for _, _, scenario, _ in chosen.named_files()))
    check_size([chosen.largest], len(chosen) * chosen.replications, workers, force_size, False, cluster)
    folder = sweep_folder(chosen.name, out, resume)
    changed = "".join(f" --set {shlex.quote(change)}" for change in set_) + network_words(network, reading)
    again = f"wom sensitivity {asked}{changed} --measure {measure} --resume" + (f" --out {out}" if out else "")
    with kept_runs(folder) as store, output.sweeping(folder, again) as progress:
        result = sweep(
            chosen,
            out=folder,
            resume=resume,
            force=force,
            accept_code=accept_code,
            old_inputs=old_inputs,
            workers=workers,
            cluster=cluster,
            store=store,
            progress=progress,
        )
    _tell(result, folder, measure, json)


def _of_result(folder: Path, measure: str, json: bool) -> None:
    from wordofmouth.cli.output import print_unchecked
    from wordofmouth.tasks.sweep.record import SweepResult

    result = SweepResult.load(folder)
    print_unchecked(result.manifest, folder)
    _tell(result, folder, measure, json)


def _tell(result: "SweepResult", folder: Path, measure: str, json: bool) -> None:
    """Print what a sweep says of an outcome, and keep the figure in its folder."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.sensitivity import finding as of_design
    from wordofmouth.tasks.sensitivity.given_data import finding as of_given_data
    from wordofmouth.tasks.sensitivity.record import Sensitivity
    from wordofmouth.tasks.sensitivity.task import sensitivity as analysed
    from wordofmouth.words.numbers import counted

    effects = analysed(result, measure=measure)
    result.keep_figure(effects.plot(), folder / FIGURE)
    if json:
        data = of_design.as_data(effects) if isinstance(effects, Sensitivity) else of_given_data.as_data(effects)
        output.print_json(data | {"folder": str(folder)})
        return
    about = f"{counted(len(result.design), 'point')}, {counted(result.manifest.runs, 'run')}"
    console = output.print_head(effects.finding(), about)
    if isinstance(effects, Sensitivity):
        _print_factors(console, effects)
    else:
        _print_given(console, effects)
    output.print_foot(console, effects.notes(), folder)


def _print_given(console: "Console", given: "GivenData") -> None:
    from wordofmouth.cli.output import plain, plain_table

    table = plain_table("influence, 0 to 1", "delta", "a dummy's", "PAWN", "a dummy's", "p")
    for factor in given.factors:
        index = factor.index
        cells = (f"{value:.3f}" for value in (index.delta, index.dummy_delta, index.pawn, index.dummy_pawn, factor.p))
        table.add_row(plain(factor.label), *cells, style=None if factor.is_distinguishable else "dim")
    console.print(table)


def _print_factors(console: "Console", effects: "Sensitivity") -> None:
    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.tasks.sensitivity.record import MorrisEffect, SobolIndex

    def cells(estimate: "Estimate") -> tuple[str, str]:
        return f"{estimate.value:.3f}".replace("-", "−"), f"{estimate.low:.3f} to {estimate.high:.3f}".replace("-", "−")

    if effects.design.design == "saltelli":
        table = plain_table("share of the variance", "in all", "95 %", "alone", "95 %")
        for index in effects.factors:
            if isinstance(index, SobolIndex):
                style = None if effects.is_distinguishable(index) else "dim"
                table.add_row(plain(index.label), *cells(index.total), *cells(index.first), style=style)
    else:
        table = plain_table("change over the range", "mean size", "95 %", "mean", "spread")
        for effect in effects.factors:
            if isinstance(effect, MorrisEffect):
                style = None if effects.is_distinguishable(effect) else "dim"
                numbers = (f"{effect.mean:.3f}".replace("-", "−"), f"{effect.spread:.3f}")
                table.add_row(plain(effect.label), *cells(effect.strength), *numbers, style=style)
    table.add_row("the seed, of the whole variance", *cells(effects.seed_variance.share))
    table.add_row("noise left in the means", f"{effects.seed_variance.noise:.3f}")
    console.print(table)
    if pairs := [pair for pair in effects.pairs if pair.second.low > 0][:_MOST_PAIRS]:
        labels = {factor.path: factor.label for factor in effects.factors}
        table = plain_table("together, beyond each alone", "share", "95 %")
        for pair in pairs:
            table.add_row(plain(f"{labels[pair.path]} and {labels[pair.other]}"), *cells(pair.second))
        console.print(table)
