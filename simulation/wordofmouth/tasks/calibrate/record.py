"""Calibration's result: parameters with their intervals, a forecast, and what the data cannot tell."""

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import BassError, TableError
from wordofmouth.results.files import atomic
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Result
from wordofmouth.results.tables import digest, of_arrays, of_rows, read_parquet, write_table
from wordofmouth.scenario.factors import Factor, Values
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.bass_curve import Bass, fit_bass
from wordofmouth.statistics.intervals import CONFIDENCE, central, quantile
from wordofmouth.statistics.posterior import Posterior
from wordofmouth.tasks.calibrate.data import Observed
from wordofmouth.tasks.calibrate.distance import Likeness
from wordofmouth.tasks.calibrate.parameters import values_at
from wordofmouth.words.numbers import plural, three_digits

if TYPE_CHECKING:
    import matplotlib.figure
    import pyarrow

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

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the interval that JSON has."""
        return cls(**dict(data) | {name: tuple(data[name]) for name in ("range", "places")})


class Forecast(NamedTuple):
    """Sales of all periods, (periods,): median and 90 % band of the likely runs nearest to what was fitted."""

    median: Array
    low: Array
    high: Array


class Calibration(Result):
    """What came out of a calibration.

    Attributes:
        arrow: the adoption table of the calibrated scenario, as an Arrow table.
        manifest: what was run: the scenario to be calibrated, the data and the ranges in its design, and the calibrated
            scenario as the one that it has beside.
        draws: the parameters drawn from the posterior, as an Arrow table.
        intervals: its parameters, each with its interval.
        market: how many people the market has: the value, and the ends of its 95 % interval.
        forecast: sales of all periods, the fitted ones and those held out.
        correlations: of the parameters' draws, (parameters, parameters).
        observed: the data.
        fitted: how many of its periods were fitted.
        weeks_per_period: weeks of the scenario to a period.
        bass: the Bass curve of the fitted periods; None if there is none.
    """

    task: ClassVar[str] = "calibrate"
    figure_name: ClassVar[str] = "calibration.png"

    def __init__(
        self,
        arrow: "pyarrow.Table",
        manifest: Manifest,
        draws: "pyarrow.Table",
        *,
        intervals: Sequence[Interval],
        market: tuple[float, float, float],
        forecast: Forecast,
        correlations: Array,
    ) -> None:
        super().__init__(arrow, manifest)
        self.draws, self.correlations = draws, correlations
        self.intervals, self.market, self.forecast = tuple(intervals), market, forecast
        asked = manifest.design
        self.observed = Observed.of_data(asked["data"])
        self.fitted: int = len(self.observed.periods) - asked["holdout"]
        self.weeks_per_period: int = asked["weeks_per_period"]
        self.bass: Bass | None = _bass(self.observed.sales[: self.fitted])

    @classmethod
    def of(
        cls,
        run: Result,
        asked: Scenario,
        design: Mapping[str, Any],
        likeness: Likeness,
        posterior: Posterior,
        *,
        best: Array,
        drawn: Array,
        forecasts: Array,
        seconds: float,
    ) -> Self:
        """Return the calibration that a posterior, and runs drawn from it, come to.

        Args:
            run: that of the calibrated scenario.
            asked: the scenario that was to be calibrated.
            design: what else was asked: data, ranges, holdout, weeks_per_period, market, trials.
            likeness: what the runs were compared by.
            posterior: of the parameters.
            best: the calibrated parameters, in shares of their ranges.
            drawn: which of the posterior's draws the forecasts are of.
            forecasts: what the runs of them show, (draws, 3, periods).
            seconds: how long it took.
        """
        sought: dict[str, Values] = design["ranges"]
        people, consumers = likeness.people_each(forecasts), run.manifest.scenario["consumers"]
        columns = list(zip(sought.items(), posterior.shares.T, strict=True))
        factors = [Factor.of(path, values.tried) for path, values in sought.items()]
        draws = of_rows(
            {factor.path: factor.type for factor in factors},
            ([factor.label(sought[factor.path].at(share)) for factor, share in zip(factors, shares, strict=True)]
             for shares in posterior.shares.tolist()),
        )  # fmt: skip
        sales = likeness.sales(forecasts, posterior.errors[drawn])
        forecast = Forecast(quantile(sales, 0.5), *central(sales, 0.9))
        told = dict(design) | {
            "data": likeness.observed.as_data(),
            "ranges": {path: values.model_dump(mode="json") for path, values in sought.items()},
        }
        manifest = run.manifest.model_copy(
            update={
                "task": cls.task,
                "scenario": asked.model_dump(mode="json"),
                "scenario_digest": asked.digest,
                "others": (run.manifest.scenario,),
                "other_digests": (run.manifest.scenario_digest,),
                "design": told,
                "design_digest": digest_of(told),
                "table_digest": _digest(run.arrow, draws, forecast),
                "seconds": round(seconds, 3),
            }
        )
        return cls(
            run.arrow,
            manifest,
            draws,
            intervals=[
                _interval(path, values, place, shares)
                for ((path, values), shares), place in zip(columns, best, strict=True)
            ],
            market=tuple(float(consumers * end) for end in (quantile(people, 0.5), *central(people, CONFIDENCE))),
            forecast=forecast,
            correlations=np.atleast_2d(np.corrcoef(posterior.shares.T)),
        )

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow, draws = read_parquet(folder / TABLE), read_parquet(folder / POSTERIOR)
        try:
            fit = json.loads((folder / FIT).read_text(encoding="utf-8"))
            parts = {
                "intervals": [Interval.of_data(row) for row in fit["parameters"]],
                "market": tuple(fit["market"][name] for name in ("value", "low", "high")),
                "forecast": Forecast(*(np.array(fit["sales"][name]) for name in Forecast._fields)),
                "correlations": np.array(fit["correlations"]),
            }
        except FileNotFoundError:
            raise TableError(f"{folder / FIT}: there is no such file") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TableError(f"{folder / FIT}: this is not the fit of a calibration ({error!r})") from None
        if _digest(arrow, draws, parts["forecast"]) != manifest.table_digest:
            raise TableError(f"{folder}: these are not the tables of the manifest beside them; run it again")
        return cls(arrow, manifest, draws, **parts)

    @property
    def scenario(self) -> Scenario:
        """The calibrated scenario."""
        return Scenario.from_dict(self.manifest.others[0])

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
        periods = plural(len(held), "last period", f"last {len(held)} periods")
        return f"Forecast of the {periods}: {off['scenario']} off; {beside}; {tells}"

    def summary(self) -> tuple[Interval, ...]:
        """Return the parameters with their intervals."""
        return self.intervals

    def untold(self) -> list[str]:
        """Return what the data cannot tell, a line each."""
        lines = [
            f"{one.path}: the data cannot tell; anything from {three_digits(one.low)} to {three_digits(one.high)} fits"
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
        scenario, weeks = self.manifest.scenario, self.weeks_per_period
        period = f"a period is {weeks} weeks" if weeks > 1 else "a period is a week"
        size, low, high = map(three_digits, self.market)
        return (
            f"{scenario['title'] or scenario['name']} · {len(self.observed.periods)} periods, {self.fitted} fitted · "
            f"{period} · a market of {size} ({low} to {high})"
            f" · seed {self.manifest.seed}"
        )

    def plot(self) -> "matplotlib.figure.Figure":
        """Return data, fit and forecast as a figure, with the parameters' intervals in their ranges."""
        from wordofmouth.tasks.calibrate.figure import calibration_figure

        return calibration_figure(self)

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return self.manifest.others[0]["name"]

    def save_table(self, folder: Path, *, csv: bool = False) -> None:
        """Write the tables, the calibrated scenario and the fit to a folder."""
        from wordofmouth.scenario.toml_writer import annotated

        super().save_table(folder, csv=csv)
        write_table(folder / POSTERIOR, self.draws, self.marks)
        scenario, fit = annotated(self.scenario, only_changed=True), json.dumps(self.fit(), indent=2) + "\n"
        for name, text in ((SCENARIO, scenario), (FIT, fit)):
            with atomic(folder / name) as unfinished:
                unfinished.write_text(text, encoding="utf-8")

    def differences(self, other: Result) -> list[str]:
        """Return where another calibration's parameters and runs differ from these; none if to the bit the same."""
        found = [
            f"{mine.path}: {three_digits(mine.value)} and {three_digits(theirs.value)}"
            for mine, theirs in zip(self.intervals, other.intervals, strict=True)
            if mine != theirs
        ]
        return found + super().differences(other)

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


def digest_of(design: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was asked, in hexadecimal."""
    return hashlib.sha256(json.dumps(design, sort_keys=True).encode()).hexdigest()


def _digest(arrow: "pyarrow.Table", draws: "pyarrow.Table", forecast: Forecast) -> str:
    """Return the digest of the digests of all that came out."""
    digests = [digest(table) for table in (arrow, draws, of_arrays(forecast._asdict()))]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _interval(path: str, values: Values, place: float, shares: Array) -> Interval:
    low, high = map(float, central(shares, CONFIDENCE))
    median = float(quantile(shares, 0.5))
    value, *ends = (values_at({path: values}, [share])[path] for share in (place, median, low, high))
    reach = (values.low, values.high)
    told = (high - low) < _UNTOLD * CONFIDENCE
    return Interval(path, value, *ends, reach, (float(place), low, high), told)


def _bass(sales: Sequence[float]) -> Bass | None:
    try:
        return fit_bass(sales)
    except BassError:
        return None


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")
