"""Bass fitted to sales: the parameters that others found in the same series."""

import csv
from collections.abc import Iterator

import numpy as np

from wordofmouth.statistics.bass_curve import fit_bass
from wordofmouth.tasks.validate.case import COMPUTED, PUBLISHED, Case, Check, DataFile, FigureLine, FigurePanel

_SALES, _FITS = "adoption_series/durables_and_others.csv", "targets/bass_fits.csv"
_PUBLISHED = {"us_room_ac": (0.0094, 0.3748, 18_713.0), "us_clothes_dryers": (0.0136, 0.3267, 16_497.0)}
_HALF_A_DIGIT = (0.00005, 0.00005, 0.5)
_NAMES = {"us_room_ac": "room air conditioners", "us_clothes_dryers": "clothes dryers"}


class BassFits(Case):
    """Nonlinear least squares on the sales of periods."""

    section = 1
    title = "Bass: fitted to the sales of durables"
    source = "Srinivasan and Mason (1986), Nonlinear least squares estimation, Marketing Science 5"
    needs = (
        DataFile(_SALES, "sales by period (`series_id`, `t`, `value`): US durables from 1949 on, of the source"),
        DataFile(_FITS, "nonlinear least squares of these series by other code (`series_id`, `p`, `q`, `m`)"),
    )
    panels = (
        FigurePanel("Room air conditioners, US", "thousand sold in a year; the fit dashed", "year from 1949"),
        FigurePanel("Clothes dryers, US", "thousand sold in a year; the fit dashed", "year from 1949"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield p, q and m of every series."""
        with self.data(_SALES).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with self.data(_FITS).open(encoding="utf-8", newline="") as file:
            targets = {row["series_id"]: row for row in csv.DictReader(file)}
        for name, target in targets.items():
            sales = [
                float(row["value"])
                for row in sorted((row for row in rows if row["series_id"] == name), key=lambda row: float(row["t"]))
            ]
            fit = fit_bass(sales)
            label = _NAMES.get(name, name.replace("_", " "))
            for place, parameter in enumerate("pqm"):
                estimate = getattr(fit, parameter).value
                if name in _PUBLISHED:
                    yield self.near(
                        f"{label}, {parameter}",
                        _PUBLISHED[name][place],
                        estimate,
                        _HALF_A_DIGIT[place],
                        source=PUBLISHED,
                        kind="rounding",
                    )
                else:
                    expected = float(target[parameter])
                    yield self.near(
                        f"{label}, {parameter}", expected, estimate, 0.001 * expected, source=COMPUTED, kind="0.1 %"
                    )
            if name in _PUBLISHED:
                panel, years = list(_PUBLISHED).index(name), np.arange(1, len(sales) + 1)
                self.lines.append(FigureLine("sales", years, np.array(sales), panel=panel))
                self.lines.append(FigureLine("fit", years, fit.sales(len(sales)), expected=True, panel=panel))

    def finding(self, of: dict[str, Check]) -> str:
        """Return the parameters of both series."""
        p, q = (of[f"room air conditioners, {name}"].obtained for name in "pq")
        return (
            f"Room air conditioners come out as p {p:.4f} and q {q:.4f}, dryers as p "
            f"{of['clothes dryers, p'].obtained:.4f} and q {of['clothes dryers, q'].obtained:.4f}: to the printed "
            "digit"
        )
