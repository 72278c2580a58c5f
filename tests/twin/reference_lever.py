"""What every lever of the reference model has: when it acts, for whom, at whom it is aimed, and what it costs."""

import functools
import math
import operator
import re
from typing import TYPE_CHECKING

from reference_brand import Brand
from reference_brand_state import BrandState
from reference_consumer import ReferenceConsumer
from reference_draws import happens
from wordofmouth.scenario.families.lever import ENDLESS, ROUNDING, Lever

if TYPE_CHECKING:
    from reference_model import ReferenceModel

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class ReferenceLever:
    """A lever at work for a brand, and what it costs; ``section`` is what the scenario says of it."""

    def __init__(self, model: "ReferenceModel", section: Lever, place: int) -> None:
        self.model, self.section, self.place = model, section, place
        self.brand = next((brand for brand in model.brands if brand.name == section.brand), model.brands[0])
        self.paid = 0.0
        self.open_week()

    def open_week(self) -> None:
        """Begin a week, with nothing done or spent."""
        self.is_acting, self.spent = False, 0.0

    def step(self) -> None:
        """Act this week, if it is due, its condition holds, and there is money for the week."""
        if self.is_due() and self.holds() and self.affordable(self.section.cost):
            self.is_acting = True
            self.charge(self.section.cost)
            self.act()

    def charge(self, cost: float, times: int = 1) -> None:
        """Charge the brand, once or so many times."""
        self.spent += times * cost
        self.paid += times * cost

    def affordable(self, price: float) -> int:
        """Return how many things at a price it may still be charged with."""
        cap = self.section.cap
        if cap is None or price == 0 or (cap - self.paid) / price >= ENDLESS:
            return ENDLESS
        return int((cap - self.paid) / price * (1.0 + ROUNDING))

    def paid_for(self, people: list["ReferenceConsumer"], price: float) -> list["ReferenceConsumer"]:
        """Return those for whom there is money at a price each, drawn by lot, in the order of their rows."""
        drawn = sorted(people, key=lambda each: (each.words(f"levers.cap.{self.section.label}", 0)[0], each.row))
        most = self.affordable(price)
        return people if len(people) <= most else sorted(drawn[:most], key=lambda each: each.row)

    def state_of(self, consumer: "ReferenceConsumer") -> BrandState:
        """Return what a consumer knows of the brand."""
        return consumer.brand_states[self.brand.name]

    def act(self) -> None:
        """Do what this kind does before anybody speaks."""

    def respond(self) -> None:
        """Do what this kind does when the week has passed."""

    def is_due(self) -> bool:
        """Tell whether its schedule has it act this week."""
        if self.section.week is not None:
            return self.model.week == self.section.week
        first, last = self.section.weeks or (1, math.inf)
        return first <= self.model.week <= last and (self.model.week - first) % self.section.every == 0

    def holds(self) -> bool:
        """Tell whether its condition holds on last week's measures."""
        if not self.section.when:
            return True
        if self.model.week == 1:
            return False
        measure, comparison, number = re.split(r"\s*([<>=!]+)\s*", self.section.when.strip())
        brand = self.brand
        if measure.startswith("brands."):
            _, name, measure = measure.split(".")
            brand = next(each for each in self.model.brands if each.name == name)
        if self.model.week - 1 < brand.section.enters:
            return False
        value = self.measured(measure, brand)
        return not math.isnan(value) and COMPARISONS[comparison](value, float(number))

    def measured(self, measure: str, brand: Brand) -> float:
        """Return what a brand had last week, in all weeks, or of what all brands for its need had."""
        rows = self.model.rows[brand.place :: len(self.model.brands)]
        if measure in ("market_share", "revenue_share"):
            of = {"market_share": "purchases", "revenue_share": "revenue"}[measure]
            last = self.model.rows[-len(self.model.brands) :]
            whole = functools.reduce(operator.add, [last[rival.place][of] for rival in self.model.offers(brand.need)])
            return rows[-1][of] / whole if whole else math.nan
        if measure in rows[-1]:
            return rows[-1][measure]
        return functools.reduce(operator.add, [row[measure.removeprefix("total_")] for row in rows])

    @property
    def segments(self) -> list[int]:
        """The places of the segments at which it is aimed: one, or all."""
        names = ["", *(segment.name for segment in self.model.scenario.segments)]
        return [place for place, name in enumerate(names) if self.section.segment in ("", name)]

    def is_aimed_at(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer is of its segment and, for some kinds, of its community."""
        community = getattr(self.section, "community", None)
        return consumer.segment in self.segments and community in (None, consumer.community)

    @property
    def aimed(self) -> list[ReferenceConsumer]:
        """The consumers at whom it is aimed."""
        return [consumer for consumer in self.model.consumers if self.is_aimed_at(consumer)]

    def contact(self, consumers: list[ReferenceConsumer], decision: str, chance: float, price: float = 0.0) -> int:
        """Tell some of these consumers of the brand, through the channel of advertising; return how many."""
        drawn = [consumer for consumer in consumers if happens(consumer.word_among_four(decision, 0), chance)]
        reached = self.paid_for(drawn, price)
        self.model.contacts += [(consumer, self.brand) for consumer in reached]
        return len(reached)
