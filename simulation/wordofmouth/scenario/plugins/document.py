"""Documents about scenarios that may name plugins for all of them: designs, goals, lessons."""

from typing import Any

from pydantic import Field

from wordofmouth.scenario.document import Document
from wordofmouth.scenario.plugins.loading import with_plugins


class DocumentWithPlugins(Document):
    """A file of a user's beside which plugins lie that all its scenarios name too."""

    plugins: tuple[str, ...] = Field(
        default=(),
        strict=False,
        max_length=20,
        description="files of Python beside this one, or packages, that all its scenarios name too [paths]",
        exclude=True,
    )
    folder: str = Field(default="", description="where the file is [path]", exclude=True)

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return what it is made from, once its plugins are loaded; of a scenario that is given as it is, what it says.

        Raises:
            PluginError: if one may not be loaded, or cannot be.
        """
        given = {name: each.model_dump(mode="json") for name, each in data.items() if isinstance(each, Document)}
        return with_plugins(data | given, str(data.get("folder") or ""))
