"""The hook by which records find what presents them.

Findings, figures and reports are functions of records on higher floors. So that ``record.plot()`` works
nevertheless, a record asks here. Importing ``wordofmouth`` says where the answers are; they are imported when the first
is asked for.
"""

import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Where the presenters are, by task, as in ``package.module:NAME``.
home = ""


class Presenter(Protocol):
    """What presents the records of one task.

    ``asked`` is what a task's records can be asked besides, as a measure; ``say`` has the words of a language.
    """

    def tell(self, record: Any, *asked: Any, **words: Any) -> str:
        """Return what came out in one sentence."""

    def summarise(self, record: Any, *asked: Any) -> list[Any]:
        """Return what came out in a few rows."""

    def note(self, record: Any) -> list[str]:
        """Return what whoever reads it should know, a line each."""

    def draw(self, record: Any, *asked: Any, **words: Any) -> "Figure":
        """Return what came out as a figure."""

    def save_figure(self, record: Any, path: Path, *asked: Any, **words: Any) -> None:
        """Write the figure to a PNG or SVG file, with the marks of the record."""

    def report(self, record: Any, folder: str | Path, **words: Any) -> str:
        """Return the report as HTML; ``folder`` is where the record is kept."""

    def page(self, record: Any, names: bool) -> Any:
        """Return it as a page that plays its runs."""

    def export(self, record: Any, path: str | Path, **asked: Any) -> Path:
        """Write a table of it to a file for other programs."""

    def show(self, record: Any) -> str:
        """Return the finding, the figure and the first rows as HTML, for a notebook."""


def presenter_of(task: str) -> Presenter:
    """Return what presents the records of a task.

    Raises:
        LookupError: if nothing does.
    """
    if not home:
        raise LookupError(f"nothing presents the records of {task!r}: import wordofmouth")
    presenter: Presenter = pkgutil.resolve_name(home)[task]
    return presenter
