"""What the texts say with which the project began, point by point, and where it is shown: read from ``texts.toml``."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("texts.toml")
# The preset as it stands, among its variants.
BASE = "base"


@dataclass(frozen=True)
class Point:
    """One variant does better than another in a preset; ``base`` is the preset as it stands."""

    preset: str
    better: str
    worse: str
    measure: str = "penetration"

    @classmethod
    def parse(cls, line: str) -> "Point":
        """Return the point that a line such as ``promise: sealed > new, profit`` tells; a measure may be left out."""
        preset, _, rest = line.partition(": ")
        order, _, measure = rest.partition(", ")
        better, _, worse = order.partition(" > ")
        return cls(preset, better, worse, measure or cls.measure)

    @property
    def text(self) -> str:
        """What comes out, in words."""
        order = f"`{self.better}` > `{self.worse}`"
        return order if self.measure == Point.measure else f"{order} in `{self.measure}`"


@dataclass(frozen=True)
class Idea:
    """One point of the texts, in our own words.

    Attributes:
        text: what it says.
        points: where it is shown.
        fields, measures, commands: what it can be said, seen or asked with.
        missing: what of it is not built.
    """

    text: str
    points: tuple[Point, ...] = ()
    fields: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    missing: str = ""

    @property
    def state(self) -> str:
        """How far it is built: ``shown``, ``shown in part``, ``can be said`` and shown nowhere, or ``not built``."""
        if self.points or self.commands:
            return "shown in part" if self.missing else "shown"
        return "can be said" if self.fields else "not built"

    @property
    def places(self) -> str:
        """Presets, fields, measures and commands, in words."""
        presets = [f"preset `{preset}`" for preset in dict.fromkeys(point.preset for point in self.points)]
        commands = [f"`wom {command}`" for command in self.commands]
        return ", ".join([*presets, *(f"`{name}`" for name in (*self.fields, *self.measures)), *commands])

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The idea, where it stands, what comes out there, and how far it is built."""
        state = f"{self.state}; missing: {self.missing}" if self.missing else self.state
        return self.text, self.places, "; ".join(point.text for point in self.points), state


def ideas() -> tuple[Idea, ...]:
    """Return all points of the texts, in the order in which one meets them there."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))["ideas"]
    return tuple(_idea(**each) for each in tables)


def tally() -> str:
    """Return in a sentence how many of the points are built how far."""
    states = [idea.state for idea in ideas()]
    shown, in_part, sayable, not_built = (
        states.count(state) for state in ("shown", "shown in part", "can be said", "not built")
    )
    return (
        f"Of {len(states)} points {shown} are shown, {in_part} are shown in part, {sayable} can be said and are shown "
        f"nowhere, and {not_built} are not built."
    )


def _idea(
    text: str,
    points: Sequence[str] = (),
    fields: Sequence[str] = (),
    measures: Sequence[str] = (),
    commands: Sequence[str] = (),
    missing: str = "",
) -> Idea:
    parsed = tuple(Point.parse(line) for line in points)
    return Idea(text, parsed, tuple(fields), tuple(measures), tuple(commands), missing)
