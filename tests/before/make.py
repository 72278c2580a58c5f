"""What the code of before gives: a result of each task, the digests of all presets, the addresses of random numbers.

Everything beside this file was written by it at commit 9035b04, the last one before the code moved to
``simulation/wordofmouth/``::

    git switch --detach 9035b04
    uv run python tests/before/make.py

The tests hold that later code still reads it and gives the same to the bit. It is not made again after that commit:
what differs is a fault of the code, unless a preset itself was changed (then its lines in ``digests.json`` are, by
hand). Pictures are left out, and what would differ at each making (machine, time, seconds) is neutral.
"""

import csv
import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from wordofmouth import Market, Scenario, compare, run
from wordofmouth.instruments.log import listen
from wordofmouth.instruments.survey import survey
from wordofmouth.networks.building import network_of
from wordofmouth.results.tables import read_parquet
from wordofmouth.scenario.scenario import presets
from wordofmouth.tasks.calibrate.data import Observed
from wordofmouth.tasks.calibrate.task import calibrate
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.peers.estimate import simulate_adoption
from wordofmouth.tasks.peers.task import study_peers
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.seeds.task import choices, every_strategy, in_the_market
from wordofmouth.tasks.sensitivity.finding import as_data
from wordofmouth.tasks.sensitivity.task import sensitivity
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.task import Progress, sweep
from wordofmouth.tasks.validate.task import validate

ROOM = Path(__file__).parent
SEED, CONSUMERS = 7, 400
NEUTRAL = {
    "machine": {"system": "Linux", "processor": "x86_64", "cores": 2},
    "finished": "2026-01-01T00:00:00+00:00",
    "seconds": 1.0,
}
CASE = "bass_curve"

# What no preset uses: changes to `small`, or to a scenario of a model.
MORE: dict[str, dict[str, Any]] = {
    "ambassadors": {"campaign": [{"kind": "seeding", "count": 20}, {"kind": "ambassadors", "count": 10}]},
    "referral": {"campaign": [{"kind": "seeding", "count": 20}, {"kind": "referral"}]},
    "mishap": {"campaign": [{"kind": "seeding", "count": 20}, {"kind": "mishap", "week": 5, "consumers": [1, 2, 3]}]},
    "discount": {"campaign": [{"kind": "discount", "week": 3}]},
    "small_world": {"network": {"kind": "small_world"}},
    "lattice": {"network": {"kind": "lattice"}},
    "scale_free": {"network": {"kind": "scale_free"}},
    "random": {"network": {"kind": "random"}},
    "cliques": {"network": {"kind": "cliques"}},
    "complete": {"network": {"kind": "complete"}, "consumers": 60},
    "weighted_cascade": {"model": {"kind": "weighted_cascade", "seeds": 5}, "campaign": []},
}
CASCADES = ("independent_cascade", "weighted_cascade", "linear_threshold", "negative_cascade")


def main() -> None:
    """Write it all."""
    for name, make in RESULTS.items():
        folder = ROOM / name
        shutil.rmtree(folder, ignore_errors=True)
        make(folder)
        neutralise(folder)
    write_json(ROOM / "digests.json", dict(digests()))
    write_json(ROOM / "answers.json", {name: answer() for name, answer in ANSWERS.items()})
    print(f"{len(RESULTS)} results, {len(scenarios())} digests and {len(ANSWERS)} answers are in {ROOM}")


def small(**changes: Any) -> Scenario:
    """Return the scenario of most results, as it was then: two hundred people, twelve weeks, two levers."""
    manifest = ROOM / "run" / "manifest.json"
    if not manifest.is_file():
        return Scenario.load("small").varied({"weeks": 12} | changes)
    then = json.loads(manifest.read_text(encoding="utf-8"))["scenario"]
    return Scenario.from_dict(Scenario.as_then(then)).varied(changes)


@functools.cache
def scenarios() -> dict[str, Scenario]:
    """Return every preset and each of its variants, and what no preset uses, all with few consumers."""
    names = [name for preset in presets() for name in (preset, *variants(preset))]
    found = {name: Scenario.load(name).varied(consumers=CONSUMERS) for name in names}
    plain = Scenario.load("small")
    return found | {f"small, {name}": plain.varied(changes) for name, changes in MORE.items()}


def variants(preset: str) -> list[str]:
    """Return the names of a preset's variants, as they are loaded."""
    return [f"{preset}/{variant}" for variant in Scenario.load(preset).variants]


def digest_of(scenario: Scenario) -> str:
    """Return the digest of the table of one run, as long as the scenario says."""
    return run(scenario, replications=1, seed=SEED, workers=0, baseline=False).manifest.table_digest


def digests() -> Iterator[tuple[str, str]]:
    """Yield the digest of each of the scenarios."""
    for name, scenario in scenarios().items():
        yield name, digest_of(scenario)


def neutralise(folder: Path) -> None:
    """Drop the pictures, and what a manifest says of machine and time."""
    for path in folder.rglob("*.png"):
        path.unlink()
    path = folder / "manifest.json"
    if not path.exists():
        return
    said = json.loads(path.read_text(encoding="utf-8")) | NEUTRAL
    said["files"] = [name for name in said["files"] if (folder / name).exists()]
    for case in said.get("cases", {}).values():
        case["seconds"] = NEUTRAL["seconds"]
    write_json(path, said)


def write_json(path: Path, said: Any) -> None:
    """Write what is said, in the same order each time."""
    path.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


def result_of_run() -> Result:
    """Return a run with all that may be asked of it."""
    return run(small(), replications=3, seed=SEED, workers=0, by=("online", "leader"), influence=True)


def make_run(folder: Path) -> None:
    """Make a run with baseline, groups and influence."""
    result_of_run().save(folder)


def make_variant(folder: Path) -> None:
    """Make a run of a preset's variant."""
    scenario = Scenario.load("trust_gap/guarantee").varied(consumers=200, weeks=12)
    run(scenario, replications=2, seed=SEED, workers=0).save(folder)


def make_bass(folder: Path) -> None:
    """Make a run of a textbook's model."""
    run(Scenario.load("bass").varied(consumers=200), replications=3, seed=SEED, workers=0).save(folder)


def make_compare(folder: Path) -> None:
    """Make a comparison of three, by profit."""
    poor, dear = small(name="poor", **{"brand.quality": 0.2}), small(name="dear", **{"brand.price": 80})
    compare(small(), poor, dear, replications=3, seed=SEED, measure="profit", workers=0).save(folder)


def design(kind: str, factors: dict[str, Any], **rest: Any) -> Design:
    """Return a design on a scenario of eight weeks."""
    return Design(scenario=small(weeks=8).model_dump(mode="json"), design=kind, seed=SEED, factors=factors, **rest)


def precise() -> Design:
    """Return a grid whose points are run until their intervals are narrow: what is run depends on what was found."""
    factors = {"brand.quality": [0.3, 0.9]}
    return design("grid", factors, precision={"measure": "penetration", "half_width": 0.01, "at_most": 15})


RANGES = {
    "brand.quality": {"from": 0.4, "to": 0.95},
    "behaviours.speaking.talk_rate": {"from": 0.1, "to": 2.0, "scale": "log"},
}


def make_sweep(folder: Path) -> None:
    """Make a sweep over a grid, to a precision."""
    sweep(precise(), out=folder, workers=0)


def make_interrupted(folder: Path) -> None:
    """Begin the same sweep and interrupt it: its state stays, and the parts that are done."""

    def interrupt(progress: Progress) -> None:
        if progress.runs > 0:
            raise KeyboardInterrupt

    try:
        sweep(precise(), out=folder, workers=0, progress=interrupt)
    except KeyboardInterrupt:
        return
    raise AssertionError("it was not interrupted")


def make_saltelli(folder: Path) -> None:
    """Make a sweep whose answer is Sobol' indices."""
    sweep(design("saltelli", RANGES, points=8, replications=2), out=folder, workers=0)


def make_morris(folder: Path) -> None:
    """Make a sweep whose answer is elementary effects."""
    sweep(design("morris", RANGES, points=8, replications=2), out=folder, workers=0)


def make_calibrate(folder: Path) -> None:
    """Make a calibration to what one run of known parameters showed."""
    scenario = small(weeks=16)
    market = Market(scenario.varied({"behaviours.speaking.talk_rate": 0.8}), seed=1)
    market.run()
    sales = np.array([week[0] for week in market.history["purchases"]], dtype=float)
    observed = Observed(tuple(map(str, range(1, 17))), 500 * sales)
    ranges = {name: RANGES[name] for name in ("behaviours.speaking.talk_rate",)}
    calibrate(scenario, observed, ranges=ranges, holdout=4, trials=10, seed=SEED, workers=0).save(folder)


def make_peers(folder: Path) -> None:
    """Make a study of contacts' adoption, of people made up; paths of its files begin in this file's room."""
    network = Market(small()).network
    ties = np.column_stack([np.repeat(np.arange(network.n), network.degree), network.targets])
    times = simulate_adoption(ties, network.n, 8, seed=SEED, peers=1.5, constant=-2.5)
    data = ROOM / "data"
    data.mkdir(exist_ok=True)
    _write_csv(data / "ties.csv", ("source", "target"), ties[ties[:, 0] < ties[:, 1]].tolist())
    rows = [(person, int(time) if time <= 8 else "") for person, time in enumerate(times)]
    _write_csv(data / "adopters.csv", ("id", "toa"), rows)
    os.chdir(ROOM)
    study = study_peers("data/ties.csv", "data/adopters.csv", periods=8, influence="mutual")
    asked = study.manifest.design | {"network": "data/ties.csv", "adoption": "data/adopters.csv"}
    study.manifest = study.manifest.model_copy(update={"design": asked})
    study.save(folder)


def _write_csv(path: Path, names: tuple[str, ...], rows: list[Any]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])


def make_optimise(folder: Path) -> None:
    """Search for the best campaign within a budget."""
    vary = {"campaign.leaders.count": [0, 2, 3], "campaign.launch_ads.reach": {"from": 0.01, "to": 0.2}}
    asked = small(weeks=8).model_dump(mode="json")
    goal = Goal(scenario=asked, budget=100, trials=5, replications=2, fresh=2, vary=vary)
    optimise(goal, workers=0).save(folder)


def make_validate(folder: Path) -> None:
    """Hold a case against published numbers, in its short form."""
    validate([CASE], short=True, workers=0).save(folder)


def answer_of_seeds() -> dict[str, Any]:
    """Return whom each strategy chooses to spread word in each model of cascades, and in a market of ours."""
    found: dict[str, Any] = {}
    for kind in CASCADES:
        scenario = small(model={"kind": kind}, campaign=[])
        network = network_of(scenario, SEED)
        for choice in choices(scenario, network, 5, every_strategy(network), 100, SEED):
            found[f"{kind}, {choice.strategy}"] = [*choice.seeds.tolist(), choice.reached]
    scenario = small(campaign=[])
    choice = in_the_market(scenario, network_of(scenario, SEED), 3, "buyers", float("inf"), SEED)
    return found | {"consumer": [*choice.seeds.tolist(), choice.reached]}


def answer_of_survey() -> list[Any]:
    """Return how many of a sample say yes to each question, in their order."""
    market = Market(small(), SEED)
    for _ in range(6):
        market.step()
    return [[answer.brand, answer.n, answer.share] for answer in survey(market, 50, "")]


def answer_of_listening() -> str:
    """Return the digest of what is heard when half of it is written down."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.parquet"
        listen(small(), log, seed=SEED, share=0.5)
        return fingerprint(read_parquet(log))


def answer_of_traces() -> dict[str, str]:
    """Return the digests of the tables of a run that its manifest does not name: by groups, and of influence."""
    found = result_of_run()
    return {name: fingerprint(getattr(found, name)) for name in ("groups", "influence", "leaders")}


def fingerprint(table: Any) -> str:
    """Return the SHA-256 of all that a table of numbers and texts holds, by column."""
    return hashlib.sha256(json.dumps(table.to_pydict()).encode()).hexdigest()


def answer_of_sensitivity() -> dict[str, Any]:
    """Return the indices of the sweeps that are kept."""
    return {name: as_data(sensitivity(SweepResult.load(ROOM / name))) for name in ("saltelli", "morris")}


RESULTS: dict[str, Callable[[Path], None]] = {
    "run": make_run,
    "variant": make_variant,
    "bass": make_bass,
    "compare": make_compare,
    "sweep": make_sweep,
    "interrupted": make_interrupted,
    "saltelli": make_saltelli,
    "morris": make_morris,
    "calibrate": make_calibrate,
    "peers": make_peers,
    "optimise": make_optimise,
    "validate": make_validate,
}
ANSWERS: dict[str, Callable[[], Any]] = {
    "seeds": answer_of_seeds,
    "survey": answer_of_survey,
    "listening": answer_of_listening,
    "traces": answer_of_traces,
    "sensitivity": answer_of_sensitivity,
}

if __name__ == "__main__":
    main()
