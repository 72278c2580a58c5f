"""Filed forecasts: what was predicted of a series of sales, when, and a digest by which a change is noticed."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import TableError
from wordofmouth.results.files import atomic
from wordofmouth.scenario.digest import json_digest
from wordofmouth.statistics.forecasting.scores import BANDS, LEVELS, band
from wordofmouth.tasks.calibrate.data import Observed

FORMAT = 1


class Prediction(NamedTuple):
    """A forecast of the next periods of a series.

    Attributes:
        series: what the series is called.
        observed: the sales on which it rests.
        periods: the names of the periods that are forecast.
        median: of each of them, (horizon,).
        quantiles: at the levels of ``scores.LEVELS``, (levels, horizon).
        members: what each member of the combination says, by name, (horizon,).
        weights, errors: of members, by name; errors of the combination too.
        origins: from how many rolling origins weights and bands are.
        notes: what whoever reads it should know.
    """

    series: str
    observed: Observed
    periods: tuple[str, ...]
    median: Array
    quantiles: Array
    members: dict[str, Array]
    weights: dict[str, float]
    errors: dict[str, float]
    origins: int
    notes: tuple[str, ...] = ()

    def band(self, share: float) -> tuple[Array, Array]:
        """Return the ends of the band that should hold a share of what comes, (horizon,) each."""
        return band(self.quantiles, share)

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it, with the bands beside the quantiles for whoever reads the file."""
        bands = {f"{100 * share:.0f} %": [end.tolist() for end in self.band(share)] for share in BANDS}
        return {
            "series": self.series,
            "data": self.observed.as_data(),
            "data_digest": self.observed.digest,
            "column": self.observed.column,
            "periods": list(self.periods),
            "median": self.median.tolist(),
            "bands": bands,
            "levels": list(LEVELS),
            "quantiles": self.quantiles.tolist(),
            "members": {name: ahead.tolist() for name, ahead in self.members.items()},
            "weights": self.weights,
            "errors": {name: None if error != error else error for name, error in self.errors.items()},
            "origins": self.origins,
            "notes": list(self.notes),
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return what JSON has."""
        return cls(
            data["series"],
            Observed.of_data(data["data"])._replace(column=data["column"]),
            tuple(data["periods"]),
            np.array(data["median"]),
            np.array(data["quantiles"]),
            {name: np.array(ahead) for name, ahead in data["members"].items()},
            data["weights"],
            {name: float("nan") if error is None else error for name, error in data["errors"].items()},
            data["origins"],
            tuple(data["notes"]),
        )


class Filed(NamedTuple):
    """A prediction in a register.

    Attributes:
        path: its file.
        number: its place in the register, from 1.
        filed: when, in UTC.
        before: the digest of the one that was filed before it; empty for the first.
        version: of the program.
        prediction: what was predicted.
        digest: the SHA-256 of all this but the path, in hexadecimal.
    """

    path: Path
    number: int
    filed: datetime.datetime
    before: str
    version: str
    prediction: Prediction
    digest: str

    @classmethod
    def of(cls, folder: Path, number: int, before: str, version: str, prediction: Prediction) -> Self:
        """Return a prediction as it is filed now, with its digest."""
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        made = cls(folder, number, now, before, version, prediction, "")
        digest = json_digest(made._content())
        name = "".join(sign if sign.isalnum() else "-" for sign in prediction.series)[:40].strip("-") or "series"
        return made._replace(path=folder / f"{number:04}-{name}-{digest[:8]}.json", digest=digest)

    def write(self) -> None:
        """Write its file."""
        with atomic(self.path) as unfinished:
            text = json.dumps(self._content() | {"digest": self.digest}, indent=1, ensure_ascii=False)
            unfinished.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what a file has.

        Raises:
            TableError: if it is no filed forecast, or is not as it was filed; one line says which.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            digest = content.pop("digest")
            is_whole = json_digest(content) == digest
            filed = datetime.datetime.fromisoformat(content["filed"])
            made = cls(
                path,
                int(content["number"]),
                filed,
                content["before"],
                content["version"],
                Prediction.of_data(content),
                digest,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TableError(f"{path}: this is not a filed forecast ({type(error).__name__})") from None
        if not is_whole:
            raise TableError(f"{path}: was changed after it was filed: its digest is no longer that of what it says")
        return made

    def _content(self) -> dict[str, Any]:
        about = {"format": FORMAT, "number": self.number, "filed": self.filed.isoformat(), "before": self.before}
        return about | {"version": self.version} | self.prediction.as_data()
