"""List: the presets, a line each."""

from wordofmouth.cli.options import CsvPrintedOption, JsonOption, command


@command(10, name="list", example="wom list")
def list_(csv: CsvPrintedOption = False, json: JsonOption = False) -> None:
    """List the presets, a line each."""
    from wordofmouth.cli.output import print_csv, print_json
    from wordofmouth.scenario.scenario import Scenario, presets

    titles = {name: Scenario.load(name).title for name in presets()}
    if json:
        print_json(titles)
        return
    if csv:
        print_csv([{"name": name, "title": title} for name, title in titles.items()])
        return
    width = max(map(len, titles))
    for name, title in titles.items():
        print(f"{name:<{width}}  {title}")
