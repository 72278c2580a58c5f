"""Part of an array: which units of a sweep one job of n does, and in which folder it leaves them.

Units follow from the design alone, so jobs need not know of each other: the i-th of n begins with the i-th unit, and
does each n-th from there.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from wordofmouth.errors import RequestError
from wordofmouth.tasks.sweep.units import Unit, first_round, units

if TYPE_CHECKING:
    from wordofmouth.tasks.sweep.design import Design
    from wordofmouth.tasks.sweep.worker import Failure

# More jobs than that has no cluster in one array.
_MOST = 1_000_000
_FOLDER = "part-*-of-*"


class ArrayPart(NamedTuple):
    """The ``number``-th of ``of`` jobs that share the units of a sweep; numbers count from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the part that is written as ``i/n``.

        Raises:
            RequestError: if none is.
        """
        match = re.fullmatch(r"\s*(\d{1,7})\s*/\s*(\d{1,7})\s*", text)
        if not match:
            raise RequestError(f"`part`: {text!r} is not allowed: must be i/n, as in 2/4, the second job of four")
        return cls.checked(int(match[1]), int(match[2]))

    @classmethod
    def checked(cls, number: int, of: int) -> Self:
        """Return a part by its numbers.

        Raises:
            RequestError: if there is none of them.
        """
        if not 1 <= number <= of <= _MOST:
            rule = f"i/n goes from 1/n to n/n, and n to {_MOST:,}"
            raise RequestError(f"`part`: {number}/{of} is not allowed: {rule}")
        return cls(number, of)

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def in_words(self) -> str:
        """What it is called in messages."""
        return f"part {self.number} of {self.of}"

    def has(self, unit: Unit) -> bool:
        """Tell whether a unit is of this part."""
        return unit.number % self.of == self.number - 1

    def runs_of(self, design: "Design") -> int:
        """Return how many runs of a design with a fixed number of replications are of this part."""
        return sum(len(unit.runs) for unit in units(design, 0, first_round(design)) if self.has(unit))

    def folder(self, array: Path) -> Path:
        """Return the folder of this part in that of the array."""
        return array / f"part-{self.number}-of-{self.of}"

    def check(self, design: "Design") -> None:
        """Check that the units of a design can be known before any is done.

        Raises:
            RequestError: if not.
        """
        if design.precision is not None:
            why = "how many runs a point gets is decided by what the runs of all jobs have come to"
            raise RequestError(f"`part`: {design.name} runs until precise, and {why}; give it `replications` instead")


class PartDone(NamedTuple):
    """What a job of an array has left in its folder.

    Attributes:
        part: which it is.
        folder: where its units lie, for ``gather``.
        runs: of this part, failed ones among them.
        failures: the runs that failed.
    """

    part: ArrayPart
    folder: Path
    runs: int
    failures: "list[Failure]"


def folders_in(array: Path) -> Iterator[Path]:
    """Yield the folders of an array's parts that are in a folder, in the order of their numbers."""
    yield from sorted(array.glob(_FOLDER), key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.name)])
