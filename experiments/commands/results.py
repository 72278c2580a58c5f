"""Results: draw what is kept again, and make it again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands.words import RequestError, ResultArgument, WorkersOption, app

if TYPE_CHECKING:
    from experiments.manifest import Manifest
    from experiments.results import Result


@app.command(epilog="Example: wom plot results/launch --out curve.svg")
def plot(
    result: ResultArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .png or .svg file; the folder's own unless given.")
    ] = None,
) -> None:
    """Draw the figure of a result again."""
    kept = _kept(result)
    target = out or (result if result.is_dir() else result.parent) / kept.figure_name
    if target.suffix not in (".png", ".svg"):
        raise RequestError(f"{target}: a figure's name ends in .png or .svg")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    kept.save_figure(target)
    print(f"{target}: {kept.finding()}")


@app.command(epilog="Example: wom report results/launch")
def report(
    result: ResultArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An .html file; report.html in the folder unless given.")
    ] = None,
) -> None:
    """Write what came out in plain words, as one HTML file that needs nothing else."""
    from experiments.files import atomic
    from experiments.reports.report import report as write

    kept = _kept(result)
    folder = result if result.is_dir() else result.parent
    target = out or folder / "report.html"
    if target.suffix not in (".html", ".htm"):
        raise RequestError(f"{target}: a report's name ends in .html")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    text = write(kept, folder)
    with atomic(target) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    if target.parent.resolve() == folder.resolve() and target.name not in kept.manifest.files:
        files = tuple(sorted((*kept.manifest.files, target.name)))
        kept.manifest.model_copy(update={"files": files}).write(folder)
    print(f"{target}: {kept.finding()}")


@app.command(epilog="Example: wom reproduce results/launch")
def reproduce(result: ResultArgument, workers: WorkersOption = None) -> None:
    """Run a manifest again and compare, to the bit; exit status 1 if anything differs."""
    from experiments.manifest import Manifest, ManifestError
    from experiments.sweeps.results import SweepResult
    from experiments.tables import TableError

    manifest = Manifest.read(result)
    if manifest.task == SweepResult.task:
        return _sweep_again(manifest, result, workers)
    again = _made_again(manifest, result, workers)
    digest = manifest.table_digest
    if (again.manifest.table_digest, again.manifest.baseline_digest) == (digest, manifest.baseline_digest):
        print(
            f"Reproduced to the bit: {manifest.replications} runs of {again.manifest.scenario['name']}, {digest[:16]}"
        )
        return
    print("Not reproduced.")
    _print_versions(manifest, again.manifest)
    try:
        for line in _kept(result).differences(again):
            print(f"  {line} (then and now)")
    except (ManifestError, TableError) as error:
        print(f"  {error}")
    raise typer.Exit(1)


def _sweep_again(manifest: "Manifest", source: Path, workers: int | None) -> None:
    import tempfile

    from experiments.commands.sweeping import sweeping
    from experiments.sweeps.design import Design
    from experiments.sweeps.sweep import sweep

    design = Design(**manifest.design)
    if design.digest != manifest.design_digest:
        raise RequestError(f"{source}: the design in the manifest is not the one that was run; it was changed since")
    with tempfile.TemporaryDirectory() as folder, sweeping(Path(folder), f"wom reproduce {source}") as progress:
        again = sweep(design, out=Path(folder) / "again", workers=workers, progress=progress).manifest
    if (again.table_digest, again.baseline_digest) == (manifest.table_digest, manifest.baseline_digest):
        print(f"Reproduced to the bit: {manifest.runs} runs of {design.name}, {manifest.table_digest[:16]}")
        return
    print("Not reproduced.")
    _print_versions(manifest, again)
    raise typer.Exit(1)


def _print_versions(then: "Manifest", now: "Manifest") -> None:
    for name, version in now.versions.items():
        if then.versions.get(name) != version:
            print(f"  another version of {name}: {then.versions.get(name)} then, {version} now")


def _kept(source: Path) -> "Result":
    """Return the result that a folder keeps, of whatever task."""
    from experiments.comparisons.comparison import Comparison
    from experiments.manifest import Manifest, ManifestError
    from experiments.optimisation.results import Optimised
    from experiments.results import Result
    from experiments.sweeps.results import SweepResult

    task = Manifest.read(source).task
    for kind in (Result, Comparison, SweepResult, Optimised):
        if kind.task == task:
            return kind.load(source)
    raise ManifestError(f"{source}: this is the result of an unknown task: {task!r}")


def _made_again(manifest: "Manifest", source: Path, workers: int | None) -> "Result":
    from experiments.commands.output import simulating
    from experiments.comparisons.comparison import Comparison, compare
    from experiments.optimisation.goal import Goal
    from experiments.optimisation.optimise import most_runs, optimise
    from experiments.optimisation.results import Optimised
    from experiments.runner import run
    from simulation.scenario import Scenario

    first, *others = (Scenario.from_dict(kept, where=str(source)) for kept in (manifest.scenario, *manifest.others))
    if [first.digest, *(other.digest for other in others)] != [manifest.scenario_digest, *manifest.other_digests]:
        raise RequestError(f"{source}: the scenario in the manifest is not the one that was run; it was changed since")
    if manifest.task == Optimised.task:
        goal = Goal(**manifest.design)
        with simulating(most_runs(goal)) as progress:
            return optimise(goal, workers=workers, progress=progress)
    how = {"replications": manifest.replications, "seed": manifest.seed, "workers": workers}
    with simulating(manifest.replications) as progress:
        if manifest.task == Comparison.task:
            return compare(first, *others, measure=manifest.measure, progress=progress, **how)
        return run(first, baseline=bool(manifest.baseline_digest), progress=progress, **how)
