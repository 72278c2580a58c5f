"""Parts: the declared, frozen, named pieces of which a scenario is made, in families and kinds.

Writing a class with a ``kind`` is all it takes: scenario files, paths, the field reference, table columns and the
conformance tests read the family's kinds.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, SerializeAsAny, ValidationError, model_validator
from pydantic_core import PydanticCustomError

ASSUMPTION = "assumption"


class Column(NamedTuple):
    """One column of a table: its name, its NumPy type and what it holds."""

    name: str
    dtype: str
    description: str


class Measure(NamedTuple):
    """One column of the adoption table, a number per week and brand."""

    name: str
    unit: str
    description: str
    whole: bool = True


def setting(default: Any, description: str, *, unit: str, source: str = "", **limits: Any) -> Any:
    """Declare a field of a part: its default, what it means, its unit, where the default comes from, its bounds.

    ``limits`` are pydantic's: ``ge``, ``gt``, ``le``, ``lt``, ``min_length``, ``max_length``. A default without a
    source in the literature says ``source=ASSUMPTION``; a field that is a choice and not a quantity has none.
    """
    if isinstance(default, list | dict):
        raise TypeError("a default must be immutable")
    return Field(default, description=f"{description} [{unit}]", json_schema_extra={"source": source}, **limits)


class Section(BaseModel):
    """A frozen table of a scenario file, in which an unknown name is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _say_what_is_known(cls, value: Any, handler: Any) -> Any:
        """Name the nearest right field beside every unknown one."""
        try:
            return handler(value)
        except ValidationError as error:
            found = [_readable(cls, entry) for entry in error.errors(include_url=False)]
            # A list of which an entry is wrong is called too short besides, which it is not.
            deeper = {entry["loc"][:length] for entry in found for length in range(len(entry["loc"]))}
            kept = [entry for entry in found if entry["type"].type != "too_short" or entry["loc"] not in deeper]
            raise ValidationError.from_exception_data(cls.__name__, kept) from None


class Part(Section):
    """A section that comes in kinds: ``class Guarantee(Lever)`` with ``kind: Literal["guarantee"]``.

    A family is declared by ``class Lever(Part, family="lever")``; its kinds are then found in ``Lever.kinds``.
    """

    kind: str
    family: ClassVar[str]
    kinds: ClassVar[dict[str, type["Part"]]]
    measures: ClassVar[tuple[Measure, ...]] = ()

    def __init_subclass__(cls, family: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, family: str = "", **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if family:
            cls.family, cls.kinds = family, {}
        elif isinstance(cls.model_fields["kind"].default, str):
            cls.kinds[cls.model_fields["kind"].default] = cls

    @classmethod
    def parse(cls, value: Any) -> "Part":
        """Return the part of this family that a table with a ``kind`` describes.

        Raises:
            ValidationError: with the path of every mistake; an unknown kind is told the nearest known one.
        """
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            raise refusal(cls, [("", value, f"a {cls.family} is a table with a kind")])
        if "kind" not in value:
            raise refusal(cls, [("kind", None, f"say which {cls.family} this is; {_one_of(cls.kinds)}")])
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in cls.kinds:
            raise refusal(cls, [("kind", kind, f"no {cls.family} is called {kind!r}; {nearest(kind, cls.kinds)}")])
        return cls.kinds[kind].model_validate(value)


def any_of(family: type[Part]) -> Any:
    """Return the annotation of a field that holds a part of any kind of a family."""
    return Annotated[SerializeAsAny[family], PlainValidator(family.parse)]


def every_kind(package: ModuleType) -> None:
    """Import every module of a family's package, so that its kinds are known."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


def nearest(word: Any, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for a near miss, else the list of what is known."""
    known = list(known)
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else _one_of(known)


def refusal(cls: type, found: Iterable[tuple[str, Any, str]]) -> ValidationError:
    """Return an error for a part's own check to raise: of each mistake the dotted path, the value and the rule."""
    return ValidationError.from_exception_data(
        cls.__name__,
        [
            {
                "type": PydanticCustomError("mistake", "{rule}", {"rule": rule}),
                "loc": tuple(int(step) if step.isdigit() else step for step in path.split(".") if step),
                "input": value,
            }
            for path, value, rule in found
        ],
    )


def _one_of(known: Iterable[str]) -> str:
    return "known are " + ", ".join(sorted(known))


def _readable(cls: type[BaseModel], entry: Any) -> Any:
    kind, rule = entry["type"], entry["msg"].replace("Input should be", "must be")
    if kind == "extra_forbidden":
        kind, rule = (
            "unknown_field",
            f"no field is called {entry['loc'][-1]!r} here; {nearest(entry['loc'][-1], cls.model_fields)}",
        )
    return {"type": PydanticCustomError(kind, "{rule}", {"rule": rule}), "loc": entry["loc"], "input": entry["input"]}
