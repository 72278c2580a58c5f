"""The advertising elasticity of sales, in the quarter itself and over all that follows."""

from collections.abc import Iterator

from wordofmouth.tasks.validate.case import Check
from wordofmouth.tasks.validate.effects import EffectCase, Studies, elasticity, panel, totals

_FACTOR, _FROM, _QUARTER = 1.5, 53, 13
SHORT = Studies(0.12, 0.04, 0.22, "median to the mean of an older review")
LONG = Studies(0.24, 0.025, 0.41, "288 brands to the mean of an older review")


class EffectAdvertising(EffectCase):
    """Half as many contacts more: in one quarter, its sales; from then on, all sales since."""

    title = "Advertising elasticity of an established brand"
    source = (
        "Sethuraman, Tellis and Briesch (2011), How well does advertising work?, JMR 48 (751 and 402 estimates); "
        "Shapiro, Hitsch and Tuchman (2021), TV advertising effectiveness and profitability, Econometrica 89; "
        "Assmus, Farley and Lehmann (1984), How advertising affects sales, JMR 21"
    )
    panels = panel("Advertising elasticity", "per cent of sales for one per cent of contacts")

    def measure(self) -> Iterator[Check]:
        """Yield the elasticity in the short and in the long run."""
        market = self.market("loyalty", self.runs(12, 4))
        lever = market.lever("advertising")
        last = market.scenario.weeks
        for what, studies, until in (("the same quarter", SHORT, _FROM + _QUARTER - 1), ("all since", LONG, last)):
            extra = {"kind": "advertising", "name": "more", "reach": (_FACTOR - 1) * lever.reach, "brand": lever.brand}
            more = market.run(levers=[{**extra, "weeks": [_FROM, until]}])
            values = elasticity(
                totals(more, first=_FROM, last=until), totals(market.plain, first=_FROM, last=until), _FACTOR
            )
            yield self.effect(what, studies, values)

    def finding(self, of: dict[str, Check]) -> str:
        """Return both elasticities."""
        return (
            f"One per cent more contacts bring {of['the same quarter'].obtained:.2f} % more sales in the quarter, "
            f"{of['all since'].obtained:.2f} % if they stay"
        )
