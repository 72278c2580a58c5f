"""Forecasting: the next periods of a series of sales, by a combination of methods of which our markets are one."""

from pathlib import Path

import numpy as np

from wordofmouth.errors import DataError
from wordofmouth.extras import need
from wordofmouth.statistics.forecasting.combination import FEWEST_PERIODS, combine
from wordofmouth.statistics.forecasting.members import MEMBERS, Member
from wordofmouth.tables.following import following
from wordofmouth.tasks.calibrate.data import Observed, read_observed
from wordofmouth.tasks.forecast.bank import Bank
from wordofmouth.tasks.forecast.filed import Prediction
from wordofmouth.words.numbers import counted

HORIZON, LONGEST = 4, 100
# Of a hundred markets so many lie nearer to another than a series does that none of them makes.
_STRANGE = 0.95
# Fewer origins say little of how large errors are.
_FEW_ORIGINS = 5


def members() -> dict[str, Member]:
    """Return the members of the combination: the markets of the bank, which comes along, and what textbooks have."""
    return {"scenario": Bank.shipped(), **MEMBERS}


def forecast(
    data: Observed | str | Path, *, horizon: int = HORIZON, cumulative: bool = False, name: str = ""
) -> Prediction:
    """Return a forecast of the next periods of a series of sales, with bands that widen with the horizon.

    Args:
        data: the sales by period, or a table of them.
        horizon: how many periods are forecast.
        cumulative: whether the table has buyers so far; the forecast is of new buyers in each period.
        name: what the series is called; as the file unless given.

    Raises:
        DataError: if the data have mistakes, or too few periods.
        MissingExtraError: if statsmodels is not installed.
    """
    need("forecast")
    observed = data if isinstance(data, Observed) else read_observed(data, cumulative=cumulative)
    name = name or ("series" if isinstance(data, Observed) else Path(data).name.partition(".")[0])
    n = len(observed.periods)
    if n < FEWEST_PERIODS:
        raise DataError([f"{name}: {n} periods are too few: a forecast needs at least {FEWEST_PERIODS}"])
    if not 1 <= horizon <= LONGEST:
        raise DataError([f"`horizon`: {horizon} is not allowed: must be from 1 to {LONGEST}"])
    try:
        periods = following(name, observed.column, observed.periods, horizon)
    except ValueError as error:
        raise DataError([str(error)]) from None
    made = combine(observed.sales, members(), horizon)
    return Prediction(
        name,
        observed,
        periods,
        made.median,
        made.quantiles,
        made.members,
        made.weights,
        made.errors,
        made.origins,
        tuple(_notes(observed, made.origins, horizon)),
    )


def _notes(observed: Observed, origins: int, horizon: int) -> list[str]:
    notes = []
    if Bank.shipped().strangeness(observed.sales) > _STRANGE:
        notes.append("no market here makes such a series: the causes of its ups and downs are not in the model")
    if origins < _FEW_ORIGINS:
        notes.append(f"the bands rest on {counted(origins, 'earlier forecast')} alone, and are wide for that")
    if horizon > origins:
        notes.append(
            f"beyond {counted(origins, 'period')} ahead no error was seen: bands are as errors grew until then"
        )
    if not np.ptp(observed.sales):
        notes.append("all sales are equal: there is nothing from which an error could be learnt")
    return notes
