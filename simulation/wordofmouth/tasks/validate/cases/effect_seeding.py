"""Seeding: the best tied beside random seeds, and what one more seed brings."""

from collections.abc import Iterator

from wordofmouth.engine.records import Array
from wordofmouth.tasks.validate.case import Check, FigurePanel
from wordofmouth.tasks.validate.effects import EffectCase, Studies, ratio_of_means, totals

_SHARE = 0.02
HUBS = Studies(1.52, 1.0, 2.0, "no gain in a randomised trial to the highest of three studies")
ONE_MORE = Studies(1.5, 0.5, 3.0, "order of size of their simulations")


class EffectSeeding(EffectCase):
    """Two in a hundred are given the product openly, in week 1, and no other gifts are made."""

    title = "Seeding a new product"
    source = (
        "Hinz, Skiera, Barrot and Becker (2011), Seeding strategies for viral marketing, J Marketing 75 (low and high "
        "recalled); Libai, Muller and Peres (2013), Decomposing the value of word-of-mouth seeding programs, JMR 50 "
        "(recalled)"
    )
    panels = (
        FigurePanel("Best tied over random seeds", "times the buyers won"),
        FigurePanel("One more seed, 30 % know the brand", "buyers"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield both ratios."""
        market = self.market("launch", self.runs(24, 6))
        count = max(10, round(_SHARE * market.scenario.consumers))

        def bought(strategy: str = "", known_by: float | None = None) -> Array:
            seeds = {"kind": "seeding", "name": "seeds", "week": 1, "count": count, "strategy": strategy}
            changes = {} if known_by is None else {"brand.known_by": known_by}
            return totals(market.run(changes, levers=[seeds] if strategy else [], without=("seeding",)), "new_buyers")

        none, random, hubs = bought(), bought("random"), bought("degree")
        ratio, error = ratio_of_means(hubs - none, random - none)
        yield self.effect("best tied over random", HUBS, ratio, error)
        added = (bought("random", 0.3) - bought(known_by=0.3)) / count
        yield self.effect("one more seed", ONE_MORE, added, panel=1)

    def finding(self, of: dict[str, Check]) -> str:
        """Return both."""
        return (
            f"Seeds with most ties win {of['best tied over random'].obtained:.2f} times what random seeds win; where "
            f"30 % know the brand, one more brings {of['one more seed'].obtained:.1f} buyers"
        )
