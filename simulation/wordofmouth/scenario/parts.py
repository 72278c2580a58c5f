"""Parts: the declared, frozen, named pieces of which a scenario is made, in families and kinds.

Writing a class with a ``kind`` is all it takes: scenario files, paths, the field reference, table columns and the
conformance tests read the family's kinds.
"""

import difflib
import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

import wordofmouth.scenario.registry as registry
from wordofmouth.words.catalogue import declare

# What a default is, instead of its source: of a prior; and of what the user decides, which no source could give.
ASSUMPTION, SETTING = "assumption", "setting"
# From here on a range is one of ratios: its ends lie a decade apart.
_DECADE = 10.0
# Of one table; whoever mends these is told of the others.
MOST_MISTAKES = 100


class Prior(NamedTuple):
    """What is believed of a quantity that no source gives: the central 90 % of its values, and the reason.

    Given as the ``source`` of a field. Whatever varies assumptions takes the range as its ends have it.

    Attributes:
        low, high: the range, in the field's unit; the default lies within.
        reason: what the range rests on, in one clause: reasoning, or the work that tells sign or order.
    """

    low: float
    high: float
    reason: str

    @property
    def scale(self) -> Literal["linear", "log"]:
        """Whether equal steps count alike or equal ratios: those of a range of a decade or more."""
        return "log" if self.low > 0 and self.high / self.low >= _DECADE - 1e-9 else "linear"

    @property
    def text(self) -> str:
        """The range in words."""
        return f"{_plain(self.low)} to {_plain(self.high)}" + (", by ratio" if self.scale == "log" else "")

    @classmethod
    def of(cls, declared: Any) -> Self | None:
        """Return the prior that a field declares in its ``json_schema_extra``; None if it has none."""
        prior = declared.get("prior") if isinstance(declared, dict) else None
        return cls(**prior) if prior else None


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:g}"


class Measure(NamedTuple):
    """One column of the adoption table, a number per week and brand."""

    name: str
    unit: str
    description: str
    whole: bool = True

    @property
    def dtype(self) -> str:
        """NumPy's name of its column's type."""
        return "int64" if self.whole else "float64"

    @property
    def adds_up(self) -> bool:
        """Whether it grows with the market: what is counted, and sums of money."""
        return self.whole or self.unit == "money"


def field(
    default: Any,
    description: str,
    *,
    unit: str,
    source: str | Prior = "",
    label: str = "",
    hint: str = "",
    idle: Any = ...,
    **limits: Any,
) -> Any:
    """Declare a field of a part: its default, what it means, its unit, where the default comes from, its bounds.

    ``label`` and ``hint`` are what a control calls and explains it in plain English, where the field's name and its
    meaning will not do.

    ``limits`` are pydantic's: ``ge``, ``gt``, ``le``, ``lt``, ``min_length``, ``max_length``. The ``source`` of a
    number is in the literature; or it is a ``Prior``, as the number is an assumption; or ``SETTING``, as it is the
    user who decides it: a lever's count, weeks and costs, what a brand offers, the size of the market. A field that is
    a choice and not a quantity has none.

    ``idle`` is the value with which a market runs as it did before there was the field. It belongs to every field that
    is new: results of before are read with it, and where it is the value a scenario has the digest that it had.
    """
    if isinstance(default, list | dict):
        raise TypeError("a default must be immutable")
    about: dict[str, Any] = {"source": source}
    if isinstance(source, Prior):
        about = {"source": ASSUMPTION, "prior": source._asdict()}
    about |= {"label": label, "hint": hint} if label else {}
    about |= {"idle": idle} if idle is not ... else {}
    return Field(default, description=f"{description} [{unit}]", json_schema_extra=about, **limits)


class Section(BaseModel):
    """A frozen table of a scenario file, in which an unknown name is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _say_what_is_known(cls, value: Any, handler: Any) -> Any:
        """Name the nearest right field beside every unknown one."""
        try:
            return handler(_whole(cls, _bounded(cls, value)))
        except ValidationError as error:
            mistakes = [_readable(cls, entry) for entry in error.errors(include_url=False)[:MOST_MISTAKES]]
            # A list of which an entry is wrong is called too short besides, which it is not.
            deeper = {entry["loc"][:length] for entry in mistakes for length in range(len(entry["loc"]))}
            mistakes = [entry for entry in mistakes if entry["type"].type != "too_short" or entry["loc"] not in deeper]
            raise ValidationError.from_exception_data(cls.__name__, mistakes) from None


class _Kinds:
    """The kinds of a family, as the registry has them."""

    def __get__[Family: Part](self, _part: Family | None, family: type[Family]) -> dict[str, type[Family]]:
        return registry.kinds(family.family)


class Part(Section):
    """A section that comes in kinds: ``class Guarantee(Lever)`` with ``kind: Literal["guarantee"]``.

    A family is declared by ``class Lever(Part, family="lever")``; its kinds are then ``Lever.kinds``.

    ``of_market`` are fields that speak of the whole market, of how many people or how much money, and not of each
    consumer.

    ``words`` are what a kind is called in plain English, by the keys of the catalogue below ``levers.guarantee``: its
    ``name``, and what its family's kinds say besides. Other languages have theirs in their catalogues.
    """

    kind: str
    family: ClassVar[str]
    kinds: ClassVar[_Kinds] = _Kinds()
    measures: ClassVar[tuple[Measure, ...]] = ()
    of_market: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, family: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, family: str = "", **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if family:
            cls.family = family
        elif isinstance(cls.model_fields["kind"].default, str):
            registry.add(cls.family, cls.model_fields["kind"].default, cls)
            declare(f"{cls.family}s.{cls.model_fields['kind'].default}", cls.english())

    @classmethod
    def english(cls) -> dict[str, str]:
        """Return its words in English: those that it declares; without a name, it is called as its kind is."""
        return {"name": cls.model_fields["kind"].default.replace("_", " "), **cls.words}

    @classmethod
    def parse(cls, value: Any) -> "Part":
        """Return the part of this family that a table with a ``kind`` describes.

        Raises:
            ValidationError: with the path of every mistake; an unknown kind is told the nearest known one.
        """
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            raise validation_error(cls, [("", value, f"a {cls.family} is a table with a kind")])
        if "kind" not in value:
            raise validation_error(cls, [("kind", None, f"say which {cls.family} this is; {_one_of(cls.kinds)}")])
        kind = value["kind"]
        if not isinstance(kind, str):
            raise validation_error(cls, [("kind", kind, f"must be text, the name of a kind; {_one_of(cls.kinds)}")])
        known: type[Part] | None = registry.find(cls.family, kind)
        if known is None:
            raise validation_error(
                cls, [("kind", kind, f"no {cls.family} is called {kind!r}; {nearest(kind, cls.kinds)}")]
            )
        return known.model_validate(value)


def unknown_ids(ids: Iterable[int], consumers: int) -> list[tuple[str, object, str]]:
    """Return the mistakes of a field ``consumers`` that names ids of whom there are not so many: the first ten."""
    mistakes: list[tuple[str, object, str]] = [
        (f"consumers.{place}", i, f"ids go from 0 to {consumers - 1}") for place, i in enumerate(ids) if i >= consumers
    ]
    return mistakes[:10]


def nearest(word: Any, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for a near miss, else the list of what is known."""
    known = list(known)
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else _one_of(known)


def validation_error(cls: type, mistakes: Iterable[tuple[str, Any, str]]) -> ValidationError:
    """Return an error for a part's own check to raise: of each mistake the dotted path, the value and the rule."""
    return ValidationError.from_exception_data(
        cls.__name__,
        [
            {
                "type": PydanticCustomError("mistake", "{rule}", {"rule": rule}),
                "loc": tuple(int(step) if step.isdigit() else step for step in path.split(".") if step),
                "input": value,
            }
            for path, value, rule in mistakes
        ],
    )


def _one_of(known: Iterable[str]) -> str:
    return "known are " + ", ".join(sorted(known))


_RULES = {
    "missing": "is required",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "finite_number": "must be finite",
    "greater_than": "must be above {gt:,}",
    "greater_than_equal": "must be at least {ge:,}",
    "less_than": "must be below {lt:,}",
    "less_than_equal": "must be at most {le:,}",
    "multiple_of": "must be a multiple of {multiple_of:,}",
    "string_too_short": "must have characters: at least {min_length}",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "may hold only {characters}",
    "too_short": "is too short: {actual_length} entries, at least {min_length}",
    "too_long": "is too long: {actual_length} entries, at most {max_length}",
    "literal_error": "must be {expected}",
}
_SPANS = {
    "A-Za-z": "letters from a to z, small and capital",
    "a-z": "small letters from a to z",
    "0-9": "digits",
    r"\x00-\x1f": "control characters",
}


def _bounded(cls: type[BaseModel], value: Any) -> Any:
    """Return a table in which no list or table is longer than its field allows, before anything in it is looked at.

    Raises:
        ValidationError: if one is.
    """
    if not isinstance(value, dict):
        return value
    mistakes = [
        (name, value[name], _RULES["too_long"].format(actual_length=len(value[name]), max_length=most))
        for name, most in _most_entries(cls).items()
        if isinstance(value.get(name), list | tuple | dict) and len(value[name]) > most
    ]
    if mistakes:
        raise validation_error(cls, mistakes)
    return value


@functools.cache
def _most_entries(cls: type[BaseModel]) -> dict[str, int]:
    """Return how many entries the fields of a section may have, where they say."""
    return {
        name: bound.max_length
        for name, field in cls.model_fields.items()
        for bound in field.metadata
        if getattr(bound, "max_length", None) is not None
    }


def _whole(cls: type[BaseModel], value: Any) -> Any:
    """Return a table in which a whole number written with a point, as 8.0, is one where the field wants one."""
    if not isinstance(value, dict):
        return value
    wanted = {name for name, field in cls.model_fields.items() if field.annotation is int}
    return {
        name: int(entry) if name in wanted and isinstance(entry, float) and entry.is_integer() else entry
        for name, entry in value.items()
    }


def _readable(cls: type[BaseModel], entry: Any) -> Any:
    kind, limits = entry["type"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        unknown = entry["loc"][-1]
        kind, rule = "unknown_field", f"no field is called {unknown!r} here; {nearest(unknown, cls.model_fields)}"
    elif "rule" in limits:
        rule = limits["rule"]
    else:
        whole = {name: int(limit) for name, limit in limits.items() if isinstance(limit, float) and limit.is_integer()}
        allowed = {"characters": characters(limits.get("pattern", ""))}
        rule = _RULES[kind].format(**limits | whole | allowed) if kind in _RULES else entry["msg"]
        choices = re.findall("'([^']*)'", limits.get("expected", ""))
        if close := difflib.get_close_matches(str(entry["input"]), choices, n=1):
            rule = f"{rule}; did you mean {close[0]!r}?"
    return {"type": PydanticCustomError(kind, "{rule}", {"rule": rule}), "loc": entry["loc"], "input": entry["input"]}


def characters(pattern: str) -> str:
    """Return which characters a pattern allows, in words, if it is nothing but a set of them; else the pattern."""
    if not (match := re.fullmatch(r"\^\[(\^?)(.*)\][*+]\$", pattern)):
        return pattern
    words, rest = [], match[2]
    for span, word in _SPANS.items():
        if span in rest:
            words.append(word)
            rest = rest.replace(span, "")
    *others, last = [*words, *(repr(letter) for letter in rest)]
    return f"{'any but ' if match[1] else ''}{', '.join(others)} and {last}"


def with_every_kind(family: type[Part]) -> BeforeValidator:
    """Return what completes a table of parts by kind: those that are not given are as their defaults have them."""

    def complete(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        given = {kind: {"kind": kind, **part} if isinstance(part, Mapping) else part for kind, part in value.items()}
        # What others have brought, or few markets need, is there only where it is named.
        usual = [kind for kind, part in registry.own(family.family).items() if getattr(part, "is_usual", True)]
        return {kind: {"kind": kind} for kind in usual} | given

    return BeforeValidator(complete)
