"""Calibration: the parameters of a scenario at which its market is most like an observed one, and how sure they are.

First a search: every place has the same replications (common random numbers), so that a better place is better for its
parameters. Then waves of single runs, each a replication of its own, close in on where the parameters may be: from them
comes the posterior. At last the market is run on beyond what was fitted, at parameters drawn from the posterior.

Source: Bergstra et al. (2011), Algorithms for hyper-parameter optimization, NeurIPS 24 (the search); the posterior as
said in :mod:`wordofmouth.statistics.posterior`.
"""

import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import DataError
from wordofmouth.extras import need
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import of_rows
from wordofmouth.runs.processes import useful_workers
from wordofmouth.runs.runner import REPLICATIONS
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.digest import json_digest
from wordofmouth.scenario.factors import Factor, Values
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import CONFIDENCE, central, quantile
from wordofmouth.statistics.posterior import Posterior, infer
from wordofmouth.statistics.sampling import unit_points
from wordofmouth.tasks.calibrate.data import Observed, read_observed
from wordofmouth.tasks.calibrate.distance import Distance
from wordofmouth.tasks.calibrate.parameters import checked_ranges, default_ranges, values_at
from wordofmouth.tasks.calibrate.record import Calibration, Forecast, Interval, outcome_digest
from wordofmouth.tasks.calibrate.simulations import SimulationJob, Simulations, SimulationTask
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.run.task import run

TRIALS = 100
FEWEST_FITTED = 4
_EACH_PLACE = 4
_WAVES, _RUNS_BY_TRIAL = 2, 6
_FORECASTS_BY_TRIAL, _KEPT = 3, 0.2
_TOGETHER = 8
# The replications of single runs begin here, beyond those that places share.
_FIRST_OF_ITS_OWN = 1_000
# A parameter whose interval is this much of the whole range is not identified by the data.
_UNIDENTIFIED = 0.8


def calibrate(
    scenario: Scenario | str | Path,
    data: Observed | str | Path,
    *,
    ranges: Mapping[str, Any] | None = None,
    holdout: int = 0,
    weeks_per_period: int | None = None,
    market: float | None = None,
    trials: int = TRIALS,
    seed: int = 0,
    workers: int | None = None,
    store: RunStore | str | Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Calibration:
    """Return the calibrated scenario, with how sure its parameters are and how well it forecasts.

    Args:
        scenario: a scenario, a preset's name or a file.
        data: what was observed, or a CSV file of sales; see :func:`wordofmouth.tasks.calibrate.data.read_observed`.
        ranges: where parameters are sought, by path, as in a design: ``{"brand.quality": {"from": 0.3, "to": 1.0}}``;
            of an assumption ``{"prior": True}`` will do.
        holdout: how many of the last periods are not fitted, to see how well they are forecast.
        weeks_per_period: weeks of the scenario to a period of the data; as dates say, else as there is room for.
        market: people in the market; it is estimated unless given.
        trials: places that the search tries; four times as many single runs make each wave.
        seed: seed of all random numbers.
        workers: processes; 0 for none but this one; as many as are worth their start unless given.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept; none unless given.
        progress: called with the number of runs done.

    Raises:
        DataError: if the data has mistakes.
        ScenarioError: if the scenario or a range has.
        MissingExtraError: if Optuna is not installed.
    """
    need("optimise")
    started = time.perf_counter()
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    observed = data if isinstance(data, Observed) else read_observed(data)
    fitted = _checked(observed, holdout, weeks_per_period, market, trials)
    n_periods = len(observed.periods)
    # Dates say how long a period is; of numbers the scenario's weeks decide.
    each = weeks_per_period or observed.weeks or max(scenario.weeks // n_periods, 1)
    asked, scenario = scenario, scenario.varied({"weeks": each * n_periods, "variants": {}})
    sought = checked_ranges(scenario, ranges or default_ranges(scenario, observed.reviews is not None))
    if workers is None:
        workers = useful_workers([scenario], n_runs(trials))
    sales = "new_buyers" if observed.cumulative else "purchases"
    job = SimulationJob(scenario, seed, sales, each, RunStore.of(store))
    distance = Distance(observed, fitted, None if market is None else market / scenario.consumers)
    with Simulations(job, workers, progress) as runs:
        work = _Work(runs, distance, sought, seed)
        places, distances = work.search(trials)
        posterior = work.infer(trials)
        best = work.better_of(places[np.argmin(distances)], posterior.middle)
        drawn, forecasts = work.forecast(posterior, trials)
    calibrated = scenario.varied(values_at(sought, best) | {"name": f"{scenario.name[:53]}-calibrated"})
    result = run(calibrated, replications=REPLICATIONS, seed=seed, workers=workers, baseline=False, store=store)
    design = {
        "ranges": sought,
        "holdout": holdout,
        "weeks_per_period": each,
        "market": market,
        "trials": trials,
    }
    return calibration_of(
        result,
        asked,
        design,
        distance,
        posterior,
        best=best,
        drawn=drawn,
        forecasts=forecasts,
        seconds=time.perf_counter() - started,
    )


def n_runs(trials: int) -> int:
    """Return how many runs a calibration comes to."""
    return trials * (_EACH_PLACE + _WAVES * _RUNS_BY_TRIAL + _FORECASTS_BY_TRIAL) + 2 * REPLICATIONS


class _Work:
    """What is done to calibrate, step by step."""

    def __init__(self, runs: Simulations, distance: Distance, sought: dict[str, Values], seed: int) -> None:
        self._runs, self._distance, self._sought, self._seed = runs, distance, sought, seed
        self._generator = np.random.default_rng([seed, 0x63616C6962])
        self._next_replication = _FIRST_OF_ITS_OWN

    def search(self, trials: int) -> tuple[Array, Array]:
        """Return the places that were tried, (trials, parameters) in shares of the ranges, and their distances."""
        import optuna

        n = len(self._sought)
        with _quiet_optuna():
            sampler = optuna.samplers.TPESampler(
                n_startup_trials=0, multivariate=True, constant_liar=True, seed=self._seed % 2**32
            )
            study = optuna.create_study(sampler=sampler)
            for place in unit_points("sobol", n, max(min(trials, 4 * n + 4), trials // 4), self._seed):
                study.enqueue_trial({path: float(share) for path, share in zip(self._sought, place, strict=True)})
            evaluated: list[tuple[Array, float]] = []
            while len(evaluated) < trials:
                asked = [study.ask() for _ in range(min(_TOGETHER, trials - len(evaluated)))]
                places = np.array([[trial.suggest_float(path, 0, 1) for path in self._sought] for trial in asked])
                distances = self._distances(places, _EACH_PLACE)
                for trial, distance in zip(asked, distances, strict=True):
                    study.tell(trial, distance)
                evaluated += zip(places, distances, strict=True)
        return np.array([place for place, _ in evaluated]), np.array([distance for _, distance in evaluated])

    def infer(self, trials: int) -> Posterior:
        """Return the posterior, from waves of runs: the first from all the ranges, each other from what it leaves.

        A wave is drawn alike from all of its box, so runs of earlier ones that are in it count as its own.
        """
        n = len(self._sought)
        count, box = _RUNS_BY_TRIAL * trials, np.stack([np.zeros(n), np.ones(n)])
        places, shown = np.empty((0, n)), np.empty((0, len(self._distance.target)))
        for wave in range(_WAVES):
            drawn = box[0] + np.ptp(box, axis=0) * unit_points("latin_hypercube", n, count, self._seed + wave)
            places = np.concatenate([places, drawn])
            shown = np.concatenate([shown, self._distance.statistics(np.concatenate(self._single_runs(drawn)))])
            inside = ((places >= box[0]) & (places <= box[1])).all(axis=1)
            likely = infer(places[inside], shown[inside], self._distance.target, self._generator)
            box = likely.box
        return likely

    def better_of(self, *places: Array) -> Array:
        """Return the place whose market is nearer to the data."""
        return places[int(np.argmin(self._distances(np.stack(places), REPLICATIONS)))]

    def forecast(self, posterior: Posterior, trials: int) -> tuple[Array, Array]:
        """Return draws from the posterior, and what a run of each shows in all periods, (draws, 3, periods).

        Of many runs those are kept that are nearest to what was fitted: what comes after it comes after that.
        """
        drawn = self._generator.choice(len(posterior.shares), _FORECASTS_BY_TRIAL * trials)
        shown = np.concatenate(self._single_runs(posterior.shares[drawn]))
        nearest = np.argsort(self._distance.of_each(shown))[: max(round(_KEPT * len(drawn)), min(20, len(drawn)))]
        return drawn[nearest], shown[nearest]

    def _distances(self, places: Array, replications: int) -> list[float]:
        shared = tuple(range(replications))
        tasks = [SimulationTask(tuple(values_at(self._sought, place).items()), shared) for place in places]
        return [self._distance.of_median(shown) for shown in self._runs.simulate(tasks)]

    def _single_runs(self, places: Array) -> list[Array]:
        tasks = [
            SimulationTask(tuple(values_at(self._sought, place).items()), (self._next_replication + number,))
            for number, place in enumerate(places)
        ]
        self._next_replication += len(tasks)
        return self._runs.simulate(tasks)


def _checked(observed: Observed, holdout: int, weeks_per_period: int | None, market: float | None, trials: int) -> int:
    """Return how many periods are fitted, if what was asked for is allowed."""
    n_periods = len(observed.periods)
    rules = {
        f"holdout: {holdout} is not allowed: at least {FEWEST_FITTED} of the {n_periods} periods must be fitted": (
            not 0 <= holdout <= n_periods - FEWEST_FITTED
        ),
        f"weeks_per_period: {weeks_per_period} is not allowed: must be at least 1": (weeks_per_period or 1) < 1,
        f"market: {market} is not allowed: must be above 0": market is not None and not 0 < market < np.inf,
        f"trials: {trials} is not allowed: must be at least 1": trials < 1,
    }
    wrong = [rule for rule, is_wrong in rules.items() if is_wrong]
    if not wrong and not observed.sales[: n_periods - holdout].any():
        wrong.append("nothing was sold in the periods that are fitted")
    if wrong:
        raise DataError(wrong)
    return n_periods - holdout


@contextmanager
def _quiet_optuna() -> Iterator[None]:
    """Keep what the library says to itself; its settings are as they were afterwards."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(before)


def calibration_of(
    run: Result,
    asked: Scenario,
    design: Mapping[str, Any],
    distance: Distance,
    posterior: Posterior,
    *,
    best: Array,
    drawn: Array,
    forecasts: Array,
    seconds: float,
) -> Calibration:
    """Return the calibration that a posterior, and runs drawn from it, come to.

    Args:
        run: that of the calibrated scenario.
        asked: the scenario that was to be calibrated.
        design: what else was asked: data, ranges, holdout, weeks_per_period, market, trials.
        distance: what the runs were compared by.
        posterior: of the parameters.
        best: the calibrated parameters, in shares of their ranges.
        drawn: which of the posterior's draws the forecasts are of.
        forecasts: what the runs of them show, (draws, 3, periods).
        seconds: how long it took.
    """
    sought: dict[str, Values] = design["ranges"]
    people, consumers = distance.people_each(forecasts), run.manifest.scenario["consumers"]
    columns = list(zip(sought.items(), posterior.shares.T, strict=True))
    factors = [Factor.of(path, values.tried) for path, values in sought.items()]
    draws = of_rows(
        {factor.path: factor.type for factor in factors},
        (
            [factor.label(sought[factor.path].at(share)) for factor, share in zip(factors, shares, strict=True)]
            for shares in posterior.shares.tolist()
        ),
    )
    middle, (low, high) = quantile(people, 0.5), central(people, CONFIDENCE)
    sales = distance.sales(forecasts, posterior.errors[drawn])
    forecast = Forecast(quantile(sales, 0.5), *central(sales, 0.9))
    asked_of = dict(design) | {
        "data": distance.observed.as_data(),
        "ranges": {path: values.model_dump(mode="json") for path, values in sought.items()},
    }
    manifest = run.manifest.model_copy(
        update={
            "task": Calibration.task,
            "scenario": asked.model_dump(mode="json"),
            "scenario_digest": asked.digest,
            "others": (run.manifest.scenario,),
            "other_digests": (run.manifest.scenario_digest,),
            "design": asked_of,
            "design_digest": json_digest(asked_of),
            "table_digest": outcome_digest(run.arrow, draws, forecast),
            "seconds": round(seconds, 3),
        }
    )
    return Calibration(
        run.arrow,
        manifest,
        draws,
        intervals=[
            _interval(path, values, place, shares)
            for ((path, values), shares), place in zip(columns, best, strict=True)
        ],
        market=(float(consumers * middle), float(consumers * low), float(consumers * high)),
        forecast=forecast,
        correlations=np.atleast_2d(np.corrcoef(posterior.shares.T)),
    )


def _interval(path: str, values: Values, place: float, shares: Array) -> Interval:
    low, high = map(float, central(shares, CONFIDENCE))
    median = float(quantile(shares, 0.5))
    value, middle, least, most = (values_at({path: values}, [share])[path] for share in (place, median, low, high))
    places = (float(place), low, high)
    is_identified = (high - low) < _UNIDENTIFIED * CONFIDENCE
    return Interval(path, value, middle, least, most, (values.low, values.high), places, is_identified)


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the calibration of a manifest again.

    Raises:
        ManifestError: if its scenario, data or ranges are not those that were asked of.
    """
    scenario, _ = manifest.scenarios()
    asked = manifest.design
    manifest.check_design(json_digest(asked))
    rest = {name: value for name, value in asked.items() if name != "data"}
    again = partial(calibrate, scenario, Observed.of_data(asked["data"]), seed=manifest.seed, **rest)
    return Reproduction(lambda workers, progress: again(workers=workers, progress=progress), n_runs(asked["trials"]))
