"""Results: draw what is kept again, and make it again."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wordofmouth.cli.options import ResultArgument, WorkersOption, app
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from wordofmouth.results.manifest import Manifest
    from wordofmouth.scenario.scenario import Scenario
    from wordofmouth.tasks.peers.record import PeerStudy
    from wordofmouth.tasks.sweep.record import SweepResult


@app.command(epilog="Example: wom plot results/launch --out curve.svg")
def plot(
    result: ResultArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .png or .svg file; the folder's own unless given.")
    ] = None,
) -> None:
    """Draw the figure of a result again."""
    from wordofmouth.catalogue import kept

    found = kept(result)
    target = out or (result if result.is_dir() else result.parent) / found.figure_name
    if target.suffix not in (".png", ".svg"):
        raise RequestError(f"{target}: a figure's name ends in .png or .svg")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    found.save_figure(target)
    print(f"{target}: {found.finding()}")


@app.command(epilog="Example: wom report results/launch")
def report(
    result: ResultArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An .html file; report.html in the folder unless given.")
    ] = None,
) -> None:
    """Write what came out in plain words, as one HTML file that needs nothing else."""
    from wordofmouth.catalogue import kept
    from wordofmouth.reports.report import report as write
    from wordofmouth.results.files import atomic

    found = kept(result)
    folder = result if result.is_dir() else result.parent
    target = out or folder / "report.html"
    if target.suffix not in (".html", ".htm"):
        raise RequestError(f"{target}: a report's name ends in .html")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    text = write(found, folder)
    with atomic(target) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    if target.parent.resolve() == folder.resolve() and target.name not in found.manifest.files:
        files = tuple(sorted((*found.manifest.files, target.name)))
        found.manifest.model_copy(update={"files": files}).write(folder)
    print(f"{target}: {found.finding()}")


@app.command(epilog="Example: wom reproduce results/launch/adoption.png")
def reproduce(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A result's folder, or any file of it: figure, table, report …")
    ],
    workers: WorkersOption = None,
) -> None:
    """Make a result again and compare, to the bit; exit status 1 if anything differs."""
    from wordofmouth.catalogue import kept
    from wordofmouth.errors import ManifestError, TableError
    from wordofmouth.results.provenance import traced

    then, folder = traced(result)
    again = _made_again(then, result, workers)
    now = again.manifest
    if (now.table_digest, now.baseline_digest) == (then.table_digest, then.baseline_digest):
        runs, name = then.runs or then.replications, then.design.get("name") or then.scenario["name"]
        print(f"Reproduced to the bit: {runs} {'run' if runs == 1 else 'runs'} of {name}, {then.table_digest[:16]}")
        return
    print("Not reproduced.")
    for library, version in now.versions.items():
        if then.versions.get(library) != version:
            print(f"  another version of {library}: {then.versions.get(library)} then, {version} now")
    try:
        found = kept(folder) if folder else None
        for line in found.differences(again) if hasattr(found, "differences") else ():
            print(f"  {line} (then and now)")
    except (ManifestError, TableError) as error:
        print(f"  {error}")
    raise typer.Exit(1)


def _made_again(manifest: "Manifest", source: Path, workers: int | None) -> Any:
    """Return the result that a manifest describes, made anew."""
    from wordofmouth.cli.output import simulating
    from wordofmouth.scenario.scenario import Scenario

    if manifest.task == "peers":
        return _studied_again(manifest, source)
    said = (manifest.scenario, *manifest.others)
    scenarios = [Scenario.from_dict(kept, where=str(source)) for kept in said]
    if [scenario.digest for scenario in scenarios] != [manifest.scenario_digest, *manifest.other_digests]:
        raise RequestError(f"{source}: the scenario in the manifest is not the one that was run; it was changed since")
    if manifest.task == "sweep":
        return _swept_again(manifest, source, workers)
    make, n_runs = _maker(manifest, scenarios, source)
    with simulating(n_runs) as progress:
        return make(workers=workers, progress=progress)


def _maker(manifest: "Manifest", scenarios: Sequence["Scenario"], source: Path) -> tuple[Callable[..., Any], int]:
    """Return what makes a result anew, given workers and progress, and how many runs that takes."""
    from wordofmouth.errors import ManifestError
    from wordofmouth.tasks.calibrate.data import Observed
    from wordofmouth.tasks.calibrate.record import digest_of
    from wordofmouth.tasks.calibrate.task import calibrate, n_runs
    from wordofmouth.tasks.compare.record import compare
    from wordofmouth.tasks.optimise.goal import Goal
    from wordofmouth.tasks.optimise.task import most_runs, optimise
    from wordofmouth.tasks.run.task import run

    asked, how = manifest.design, {"seed": manifest.seed, "replications": manifest.replications}
    match manifest.task:
        case "run":
            return partial(run, *scenarios, baseline=bool(manifest.baseline_digest), **how), manifest.replications
        case "compare":
            return partial(compare, *scenarios, measure=manifest.measure, **how), manifest.replications
        case "optimise":
            goal = Goal(**asked)
            _check(goal.digest, manifest, source)
            return partial(optimise, goal), most_runs(goal)
        case "calibrate":
            _check(digest_of(asked), manifest, source)
            rest = {name: value for name, value in asked.items() if name != "data"}
            data = Observed.of_data(asked["data"])
            return partial(calibrate, scenarios[0], data, seed=manifest.seed, **rest), n_runs(asked["trials"])
    raise ManifestError(f"{source}: this is the result of an unknown task: {manifest.task!r}")


def _swept_again(manifest: "Manifest", source: Path, workers: int | None) -> "SweepResult":
    import tempfile

    from wordofmouth.cli.commands.sweep import sweeping
    from wordofmouth.tasks.sweep.design import Design
    from wordofmouth.tasks.sweep.task import sweep

    design = Design(**manifest.design)
    _check(design.digest, manifest, source)
    with tempfile.TemporaryDirectory() as folder, sweeping(Path(folder), f"wom reproduce {source}") as progress:
        return sweep(design, out=Path(folder) / "again", workers=workers, progress=progress)


def _studied_again(manifest: "Manifest", source: Path) -> "PeerStudy":
    from wordofmouth.tasks.peers.record import study_peers

    asked = {name: value for name, value in manifest.design.items() if name not in ("name", "title", "people", "ties")}
    again = study_peers(**asked)
    if again.manifest.design_digest != manifest.design_digest:
        raise RequestError(
            f"{source}: {asked['network']} or {asked['adoption']} is not as it was; it was changed since"
        )
    return again


def _check(digest: str, manifest: "Manifest", source: Path) -> None:
    if digest != manifest.design_digest:
        raise RequestError(f"{source}: the design in the manifest is not the one that was run; it was changed since")
