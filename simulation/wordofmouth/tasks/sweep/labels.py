"""Labels of factors: what they are called, mean and are counted in, and how their values are written."""

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from wordofmouth.figures.style import TEXT_SIZE, text_width
from wordofmouth.scenario import reference
from wordofmouth.scenario.paths import SCENARIO
from wordofmouth.scenario.toml.writer import toml_value
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST

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
    def all_of(cls, design: "Design", say: Words | None = None) -> dict[str, Self]:
        """Return the words of a design's factors by path; two that would be called the same go by their paths.

        In another language than English they are what its catalogue calls them, where it does.
        """
        by_path = {path: cls._of(design, path) for path in design.paths}
        if say is not None and say.language != FIRST:
            by_path = {path: words._in(say, design) for path, words in by_path.items()}
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

    def _in(self, say: Words, design: "Design") -> Self:
        section, *steps = self.path.split(".")
        lever = next((each for each in design.base.campaign if section == "campaign" and each.label == steps[0]), None)
        kind = "brand" if section == "brands" else lever.kind if lever else steps[-2] if steps[1:] else section
        words = say.find(f"fields.{kind}.{steps[-1]}") if steps else say.find(f"fields.scenario.{section}")
        if not isinstance(words, list):
            return self
        label, meaning = _in_a_sentence(words[0]), words[1]
        if lever:
            label = f"{_in_a_sentence(say(f'levers.{lever.kind}.name'))} · {label}"
        elif section == "brands" and len(design.base.brands) > 1:
            label = f"{steps[0]} · {label}"
        return self._replace(label=label, meaning=meaning, unit=say.find(f"units.{self.unit}") or "")

    def within(self, width: float, say: Words) -> str:
        """Return as much as fits in so many inches under an axis: all, or what it is called and counted in."""
        short = f"{self.label} ({self.unit})" if self.unit else self.label
        whole = say("sweep.meaning", factor=self.label, meaning=self.about) if self.about else self.label
        texts = (whole, short, self.label)
        return next((text for text in texts if text_width(text, TEXT_SIZE) <= width), self.label)

    @property
    def about(self) -> str:
        """What it means and is counted in, in a line."""
        is_said = not self.unit or self.unit in self.meaning.split()
        return self.meaning + ("" if is_said else f" ({self.unit})" if self.meaning else self.unit)

    def at(self, value: Any, say: Words | None = None) -> str:
        """Return in words that it has a value: quality 0.9."""
        return f"{self.label} {value_text(value, say)}"


def value_text(value: Any, say: Words | None = None) -> str:
    """Return a factor's value as a figure has it."""
    say = say or Words()
    if isinstance(value, bool):
        return say("figure.yes" if value else "figure.no")
    if isinstance(value, int | float):
        text = f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"
        return say.notation.translated(text)
    if isinstance(value, str):
        return say.find(f"choices.{value}") or value.replace("_", " ")
    text = ", ".join(_entries(value)) or say("figure.none")
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


def _in_a_sentence(label: str) -> str:
    return f"{label[0].lower()}{label[1:]}"


def key(value: Any) -> str:
    """Return a factor's value as a text that no other value has."""
    return toml_value(value)


def is_number(value: Any) -> bool:
    """Tell whether a factor's value can stand on a scale."""
    return isinstance(value, int | float) and not isinstance(value, bool)
