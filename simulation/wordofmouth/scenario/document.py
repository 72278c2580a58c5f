"""Documents: what a user writes in one file, refused with every mistake in it at once."""

from typing import Any, ClassVar

from pydantic import ValidationError

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.parts import Section


class Document(Section):
    """A whole file of a user's, refused with every mistake in it at once, as an error of its own kind."""

    error: ClassVar[type[ScenarioError]] = ScenarioError

    # A document is one value, and not the fields that it has: what takes lists of values takes it as one.
    __iter__ = None  # type: ignore[assignment]

    def __init__(self, /, **data: Any) -> None:
        """Take sections and values by name.

        Raises:
            ScenarioError: with every mistake in them; of the kind that ``error`` names.
        """
        data = self.prepared(data)
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise self.error(map(_line, error.errors(include_url=False))) from None

    def __hash__(self) -> int:
        # By content, since tables have no hash of their own.
        return hash((type(self), self.model_dump_json()))

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return what it is made from, once what it names is loaded.

        Raises:
            ScenarioError: if something that it names cannot be.
        """
        return data


def _line(error: Any) -> str:
    path = ".".join(str(step) if str(step).isprintable() else repr(step) for step in error["loc"]) or "scenario"
    shown = error["input"]
    if (
        error["type"] in ("missing", "unknown_field")
        or isinstance(shown, dict | list | tuple | Section)
        or shown is None
    ):
        return f"{path}: {error['msg']}"
    if isinstance(shown, str) and repr(shown) in error["msg"]:
        return f"{path}: {error['msg']}"
    text = str(shown).lower() if isinstance(shown, bool) else repr(shown) if isinstance(shown, str) else str(shown)
    return f"{path}: {text if len(text) <= 60 else text[:57] + '...'} is not allowed: {error['msg']}"
