"""Scenarios: list, show, write and check them, and look up what can stand in them."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, ScenarioArgument, SetOption, app, resolved
from wordofmouth.errors import RequestError


@app.command("list", epilog="Example: wom list")
def list_(json: JsonOption = False) -> None:
    """List the presets, a line each."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.scenario.scenario import Scenario, presets

    titles = {name: Scenario.load(name).title for name in presets()}
    if json:
        print_json(titles)
        return
    width = max(map(len, titles))
    for name, title in titles.items():
        print(f"{name:<{width}}  {title}")


@app.command(epilog="Example: wom show launch --set brand.price=40")
def show(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    changed: Annotated[bool, typer.Option("--changed", help="Only what differs from the defaults.")] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="The week's phases in their order, and who acts in each.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show a scenario resolved, with what each line means."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.scenario.toml_writer import annotated

    chosen = resolved(scenario, set_)
    if plan:
        from wordofmouth.reports.schedule import plan_of

        print(plan_of(chosen))
    elif json:
        print_json(chosen.model_dump(mode="json"))
    else:
        print(annotated(chosen, only_changed=changed))


@app.command(epilog="Example: wom new my_launch")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new scenario's name; its file is NAME.toml here.")],
) -> None:
    """Write a commented scenario to edit."""
    from wordofmouth.results.files import atomic
    from wordofmouth.scenario.toml_writer import blank_scenario

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.exists():
        raise RequestError(f"{path}: this file exists already; take another name")
    text = blank_scenario(path.stem)
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    with atomic(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    print(f"{path} is written. Edit it, then: wom check {path} && wom run {path}")


@app.command(epilog="Example: wom check my_launch.toml")
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files of scenarios and designs, or presets.")],
) -> None:
    """Report every mistake in scenarios and designs: path, value, rule, nearest right answer."""
    from wordofmouth.errors import ScenarioError

    lines: list[str] = []
    for file in files:
        try:
            print("\n  note: ".join(_found_right(file)))
        except ScenarioError as error:
            lines += error.lines
    if lines:
        raise ScenarioError(lines)


def _found_right(file: Path) -> list[str]:
    """Return what a file without mistakes holds, and notes on it."""
    from wordofmouth.scenario.scenario import Scenario
    from wordofmouth.tasks.optimise.goal import Goal
    from wordofmouth.tasks.sweep.design import Design, says

    if says(file, "budget", "vary"):
        goal = Goal.load(file)
        return [f"{file}: right (a goal for {goal.base.name})"]
    if says(file, "factors", "cases", "design"):
        design = Design.load(file)
        runs = "until precise" if design.precision else f"{len(design) * design.replications:,} runs"
        return [f"{file}: right ({len(design):,} points of {design.base.name}, {runs})"]
    scenario = Scenario.load(file)
    return [f"{file}: right ({scenario.consumers:,} consumers, {scenario.weeks} weeks)", *scenario.notes()]


@app.command(epilog="Example: wom fields campaign")
def fields(
    part: Annotated[
        str, typer.Argument(metavar="[PART]", help="A section, family, kind or path, as in network, seeding, survey.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Print the reference of every field: kind, unit, range, default, source."""
    from dataclasses import asdict

    from wordofmouth.cli.output import print_json
    from wordofmouth.scenario import reference

    try:
        entries = reference.fields(part)
    except ValueError as error:
        raise RequestError(str(error)) from None
    if json:
        print_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        kind = f" ({entry.kind})" if entry.kind and entry.kind not in entry.path.split(".") else ""
        about = ", ".join(filter(None, (entry.allowed or entry.type, f"[{entry.unit}]", entry.source)))
        print(f"{entry.path}{kind} = {entry.default or 'not set'}    {about}\n    {entry.description}")
