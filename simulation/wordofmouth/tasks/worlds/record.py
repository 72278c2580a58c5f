"""The record of runs over worlds: what came out in each, what each assumes, and how well it fits what is known."""

import math
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.tables import of_rows

if TYPE_CHECKING:
    import pyarrow

RUNS, WEEKS, VALUES, FIT, ALONE = (
    "worlds.parquet",
    "world_weeks.parquet",
    "world_values.parquet",
    "world_fit.parquet",
    "one_at_a_time.parquet",
)
# By what a result of one scenario is judged; a comparison says its measure.
MEASURE = "penetration"
_COLUMNS: dict[str, dict[str, type]] = {
    RUNS: {"world": int, "scenario": str, "replication": int, "value": float},
    WEEKS: {"world": int, "scenario": str, "week": int, "value": float},
    VALUES: {"world": int, "path": str, "share": float, "value": float},
    FIT: {"world": int, "piece": str, "log_likelihood": float},
    ALONE: {
        "path": str,
        "share": float,
        "value": float,
        "as_is": float,
        "scenario": str,
        "replication": int,
        "outcome": float,
    },
}
# The tables by the names of their files.
TABLES = tuple(_COLUMNS)


class OneAtATime(NamedTuple):
    """What comes out where one assumption has another value, and all others stay.

    Attributes:
        path: of the assumption.
        share, value: where in its range it lies, and what it is.
        outcomes: (scenarios, replications), with common random numbers.
    """

    path: str
    share: float
    value: float
    outcomes: Array


class OverWorlds(NamedTuple):
    """What came out of scenarios in each of several worlds.

    Attributes:
        scenarios: their names, the base first.
        paths: of the assumptions that differ.
        shares, values: of each world where in its range each assumption lies, and what it is, (worlds, paths).
        outcomes: the measure at the end, (worlds, scenarios, replications).
        curves: the measure week by week, the mean of the replications, (worlds, scenarios, weeks).
        pieces: what is known of the market, by what it is called.
        fits: the logarithm of the likelihood of each piece in each world, (pieces, worlds).
        alone: what comes out where all is as the scenario has it, whose path is empty, and where one of the assumptions
            that matter most lies at an end of its range.
        as_is: by path of these assumptions, what the scenario has.
    """

    scenarios: tuple[str, ...]
    paths: tuple[str, ...]
    shares: Array
    values: Array
    outcomes: Array
    curves: Array
    pieces: tuple[str, ...] = ()
    fits: Array = np.zeros((0, 0))
    alone: tuple[OneAtATime, ...] = ()
    as_is: dict[str, float] = {}

    def files(self) -> "dict[str, pyarrow.Table]":
        """Return its tables by the names of their files."""
        tables = {name: of_rows(columns, self._rows(name)) for name, columns in _COLUMNS.items()}
        return {name: table for name, table in tables.items() if table.num_rows}

    def _rows(self, name: str) -> Any:
        worlds = range(len(self.outcomes))
        if name in (RUNS, WEEKS):
            first, array = (0, self.outcomes) if name == RUNS else (1, self.curves)
            for world in worlds:
                for scenario, values in zip(self.scenarios, array[world].tolist(), strict=True):
                    yield from ((world, scenario, number, value) for number, value in enumerate(values, first))
        elif name == VALUES:
            for world in worlds:
                rows = zip(self.paths, self.shares[world].tolist(), self.values[world].tolist(), strict=True)
                yield from ((world, *row) for row in rows)
        elif name == FIT:
            for piece, fits in zip(self.pieces, self.fits.tolist(), strict=True):
                yield from ((world, piece, fit) for world, fit in enumerate(fits))
        else:
            for one in self.alone:
                for scenario, values in zip(self.scenarios, one.outcomes.tolist(), strict=True):
                    about = (one.path, one.share, one.value, self.as_is.get(one.path, math.nan), scenario)
                    yield from ((*about, number, value) for number, value in enumerate(values))

    @classmethod
    def of_files(cls, tables: "dict[str, pyarrow.Table]") -> Self:
        """Return what tables hold, by the names of their files."""
        runs, weeks, values = (tables[name].to_pydict() for name in (RUNS, WEEKS, VALUES))
        scenarios, paths = tuple(dict.fromkeys(runs["scenario"])), tuple(dict.fromkeys(values["path"]))
        n = 1 + max(runs["world"])
        outcomes, curves = (
            np.array(columns["value"], np.float64).reshape(n, len(scenarios), -1) for columns in (runs, weeks)
        )
        shares, amounts = (np.array(values[name], np.float64).reshape(n, len(paths)) for name in ("share", "value"))
        pieces: tuple[str, ...] = ()
        fits = np.zeros((0, n))
        if FIT in tables:
            fit = tables[FIT].to_pydict()
            pieces = tuple(dict.fromkeys(fit["piece"]))
            fits = np.array(fit["log_likelihood"], np.float64).reshape(len(pieces), n)
        rows = tables[ALONE].to_pylist() if ALONE in tables else []
        as_is = {row["path"]: row["as_is"] for row in rows if row["path"]}
        alone = _alone(rows, len(scenarios))
        return cls(scenarios, paths, shares, amounts, outcomes, curves, pieces, fits, alone, as_is)

    @property
    def weights(self) -> Array:
        """How much each world counts, (worlds,), summing to 1: by how well it fits all that is known."""
        return weights_of(self.fits.sum(axis=0) if len(self.fits) else np.zeros(len(self.outcomes)))

    @property
    def effective(self) -> float:
        """As how many worlds that count alike they count."""
        return 1.0 / float((self.weights**2).sum())

    def effective_by(self, pieces: tuple[int, ...]) -> float:
        """Return as how many worlds they would count by some of the pieces alone."""
        return 1.0 / float((weights_of(self.fits[list(pieces)].sum(axis=0)) ** 2).sum())


def weights_of(logs: Array) -> Array:
    """Return weights that sum to 1 of the logarithms of likelihoods; equal ones where no world is possible."""
    best = float(logs.max())
    if not math.isfinite(best):
        return np.full(len(logs), 1.0 / len(logs))
    weights: Array = np.exp(logs - best)
    weights /= weights.sum()
    return weights


def _alone(rows: list[dict[str, Any]], n_scenarios: int) -> tuple[OneAtATime, ...]:
    outcomes: dict[tuple[str, float], list[float]] = {}
    for row in rows:
        outcomes.setdefault((row["path"], row["share"]), []).append(row["outcome"])
    values = {(row["path"], row["share"]): row["value"] for row in rows}
    return tuple(
        OneAtATime(*place, values[place], np.array(each, np.float64).reshape(n_scenarios, -1))
        for place, each in outcomes.items()
    )
