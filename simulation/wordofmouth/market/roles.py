"""Roles: what consumers are in a brand's campaign beside buyers, as its ambassadors or co-creators."""

from collections.abc import Iterable

from wordofmouth.engine.records import Column, records

ROLE = (
    Column("talk", "float64", "how many times as often the owner praises the brand"),
    Column("loyalty", "float64", "what the role adds to belief in the brand, in log-odds"),
)


class Roles:
    """The roles that a campaign gives, and what each is worth this week.

    Attributes:
        places: by label of the lever, the place of its role; 0 is no role.
        table, lasting: see :data:`ROLE`, (roles + 1,): what each is worth this week, and what of it lasts.
    """

    changing = ("table", "lasting")

    def __init__(self, labels: Iterable[str]) -> None:
        self.places = {label: place for place, label in enumerate(labels, start=1)}
        self.table = records(ROLE, 1 + len(self.places))
        self.table["talk"] = 1.0
        self.lasting = self.table.copy()

    def open_week(self) -> None:
        """Let roles be worth nothing again, but for those that last."""
        self.table[:] = self.lasting

    def set(self, label: str, talk: float, loyalty: float = 0.0, *, lasts: bool = False) -> int:
        """Say what a lever's role is worth, this week or for good, and return its place."""
        place = self.places[label]
        for factors in (self.table, self.lasting) if lasts else (self.table,):
            factors[place] = talk, loyalty
        return place
