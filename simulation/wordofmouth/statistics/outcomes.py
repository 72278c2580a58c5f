"""Outcomes: all that a run comes to. Summaries, comparisons, sweeps, goals, figures and the lab read this one list."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import OutcomeError
from wordofmouth.scenario import registry
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.plugins.loading import same_plugins
from wordofmouth.statistics.accounting.campaign import worth
from wordofmouth.statistics.adoption_table import WINDOW, peak_week, time_to_share
from wordofmouth.statistics.declaring.outcome import ADDED as ADDED
from wordofmouth.statistics.declaring.outcome import MARKET as MARKET
from wordofmouth.statistics.declaring.outcome import MONEY as MONEY
from wordofmouth.statistics.declaring.outcome import Outcome as Outcome
from wordofmouth.statistics.declaring.outcome import RunTables as RunTables
from wordofmouth.statistics.declaring.outcome import added, last, mean, share
from wordofmouth.statistics.declaring.outcome import total as total
from wordofmouth.statistics.declaring.patterns import EXAMPLES, OF_A_BRAND, by_pattern, of_a_brand
from wordofmouth.words.catalogue import declare
from wordofmouth.words.sentences import capitalised

SPENT_ON = "spent_on_"


def _week_of(of_buyers: int, half: str) -> Outcome:
    label = f"week by which {of_buyers} % of the buyers had bought"

    def of(runs: RunTables) -> Array:
        return time_to_share(np.moveaxis(runs.cube("buyers"), 1, -1), of_buyers / 100)

    return Outcome(
        f"week_{of_buyers}", "week", of, label, may_lack=True, is_cost=True, is_compared=False,
        more=f"takes {{amount}} weeks longer to {half} of its buyers than",
        less=f"takes {{amount}} weeks less to {half} of its buyers than", best=f"has {half} of its buyers soonest",
    )  # fmt: skip


_LIST = (
    Outcome("penetration", "share", last("penetration"), "share who have bought", "share of consumers who have bought",
            more="sells {amount} more than", less="sells {amount} less than", best="sells most", heading="Adoption",
            axis="% of consumers who have bought {brand}"),
    Outcome("buyers", "consumers", last("buyers"), "buyers", "consumers who have bought",
            more="has {amount} more buyers than", less="has {amount} fewer buyers than", best="has most buyers"),
    Outcome("purchases", "purchases", total("purchases"), "units bought", needs=("purchases",),
            more="sells {amount} more units than", less="sells {amount} fewer units than", best="sells most units"),
    Outcome("market_share", "share", lambda runs: runs.market_share("purchases"), "market share",
            "market share: of the units bought of all brands for the same need", needs=("purchases",),
            needs_rivals=True, may_lack=True, more="has {amount} more of the market than",
            less="has {amount} less of the market than", best="has the largest share of the market",
            axis="% of all units sold"),
    Outcome("loyal", "consumers", last("loyal"), "loyal buyers", "buyers who came back and are loyal at the end",
            needs=("loyal",), more="has {amount} more loyal buyers than", less="has {amount} fewer loyal buyers than",
            best="has most loyal buyers"),
    Outcome("rating", "stars", last("rating"), "rating", "rating on the review site at the end", needs=("rating",),
            may_lack=True, more="is rated {amount} stars higher than", less="is rated {amount} stars lower than",
            best="is rated highest"),
    Outcome("revenue", "money", total("revenue"), "revenue", needs=("revenue",), part=MONEY,
            more="takes in {amount} more than", less="takes in {amount} less than", best="takes in most"),
    Outcome("revenue_share", "share", lambda runs: runs.market_share("revenue"), "share of the revenue",
            "share of the revenue of all brands for the same need", needs=("revenue",), needs_rivals=True,
            may_lack=True, more="takes in {amount} more of what buyers spend than",
            less="takes in {amount} less of what buyers spend than", best="takes in most of what buyers spend",
            axis="% of all revenue"),
    Outcome("profit", "money", total("profit"), "profit", needs=("profit",), part=MONEY,
            more="earns {amount} more than", less="earns {amount} less than", best="earns most"),
    Outcome("npv", "money", lambda runs: worth(runs.table, runs.rate), "net present value", needs=("profit",),
            part=MONEY, more="is worth {amount} more than", less="is worth {amount} less than", best="is worth most"),
    Outcome("net_sales", "money", lambda runs: np.cumsum(runs.cube("revenue") - runs.cube("refunds"), axis=1),
            "net sales", "net sales: revenue less refunds", needs=("revenue", "refunds"), part=MONEY,
            more="has {amount} more net sales than", less="has {amount} less net sales than",
            best="has most net sales"),
    Outcome("total_cost", "money", added("cost"), "total cost of the campaign",
            needs=("campaign_cost",), needs_baseline=True, is_cost=True, part=ADDED,
            more="pays {amount} more for its campaign in all than",
            less="pays {amount} less for its campaign in all than", best="pays least for its campaign in all"),
    Outcome("campaign_cost", "money", total("campaign_cost"), "spent on the campaign", "spent on the campaign",
            needs=("campaign_cost",), is_cost=True, part=MONEY, heading="Spending on the campaign",
            more="spends {amount} more on its campaign than",
            less="spends {amount} less on its campaign than", best="spends least on its campaign"),
    Outcome("cost_per_customer", "money each", added("cost_per_customer"), "acquisition cost",
            "acquisition cost: total cost per buyer added", needs=("campaign_cost",), needs_baseline=True,
            may_lack=True, is_cost=True, part=ADDED, ratio_of=("cost", "extra_buyers"),
            more="pays {amount} more for a customer won than",
            less="pays {amount} less for a customer won than", best="pays least for a customer won"),
    Outcome("return_on_spend", "ratio", added("return_on_spend"), "return on spend",
            "return on spend: profit added per 1 of total cost", needs=("campaign_cost",),
            needs_baseline=True, may_lack=True, part=ADDED, ratio_of=("extra_profit", "cost"),
            more="returns {amount} more for each 1 spent than", less="returns {amount} less for each 1 spent than",
            best="returns most for what it spends"),
    _week_of(16, "16 %"),
    _week_of(50, "half"),
    _week_of(84, "84 %"),
    Outcome("peak_week", "week", lambda runs: peak_week(np.moveaxis(runs.cube("new_buyers"), 1, -1)),
            "week with most new buyers", f"week with most new buyers, smoothed over {WINDOW} weeks", may_lack=True,
            is_cost=True, is_compared=False, more="has its peak {amount} weeks later than",
            less="has its peak {amount} weeks sooner than", best="has its peak soonest"),
    Outcome("deterred", "share", share("deterred", "deterred", "convinced"), "would-be buyers deterred by criticism",
            needs=("deterred", "convinced"), may_lack=True, is_cost=True, is_compared=False),
    Outcome("repeat_purchases", "share", share("repeat_purchases", "purchases"),
            "units bought by consumers who had bought before", needs=("purchases", "repeat_purchases"), may_lack=True,
            is_compared=False),
    Outcome("recommenders", "consumers", mean("recommenders"), "consumers who recommend it",
            "consumers who recommend it, in a week on average", needs=("recommenders",), is_compared=False),
    Outcome("cocreators", "contributions", total("cocreators"), "contributions to the product by its owners",
            needs=("cocreators",), only_if_any=True, is_compared=False),
    Outcome("unit_costs", "money", total("unit_costs"), "cost of the units sold", needs=("unit_costs",), is_cost=True,
            part=MONEY, is_compared=False),
    Outcome("refunds", "money", total("refunds"), "refunds", needs=("refunds",), is_cost=True, part=MONEY,
            only_if_any=True, is_compared=False),
    Outcome("returned", "purchases", total("claims"), "purchases returned for a refund", needs=("claims",),
            is_cost=True, only_if_any=True, is_compared=False),
    Outcome("extra_refunds", "money", added("refunds"), "refunds that the campaign added", needs=("campaign_cost",),
            needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True, is_compared=False),
    Outcome("discounts", "money", added("discounts"), "margin given away by discounts", needs=("campaign_cost",),
            needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True, is_compared=False),
    Outcome("discounts_added", "money", added("discounts_added"), "of it, to buyers whom the campaign added",
            needs=("campaign_cost",), needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True,
            is_compared=False),
    Outcome("discounts_anyway", "money", added("discounts_anyway"), "of it, to buyers who would have bought anyway",
            needs=("campaign_cost",), needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True,
            is_compared=False),
    Outcome("extra_buyers", "consumers", added("extra_buyers"), "buyers whom the campaign added",
            needs=("campaign_cost",), needs_baseline=True, part=ADDED, is_compared=False),
    Outcome("extra_profit", "money", added("extra_profit"), "profit that the campaign added, all costs paid",
            needs=("campaign_cost",), needs_baseline=True, part=ADDED, is_compared=False),
    Outcome("campaign_worth", "money", added("worth"), "net present value of the campaign", needs=("campaign_cost",),
            needs_baseline=True, part=ADDED, is_compared=False),
    Outcome("payback_week", "week", lambda runs: runs.campaign.payback_week[:, None],
            "week by which the campaign had paid back", needs=("campaign_cost",), needs_baseline=True, may_lack=True,
            is_cost=True, part=ADDED, is_compared=False),
)  # fmt: skip

# All there are, by name; and those by which scenarios are compared unless another is asked for.
KNOWN: dict[str, Outcome] = {}
OUTCOMES: dict[str, Outcome] = {}


def register(new: Outcome) -> Outcome:
    """Add an outcome to the list, from which whatever asks for outcomes has it, and return it.

    Raises:
        OutcomeError: if another is called so.
    """
    new = replace(new, plugin=registry.claim("outcome", new.name, new.name in _OURS, partial(_take_back, new.name)))
    if new.name in KNOWN:
        raise OutcomeError(f"outcome: {new.name!r} is there already; give this one another name")
    return _add(new)


def _take_back(name: str) -> None:
    KNOWN.pop(name, None)
    OUTCOMES.pop(name, None)


def _add(new: Outcome) -> Outcome:
    KNOWN[new.name] = new
    words = {word: getattr(new, word) for word in ("label", "more", "less", "best", "axis")}
    words["heading"] = "" if new.heading == capitalised(new.label) else new.heading
    declare(f"outcomes.{new.name}", {word: text for word, text in words.items() if text})
    if new.is_compared:
        OUTCOMES[new.name] = new
    return new


_OURS = frozenset(each.name for each in _LIST)
for _each in _LIST:
    _add(_each)


def belonging_to(plugins: Collection[str], among: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """Return those of ``KNOWN`` or ``OUTCOMES`` that belong to markets which name some plugins: all but others' own."""
    theirs = same_plugins(plugins)
    return {name: each for name, each in among.items() if not each.plugin or each.plugin in theirs}


def find_outcome(name: str) -> Outcome | None:
    """Return the outcome of this name, or of what it says, if there is one."""
    if match := re.fullmatch(OF_A_BRAND, name):
        own = find_outcome(match[2])
        return own and of_a_brand(own, name, match[1])
    return KNOWN.get(name) or by_pattern(name)


def outcome(name: str) -> Outcome:
    """Return the outcome of this name, or of what it says: a share in some week, a time, a column's total.

    Raises:
        OutcomeError: if there is none.
    """
    asked = find_outcome(name)
    if asked is None:
        match = re.fullmatch(OF_A_BRAND, name)
        close = nearest(match[2] if match else name, KNOWN)
        raise OutcomeError(f"measure: scenarios are not compared by {name!r}; {close}; also as in {EXAMPLES}")
    return asked


def outcome_among(name: str, brands: Iterable[Sequence[str]]) -> Outcome:
    """Return the outcome of this name for markets with these brands, ours first: of ours more is better.

    Raises:
        OutcomeError: if there is none, or it is of a brand that no market has.
    """
    asked, offered = outcome(name), list(brands)
    known = list(dict.fromkeys(brand for names in offered for brand in names))
    if asked.brand and asked.brand not in known:
        raise OutcomeError(f"measure: {name!r}: no brand is called {asked.brand!r}; {nearest(asked.brand, known)}")
    if asked.brand and all(names[0] == asked.brand for names in offered):
        return outcome(name.removeprefix(f"brands.{asked.brand}."))
    return asked
