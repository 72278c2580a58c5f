"""Grid: which values sliders of a page have, and the scenario at every point of them."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.reader import toml_value_of
from wordofmouth.words.catalogue import Words

# Of a range without steps of its own.
LEVELS = 5
MOST_POINTS = 200


class Slider(NamedTuple):
    """A factor and its levels, in ascending order."""

    path: str
    levels: tuple[float, ...]

    @property
    def words(self) -> str:
        """What is asked for on the command line."""
        return f"{self.path}={','.join(map(str, self.levels))}"

    def label(self, say: Words) -> str:
        """Return what it is called in a language; by its field's name where the language has no words for it."""
        known = say.find(f"fields.{self.path}")
        name = str(known[0]) if known else self.path.rpartition(".")[2].replace("_", " ")
        return f"{name[0].upper()}{name[1:]}"


def sliders(words: Sequence[str] | Mapping[str, Sequence[float]]) -> tuple[Slider, ...]:
    """Return sliders from words such as ``brand.quality=0.3:0.95`` or ``…=0.2,0.44,0.7``, or from levels by path.

    A range has 5 levels, whole numbers if both its ends are.

    Raises:
        ScenarioError: if words are not of this form, or a path stands twice.
    """
    if isinstance(words, Mapping):
        words = [f"{path}={','.join(map(str, levels))}" for path, levels in words.items()]
    read = tuple(_slider(text) for text in words)
    paths = [slider.path for slider in read]
    if twice := [path for path in paths if paths.count(path) > 1]:
        raise ScenarioError([f"`vary` {twice[0]}: stands twice; give all its values at once"])
    if (points := math.prod(len(slider.levels) for slider in read)) > MOST_POINTS:
        raise ScenarioError([f"`vary`: {points:,} points; a page has {MOST_POINTS} at most: give fewer values"])
    return read


def points(scenario: Scenario, grid: Sequence[Slider]) -> list[Scenario]:
    """Return the scenario at every point, that of the last slider changing first.

    Raises:
        ScenarioError: if a path does not exist or a value is not allowed.
    """
    plain = scenario.varied({"variants": {}})
    changes = itertools.product(*(slider.levels for slider in grid))
    return [plain.varied(dict(zip((slider.path for slider in grid), values, strict=True))) for values in changes]


def start(scenario: Scenario, grid: Sequence[Slider]) -> int:
    """Return the point at which a page begins: the nearest to the scenario's own values."""
    place = 0
    for slider in grid:
        own, middle = _own(scenario, slider.path), len(slider.levels) // 2
        far = [abs(k - middle) if own is None else abs(level - own) for k, level in enumerate(slider.levels)]
        place = place * len(slider.levels) + far.index(min(far))
    return place


def _slider(text: str) -> Slider:
    path, sign, values = (part.strip() for part in text.partition("="))
    is_range = ":" in values
    try:
        numbers = [toml_value_of(value) for value in values.split(":" if is_range else ",")]
    except ValueError:
        numbers = []
    is_fit = all(isinstance(value, int | float) and not isinstance(value, bool) for value in numbers)
    is_fit &= all(map(math.isfinite, numbers)) if is_fit else False
    if not (sign and path and is_fit and len(set(numbers)) > 1) or (is_range and len(numbers) != 2):
        shown = text if len(text) <= 80 else f"{text[:77]}..."
        raise ScenarioError([f"`vary` {shown}: must be PATH=FROM:TO or PATH=VALUE,VALUE, as in brand.quality=0.3:0.95"])
    if is_range:
        low, high = numbers
        values_between = [low + (high - low) * k / (LEVELS - 1) for k in range(LEVELS)]
        whole = isinstance(low, int) and isinstance(high, int)
        numbers = [round(value) if whole else float(f"{value:.6g}") for value in values_between]
    return Slider(path, tuple(sorted(set(numbers))))


def _own(scenario: Scenario, path: str) -> float | None:
    """Return the value that a scenario has at a path; None if that is no number."""
    place: Any = scenario
    for step in path.split("."):
        if isinstance(place, tuple):
            by_name = {getattr(entry, "label", getattr(entry, "name", "")): entry for entry in place}
            place = by_name.get(step)
        elif isinstance(place, dict):
            place = place.get(step)
        else:
            place = scenario.brands[0] if step == "brand" else getattr(place, step, None)
    return float(place) if isinstance(place, int | float) and not isinstance(place, bool) else None
