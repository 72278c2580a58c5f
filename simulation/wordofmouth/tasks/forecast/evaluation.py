"""Evaluation: how the combination and its members would have forecast series whose ends are known.

From every origin, as if later values were not known, periods 1 to 4 ahead are forecast. Members and weights were chosen
on the series whose name has an odd SHA-256; what they come to is judged by the others.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.forecasting.combination import MOST_ORIGINS, Origins, combined_at, rolling
from wordofmouth.statistics.forecasting.members import Member
from wordofmouth.statistics.forecasting.scores import BANDS, held
from wordofmouth.tasks.forecast.series import FolderSeries

HORIZON = 4
COMBINATION, LAST = "combination", "last_value"
# Origins that are judged are the latest so many; each has so many before it, from which its bands are.
_MOST_JUDGED, _FEWEST_EARLIER = 30, 3


class Judged(NamedTuple):
    """How forecasts of a series did.

    Attributes:
        name: of the series.
        was_chosen_on: whether members and weights were chosen on it.
        missed: by method, absolute errors in mean changes from period to period, (origins, horizon); NaN if unknown.
        inside: by share of a band, whether it held what came, (origins, horizon); NaN if unknown.
    """

    name: str
    was_chosen_on: bool
    missed: dict[str, Array]
    inside: dict[float, Array]

    def relative(self, method: str) -> float:
        """Return the mean absolute error relative to that of the last value."""
        return float(np.nansum(self.missed[method]) / max(float(np.nansum(self.missed[LAST])), 1e-300))

    def scaled(self, method: str) -> float:
        """Return the scaled error."""
        return float(np.nanmean(self.missed[method]))

    def coverage(self, share: float) -> float:
        """Return how often the band of a share held what came."""
        return float(np.nanmean(self.inside[share]))

    @property
    def n(self) -> int:
        """How many forecasts are judged."""
        return int(np.count_nonzero(~np.isnan(self.missed[LAST])))


def was_chosen_on(name: str) -> bool:
    """Tell whether members and weights were chosen on a series: its name has an odd digest."""
    return hashlib.sha256(name.encode()).digest()[-1] % 2 == 1


def judged(series: FolderSeries, members: Mapping[str, Member]) -> Judged:
    """Return how forecasts of a series did, from all of its origins that have some before them."""
    origins = rolling(series.sales, members, HORIZON, _MOST_JUDGED + _FEWEST_EARLIER)
    change = float(np.abs(np.diff(series.sales)).mean())
    missed: dict[str, list[Array]] = {name: [] for name in (COMBINATION, *members)}
    inside: dict[float, list[Array]] = {share: [] for share in BANDS}
    for row in range(_FEWEST_EARLIER, len(origins.at)):
        at, came = origins.at[row], origins.came[row]
        ahead = {name: each[row] for name, each in origins.ahead.items()}
        made = combined_at(series.sales[:at], _latest(origins.before(at)), ahead)
        for name, each in ((COMBINATION, made.median), *ahead.items()):
            missed[name].append(np.abs(each - came) / change)
        for share, rows in inside.items():
            rows.append(np.where(np.isnan(came), np.nan, held(came, made.quantiles, share)))
    return Judged(
        series.name,
        was_chosen_on(series.name),
        {name: np.array(rows) for name, rows in missed.items()},
        {share: np.array(rows) for share, rows in inside.items()},
    )


def evaluate(
    every: Sequence[FolderSeries], members: Mapping[str, Member], progress: Callable[[int], None] = lambda _: None
) -> list[Judged]:
    """Return how forecasts of all series did that are not left out."""
    results = []
    for series in every:
        if not series.left_out:
            results.append(judged(series, members))
            progress(len(results))
    return results


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """Return a mean over series and its standard error."""
    array = np.array(values)
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(len(array))) if len(array) > 1 else float("nan")


def _latest(origins: Origins) -> Origins:
    """Return the latest of origins, as many as a forecast uses."""
    ahead = {name: each[-MOST_ORIGINS:] for name, each in origins.ahead.items()}
    return Origins(origins.at[-MOST_ORIGINS:], ahead, origins.came[-MOST_ORIGINS:])
