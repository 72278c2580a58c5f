"""Again: the commands that make a result again, and the files that they need, in full."""

import itertools
import shlex
import tomllib
from typing import Any

from wordofmouth.reports.html import Html, element, joined
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml_writer import annotated, to_toml


def again(result: Any, folder: str) -> Html:
    """Return the commands that make the result again, and the files that they need, in full."""
    manifest: Manifest = result.manifest
    files = {f"{scenario.name}.toml": to_toml(_changed(scenario)) for scenario in _scenarios(manifest)}
    how = f"--replications {manifest.replications} --seed {manifest.seed}"
    match manifest.task:
        case "run":
            command = f"wom run {' '.join(files)} {how}"
        case "compare":
            command = f"wom compare {' '.join(files)} {how} --measure {manifest.measure}"
        case "calibrate":
            command, data = _calibrating(manifest, *files)
            files |= data
        case "peers":
            command = _studying(manifest)
        case task:
            name = f"{manifest.design.get('name') or task}-asked.toml"
            files = {name: to_toml(_design(manifest))} | files
            command = f"wom {task} {name}"
    needed = {0: "the files that were asked of", 1: "this file"}.get(len(files), "these files")
    parts = [
        element("p", "With the folder of this result at hand, to the bit:"),
        element("pre", f"uv run wom reproduce {shlex.quote(folder)}"),
        element("p", f"Without it, from {needed}:"),
        element("pre", f"uv run {command}"),
    ]
    for name, content in files.items():
        parts += [element("h3", name), element("pre", content)]
    return joined(parts)


def _calibrating(manifest: Manifest, scenario: str) -> tuple[str, dict[str, str]]:
    """Return the command that calibrates a scenario's file again, and the files of data and ranges that it needs."""
    asked = manifest.design
    data, ranges = asked["data"], {path: as_written(values) for path, values in asked["ranges"].items()}
    series = {name: data[name] for name in ("sales", "rating", "reviews") if data[name] is not None}
    if data["cumulative"]:
        series["sales"] = list(itertools.accumulate(series["sales"]))
    files = {
        f"{name}.csv": "period,value\n" + "".join(
            f"{period},{value!r}\n" for period, value in zip(data["periods"], values, strict=True) if value is not None
        )
        for name, values in series.items()
    } | {"ranges.toml": to_toml({"factors": ranges})}  # fmt: skip
    options = {name.replace("_", "-"): asked[name] for name in ("holdout", "weeks_per_period", "market", "trials")}
    words = [f"--{name} {value}" for name, value in options.items() if value is not None]
    words += [f"--{name} {name}.csv" for name in series if name != "sales"] + ["--cumulative"] * data["cumulative"]
    return f"wom calibrate {scenario} sales.csv --factors ranges.toml {' '.join(words)} --seed {manifest.seed}", files


def _changed(scenario: Scenario) -> dict[str, Any]:
    """Return what is not as by default."""
    return tomllib.loads(annotated(scenario, only_changed=True))


def _design(manifest: Manifest) -> dict[str, Any]:
    """Return a design, or whatever else was asked, as one would write it."""
    said = {name: value for name, value in manifest.design.items() if value not in ("", [], {}, None)}
    for name in ("factors", "vary"):
        if name in said:
            said[name] = {path: as_written(values) for path, values in said[name].items()}
    return said | {"scenario": _changed(Scenario.from_dict(manifest.scenario))}


def _studying(manifest: Manifest) -> str:
    """Return the command that studies contacts' adoption again."""
    asked = manifest.design
    words = ["wom", "peers", asked["network"], asked["adoption"], "--id", asked["person"], "--time", asked["period"],
             "--periods", str(asked["periods"]), "--exposure", asked["exposure"], "--link", asked["link"]]  # fmt: skip
    words += ["--influence", asked["influence"]] * (asked["influence"] != "auto")
    return shlex.join(words + [word for name in asked["covariates"] for word in ("--covariate", name)])


def as_written(values: dict[str, Any]) -> Any:
    """Return the values of a factor as one would write them."""
    if values["choices"]:
        return values["choices"]
    ends = [int(end) if values["whole"] else end for end in (values["low"], values["high"])]
    return {"from": ends[0], "to": ends[1], "scale": values["scale"], "steps": values["steps"]}


def _scenarios(manifest: Manifest) -> list[Scenario]:
    """Return the scenarios that whoever makes the result again needs; of a search, the best one."""
    match manifest.task:
        case "sweep" | "peers":
            kept = ()
        case "optimise":
            kept = manifest.others
        case "calibrate":
            kept = (manifest.scenario,)
        case _:
            kept = (manifest.scenario, *manifest.others)
    return [Scenario.from_dict(scenario) for scenario in kept]
