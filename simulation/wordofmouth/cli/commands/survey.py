"""Survey: a questionnaire put to simulated consumers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, cast

import typer

from wordofmouth.cli.networks import reads_network, say_network
from wordofmouth.cli.options import (
    CsvPrintedOption,
    JsonOption,
    NetworkOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    command,
    resolved,
)

if TYPE_CHECKING:
    from wordofmouth.instruments.survey import Answer
    from wordofmouth.market.market import Market


@command(140, example="wom survey launch --week 12 --sample 500")
@reads_network
def survey(
    scenario: ScenarioArgument,
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    week: Annotated[int, typer.Option(min=0, help="Week at the end of which is asked; 0 is before the first.")] = 0,
    sample: Annotated[
        int, typer.Option(min=1, help="Number of consumers who are asked, drawn at random; all if there are fewer.")
    ] = 10_000,
    segment: Annotated[str, typer.Option(help="Segment whose consumers are asked; all unless given.")] = "",
    seed: SeedOption = 0,
    network: NetworkOption = None,
    csv: CsvPrintedOption = False,
    json: JsonOption = False,
) -> None:
    """Put a questionnaire to a sample of the consumers: do they know it, would they buy, would a comment matter."""
    from wordofmouth.cli.output import print_csv, print_json
    from wordofmouth.errors import RequestError
    from wordofmouth.instruments.survey import survey as ask
    from wordofmouth.runs.simulate import check_market, weeks

    chosen = resolved(scenario, set_, network, reading)
    say_network(chosen)
    if week > chosen.weeks:
        raise RequestError(f"--week: {week} is not allowed: the scenario ends after week {chosen.weeks}")
    check_market(chosen)
    # The runs of a model that is a market are markets.
    market = cast("Market", next(run for run in weeks(chosen, seed=seed) if run.week == week))
    answers = ask(market, sample, segment)
    rows = [answer._asdict() for answer in answers]
    if csv:
        print_csv(rows)
        return
    if json:
        print_json({"scenario": chosen.name, "week": week, "segment": segment, "seed": seed, "answers": rows})
        return
    _print_answers(
        answers, f"{chosen.title or chosen.name}, {f'after week {week}' if week else 'before the first week'}"
    )


def _print_answers(answers: "list[Answer]", heading: str) -> None:
    from wordofmouth.cli.output import plain, plain_table, print_head
    from wordofmouth.words.numbers import cell, counted

    asked = answers[0].n
    console = print_head(f"{counted(asked, 'consumer was', 'consumers were')} asked", heading)
    for brand in dict.fromkeys(answer.brand for answer in answers):
        table = plain_table(brand, "yes", "95 %", "asked")
        for answer in (answer for answer in answers if answer.brand == brand):
            interval = f"{cell(answer.low, 'share')} to {cell(answer.high, 'share')}" if answer.n else "–"
            question = f"{plain(answer.question)}\n  [dim]{plain(answer.asked)}[/dim]"
            table.add_row(question, cell(answer.share, "share"), interval, f"{answer.n:,}")
        console.print(table)
