"""What is said of a file that cannot be read, and of one that can be read in several ways."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wordofmouth.errors import ChoiceError

# What ends the sentence of every guess: the argument that overrules it, in backquotes as in all that is said.
_ELSE = " (else `"
# What is said of one thing, in characters: more is a field that runs on.
_LONGEST = 400


class Reading(NamedTuple):
    """One way in which a file can be read.

    Attributes:
        key: what kind of reading it is, as in ``ties``; words in other languages go by it.
        words: what it is taken for, with the first of what it then holds, in plain English.
        options: what says so, by the names of options; empty where no option makes a network of it.
        first: the first of what it holds, as ``"a – b"``.
    """

    key: str
    words: str
    options: dict[str, str] = {}
    first: str = ""

    def __str__(self) -> str:
        return f"{self.words}: {_said(self.options)}" if self.options else self.words


def ambiguous(path: str, why: str, readings: Sequence[Reading]) -> ChoiceError:
    """Return the error that puts the choice between readings: one line, with the option for each."""
    choices = "; or ".join(shortened(str(reading), _LONGEST // 2) for reading in readings)
    return ChoiceError(f"{path}: {shortened(why)}, so say which it is: {choices}", tuple(readings))


def mistake(path: str, what: str, place: str = "") -> ValueError:
    """Return the error that says what is wrong where in a file."""
    return ValueError(f"{path}, {place}: {shortened(what)}" if place else f"{path}: {shortened(what)}")


def shortened(what: str, longest: int = _LONGEST) -> str:
    """Return what can be read at a glance: of a huge field its beginning, and the end of the sentence with its rule."""
    return what if len(what) <= longest else f"{what[: longest // 2]} … {what[-longest // 2 :]}"


def line(number: int) -> str:
    """Return a place in a text file."""
    return f"line {number:,}"


def guess(what: str, **options: str) -> str:
    """Return the note of a guess with the option that overrules it: ``header="no"`` ends it in "(else `header` no)"."""
    return f"{what} (else {_said(options)})"


def is_guess(note: str) -> bool:
    """Tell whether a note is of a guess."""
    return _ELSE in note


def _said(options: Mapping[str, str]) -> str:
    return " ".join(f"`{name}` {_quoted(value)}" for name, value in options.items())


def _quoted(value: str) -> str:
    return f'"{value}"' if not value or " " in value else value
