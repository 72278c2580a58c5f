"""Calibration's result: parameters with their intervals, a forecast, and what the data cannot tell."""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from experiments.calibration.bass import Bass, BassError, fit_bass
from experiments.calibration.data import Observed
from experiments.calibration.likeness import Array, Likeness
from experiments.calibration.parameters import number, values_at
from experiments.calibration.posterior import Posterior
from experiments.files import atomic, new_folder
from experiments.results import Result
from experiments.sweeps.factors import Values
from simulation.scenario import Scenario

if TYPE_CHECKING:
    import matplotlib.figure

SCENARIO, FIT, POSTERIOR = "scenario.toml", "fit.json", "posterior.parquet"
# An interval this much of the whole range says nothing that was not known before.
_UNTOLD, _TOGETHER = 0.8, 0.8


class Interval(NamedTuple):
    """A parameter: its value in the calibrated scenario, its posterior median and 95 % interval, and its range.

    Attributes:
        places: where value, low and high are in the range, from 0 to 1, as its scale has it.
        told: whether the data say more of it than its range does.
    """

    path: str
    value: float
    median: float
    low: float
    high: float
    range: tuple[float, float]
    places: tuple[float, float, float]
    told: bool


class Forecast(NamedTuple):
    """Sales of all periods, (periods,): median and 90 % band of the likely runs nearest to what was fitted."""

    median: Array
    low: Array
    high: Array


class Calibration:
    """What came out of a calibration.

    Attributes:
        scenario: the calibrated scenario.
        intervals: its parameters, each with its interval.
        market: how many people the market has: the value, and the ends of its 95 % interval.
        forecast: sales of all periods, the fitted ones and those held out.
        fitted: how many periods were fitted.
        errors: mean absolute errors in the periods held out, in the units of the data, by who forecast them.
        bass: the Bass curve of the fitted periods; None if there is none.
        explained: the share of the variance of the fitted sales that the median explains.
        correlations: of the parameters' draws, (parameters, parameters).
        result: the run of the calibrated scenario.
    """

    task: ClassVar[str] = "calibrate"
    figure_name: ClassVar[str] = "calibration.png"

    def __init__(self, **parts: Any) -> None:
        self.result: Result = parts["result"]
        self.observed: Observed = parts["observed"]
        self.intervals: tuple[Interval, ...] = parts["intervals"]
        self.draws: dict[str, Array] = parts["draws"]
        self.correlations: Array = parts["correlations"]
        self.market: tuple[float, float, float] = parts["market"]
        self.forecast: Forecast = parts["forecast"]
        self.fitted: int = parts["fitted"]
        self.weeks_per_period: int = parts["weeks_per_period"]
        self.bass: Bass | None = _bass(self.observed.sales[: self.fitted])

    @classmethod
    def of(
        cls,
        result: Result,
        observed: Observed,
        likeness: Likeness,
        sought: dict[str, Values],
        posterior: Posterior,
        *,
        best: Array,
        drawn: Array,
        forecasts: Array,
        weeks_per_period: int,
        seconds: float,
    ) -> Self:
        """Return the calibration that a posterior, and runs drawn from it, come to."""
        people = likeness.people_each(forecasts)
        consumers = result.manifest.scenario["consumers"]
        told = {"data_digest": observed.digest, "weeks_per_period": weeks_per_period, "fitted": likeness.fitted}
        told["ranges"] = {path: values.model_dump(mode="json") for path, values in sought.items()}
        result.manifest = result.manifest.model_copy(
            update={"task": cls.task, "design": told, "seconds": round(seconds, 3)}
        )
        columns = zip(sought.items(), best, posterior.shares.T, strict=True)
        correlations = np.atleast_2d(np.corrcoef(posterior.shares.T))
        return cls(
            result=result,
            observed=observed,
            intervals=tuple(_interval(path, values, place, shares) for (path, values), place, shares in columns),
            draws={
                path: np.array([values.at(float(share)) for share in shares])
                for (path, values), shares in zip(sought.items(), posterior.shares.T, strict=True)
            },
            correlations=correlations,
            market=tuple(float(consumers * end) for end in np.quantile(people, [0.5, 0.025, 0.975])),
            forecast=Forecast(*np.quantile(likeness.sales(forecasts, posterior.errors[drawn]), [0.5, 0.05, 0.95], 0)),
            fitted=likeness.fitted,
            weeks_per_period=weeks_per_period,
        )

    @property
    def scenario(self) -> Scenario:
        """The calibrated scenario."""
        return Scenario.from_dict(self.result.manifest.scenario)

    @property
    def explained(self) -> float:
        """The share of the variance of the fitted sales that the median explains."""
        sold, said = self.observed.sales[: self.fitted], self.forecast.median[: self.fitted]
        spread = ((sold - sold.mean()) ** 2).sum()
        return float(1 - ((sold - said) ** 2).sum() / spread) if spread else float("nan")

    @property
    def errors(self) -> dict[str, float]:
        """The mean absolute errors of forecasts of the periods held out; nothing if none is."""
        held = self.observed.sales[self.fitted :]
        if not len(held):
            return {}
        said = {"scenario": self.forecast.median[self.fitted :]}
        if self.bass:
            said["bass"] = self.bass.sales(len(self.observed.sales))[self.fitted :]
        said["last_value"] = np.full(len(held), self.observed.sales[self.fitted - 1])
        return {name: float(np.abs(values - held).mean()) for name, values in said.items()}

    def finding(self) -> str:
        """Return how well the scenario forecasts, or fits, and how much the data tell, in a sentence."""
        told = sum(interval.told for interval in self.intervals)
        tells = f"the data tell {told} of {len(self.intervals)} parameters"
        held = self.observed.sales[self.fitted :]
        if not held.any():
            return f"The calibrated market explains {_percent(self.explained)} of the variance of sales; {tells}"
        off = {name: _percent(error / held.mean()) for name, error in self.errors.items()}
        words = {"bass": "Bass", "last_value": "last value"}
        beside = ", ".join(f"{words[name]} {share}" for name, share in off.items() if name in words)
        periods = "last period" if len(held) == 1 else f"last {len(held)} periods"
        return f"Forecast of the {periods}: {off['scenario']} off; {beside}; {tells}"

    def summary(self) -> tuple[Interval, ...]:
        """Return the parameters with their intervals."""
        return self.intervals

    def untold(self) -> list[str]:
        """Return what the data cannot tell, a line each."""
        lines = [
            f"{one.path}: the data cannot tell; anything from {number(one.low)} to {number(one.high)} fits"
            for one in self.intervals
            if not one.told
        ]
        for first, second in itertools.combinations(range(len(self.intervals)), 2):
            together = float(self.correlations[first, second])
            if abs(together) >= _TOGETHER:
                words = "more of one does for less of the other" if together < 0 else "both can be more, or both less"
                paths = f"{self.intervals[first].path} and {self.intervals[second].path}"
                lines.append(f"{paths} are told only together ({words}; correlation {together:+.2f})")
        return lines

    @property
    def subtitle(self) -> str:
        """What was calibrated, in a line."""
        scenario, weeks = self.result.manifest.scenario, self.weeks_per_period
        period = f"a period is {weeks} weeks" if weeks > 1 else "a period is a week"
        return (
            f"{scenario['title'] or scenario['name']} · {len(self.observed.periods)} periods, {self.fitted} fitted · "
            f"{period} · a market of {number(self.market[0])} ({number(self.market[1])} to {number(self.market[2])})"
            f" · seed {self.result.manifest.seed}"
        )

    def plot(self) -> "matplotlib.figure.Figure":
        """Return data, fit and forecast as a figure, with the parameters' intervals in their ranges."""
        from experiments.calibration.figure import calibration_figure

        return calibration_figure(self)

    def save(self, folder: str | Path, *, csv: bool = False, force: bool = False) -> Path:
        """Write scenario, fit, draws, table, figure and manifest to a folder, all or none, and return it.

        Raises:
            FolderError: if it holds other things, unless ``force``.
        """
        import pyarrow

        from experiments.figures import save_figure
        from experiments.tables import write_table
        from simulation.toml_text import annotated

        folder = Path(folder)
        with new_folder(folder, force) as unfinished:
            self.result.save_table(unfinished, csv=csv)
            write_table(unfinished / POSTERIOR, pyarrow.table(self.draws), self.result.marks)
            scenario, fit = annotated(self.scenario, only_changed=True), json.dumps(self.fit(), indent=2) + "\n"
            for name, text in ((SCENARIO, scenario), (FIT, fit)):
                with atomic(unfinished / name) as file:
                    file.write_text(text, encoding="utf-8")
            save_figure(self.plot(), unfinished / self.figure_name, self.result.marks)
            files = sorted(path.name for path in unfinished.iterdir())
            self.result.manifest.model_copy(update={"files": tuple(files)}).write(unfinished)
        return folder

    def fit(self) -> dict[str, Any]:
        """Return all that came out, as JSON has it."""
        columns = {"observed": self.observed.sales, **self.forecast._asdict()}
        if self.bass:
            columns["bass"] = self.bass.sales(len(self.observed.periods))
        return {
            "finding": self.finding(),
            "data_digest": self.observed.digest,
            "fitted": self.fitted,
            "weeks_per_period": self.weeks_per_period,
            "parameters": [interval._asdict() for interval in self.intervals],
            "correlations": self.correlations.tolist(),
            "untold": self.untold(),
            "market": dict(zip(("value", "low", "high"), self.market, strict=True)),
            "explained": self.explained,
            "forecast_errors": self.errors,
            "bass": None if self.bass is None else {name: self.bass._asdict()[name]._asdict() for name in "pqm"},
            "periods": list(self.observed.periods),
            "sales": {name: np.asarray(values).tolist() for name, values in columns.items()},
        }


def _interval(path: str, values: Values, place: float, shares: Array) -> Interval:
    low, median, high = (float(end) for end in np.quantile(shares, [0.025, 0.5, 0.975]))
    value, *ends = (values_at({path: values}, [share])[path] for share in (place, median, low, high))
    reach = (values.low, values.high)
    told = (high - low) < _UNTOLD * 0.95
    return Interval(path, value, *ends, reach, (float(place), low, high), told)


def _bass(sales: Sequence[float]) -> Bass | None:
    try:
        return fit_bass(sales)
    except BassError:
        return None


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")
