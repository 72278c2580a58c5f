"""Labels of factors: what they are called, mean and are counted in, and how their values are written."""

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from wordofmouth.figures.style import TEXT_SIZE, text_width
from wordofmouth.scenario import reference
from wordofmouth.scenario.paths import SCENARIO
from wordofmouth.scenario.toml.writer import toml_value

if TYPE_CHECKING:
    from wordofmouth.tasks.sweep.design import Design

# What has a name of its own is named with its fields: leaders count, friends trust.
_NAMED = ("campaign", "channels", "brands", "segments")
_TITLES = ("name", "label", "kind")
# As much of a list or a table as fits in a legend.
_LONGEST_VALUE = 60
_COUNTS_NOTHING = ("kind", "choice", "name", "text", "true or false", "path", "condition")


class FactorWords(NamedTuple):
    """What a factor is called, means and is counted in; the last two are empty if nothing is known of them."""

    path: str
    label: str
    meaning: str
    unit: str

    @classmethod
    def all_of(cls, design: "Design") -> dict[str, Self]:
        """Return the words of a design's factors by path; two that would be called the same go by their paths."""
        by_path = {path: cls._of(design, path) for path in design.paths}
        labels = [words.label for words in by_path.values()]
        return {
            path: words if labels.count(words.label) == 1 else words._replace(label=path)
            for path, words in by_path.items()
        }

    @classmethod
    def _of(cls, design: "Design", path: str) -> Self:
        section, *steps = path.split(".")
        label = " ".join(steps[-2:] if section in _NAMED else steps[-1:])
        if not label or label == "kind":
            label = section
        kind = ""
        if section == "campaign" and steps:
            kind = next((lever.kind for lever in design.base.campaign if lever.name == steps[0]), "")
            steps = [kind or steps[0], *steps[1:]]
        elif section == "brands" and steps:
            section, steps = "brand", steps[1:]
        elif section == "network":
            kind = design.base.network.kind
        try:
            entries = reference.fields(".".join((section, *steps)))
        except ValueError:
            entries = []
        if not entries or path == SCENARIO:
            return cls(path, label.replace("_", " "), "", "")
        entry = next((entry for entry in entries if entry.kind == kind), entries[0])
        counted = "" if entry.unit in _COUNTS_NOTHING else entry.unit
        return cls(path, label.replace("_", " "), entry.description, counted)

    def within(self, width: float) -> str:
        """Return as much as fits in so many inches under an axis: all, or what it is called and counted in."""
        short = f"{self.label} ({self.unit})" if self.unit else self.label
        texts = (f"{self.label}: {self.about}" if self.about else self.label, short, self.label)
        return next((text for text in texts if text_width(text, TEXT_SIZE) <= width), self.label)

    @property
    def about(self) -> str:
        """What it means and is counted in, in a line."""
        is_said = not self.unit or self.unit in self.meaning.split()
        return self.meaning + ("" if is_said else f" ({self.unit})" if self.meaning else self.unit)

    def at(self, value: Any) -> str:
        """Return in words that it has a value: quality 0.9."""
        return f"{self.label} {value_text(value)}"


def value_text(value: Any) -> str:
    """Return a factor's value as a figure has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"
    if isinstance(value, str):
        return value.replace("_", " ")
    text = ", ".join(_entries(value)) or "none"
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _entries(value: Any) -> list[str]:
    """Return what is in a list or a table: a table goes by its name or kind, with all else that it says in brackets."""
    if isinstance(value, list | tuple):
        return [value_text(entry) for entry in value]
    if not isinstance(value, dict):
        return [toml_value(value)]
    title = next((str(value[name]).replace("_", " ") for name in ("name", "label", "kind") if value.get(name)), "")
    rest = [f"{name.replace('_', ' ')} {_short(entry)}" for name, entry in value.items() if name not in _TITLES]
    return [f"{title} ({'; '.join(rest)})" if title and rest else title or "; ".join(rest) or "none"]


def _short(value: Any) -> str:
    return "–".join(map(value_text, value)) if _is_span(value) else value_text(value)


def _is_span(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(is_number, value))


def key(value: Any) -> str:
    """Return a factor's value as a text that no other value has."""
    return toml_value(value)


def is_number(value: Any) -> bool:
    """Tell whether a factor's value can stand on a scale."""
    return isinstance(value, int | float) and not isinstance(value, bool)
