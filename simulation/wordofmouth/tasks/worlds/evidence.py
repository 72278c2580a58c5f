"""Evidence: what a user knows of the market, in a file ``evidence.toml``; it narrows the worlds.

A survey's answer and a range speak of an assumption and need no run; sales and tests are simulated in every world.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from pydantic import Field

from wordofmouth.engine.records import Array
from wordofmouth.errors import OutcomeError, ScenarioError
from wordofmouth.scenario.document import Document
from wordofmouth.scenario.parts import Section, field, nearest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.reader import read_toml
from wordofmouth.statistics.intervals import student
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.worlds.space import unknown


class Piece(Section):
    """One piece of what is known."""

    title: str = field("", "what it is called", unit="text", max_length=60)

    @property
    def name(self) -> str:
        """What it is called where it is told what it did."""
        raise NotImplementedError

    @property
    def measured(self) -> str:
        """The outcome that is simulated; empty where nothing is."""
        return ""

    def asks(self, scenario: Scenario) -> list[Scenario]:
        """Return the markets whose outcome is simulated in every world."""
        return []

    def mistakes(self, scenario: Scenario) -> list[str]:
        """Return what is wrong with it in a scenario, a line each."""
        return []

    def log_likelihood(self, scenario: Scenario, drawn: Sequence[Mapping[str, Any]], outcomes: Array) -> Array:
        """Return the logarithm of the likelihood of each world, (worlds,).

        Args:
            scenario: the base.
            drawn: the values of each world by path.
            outcomes: of what it asks, (markets, worlds, replications).
        """
        raise NotImplementedError


class _OfAnAssumption(Piece):
    path: str = field(..., "the assumption that it is about", unit="path", min_length=1, max_length=200)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title or self.path

    def mistakes(self, scenario: Scenario) -> list[str]:
        """Return that there is no such assumption, if so."""
        known = unknown(scenario)
        if self.path in known:
            return []
        return [f"{self.path}: is no assumption that {scenario.name} leaves open; {nearest(self.path, known)}"]

    def of_worlds(self, drawn: Sequence[Mapping[str, Any]]) -> Array:
        """Return what worlds have there."""
        return np.array([float(values[self.path]) for values in drawn])


class SurveyAnswer(_OfAnAssumption):
    """A share that was found among people who were asked."""

    share: float = field(..., "the share of those asked", unit="share", ge=0, le=1)
    asked: int = field(..., "how many were asked", unit="people", ge=1, le=100_000_000)

    def log_likelihood(self, scenario: Scenario, drawn: Sequence[Mapping[str, Any]], outcomes: Array) -> Array:
        """Return the binomial's."""
        chance = np.clip(self.of_worlds(drawn), 1e-9, 1 - 1e-9)
        yes = self.share * self.asked
        likelihood: Array = yes * np.log(chance) + (self.asked - yes) * np.log(1 - chance)
        return likelihood


class KnownRange(_OfAnAssumption):
    """A range in which an assumption lies with nine chances in ten."""

    low: float = field(..., "where the range begins", unit="as the field", alias="from")
    high: float = field(..., "where it ends", unit="as the field", alias="to")

    def mistakes(self, scenario: Scenario) -> list[str]:
        """Return what is wrong with the path, or the range."""
        wrong = [] if self.low < self.high else [f"{self.path}: the range must end above {self.low:g}"]
        return super().mistakes(scenario) + wrong

    def log_likelihood(self, scenario: Scenario, drawn: Sequence[Mapping[str, Any]], outcomes: Array) -> Array:
        """Return the normal's whose middle nine tenths the range is."""
        from scipy.special import ndtri

        spread = (self.high - self.low) / (2 * float(ndtri(0.95)))
        likelihood: Array = -0.5 * ((self.of_worlds(drawn) - (self.low + self.high) / 2) / spread) ** 2
        return likelihood


class _Simulated(Piece):
    measure: str = field("buyers", "the outcome that was seen, at the scenario's end", unit="measure")

    @property
    def measured(self) -> str:
        """The outcome that is simulated."""
        return self.measure

    def mistakes(self, scenario: Scenario) -> list[str]:
        """Return that there is no such measure, if so."""
        try:
            outcome(self.measure)
        except OutcomeError as error:
            return [f"measure: {error}"]
        return []


class Sales(_Simulated):
    """What was sold in as long a time as the scenario lasts."""

    value: float = field(..., "how much of the measure there was", unit="as the measure", gt=0)
    off: float = field(
        0.1,
        "how far that may be from what the scenario describes, as a share: half of the 95 % interval",
        unit="share",
        gt=0,
        le=1,
    )

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title or f"{self.measure}: {self.value:,g}"

    def asks(self, scenario: Scenario) -> list[Scenario]:
        """Return the scenario as it is."""
        return [scenario]

    def log_likelihood(self, scenario: Scenario, drawn: Sequence[Mapping[str, Any]], outcomes: Array) -> Array:
        """Return the normal's, with the simulation error of each world's runs."""
        [runs] = outcomes
        error = _error(runs)
        spread = np.hypot(self.off * self.value / float(student(math.inf)), error)
        likelihood: Array = -0.5 * ((runs.mean(axis=1) - self.value) / spread) ** 2 - np.log(spread)
        return likelihood


class MarketTest(_Simulated):
    """A test in which something was changed: a price, advertising in one region and not in another."""

    changes: dict[str, Any] = Field(..., description="what was changed, by path [table]", min_length=1, max_length=50)
    ratio: float = field(..., "the measure with the change over that without", unit="ratio", gt=0, le=1_000)
    low: float = field(..., "low end of its 95 % interval", unit="ratio", gt=0)
    high: float = field(..., "high end of its 95 % interval", unit="ratio", gt=0, le=1_000)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title or "test of " + ", ".join(self.changes)

    def asks(self, scenario: Scenario) -> list[Scenario]:
        """Return the scenario as it is and as it was tested."""
        return [scenario, scenario.varied({"variants": {}, **self.changes})]

    def mistakes(self, scenario: Scenario) -> list[str]:
        """Return what is wrong with the measure, the interval or the changes."""
        wrong = super().mistakes(scenario)
        if not self.low < self.ratio < self.high:
            wrong.append(f"ratio: {self.ratio:g} must lie between low ({self.low:g}) and high ({self.high:g})")
        try:
            self.asks(scenario)
        except ScenarioError as error:
            wrong += [f"changes: {line}" for line in error.lines]
        return wrong

    def log_likelihood(self, scenario: Scenario, drawn: Sequence[Mapping[str, Any]], outcomes: Array) -> Array:
        """Return the normal's of the logarithm of the ratio, with the simulation error of each world's paired runs."""
        # Half a purchase more, so that of a world in which nobody bought with or without the test tells nothing.
        with np.errstate(invalid="ignore"):
            logs = np.log((outcomes[1].mean(axis=1) + 0.5) / (outcomes[0].mean(axis=1) + 0.5))
            paired = np.log(np.maximum(outcomes[1], 0.5) / np.maximum(outcomes[0], 0.5))
        spread = math.log(self.high / self.low) / (2 * float(student(math.inf)))
        whole = np.hypot(spread, _error(paired))
        likelihood = -0.5 * ((logs - math.log(self.ratio)) / whole) ** 2 - np.log(whole)
        return np.where(np.isfinite(likelihood), likelihood, -np.inf)


class Evidence(Document):
    """All that is known of a market beside what the field's studies found."""

    survey: tuple[SurveyAnswer, ...] = Field(
        default=(), strict=False, max_length=50, description="shares among people who were asked [tables]"
    )
    range: tuple[KnownRange, ...] = Field(
        default=(), strict=False, max_length=50, description="ranges of assumptions [tables]"
    )
    sales: tuple[Sales, ...] = Field(
        default=(), strict=False, max_length=10, description="what was sold before [tables]"
    )
    test: tuple[MarketTest, ...] = Field(
        default=(), strict=False, max_length=10, description="tests of a price, of advertising [tables]"
    )

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its pieces, in the order in which they are told."""
        return (*self.survey, *self.range, *self.sales, *self.test)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the evidence of a TOML file.

        Raises:
            ScenarioError: with every mistake in it.
        """
        try:
            data = read_toml(Path(path))
        except ValueError as error:
            raise ScenarioError([str(error)], str(path)) from None
        try:
            return cls(**data)
        except ScenarioError as error:
            raise ScenarioError(error.lines, str(path)) from None

    def checked(self, scenario: Scenario, where: str = "") -> Self:
        """Return it if all its pieces make sense in a scenario.

        Raises:
            ScenarioError: with every mistake.
        """
        lines = [
            f"{kind}.{place}.{line}"
            for kind in type(self).model_fields
            for place, piece in enumerate(getattr(self, kind))
            for line in piece.mistakes(scenario)
        ]
        if lines:
            raise ScenarioError(lines, where)
        return self


def _error(runs: Array) -> Array:
    """Return the standard error of the mean of each world's runs, pooled over worlds, (worlds,)."""
    n = runs.shape[1]
    pooled = math.sqrt(float(np.mean(runs.var(axis=1, ddof=1))) / n) if n > 1 else 0.0
    return np.full(len(runs), pooled)
