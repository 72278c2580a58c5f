"""The record of a calibration: parameters with their intervals, a forecast, and the data that they are from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import BassError, TableError
from wordofmouth.results.differences import Difference, apart
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Record
from wordofmouth.results.tables import digest, of_arrays, read_parquet
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import annotated
from wordofmouth.scenario.whole.scale import for_the_whole
from wordofmouth.statistics.bass_curve import BassFit, fit_bass
from wordofmouth.tables.periods import first_day
from wordofmouth.tasks.calibrate.data import Observed
from wordofmouth.words.numbers import plural, three_digits

if TYPE_CHECKING:
    import pyarrow

# A market fits sales of which it explains a fifth of the variance (of few buyers the rest may be chance), or that it is
# off by no more than a fifth.
_EXPLAINS, _OFF = 0.2, 0.2
SCENARIO, FIT, POSTERIOR = "scenario.toml", "fit.json", "posterior.parquet"


class Interval(NamedTuple):
    """A parameter: its value in the calibrated scenario, its posterior median and 95 % interval, and its range.

    Attributes:
        places: where value, low and high are in the range, from 0 to 1, as its scale has it.
        is_identified: whether the data say more of it than its range does.
    """

    path: str
    value: float
    median: float
    low: float
    high: float
    range: tuple[float, float]
    places: tuple[float, float, float]
    is_identified: bool

    def numbers(self) -> list[float]:
        """Return all numbers in it."""
        return [self.value, self.median, self.low, self.high, *self.range, *self.places]

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the interval that JSON has."""
        fields = {name: value for name, value in data.items() if name != "told"}
        return cls(**fields | {name: tuple(data[name]) for name in ("range", "places")}, is_identified=data["told"])

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it, where ``told`` says whether it is identified."""
        fields = self._asdict()
        fields["told"] = fields.pop("is_identified")
        return fields


class Forecast(NamedTuple):
    """Sales of all periods, (periods,): median and 90 % band of the likely runs nearest to what was fitted."""

    median: Array
    low: Array
    high: Array


class Calibration(Record):
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
        self.bass: BassFit | None = _bass(self.observed.sales[: self.fitted])

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow, draws = (read_parquet(manifest.checked(folder / name)) for name in (TABLE, POSTERIOR))
        try:
            fit = json.loads(manifest.checked(folder / FIT).read_text(encoding="utf-8"))
            intervals = [Interval.of_data(row) for row in fit["parameters"] or fit["withheld"]]
            value, low, high = (fit["market"][name] for name in ("value", "low", "high"))
            forecast = Forecast(*(np.array(fit["sales"][name]) for name in Forecast._fields))
            correlations = np.array(fit["correlations"])
        except TableError:
            raise
        except FileNotFoundError:
            raise TableError(f"{folder / FIT}: there is no such file") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TableError(f"{folder / FIT}: this is not the fit of a calibration ({error!r})") from None
        if outcome_digest(arrow, draws, forecast) != manifest.table_digest:
            raise TableError(f"{folder}: these are not the tables of the manifest beside them; run it again")
        market = (value, low, high)
        return cls(
            arrow, manifest, draws, intervals=intervals, market=market, forecast=forecast, correlations=correlations
        )

    @property
    def scenario(self) -> Scenario:
        """The calibrated scenario."""
        return Scenario.from_dict(self.manifest.others[0])

    @property
    def written(self) -> Scenario:
        """The calibrated scenario as it is written: of so many people as the market has, from the first period on."""
        scenario = self.scenario
        known: dict[str, Any] = {}
        day = first_day(self.observed.periods[0])
        if day is not None and not scenario.start:
            known["start"] = day.isoformat()
        people = round(self.market[0])
        if not scenario.market and scenario.consumers <= people and not scenario.network.brings_consumers:
            each = people / scenario.consumers
            known["market"] = people
            known["campaign"] = [for_the_whole(lever, each).model_dump() for lever in scenario.campaign]
        return scenario.varied(known)

    @property
    def explained(self) -> float:
        """The share of the variance of the fitted sales that the median explains."""
        sold, median = self.observed.sales[: self.fitted], self.forecast.median[: self.fitted]
        spread = ((sold - sold.mean()) ** 2).sum()
        return float(1 - ((sold - median) ** 2).sum() / spread) if spread else float("nan")

    @property
    def fits(self) -> bool:
        """Whether the market fits what was fitted; where it does not, its parameters say nothing of the real one."""
        sold, median = self.observed.sales[: self.fitted], self.forecast.median[: self.fitted]
        return self.explained >= _EXPLAINS or bool(np.abs(sold - median).mean() <= _OFF * sold.mean())

    @property
    def errors(self) -> dict[str, float]:
        """The mean absolute errors of forecasts of the periods held out; nothing if none is."""
        held = self.observed.sales[self.fitted :]
        if not len(held):
            return {}
        forecasts = {"scenario": self.forecast.median[self.fitted :]}
        if self.bass:
            forecasts["bass"] = self.bass.sales(len(self.observed.sales))[self.fitted :]
        forecasts["last_value"] = np.full(len(held), self.observed.sales[self.fitted - 1])
        return {name: float(np.abs(values - held).mean()) for name, values in forecasts.items()}

    @property
    def subtitle(self) -> str:
        """What was calibrated, in a line."""
        scenario, weeks = self.manifest.scenario, self.weeks_per_period
        period = f"a period is {weeks} weeks" if weeks > 1 else "a period is a week"
        if "purchases" not in self.arrow.column_names:
            period = f"a period is {plural(weeks, 'one step', f'{weeks} steps')} of the model"
        size, low, high = map(three_digits, self.market)
        return (
            f"{scenario['title'] or scenario['name']} · {len(self.observed.periods)} periods, {self.fitted} fitted · "
            f"{period} · a market of {size} ({low} to {high})"
            f" · seed {self.manifest.seed}"
        )

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return str(self.manifest.others[0]["name"])

    def files(self) -> "dict[str, pyarrow.Table | str]":
        """Return its tables, the calibrated scenario and the fit by the names of their files."""
        fit = json.dumps(self.fit(), indent=2) + "\n"
        scenario = annotated(self.written, only_changed=True)
        return super().files() | {POSTERIOR: self.draws, SCENARIO: scenario, FIT: fit}

    def differences(self, other: "Calibration") -> list[Difference]:
        """Return where another calibration's parameters and runs differ from these; none if to the bit the same."""
        differing = [
            Difference(
                f"{mine.path}: {three_digits(mine.value)} and {three_digits(theirs.value)}",
                apart(mine.numbers(), theirs.numbers()),
            )
            for mine, theirs in zip(self.intervals, other.intervals, strict=True)
            if mine != theirs
        ]
        return differing + super().differences(other)

    def fit(self) -> dict[str, Any]:
        """Return all that came out, as JSON has it."""
        columns = {"observed": self.observed.sales, **self.forecast._asdict()}
        if self.bass:
            columns["bass"] = self.bass.sales(len(self.observed.periods))
        parameters = [interval.as_data() for interval in self.intervals]
        return {
            "finding": self.finding(),
            "data_digest": self.observed.digest,
            "fitted": self.fitted,
            "weeks_per_period": self.weeks_per_period,
            "fits": self.fits,
            "parameters": parameters if self.fits else [],
            "withheld": [] if self.fits else parameters,
            "correlations": self.correlations.tolist(),
            "untold": self.notes(),
            "market": dict(zip(("value", "low", "high"), self.market, strict=True)),
            "explained": self.explained,
            "forecast_errors": self.errors,
            "bass": None if self.bass is None else {name: self.bass._asdict()[name]._asdict() for name in "pqm"},
            "periods": list(self.observed.periods),
            "sales": {name: np.asarray(values).tolist() for name, values in columns.items()},
        }


def outcome_digest(arrow: "pyarrow.Table", draws: "pyarrow.Table", forecast: Forecast) -> str:
    """Return the digest of the digests of all that came out."""
    digests = [digest(table) for table in (arrow, draws, of_arrays(forecast._asdict()))]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _bass(sales: Array) -> BassFit | None:
    try:
        return fit_bass(sales.tolist())
    except BassError:
        return None
