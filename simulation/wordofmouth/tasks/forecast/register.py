"""Register: all forecasts that were filed in a folder, in their order, with how they did.

Each names the digest of the one before, so that one that was changed, or taken away from between others, is noticed.
That the last was taken away is noticed by whoever kept its digest: it is printed when it is filed.
"""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import DataError, TableError
from wordofmouth.resources import version
from wordofmouth.results.files import atomic
from wordofmouth.results.locks import locked
from wordofmouth.statistics.forecasting.scores import BANDS, crps, held, scaled_error
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.following import first_day, following, same_period
from wordofmouth.tables.periods import periods_of
from wordofmouth.tasks.calibrate.data import Columns, Observed, Series, read_series
from wordofmouth.tasks.forecast.filed import Filed, Prediction
from wordofmouth.words.numbers import counted, plural

FOLDER = Path("results") / "forecasts"
_SCORE = ".score.json"
# Of the values known before that stand in an outcome too, how many must be as they were, and how nearly.
_SAME, _NEARLY = 0.5, 0.1


class Score(NamedTuple):
    """How a forecast did in the periods that came.

    Attributes:
        periods: their names.
        actual: their sales, (periods,).
        held: by share, how many of them the band held.
        scaled_error: mean absolute error relative to the mean change from period to period before.
        crps: of the forecast, in units of the sales; of the last value it is its mean absolute error.
        scored: when, in UTC.
        notes: what whoever reads it should know.
    """

    periods: tuple[str, ...]
    actual: tuple[float, ...]
    held: dict[float, int]
    scaled_error: float
    crps: float
    crps_last_value: float
    scored: str
    notes: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return self._asdict() | {"held": {f"{100 * share:.0f} %": count for share, count in self.held.items()}}

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> "Score":
        """Return what JSON has."""
        read = {"held": {share: data["held"][f"{100 * share:.0f} %"] for share in BANDS}}
        tuples = {name: tuple(data[name]) for name in ("periods", "actual", "notes")}
        error = data["scaled_error"]
        return cls(**data | read | tuples | {"scaled_error": float("nan") if error is None else error})


class Entry(NamedTuple):
    """A line of the record: a forecast with its latest score, if any, or what is wrong with it."""

    number: int
    filed: Filed | None = None
    score: Score | None = None
    wrong: str = ""


class Register:
    """The forecasts that were filed in a folder."""

    def __init__(self, folder: str | Path = FOLDER) -> None:
        self.folder = Path(folder)

    def record(self) -> list[Entry]:
        """Return all that was filed, in order; what is missing or was changed is an entry that says so."""
        entries: list[Entry] = []
        before = ""
        for path in self._files():
            number = int(path.name.partition("-")[0])
            last = entries[-1].number if entries else 0
            entries += [Entry(gone, wrong=f"number {gone} was taken away") for gone in range(last + 1, number)]
            has_all_before = number == last + 1 and not (entries and entries[-1].wrong)
            try:
                filed = Filed.read(path)
                entry = Entry(number, filed, self._score(filed))
                if filed.number != number or (has_all_before and filed.before != before):
                    entry = Entry(number, filed, entry.score, f"{path}: does not follow what was filed before it")
                before = filed.digest
            except TableError as error:
                entry = Entry(number, wrong=str(error))
            entries.append(entry)
        return entries

    def file(self, prediction: Prediction) -> tuple[Filed, list[int]]:
        """File a forecast, and return it with the numbers of those that were filed of the same series before.

        Raises:
            TableError: if what was filed last is not as it was.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            entries = self.record()
            if entries and (entries[-1].wrong or entries[-1].filed is None):
                raise TableError(f"{entries[-1].wrong}; nothing can be filed after it, until it is as it was")
            last = entries[-1].filed if entries else None
            noted = prediction._replace(notes=(*prediction.notes, *_over(prediction)))
            before = "" if last is None else last.digest
            filed = Filed.of(self.folder, len(entries) + 1, before, version(), noted)
            filed.write()
        earlier = [
            entry.number for entry in entries if entry.filed and entry.filed.prediction.series == prediction.series
        ]
        return filed, earlier

    def score(
        self,
        actual: str | Path,
        which: int | None = None,
        columns: Columns | None = None,
        dialect: Dialect | None = None,
    ) -> list[tuple[Filed, Score]]:
        """Score the forecasts whose periods a table has, or the one of a number, and keep their scores.

        Raises:
            DataError: if the table has none of the periods that were forecast, or other series' than are meant.
            TableError: if a forecast is not as it was filed.
        """
        path = Path(actual)
        came = read_series(path, columns or Columns(), dialect or Dialect(), needs_all=False)
        entries = self.record()
        if not entries:
            raise DataError([f"{self.folder}: no forecast was filed here; `wom forecast file SALES` files one"])
        asked = [entry for entry in entries if which in (None, entry.number)]
        if not asked:
            raise DataError([f"`number`: {which} was not filed; there are 1 to {entries[-1].number}"])
        if which is not None and asked[0].filed is None:
            raise TableError(asked[0].wrong)
        whole = [entry.filed for entry in asked if entry.filed]
        scores = [(filed, score) for filed in whole if (score := scored(filed.prediction, came))]
        if not scores:
            raise DataError([_none_came(path, whole, came)])
        if which is None and len({filed.prediction.series for filed, _ in scores}) > 1:
            meant = [each for each in scores if each[0].prediction.series == path.name.partition(".")[0]]
            # Values from before tell a series from another; where there are none, its name does, else nobody can.
            scores = [each for each in scores if _overlap(each[0].prediction, came)] or meant
            if len({filed.prediction.series for filed, _ in scores}) != 1:
                names = ", ".join(f"{filed.number} ({filed.prediction.series})" for filed in whole)
                raise DataError([f"{path}: several series have these periods: say which with `number`: {names}"])
        for filed, score in scores:
            self._keep(filed, score)
        return scores

    def _files(self) -> list[Path]:
        paths = [path for path in self.folder.glob("[0-9]*-*.json") if not path.name.endswith(_SCORE)]
        return sorted(
            (path for path in paths if path.name.partition("-")[0].isdigit()),
            key=lambda path: (int(path.name.partition("-")[0]), path.name),
        )

    def _scores(self, filed: Filed) -> list[dict[str, Any]]:
        path = filed.path.with_suffix(_SCORE)
        if not path.exists():
            return []
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["forecast"] != filed.digest:
                raise TableError(f"{path}: this score is of another forecast")
            return list(content["scores"])
        except (ValueError, KeyError, TypeError) as error:
            raise TableError(f"{path}: this is no score of a forecast ({error})") from None

    def _score(self, filed: Filed) -> Score | None:
        scores = self._scores(filed)
        return Score.of_data(scores[-1]) if scores else None

    def _keep(self, filed: Filed, score: Score) -> None:
        """Keep a score after those from before, none of which is left out."""
        with locked(self.folder), atomic(filed.path.with_suffix(_SCORE)) as unfinished:
            data = score.as_data()
            if score.scaled_error != score.scaled_error:
                data["scaled_error"] = None
            content = {"forecast": filed.digest, "scores": [*self._scores(filed), data]}
            unfinished.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def scored(prediction: Prediction, came: Series) -> Score | None:
    """Return how a forecast did by a table of what came; None if it has none of its periods, or other sales before."""
    observed, there = prediction.observed, _by_period(came)
    overlap = _overlap(prediction, came)
    revised = [name for name, before, now in overlap if abs(now - before) > _NEARLY * max(abs(before), 1e-12)]
    if overlap and len(revised) > (1 - _SAME) * len(overlap):
        return None
    periods = prediction.periods
    if periods[0] == "+1":
        # Names that are no dates: what stands after the last that was known.
        names = [same_period(name) for name in came.names]
        last = same_period(observed.periods[-1])
        later = names[names.index(last) + 1 :] if last in names else []
        there = {same_period(f"+{place}"): there[name] for place, name in enumerate(later, 1)}
    places = [place for place, name in enumerate(periods) if same_period(name) in there]
    if observed.cumulative:
        # New buyers of a period are what was added in it, for which the one before must be known.
        places = [place for rank, place in enumerate(places) if place == rank]
    if not places:
        return None
    values = np.array([there[same_period(periods[place])] for place in places])
    actual = np.diff(np.maximum.accumulate(np.append(_known(observed)[-1], values))) if observed.cumulative else values
    quantiles = prediction.quantiles[:, places]
    notes = [f"{counted(len(revised), 'value')} known before {plural(len(revised), 'is', 'are')} other now"] * bool(
        revised
    )
    if len(places) < len(periods):
        notes.append(f"{len(places)} of {counted(len(periods), 'period')} came so far")
    return Score(
        tuple(periods[place] for place in places),
        tuple(actual.tolist()),
        {share: int(held(actual, quantiles, share).sum()) for share in BANDS},
        scaled_error(actual, prediction.median[places], observed.sales),
        crps(actual, quantiles),
        float(np.abs(actual - observed.sales[-1]).mean()),
        datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
        tuple(notes),
    )


def _overlap(prediction: Prediction, came: Series) -> list[tuple[str, float, float]]:
    """Return the periods that were known and stand in a table too: name, value before, value now."""
    observed, there = prediction.observed, _by_period(came)
    pairs = zip(observed.periods, _known(observed).tolist(), strict=True)
    return [(name, value, there[key]) for name, value in pairs if (key := same_period(name)) in there]


def _known(observed: Observed) -> Array:
    """Return the values that were known, as a table has them: buyers so far, or sales."""
    return np.cumsum(observed.sales) if observed.cumulative else observed.sales


def _by_period(came: Series) -> dict[str, float]:
    """Return the values of a table by their periods, whichever way these are written."""
    return {same_period(name): float(value) for name, value in zip(came.names, came.values, strict=True)}


def _none_came(path: Path, filed: Sequence[Filed], came: Series) -> str:
    """Return that a table has no period of any forecast, and which there are."""
    if not filed:
        return f"{path}: no forecast of the register is as it was filed; `wom forecast record` says what is wrong"
    wanted = ", ".join(
        f"{each.number} {each.prediction.series} ({each.prediction.periods[0]} to {each.prediction.periods[-1]})"
        for each in filed[:3]
    )
    return f"{path}: has {came.names[0]} to {came.names[-1]}, and what was forecast is {wanted}, or of other sales"


def _over(prediction: Prediction) -> list[str]:
    """Return that periods were over when they were forecast, where their names tell it."""
    observed = prediction.observed
    names = [*observed.periods, *prediction.periods]
    kind = periods_of(prediction.series, observed.column, observed.periods).kind
    after = [*prediction.periods[1:], *following(prediction.series, observed.column, names, 1)]
    starts = [first_day(name, kind) for name in after]
    today = datetime.datetime.now(datetime.UTC).date()
    over = sum(start is not None and start <= today for start in starts)
    if not over:
        return []
    what = plural(over, "period was", "periods were")
    return [f"{over} of the {what} over when this was filed: a test on the past, and no prediction"]
