"""The price elasticity of sales."""

from collections.abc import Iterator

from wordofmouth.tasks.validate.case import Check
from wordofmouth.tasks.validate.effects import EffectCase, Studies, elasticity, panel, totals

_STEP = 1.1
BIJMOLT = Studies(-2.62, -3.0, -1.0, "half of the estimates")
TELLIS = Studies(-1.76, -2.5, -0.9, "corrected mean to half of the mean")


class EffectPrice(EffectCase):
    """A price a tenth higher against one a tenth lower, for good; the price that consumers expect stays."""

    title = "Price elasticity of an established brand"
    source = (
        "Bijmolt, van Heerde and Pieters (2005), New empirical generalizations on the determinants of price "
        "elasticity, JMR 42 (1,851 estimates; the spread is recalled); Tellis (1988), The price elasticity of "
        "selective demand, JMR 25 (367 estimates)"
    )
    panels = panel("Price elasticity", "per cent of sales for one per cent of price")

    def measure(self) -> Iterator[Check]:
        """Yield the elasticity against both reviews of studies."""
        market = self.market("loyalty", self.runs(12, 4))
        brand = market.scenario.brands[0]
        reference = brand.reference_price or brand.price
        dear, cheap = (
            totals(market.run({"brand.price": brand.price * step, "brand.reference_price": reference}), first=53)
            for step in (_STEP, 1 / _STEP)
        )
        values = elasticity(dear, cheap, _STEP**2)
        yield self.effect("all estimates, 2005", BIJMOLT, values)
        yield self.effect("brands, 1988", TELLIS, values)

    def finding(self, of: dict[str, Check]) -> str:
        """Return the elasticity."""
        return f"A price one per cent higher costs {-of['all estimates, 2005'].obtained:.2f} % of the sales"
