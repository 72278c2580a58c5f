"""Show: a scenario resolved, with what each line means."""

from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, ScenarioArgument, SetOption, command, resolved


@command(20, example="wom show launch --set brand.price=40")
def show(
    scenario: ScenarioArgument,
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    changed: Annotated[bool, typer.Option("--changed", help="Only what differs from the defaults is shown.")] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="The week is shown, phase by phase, with who acts in it.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show a scenario resolved, with what each line means."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.scenario.toml.writer import annotated

    chosen = resolved(scenario, set_)
    if plan:
        from wordofmouth.reports.schedule import plan_of

        print(plan_of(chosen))
    elif json:
        print_json(chosen.model_dump(mode="json"))
    else:
        print(annotated(chosen, only_changed=changed))
        # After the scenario, as comments: what is shown is a file that can be run.
        for remark in chosen.model.remarks(chosen):
            print(f"# {remark}")
