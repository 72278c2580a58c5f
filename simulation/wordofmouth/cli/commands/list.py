"""List: the presets, in groups, a line each."""

from wordofmouth.cli.options import CsvPrintedOption, JsonOption, command


@command(10, name="list", example="wom list")
def list_(csv: CsvPrintedOption = False, json: JsonOption = False) -> None:
    """List the presets in groups, and what each shows."""
    from wordofmouth.cli.output import print_csv, print_json
    from wordofmouth.scenario.reference import preset_groups

    groups = preset_groups()
    rows = [
        {"name": name, "group": group, "description": description}
        for group, members in groups.items()
        for name, description in members.items()
    ]
    if json:
        print_json(rows)
    elif csv:
        print_csv(rows)
    else:
        width = max(len(row["name"]) for row in rows)
        for place, (group, members) in enumerate(groups.items()):
            print(f"{chr(10) if place else ''}{group}")
            for name, description in members.items():
                print(f"  {name:<{width}}  {description}")
