"""Double jeopardy: small brands have fewer buyers, who buy them a little less often."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.market.market import Market
from wordofmouth.tasks.validate.case import LAW, Check, FigurePanel, standard_error
from wordofmouth.tasks.validate.effects import EffectCase, PairedMarkets

_BEFORE, _YEAR = 104, 52
_KNOWN_BY = (0.8, 0.6, 0.4, 0.2)


class EffectJeopardy(EffectCase):
    """Four brands that differ only in how many knew them at the start; a year's buyers, and how often they buy."""

    title = "Double jeopardy of small brands"
    source = (
        "Ehrenberg, Uncles and Goodhardt (2004), Understanding brand performance measures: using Dirichlet benchmarks, "
        "J Business Research 57; McPhee (1963), Formal Theories of Mass Behavior. The law: purchases a buyer, times "
        "the share who do not buy, are about the same for all brands; the bounds are assumptions"
    )
    panels = (
        FigurePanel("Largest over smallest brand", "ratio"),
        FigurePanel("Purchases a buyer · share who do not buy", "ratio to the mean of the brands"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield how much larger the largest brand is, in buyers and in purchases a buyer, and the law."""
        ours = self.scenario("loyalty").brands[0].model_dump()
        brands = [{**ours, "name": f"Brand {place}", "known_by": known} for place, known in enumerate(_KNOWN_BY, 1)]
        market = self.market("loyalty", self.runs(8, 3), {"weeks": _BEFORE + _YEAR, "brands": brands, "campaign": []})
        buyers, purchases = np.array([_year(run) for run in _years(market)]).transpose(1, 0, 2)
        often = purchases / buyers
        for what, values, low, high in (("buyers", buyers, 1.2, 20.0), ("purchases a buyer", often, 1.02, 2.0)):
            ratio = values[:, 0] / values[:, -1]
            yield self.between(what, low, high, float(ratio.mean()), standard_error(ratio), source=LAW, kind="an order")
        constant = often * (1.0 - buyers)
        constant /= constant.mean(axis=1, keepdims=True)
        for place, values in enumerate(constant.T, 1):
            yield self.between(
                f"brand {place}",
                0.8,
                1.25,
                float(values.mean()),
                standard_error(values),
                source=LAW,
                kind="within a quarter",
                panel=1,
            )

    def finding(self, of: dict[str, Check]) -> str:
        """Return how buyers and purchases differ."""
        return (
            f"The largest brand has {of['buyers'].obtained:.1f} times the buyers of the smallest, and each buys it "
            f"{of['purchases a buyer'].obtained:.2f} times as often"
        )


def _years(market: PairedMarkets) -> Iterator[tuple[Market, Array]]:
    """Yield each market at its end, and what everybody had bought a year before."""
    for run in market.run(until=_BEFORE):
        before = run.brand_states.purchases.copy()
        run.run()
        yield run, before


def _year(ended: tuple[Market, Array]) -> tuple[Array, Array]:
    """Return of each brand the share of consumers who bought it in the last year, and purchases a consumer."""
    run, before = ended
    bought = run.brand_states.purchases - before
    return (bought > 0).mean(axis=0), bought.mean(axis=0)
