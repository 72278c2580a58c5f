"""Calibration: the parameters of a scenario at which its market is most like an observed one, and how sure they are.

Waves of single runs, each a replication of its own, close in on where the parameters may be: from them comes the
posterior, and from it all that is printed, drawn and written. The market is run on beyond what was fitted at parameters
drawn from the posterior: those are the forecasts. The calibrated scenario is, among the parameters that are inside all
of their intervals, the one whose market is nearest to the median of the forecasts, over replications that all share.

Source: as said in :mod:`wordofmouth.statistics.posterior`.
"""

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import DataError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import of_rows
from wordofmouth.runs.bar import Shown, shown
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
from wordofmouth.tasks.calibrate.search import nearest_place
from wordofmouth.tasks.calibrate.simulations import SimulationJob, Simulations, SimulationTask
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.run.task import run

TRIALS = 100
# The trials are for a market of two years; of one that takes longer they are fewer, and never fewer than these.
_USUAL_WEEKS, _FEWEST_TRIALS = 104, 20
_SALES = "purchases"
FEWEST_FITTED = 4
_WAVES, _RUNS_BY_TRIAL = 2, 6
_FORECASTS_BY_TRIAL, _KEPT = 3, 0.2
# How many of the likely places are tried by replications, beside the middle of them all.
_CANDIDATES = 6
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
    trials: int | None = None,
    seed: int = 0,
    estimator: Literal["posterior", "search"] = "posterior",
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
) -> Calibration:
    """Return the calibrated scenario, with how sure its parameters are and how well it forecasts.

    Args:
        scenario: a scenario, a preset's name or a file.
        data: what was observed, or a CSV file of sales; see :func:`wordofmouth.tasks.calibrate.data.read_observed`.
        ranges: where parameters are sought, by path, as in a design: ``{"brand.quality": {"from": 0.3, "to": 1.0}}``;
            of an assumption ``{"prior": True}`` will do.
        holdout: how many of the last periods are not fitted, to see how well they are forecast.
        weeks_per_period: weeks of the scenario to a period of the data; as dates say, else as there is room for; of a
            textbook's model one, as its steps are periods.
        market: people in the market; it is estimated unless given.
        trials: six times as many single runs make each of two waves, three times as many the forecasts; 100 unless
            given, fewer for a market of many years.
        seed: seed of all random numbers.
        estimator: where the calibrated scenario is from: the posterior; ``"search"`` as results from before were made.
        workers: processes; 0 for none but this one; as many as are worth their start unless given.
        cluster: address of a Dask scheduler whose workers do it instead, as in ``tcp://host:8786``.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept; none unless given.
        progress: true for a bar; or called with the number of runs done.

    Raises:
        DataError: if the data has mistakes.
        ScenarioError: if the scenario or a range has.
        MissingExtraError: if Optuna is not installed, for a search.
        ClusterError: if the cluster cannot be used, or is lost.
    """
    started = time.perf_counter()
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    observed = data if isinstance(data, Observed) else read_observed(data)
    if scenario.market:
        # What is simulated counts in people then.
        market = market or float(scenario.market)
        scenario = scenario.varied({"market": round(market)})
    measures = {measure.name for measure in scenario.measures()}
    fitted = _checked(observed, measures, holdout, weeks_per_period, market, trials)
    asked, (scenario, each) = scenario, watched(scenario, observed, weeks_per_period)
    trials = trials or default_trials(scenario.weeks)
    sought = checked_ranges(scenario, ranges or default_ranges(scenario, observed.reviews is not None))
    if workers is None:
        workers = useful_workers([scenario], n_runs(trials))
    sales = "new_buyers" if observed.cumulative or _SALES not in measures else _SALES
    job = SimulationJob(scenario, seed, sales, each, RunStore.of(store))
    distance = Distance(observed, fitted, None if market is None else market / scenario.people)
    with Simulations(job, workers, shown(progress, n_runs(trials)), cluster=cluster) as runs:
        work = _Work(runs, distance, sought, seed)
        searched = nearest_place(work.distances, list(sought), trials, seed) if estimator == "search" else None
        posterior = work.infer(trials)
        if searched is not None:
            best = work.better_of(searched, posterior.middle)
        drawn, forecasts = work.forecast(posterior, trials)
        if searched is None:
            best = work.central(posterior, drawn, forecasts)
    calibrated = scenario.varied(values_at(sought, best) | {"name": f"{scenario.name[:53]}-calibrated"})
    result = run(calibrated, replications=REPLICATIONS, seed=seed, workers=workers, baseline=False, store=store)
    design = {
        "ranges": sought,
        "holdout": holdout,
        "weeks_per_period": each,
        "market": market,
        "trials": trials,
        "estimator": estimator,
    }
    if estimator == "search":
        # As those from before have it, so that they come out the same.
        del design["estimator"]
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


def watched(scenario: Scenario, observed: Observed, weeks_per_period: int | None = None) -> tuple[Scenario, int]:
    """Return the scenario as long as its data, and the weeks to a period: as said, as dates say, as there is room for.

    A period of a textbook's model is one of its steps, whatever its length.
    """
    n_periods = len(observed.periods)
    has_weeks = any(measure.name == _SALES for measure in scenario.measures())
    by_dates = observed.weeks if has_weeks else 1
    each = weeks_per_period or by_dates or max(scenario.weeks // n_periods, 1)
    return scenario.varied({"weeks": each * n_periods, "variants": {}}), each


def default_trials(weeks: int) -> int:
    """Return how many trials there are unless given: fewer the longer a run is, so that a calibration takes as long."""
    return max(min(TRIALS, TRIALS * _USUAL_WEEKS // weeks), _FEWEST_TRIALS)


def n_runs(trials: int) -> int:
    """Return how many runs a calibration comes to."""
    return trials * (_WAVES * _RUNS_BY_TRIAL + _FORECASTS_BY_TRIAL) + (_CANDIDATES + 1) * REPLICATIONS


class _Work:
    """What is done to calibrate, step by step."""

    def __init__(self, runs: Simulations, distance: Distance, sought: dict[str, Values], seed: int) -> None:
        self._runs, self._distance, self._sought, self._seed = runs, distance, sought, seed
        self._generator = np.random.default_rng([seed, 0x63616C6962])
        self._next_replication = _FIRST_OF_ITS_OWN

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
        return places[int(np.argmin(self.distances(np.stack(places), REPLICATIONS)))]

    def forecast(self, posterior: Posterior, trials: int) -> tuple[Array, Array]:
        """Return draws from the posterior, and what a run of each shows in all periods, (draws, 3, periods).

        Of many runs those are kept that are nearest to what was fitted: what comes after it comes after that.
        """
        drawn = self._generator.choice(len(posterior.shares), _FORECASTS_BY_TRIAL * trials)
        shown = np.concatenate(self._single_runs(posterior.shares[drawn]))
        nearest = np.argsort(self._distance.of_each(shown))[: max(round(_KEPT * len(drawn)), min(20, len(drawn)))]
        return drawn[nearest], shown[nearest]

    def central(self, posterior: Posterior, drawn: Array, forecasts: Array) -> Array:
        """Return the likely place whose market is nearest to the median of the forecasts, in all periods.

        It is inside the intervals of all parameters, as printed.
        """
        middle = np.median(self._distance.roots(forecasts), axis=0)
        low, high = central(posterior.shares, CONFIDENCE)
        places = posterior.shares[drawn]
        inside = np.flatnonzero(((low <= places) & (places <= high)).all(axis=1))
        away = ((self._distance.roots(forecasts[inside]) - middle) ** 2).mean(axis=1)
        tried = [posterior.middle, *places[inside[np.argsort(away, kind="stable")[:_CANDIDATES]]]]
        shown = self._runs.simulate(self._shared(np.stack(tried), REPLICATIONS))
        medians = [np.median(self._distance.roots(each), axis=0) for each in shown]
        best: Array = tried[int(np.argmin([((median - middle) ** 2).mean() for median in medians]))]
        return best

    def distances(self, places: Array, replications: int) -> list[float]:
        """Return how far the median of the first replications at each place is from the data."""
        return [self._distance.of_median(shown) for shown in self._runs.simulate(self._shared(places, replications))]

    def _shared(self, places: Array, replications: int) -> list[SimulationTask]:
        shared = tuple(range(replications))
        return [SimulationTask(tuple(values_at(self._sought, place).items()), shared) for place in places]

    def _single_runs(self, places: Array) -> list[Array]:
        tasks = [
            SimulationTask(tuple(values_at(self._sought, place).items()), (self._next_replication + number,))
            for number, place in enumerate(places)
        ]
        self._next_replication += len(tasks)
        return self._runs.simulate(tasks)


def _checked(
    observed: Observed,
    measures: set[str],
    holdout: int,
    weeks_per_period: int | None,
    market: float | None,
    trials: int | None,
) -> int:
    """Return how many periods are fitted, if what was asked for is allowed."""
    n_periods = len(observed.periods)
    rules = {
        f"holdout: {holdout} is not allowed: at least {FEWEST_FITTED} of the {n_periods} periods must be fitted": (
            not 0 <= holdout <= n_periods - FEWEST_FITTED
        ),
        f"weeks_per_period: {weeks_per_period} is not allowed: must be at least 1": (weeks_per_period or 1) < 1,
        f"market: {market} is not allowed: must be above 0": market is not None and not 0 < market < np.inf,
        f"trials: {trials} is not allowed: must be at least 1": trials is not None and trials < 1,
    }
    for name in ("rating", "reviews"):
        rules[f"`{name}`: the model of this scenario has no {name}: leave it out"] = (
            getattr(observed, name) is not None and name not in measures
        )
    wrong = [rule for rule, is_wrong in rules.items() if is_wrong]
    if not wrong and not observed.sales[: n_periods - holdout].any():
        wrong.append("nothing was sold in the periods that are fitted")
    if wrong:
        raise DataError(wrong)
    return n_periods - holdout


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
    people = distance.people_each(forecasts)
    consumers = run.manifest.scenario.get("market") or run.manifest.scenario["consumers"]
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
    # Those from before do not say where their scenario is from: a search.
    rest = {"estimator": "search"} | {name: value for name, value in asked.items() if name != "data"}
    again = partial(calibrate, scenario, Observed.of_data(asked["data"]), seed=manifest.seed, **rest)
    return Reproduction(lambda workers, progress: again(workers=workers, progress=progress), n_runs(asked["trials"]))
