"""Instruments: ask simulated consumers, listen to what is said, and tell what happened to one of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import JsonOption, NetworkOption, ScenarioArgument, SeedOption, SetOption, app, resolved

if TYPE_CHECKING:
    from wordofmouth.instruments.survey import Answer


@app.command(epilog="Example: wom survey launch --week 12 --sample 500")
def survey(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    week: Annotated[int, typer.Option(min=0, help="At the end of which week; 0 is before the first.")] = 0,
    sample: Annotated[
        int, typer.Option(min=1, help="How many consumers are asked, chosen by lot; all if there are fewer.")
    ] = 10_000,
    segment: Annotated[str, typer.Option(help="Ask the consumers of this segment only.")] = "",
    seed: SeedOption = 0,
    network: NetworkOption = None,
    json: JsonOption = False,
) -> None:
    """Put a questionnaire to a sample of the consumers: do they know it, would they buy, would a comment matter."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.errors import RequestError
    from wordofmouth.instruments.survey import survey as ask
    from wordofmouth.runs.simulate import check_market, weeks

    chosen = resolved(scenario, set_, network)
    if week > chosen.weeks:
        raise RequestError(f"--week: {week} is not allowed: the scenario ends after week {chosen.weeks}")
    check_market(chosen)
    market = next(run for run in weeks(chosen, seed=seed) if run.week == week)
    answers = ask(market, sample, segment)
    if json:
        rows = [answer._asdict() for answer in answers]
        print_json({"scenario": chosen.name, "week": week, "segment": segment, "seed": seed, "answers": rows})
        return
    _print_answers(
        answers, f"{chosen.title or chosen.name}, {f'after week {week}' if week else 'before the first week'}"
    )


def _print_answers(answers: "list[Answer]", heading: str) -> None:
    from wordofmouth.cli.output import number, plain, plain_table, print_head

    asked = answers[0].n
    console = print_head(f"{asked:,} consumers were asked", heading)
    for brand in dict.fromkeys(answer.brand for answer in answers):
        table = plain_table(brand, "yes", "95 %", "asked")
        for answer in (answer for answer in answers if answer.brand == brand):
            interval = f"{number(answer.low, 'share')} to {number(answer.high, 'share')}" if answer.n else "–"
            question = f"{plain(answer.question)}\n  [dim]{plain(answer.asked)}[/dim]"
            table.add_row(question, number(answer.share, "share"), interval, f"{answer.n:,}")
        console.print(table)


@app.command(epilog="Example: wom listen launch --online --share 0.1 --out launch.csv")
def listen(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .parquet or .csv file; NAME-log.parquet unless given.")
    ] = None,
    share: Annotated[float, typer.Option(help="The share of the messages that is kept, chosen by lot.")] = 1.0,
    channel: Annotated[
        list[str], typer.Option(metavar="CHANNEL", help="Only what comes through this channel; repeatable.")
    ] = [],  # noqa: B006
    online: Annotated[bool, typer.Option("--online", help="Only what others can read: no friends, no ads.")] = False,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    json: JsonOption = False,
) -> None:
    """Write down what is said in one run, by whom to whom: every message heard, every review and post."""
    from dataclasses import asdict

    from wordofmouth.cli import output
    from wordofmouth.errors import RequestError
    from wordofmouth.instruments.log import listen as write_log

    chosen = resolved(scenario, set_, network)
    path = out or Path(f"{chosen.name}-log.parquet")
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    log = write_log(chosen, path, seed=seed, share=share, channels=channel, online=online)
    if json:
        output.print_json(asdict(log) | {"path": str(log.path)})
        return
    console = output.print_head(f"{log.rows:,} messages and posts in {chosen.weeks} weeks", chosen.title)
    for heading, counts in (("heard through", log.heard), ("posted on", log.posted)):
        table = output.plain_table(heading, "messages", "praise", "criticism", "praise of both")
        for kind, (praise, criticism, neither) in counts.items():
            of_both = output.number(praise / (praise + criticism), "share") if praise + criticism else "–"
            table.add_row(kind, f"{praise + criticism + neither:,}", f"{praise:,}", f"{criticism:,}", of_both)
        console.print(table)
    console.print(output.plain(str(log.path)))


@app.command(epilog="Example: wom story launch --consumer 17")
def story(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006
    consumer: Annotated[
        str | None,
        typer.Option(
            help="Her number, or her name in the network's file; unless given, the one to whom the most different "
            "things happen."
        ),
    ] = None,
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="In which language, such as en or fr.")] = "en",
    seed: SeedOption = 0,
    network: NetworkOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what happened to one consumer, week by week, and why she bought or did not."""
    from dataclasses import asdict
    from shutil import get_terminal_size
    from textwrap import fill

    from wordofmouth.cli.output import print_json
    from wordofmouth.instruments.story.story import story as tell

    told = tell(resolved(scenario, set_, network), consumer, seed, language)
    if json:
        print_json(asdict(told))
        return
    for paragraph in told.text.split("\n\n"):
        # Unlike Rich, it breaks no line at a no-break space.
        typer.echo(fill(paragraph, get_terminal_size().columns, break_on_hyphens=False) + "\n")
