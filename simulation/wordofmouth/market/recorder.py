"""Recording: what is kept of a week beside its measures, for whoever asks before the run."""

from collections.abc import Collection
from typing import Any

import numpy as np

from wordofmouth.engine.records import Column, Table, table
from wordofmouth.scenario.parts import nearest

MESSAGE = (
    Column(
        "speaker", "int32", "whose message it is; −1 for no consumer's (advertising, posts on forum and review site)"
    ),
    Column("hearer", "int32", "who hears it"),
    Column("power", "float64", "what it counts as evidence, in fully trusted messages"),
    Column("moment", "uint32", "when in the week, in 2⁻³² weeks"),
    Column("brand", "int8", "on which brand"),
    Column("channel", "int8", "through which channel: its place among them"),
    Column("valence", "int8", "praise (1), criticism (−1) or neither, as the hearer takes it"),
)
DECISION = (
    Column("consumer", "int32", "who is in the market"),
    Column("brand", "int32", "which brand is weighed"),
    Column("belief", "float64", "log-odds that it is good"),
    Column("belief_without_criticism", "float64", "what belief would be without the criticism heard"),
    Column("stake", "float64", "log-odds needed"),
    Column("unreassured", "float64", "log-odds that would be needed without satisfied friends"),
    Column("friends", "int32", "satisfied friends who lessen the fear"),
    Column("bought", "bool", "whether it is bought"),
)
WANTED = ("messages", "decisions", "influence")


class Recorder:
    """Messages and decisions of this week, and all first purchases with who spoke last before each.

    Memory is bounded by one week of messages and decisions: whoever wants them for longer reads them every week.

    Attributes:
        wanted: which of ``messages``, ``decisions``, ``influence`` are recorded.
        messages_kept, n_messages: a table of messages heard, and how many of its records are this week's, int64 (1,);
            its last place is for messages that are not kept.
        decisions_kept, n_decisions: likewise, what shoppers made of the brands that they know.
        first_purchases: for each week a table of first purchases, see :data:`wordofmouth.market.events.PURCHASE`.
        shown: int64 (n,), to how many each leader's posts were shown; empty unless ``influence`` is recorded.
    """

    changing = ("messages_kept", "n_messages", "decisions_kept", "n_decisions", "first_purchases", "shown")

    def __init__(self, wanted: Collection[str], n: int) -> None:
        for name in wanted:
            if name not in WANTED:
                raise ValueError(f"record: nothing called {name!r} is recorded; {nearest(name, WANTED)}")
        self.wanted = frozenset(wanted)
        self.messages_kept, self.n_messages = table(MESSAGE, 1), np.zeros(1, np.int64)
        self.decisions_kept, self.n_decisions = table(DECISION, 0), np.zeros(1, np.int64)
        self.first_purchases: list[Table] = []
        self.shown = np.zeros(n if "influence" in self.wanted else 0, np.int64)

    def open_week(self) -> None:
        """Forget last week's messages and decisions."""
        self.n_messages[0] = self.n_decisions[0] = 0

    def close_week(self, purchases: Table) -> None:
        """Keep what lasts of this week."""
        if "influence" in self.wanted:
            self.first_purchases.append(purchases[purchases.first].copy())

    def expect_messages(self, at_most: int) -> None:
        """Make room for so many messages more."""
        if "messages" in self.wanted:
            self.messages_kept = _with_room(self.messages_kept, int(self.n_messages[0]) + at_most + 1)

    def expect_decisions(self, at_most: int) -> None:
        """Make room for so many decisions more."""
        if "decisions" in self.wanted:
            self.decisions_kept = _with_room(self.decisions_kept, int(self.n_decisions[0]) + at_most)

    @property
    def messages(self) -> Table:
        """Messages of this week, in the order of channels."""
        return self.messages_kept[: self.n_messages[0]].view(np.recarray)

    @property
    def decisions(self) -> Table:
        """Decisions of this week, in the order of shoppers."""
        return self.decisions_kept[: self.n_decisions[0]].view(np.recarray)


def _with_room(rows: Table, size: int) -> Table:
    if len(rows) >= size:
        return rows
    larger = np.zeros(max(size, 2 * len(rows), 1024), dtype=rows.dtype).view(np.recarray)
    larger[: len(rows)] = rows
    return larger


def by_column(records: Table) -> dict[str, np.ndarray[Any, Any]]:
    """Return the columns of a table by name, each an array of its own."""
    return {name: np.ascontiguousarray(records[name]) for name in records.dtype.names}
