"""Patterns: which of those that the model is for a study shows in its own numbers, and which it does not."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.results.records import Record
from wordofmouth.statistics.adoption_table import WON_BY, cube
from wordofmouth.tasks.sweep.record import SweepResult

if TYPE_CHECKING:
    import pyarrow

_ADVERTISING = f"{WON_BY}advertising"


class Pattern(NamedTuple):
    """A pattern, whether it is met (None where a study cannot tell), and the numbers by which that is told."""

    name: str
    is_met: bool | None
    why: str

    @property
    def verdict(self) -> str:
        """Whether it is met, in words."""
        return "cannot be told" if self.is_met is None else "met" if self.is_met else "not met"


def weeks_of(record: Record) -> "pyarrow.Table | None":
    """Return a study's table of weeks, which of a sweep is not its main one; None if it keeps none."""
    table = record.weeks() if isinstance(record, SweepResult) else record.arrow
    return table if table is not None and "week" in table.column_names else None


def patterns(table: "pyarrow.Table | None") -> list[Pattern]:
    """Return the patterns in a table of weeks: of its first brand, over all runs together."""
    if table is None:
        return []
    try:
        return [_peaked(table), _by_word(table)]
    except ValueError:
        return [Pattern("Adoption, week by week", None, "runs are not all of the same weeks and brands")]


def _peaked(table: "pyarrow.Table") -> Pattern:
    name = "Adoption is S-shaped: new buyers grow to a peak, and fall after it (Rogers 2003)"
    new = cube(table, "new_buyers")[:, :, 0].sum(axis=0)
    if len(new) < 3 or not new.sum():
        return Pattern(name, None, "nobody buys, or there are fewer than three weeks")
    peak = int(np.argmax(new)) + 1
    return Pattern(name, 1 < peak < len(new), f"most new buyers in week {peak} of {len(new)}")


def _by_word(table: "pyarrow.Table") -> Pattern:
    name = "More buyers are won by the word of others than by advertising (Keller and Fay 2012)"
    won = {
        column: np.nansum(cube(table, column)[:, :, 0]) for column in table.column_names if column.startswith(WON_BY)
    }
    if _ADVERTISING not in won:
        return Pattern(name, None, "no channels are told apart")
    bought = won.pop(_ADVERTISING)
    word = sum(won.values())
    return Pattern(
        name, word > bought if word or bought else None, f"{word:,.0f} by word, {bought:,.0f} by advertising"
    )
