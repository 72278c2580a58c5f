"""Seeding: whom to convince first, in a network of one's own or a scenario's."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from wordofmouth.cli.networks import beside, network_values, reads_network, say_network
from wordofmouth.cli.options import (
    GoOnOption,
    JsonOption,
    NetworkOption,
    SeedOption,
    SetOption,
    assignments,
    command,
)

if TYPE_CHECKING:
    from wordofmouth.tasks.seeds.record import Aim, SeedChoices

_SHOWN = 10


@command(120, example="wom seeds contacts.csv --model weighted_cascade --count 50")
@reads_network
def seeds(
    asked: Annotated[str, typer.Argument(metavar="NETWORK", help="File of ties, or a scenario with its network.")],
    reading: Mapping[str, str],
    model: Annotated[
        str,
        typer.Option(
            help="Model of how word spreads: independent_cascade (default), weighted_cascade, linear_threshold, "
            "negative_cascade; consumer: by simulating the market."
        ),
    ] = "",
    count: Annotated[int, typer.Option(min=0, help="Number of seeds.")] = 10,
    strategy: Annotated[
        str | None,
        typer.Option(
            help="Strategy that chooses them: reverse_reachable (default), greedy, degree …; all compares them."
        ),
    ] = None,
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    aim: Annotated[str, typer.Option(help="Aim of the choice, with --model consumer: buyers or profit.")] = "buyers",
    budget: Annotated[float, typer.Option(min=0, help="Most that the gifts may cost, with --model consumer.")] = float(
        "inf"
    ),
    runs: Annotated[
        int, typer.Option(min=2, max=10_000_000, help="Number of cascades by which seeds are tried.")
    ] = 10_000,
    epsilon: Annotated[
        float | None,
        typer.Option(help="By how much less than 1 − 1/e of the best is guaranteed; 0.05 unless given."),
    ] = None,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.csv", help="File to which the seeds are written.")
    ] = None,
    resume: GoOnOption = False,
    json: JsonOption = False,
) -> None:
    """Choose whom to convince first, so that word of mouth reaches most (influence maximisation)."""
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.errors import RequestError
    from wordofmouth.tasks.seeds import task
    from wordofmouth.tasks.seeds.record import save

    if out is not None and out.suffix != ".csv":
        raise RequestError(f"--out: {out} is not allowed: the name of a file of seeds ends in .csv")
    # Without an option of its own, the file is the one whose seeds are asked for.
    how = beside(asked, reading) if network is None else {}
    values = {} if network is None else network_values(network, reading)
    scenario = task.scenario_of(asked, model, values | assignments(set_), how)
    say_network(scenario)
    with kept_runs(out, resume=resume) as store:
        chosen = task.seeds(
            scenario,
            count=count,
            strategy=strategy or "",
            # What is neither of the two is refused there.
            aim=cast("Aim", aim),
            budget=budget,
            runs=runs,
            epsilon=epsilon,
            seed=seed,
            store=store,
        )
    if out is not None:
        save(out, chosen.network, chosen.best)
    if json:
        _print_json(chosen)
    else:
        _print(chosen, out)


def _print(chosen: "SeedChoices", out: Path | None) -> None:
    from wordofmouth.cli.output import plain, plain_table, print_head
    from wordofmouth.tasks.seeds.record import interval, name_of

    best, network = chosen.best, chosen.network
    about = f"{network.n:,} consumers, {network.n_ties:,} ties · model {chosen.scenario.model.kind}"
    console = print_head(chosen.finding(), about)
    if len(chosen.choices) > 1:
        table = plain_table("strategy", best.unit, "95 % interval")
        for choice in chosen.choices:
            low, high = interval(choice)
            table.add_row(choice.strategy, f"{choice.reached:,.1f}", f"{low:,.1f} to {high:,.1f}")
        console.print(table)
    table = plain_table("seed", "ties")
    for i in best.seeds[:_SHOWN].tolist():
        table.add_row(plain(name_of(network, i)), f"{network.degree[i]:,}")
    console.print(table)
    if len(best.seeds) > _SHOWN and out is None:
        console.print(f"… and {len(best.seeds) - _SHOWN:,} more: --out seeds.csv writes them all", style="dim")
    for line in [*chosen.notes(), *([f"{out}: the seeds"] if out else [])]:
        console.print(plain(line))


def _print_json(chosen: "SeedChoices") -> None:
    from wordofmouth.cli.output import print_json
    from wordofmouth.tasks.seeds.record import interval, name_of

    print_json(
        [
            choice._asdict()
            | {"seeds": choice.seeds.tolist(), "names": [name_of(chosen.network, i) for i in choice.seeds.tolist()]}
            | {"interval": interval(choice)}
            for choice in chosen.choices
        ]
    )
