"""Drawn: matplotlib's figure, which a notebook shows by itself."""

import io

from matplotlib.figure import Figure


class Drawn(Figure):
    """A figure that is drawn in a notebook's cell whether or not matplotlib's own functions were ever called there."""

    def _repr_png_(self) -> bytes:
        drawn = io.BytesIO()
        self.savefig(drawn, format="png")
        return drawn.getvalue()
