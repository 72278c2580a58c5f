"""The family of cases: what each has, what it finds, and what its figure is drawn from."""

import functools
import importlib
import math
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np

# Where cases are found: one file a case.
HOME = "wordofmouth.tasks.validate.cases"
# The section of the cases that a name stands for together.
GROUPS = {"patterns": 8, "effects": 9}
MET, NOT_MET, EXPLAINED, CONTESTED, SKIPPED = "met", "not met", "not met, explained", "contested", "skipped"
PUBLISHED, EXACT, COMPUTED, LAW = "published", "exact", "computed", "law"


class FigurePanel(NamedTuple):
    """A panel of a case's figure: its heading, the unit of its values, and what runs along it.

    Without an ``axis`` its checks stand one below the other, each with its label. ``width`` is relative to the others.
    """

    heading: str
    unit: str
    axis: str = ""
    log: bool = False
    width: float = 1.0


class Check(NamedTuple):
    """One number: what it must be, what it is, and the verdict.

    Attributes:
        what: which number, in words; short enough for a label.
        expected: what it must be; not a number where only bounds are known.
        low, high: within which it counts as met.
        obtained: what it is.
        error: its standard error; 0 where nothing is drawn at random.
        source: where ``expected`` comes from: published, exact, computed (by other code) or law (a sign or an order).
        tolerance: of what kind the bounds are, in words.
        verdict: met, not met, contested, skipped; or not met and explained by the case's text.
        panel, at: in which panel the figure shows it, and where along its axis; nowhere in panel −1.
        height: at which height instead, for a number that is itself one along the axis.
    """

    what: str
    expected: float
    low: float
    high: float
    obtained: float
    error: float
    source: str
    tolerance: str
    verdict: str
    panel: int = 0
    at: float = math.nan
    height: float = math.nan


class FigureLine(NamedTuple):
    """A line of a figure; what is expected is dashed. ``low`` and ``high`` are the ends of its band, if it has one."""

    label: str
    x: Any
    y: Any
    low: Any = None
    high: Any = None
    expected: bool = False
    panel: int = 0


class DataFile(NamedTuple):
    """A file of real data: its path in the folder of data, and what it holds, from where."""

    path: str
    holds: str


class Case:
    """A published model or fact, with the checks that hold it against the models here.

    A case says its ``section`` of the design, ``title``, ``source`` and ``panels``; its name is its file's. It yields
    checks from :meth:`measure`, and adds the lines of its figure to ``lines``. What cannot be met is explained in its
    ``explanation``; what is disputed among researchers, in ``dispute``. It ``needs`` files of real data, or is skipped.

    Args:
        short: fewer runs; a tolerance that chance could exceed in so few is three standard errors.
        data: the folder of real data, if one is given.
    """

    known: ClassVar[dict[str, type["Case"]]] = {}

    section: ClassVar[int]
    name: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    panels: ClassVar[tuple[FigurePanel, ...]]
    explanation: ClassVar[str] = ""
    dispute: ClassVar[str] = ""
    needs: ClassVar[tuple[DataFile, ...]] = ()

    def __init_subclass__(cls) -> None:
        home, _, cls.name = cls.__module__.rpartition(".")
        if home == HOME:
            Case.known[cls.name] = cls

    def __init__(self, short: bool = False, data: Path | None = None) -> None:
        self.short, self.folder = short, data
        self.lines: list[FigureLine] = []

    def measure(self) -> Iterator[Check]:
        """Yield the checks, in the order of the table."""
        raise NotImplementedError

    def finding(self, of: dict[str, Check]) -> str:
        """Return what came out in one sentence, from the checks by what they are of."""
        raise NotImplementedError

    def runs(self, full: int, short: int) -> int:
        """Return how many runs are made."""
        return short if self.short else full

    def data(self, name: str) -> Path:
        """Return a file of the data; no case is measured that misses one."""
        return Path(self.folder or "") / name

    @property
    def missing(self) -> list[str]:
        """The files that it needs and that are not given."""
        return [path for path, _ in self.needs if self.folder is None or not (self.folder / path).is_file()]

    def near(
        self,
        what: str,
        expected: float,
        obtained: float,
        tolerance: float,
        error: float = 0.0,
        *,
        source: str = PUBLISHED,
        kind: str = "as stated",
        explained: bool = False,
        disputed: bool = False,
        **where: Any,
    ) -> Check:
        """Return a check that a number is within a tolerance of what is expected."""
        if self.short and 3 * error > tolerance:
            tolerance, kind = 3 * error, "3 standard errors, of few runs"
        low, high = expected - tolerance, expected + tolerance
        verdict = _verdict(low, high, obtained, explained, disputed)
        return Check(what, expected, low, high, obtained, error, source, kind, verdict, **where)

    def mean(
        self, what: str, expected: float, values: Any, *, source: str = EXACT, rounding: float = 0.0, **where: Any
    ) -> Check:
        """Return a check that the mean of independent values is what is expected, within three standard errors.

        ``rounding`` is half a unit of the last digit to which the expected number is known, or its own uncertainty.
        """
        error = standard_error(values)
        return self.near(
            what,
            expected,
            float(np.mean(values)),
            3 * error + rounding,
            error,
            source=source,
            kind="3 standard errors" + (" and rounding" if rounding else ""),
            **where,
        )

    def between(
        self,
        what: str,
        low: float,
        high: float,
        obtained: float,
        error: float = 0.0,
        *,
        source: str = LAW,
        kind: str = "bounds",
        explained: bool = False,
        disputed: bool = False,
        **where: Any,
    ) -> Check:
        """Return a check that a number is within bounds."""
        slack = 3 * error if self.short else 0.0
        low, high = low - slack, high + slack
        verdict = _verdict(low, high, obtained, explained, disputed)
        return Check(what, math.nan, low, high, obtained, error, source, kind, verdict, **where)

    def above(self, what: str, values: Any, *, source: str = LAW, **how: Any) -> Check:
        """Return a check that independent values are above 0 on average, beyond chance; in few runs, not below it."""
        error = standard_error(values)
        kind = "not below 0 by 3 standard errors, of few runs" if self.short else "above 0 by 3 standard errors"
        return self.between(
            what,
            0.0 if self.short else 3 * error,
            math.inf,
            float(np.mean(values)),
            error,
            source=source,
            kind=kind,
            **how,
        )


def _verdict(low: float, high: float, obtained: float, explained: bool, disputed: bool) -> str:
    if disputed:
        return CONTESTED
    # A number on its bound is within it, whatever the last bit of a sum is.
    slack = 1e-12 * max(abs(low) if math.isfinite(low) else 0.0, abs(high) if math.isfinite(high) else 0.0)
    return MET if low - slack <= obtained <= high + slack else EXPLAINED if explained else NOT_MET


def standard_error(values: Any) -> float:
    """Return the standard error of the mean of independent values."""
    values = np.asarray(values, np.float64)
    return float(values.std(ddof=1) / math.sqrt(len(values)))


@functools.cache
def cases() -> dict[str, type[Case]]:
    """Return every case by name, in the order of the design's sections."""
    for module in pkgutil.iter_modules(importlib.import_module(HOME).__path__):
        importlib.import_module(f"{HOME}.{module.name}")
    return dict(sorted(Case.known.items(), key=lambda entry: (entry[1].section, entry[0])))
