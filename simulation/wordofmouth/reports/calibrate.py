"""The report of a calibration."""

import itertools

from wordofmouth.reports.chapters import Contents, asked, honest, number
from wordofmouth.reports.html import joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, as_written, scenario_files
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import to_toml
from wordofmouth.tasks.calibrate.finding import summary, unidentified
from wordofmouth.tasks.calibrate.record import Calibration
from wordofmouth.tasks.calibrate.verdict import verdict
from wordofmouth.words.numbers import counted
from wordofmouth.words.numbers import three_digits as digits


def contents(result: Calibration) -> Contents:
    """Return the report of a calibration."""
    held = len(result.observed.periods) - result.fitted
    parameters = table(
        "Parameters",
        ("field", "calibrated", "95 % interval", "sought in"),
        [
            (
                row.path,
                digits(row.value),
                f"{digits(row.low)} to {digits(row.high)}",
                f"{digits(row.range[0])} to {digits(row.range[1])}",
            )
            for row in summary(result)
        ],
    )
    columns = [result.observed.sales, *result.forecast]
    sales = table(
        "Sales" + (f"; the last {held} periods were not fitted" if held else ""),
        ("period", "observed", "median", "5 %", "95 % of runs"),
        [
            (period, *(number(value, "") for value in row))
            for period, *row in zip(result.observed.periods, *(column.tolist() for column in columns), strict=True)
        ],
    )
    errors = [f"{name.replace('_', ' ')} {number(error, '')}" for name, error in result.errors.items()]
    forecast = f"In the periods that were not fitted, forecasts are off by, on average: {', '.join(errors)}."
    sure = (
        [f"{verdict(result).text}."]
        + [f"{line}." for line in unidentified(result)]
        + [forecast if errors else "", honest()]
    )
    chapters = [
        ("How sure that is", joined([paragraphs(sure), parameters if result.fits else ""])),
        (
            "What was asked",
            joined([paragraphs([f"{result.subtitle}."]), asked(Scenario.from_dict(result.manifest.scenario))]),
        ),
        ("All numbers", sales),
    ]
    manifest = result.manifest
    about = f"{manifest.scenario['name']} · {counted(manifest.replications, 'run')} · seed {manifest.seed}"
    return Contents(chapters, manifest.title, about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that calibrates again, and the files that it needs: the scenario, data and ranges."""
    scenario = scenario_files(manifest.scenario)
    asked = manifest.design
    data, ranges = asked["data"], {path: as_written(values) for path, values in asked["ranges"].items()}
    series = {name: data[name] for name in ("sales", "rating", "reviews") if data[name] is not None}
    if data["cumulative"]:
        series["sales"] = list(itertools.accumulate(series["sales"]))
    files = {
        f"{name}.csv": "period,value\n"
        + "".join(
            f"{period},{value!r}\n" for period, value in zip(data["periods"], values, strict=True) if value is not None
        )
        for name, values in series.items()
    } | {"ranges.toml": to_toml({"factors": ranges})}
    options = {name.replace("_", "-"): asked[name] for name in ("holdout", "weeks_per_period", "market", "trials")}
    words = [f"--{name} {value}" for name, value in options.items() if value is not None]
    words += [f"--{name} {name}.csv" for name in series if name != "sales"] + ["--cumulative"] * data["cumulative"]
    command = (
        f"wom calibrate {' '.join(scenario)} sales.csv --factors ranges.toml {' '.join(words)} --seed {manifest.seed}"
    )
    return Recipe(command, scenario | files)
