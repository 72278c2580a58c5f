"""Compare: scenarios run with common random numbers, each market once, and put side by side."""

import itertools
import math
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from wordofmouth.errors import ScenarioError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import stacked, to_table
from wordofmouth.runs.bar import Shown, shown
from wordofmouth.runs.outputs import RunOutput, network_digests
from wordofmouth.runs.processes import useful_workers
from wordofmouth.runs.runner import REPLICATIONS, check_replications, in_order, simulator
from wordofmouth.runs.store import RunStore
from wordofmouth.runs.threads import useful_threads
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.claims import share_that_differs
from wordofmouth.statistics.means import FIRST_STOP
from wordofmouth.statistics.outcomes import outcome, outcome_among
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.worlds.plan import Plan, market_of
from wordofmouth.tasks.worlds.task import again as over_worlds_again
from wordofmouth.words.numbers import counted

MOST_REPLICATIONS = 1_000
MOST_SCENARIOS = 20


def compare(
    *scenarios: Scenario | str | Path,
    replications: int = REPLICATIONS,
    precision: float | None = None,
    measure: str = "penetration",
    seed: int = 0,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
) -> Comparison:
    """Run two or more scenarios with common random numbers and return them side by side.

    Args:
        scenarios: scenarios, presets' names or files; the first is the base. One alone is compared with its variants.
        replications: how many runs of each; replication for replication the same consumers with common random
            numbers.
        precision: run on, up to a thousand times, until the 95 % interval of every pair's mean difference in the
            measure is no wider than this to either side; at least 40 times.
        measure: by what they are compared: penetration, profit, npv …
        seed: from which, with the number of the replication, all random numbers come.
        workers: processes; 0 runs in this one, one run after another. Unless given, as many as are worth their start,
            or threads of this one for short runs.
        cluster: address of a Dask scheduler whose workers do it instead, as in ``tcp://host:8786``.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept; none unless given.
        progress: true for a bar; or called with the number of replications done.

    Raises:
        ScenarioError: if a scenario has mistakes, or they cannot be compared.
        OutcomeError: if there is no such measure.
        ValueError: if the number of replications or the precision makes no sense, or the seed is out of range.
        ClusterError: if the cluster cannot be used, or is lost.
    """
    check_replications(replications)
    if precision is not None and not (math.isfinite(precision) and precision > 0):
        raise ValueError(f"precision: {precision} is not allowed: must be above 0")
    compared = comparable(scenarios)
    asked = outcome_among(measure, ([brand.name for brand in scenario.brands] for scenario in compared))
    plan = Plan.of(compared)
    threads, most = 1, MOST_REPLICATIONS if precision else replications
    if workers is None:
        workers, threads = useful_workers(plan.markets, most), useful_threads(plan.markets, most)
    if precision:
        replications = max(replications, FIRST_STOP)
    started = time.perf_counter()
    runs: list[list[RunOutput]] = []
    tell = shown(progress, None if precision else replications)
    with simulator(
        plan.markets, seed=seed, workers=workers, threads=threads, cluster=cluster, store=RunStore.of(store)
    ) as simulate:
        while len(runs) < replications:
            runs += in_order(simulate(range(len(runs), replications)), tell, before=len(runs))
            result = assembled(compared, plan, runs, seed, asked.name, time.perf_counter() - started)
            widest = _widest(result) if precision else 0.0
            if precision and widest > precision:
                replications = next_replications(replications, widest, precision)
    if precision and widest > precision:
        seen = f"the widest interval is ±{widest:.3g}" if math.isfinite(widest) else "too few differ for an interval"
        note = f"precision: after {counted(len(runs), 'run')} {seen}, not ±{precision:g}"
        result.manifest = result.manifest.model_copy(update={"notes": (*result.manifest.notes, note)})
    return result


def next_replications(replications: int, widest: float, precision: float) -> int:
    """Return how many runs there must be before a wanted precision may be reached, from the half width that was found.

    As many as the width promises, but never more than about twice what is there: the first widths are uncertain.
    """
    wanted = math.ceil(1.05 * replications * min((widest / precision) ** 2, 2.0))
    return min(MOST_REPLICATIONS, max(wanted, replications + 1))


def comparable(given: Sequence[Scenario | str | Path]) -> list[Scenario]:
    """Return the scenarios, one's variants among them if it is alone, each under a name of its own.

    Raises:
        ScenarioError: if there is nothing to compare, or the weeks are not the same.
    """
    scenarios = [scenario if isinstance(scenario, Scenario) else Scenario.load(scenario) for scenario in given]
    if len(scenarios) == 1:
        (base,) = scenarios
        if not base.variants:
            raise ScenarioError([f"{base.name}: it has no variants to be compared with; name a second scenario"])
        scenarios += [base.variant(name) for name in base.variants]
    if not 2 <= len(scenarios) <= MOST_SCENARIOS:
        raise ScenarioError([f"{len(scenarios)} scenarios cannot be compared: name 2 to {MOST_SCENARIOS}"])
    base, *others = scenarios
    mistakes = []
    for place, other in enumerate(others, 1):
        if other.weeks != base.weeks:
            mistakes.append(f"{other.name}: it has {other.weeks} weeks and {base.name} {base.weeks}: give all the same")
        twin = next((one for one in scenarios[:place] if market_of(one) == market_of(other)), None)
        if twin is not None:
            mistakes.append(f"{other.name}: this is the same market as {twin.name}")
    if mistakes:
        raise ScenarioError(mistakes)
    return _with_own_names(scenarios)


def _with_own_names(scenarios: list[Scenario]) -> list[Scenario]:
    taken: list[str] = []
    for scenario in scenarios:
        free = (f"{scenario.name[:60]}-{number}" for number in itertools.count(2))
        taken.append(scenario.name if scenario.name not in taken else next(name for name in free if name not in taken))
    return [
        scenario if scenario.name == name else scenario.varied(name=name)
        for scenario, name in zip(scenarios, taken, strict=True)
    ]


def assembled(
    scenarios: list[Scenario], plan: Plan, runs: list[list[RunOutput]], seed: int, measure: str, seconds: float
) -> Comparison:
    """Return the comparison that runs of a plan's markets come to, replication by replication."""
    tables = [to_table(enumerate(run[place].table for run in runs)) for place in range(len(plan.markets))]
    table = stacked({scenario.name: tables[place] for scenario, place in zip(scenarios, plan.own, strict=True)})
    baseline = stacked({name: tables[place] for name, place in plan.plain.items()}) if plan.plain else None
    base, *others = scenarios
    own_notes = [
        dict.fromkeys([*scenario.notes(), *(note for together in runs for note in together[place].notes)])
        for scenario, place in zip(scenarios, plan.own, strict=True)
    ]
    shared = [note for note in own_notes[0] if all(note in other for other in own_notes)]
    notes = [
        *shared,
        *(
            f"{scenario.name}: {note}"
            for scenario, own in zip(scenarios, own_notes, strict=True)
            for note in own
            if note not in shared
        ),
    ]
    notes += [
        f"{other.name}: it has not the same consumers as {base.name}, or not the same network: "
        "few random numbers are common"
        for other in others
        if (other.network, other.consumers) != (base.network, base.consumers)
    ]
    manifest = Manifest.of_run(
        base,
        task="compare",
        others=others,
        measure=measure,
        seed=seed,
        replications=len(runs),
        table=table,
        baseline=baseline,
        network_digests=network_digests(runs),
        notes=notes,
        by=(),
        seconds=seconds,
    )
    return Comparison(table, manifest, baseline=baseline)


def _widest(comparison: Comparison) -> float:
    """Return how far off the least certain difference in the measure may be; what has no value is none."""
    reach = outcome(comparison.manifest.measure).reach
    return max((_uncertainty(pair, reach) for pair in comparison.pairs() if pair.pairs > 1), default=0.0)


def _uncertainty(pair: Difference, reach: float) -> float:
    """Return half the width of an interval; where too few pairs differ, what those could come to that would.

    They are no more than Wilson's interval has, and differ by no more than the ``reach`` of what there can be.
    """
    return pair.half_width if pair.is_told else share_that_differs(pair)[1] * reach


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the comparison of a manifest again.

    Raises:
        ManifestError: if its scenarios are not those that were run.
    """
    again = partial(
        compare, *manifest.scenarios(), measure=manifest.measure, seed=manifest.seed, replications=manifest.replications
    )
    plain = Reproduction(lambda workers, progress: again(workers=workers, progress=progress), manifest.replications)
    return over_worlds_again(manifest, plain)
