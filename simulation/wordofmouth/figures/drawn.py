"""Drawn: matplotlib's figure, which a notebook shows by itself."""

import functools
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@functools.cache
def drawn() -> "type[Figure]":
    """Return the class of figures that a cell draws even where matplotlib's own functions were never called."""
    from matplotlib.figure import Figure

    class Drawn(Figure):
        def _repr_png_(self) -> bytes:
            png = io.BytesIO()
            self.savefig(png, format="png")
            return png.getvalue()

    return Drawn
