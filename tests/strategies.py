"""What the tests draw: small but wild markets, networks, brands, levers and campaigns.

Strategies are read off the fields' own types and bounds, so a new field or kind is drawn as soon as it is declared.
``TUNED`` says otherwise where a field has no bounds, or where most of what they allow makes a small market idle.
"""

import math
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic.fields import FieldInfo
from wordofmouth.engine.randomness import LARGEST_SEED
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part, Section
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import Brand, ConsumerTraits, OpinionLeaders, Segment
from wordofmouth.scenario.survey import Survey

MOST_CONSUMERS = 60
MOST_WEEKS = 12
CHOSEN_ELSEWHERE = frozenset(
    {"kind", "name", "brand", "segment", "against", "week", "weeks", "every", "when", "title", "cap"}
)

seeds: SearchStrategy[int] = st.integers(0, 2**16) | st.integers(0, LARGEST_SEED)
replications: SearchStrategy[int] = st.integers(0, 9) | st.integers(0, 2**32 - 1)


def shares(smallest: float = 0.0, largest: float = 1.0) -> SearchStrategy[float]:
    """Draw shares, often the smallest, the largest and plain ones between."""
    grid = st.sampled_from([smallest, largest, *(smallest + k / 10 * (largest - smallest) for k in range(1, 10))])
    return grid | st.floats(smallest, largest, allow_subnormal=False)


TUNED: dict[tuple[type[Section], str], SearchStrategy[Any]] = {
    # A share that rounds to none or all has no log-odds.
    (Survey, "follow_praise"): shares(0.01, 0.99),
    (Survey, "heed_criticism"): shares(0.01, 0.99),
    (Survey, "innovators"): shares(0.01, 0.99),
    (Survey, "exposures"): st.floats(0.25, 20.0),
    (Survey, "reference_risk"): st.floats(0.0, 3.0),
    (ConsumerTraits, "risk_fear"): st.floats(0.0, 2.0),
    (ConsumerTraits, "loss_aversion"): st.floats(1.0, 4.0),
    (OpinionLeaders, "share"): st.sampled_from([0.0, 0.1, 0.3]) | shares(0.0, 0.3) | st.just(1.0),
    (OpinionLeaders, "audience"): st.floats(0.0, 12.0),
    (OpinionLeaders, "stake_shift"): st.floats(-3.0, 3.0),
    (Segment, "leader_share"): st.none() | shares(0.0, 0.3),
    (Segment, "stake_shift"): st.floats(-3.0, 3.0),
    (Segment, "risk_fear"): st.none() | st.floats(0.0, 2.0),
    (Brand, "place"): st.sampled_from(["online", "in town"]),
    (Brand, "need"): st.sampled_from(["product", "product", "work"]),
    (Brand, "enters"): st.just(1) | st.just(1) | st.integers(1, 6),
    (Brand, "price"): st.floats(1.0, 100.0),
    (Brand, "reference_price"): st.none() | st.floats(1.0, 100.0),
    (Brand, "reputation"): st.floats(-2.0, 4.0),
    (Behaviour.kinds["speaking"], "talk_rate"): st.floats(0.0, 3.0) | st.sampled_from([0.0, 20.0]),
    (Behaviour.kinds["speaking"], "buzz_duration"): st.floats(0.1, 50.0),
    (Behaviour.kinds["speaking"], "grievance"): st.floats(0.0, 4.0),
    (Behaviour.kinds["speaking"], "leader_talk"): st.floats(0.0, 4.0),
    (Behaviour.kinds["shopping"], "season"): st.lists(st.floats(0.0, 3.0), min_size=1, max_size=5).map(tuple),
    (Behaviour.kinds["shopping"], "season_shift"): st.just(0) | st.integers(0, 6),
    (Behaviour.kinds["shopping"], "shopping_rate"): shares(0.1),
    (Behaviour.kinds["shopping"], "repurchase_interval"): st.floats(1.0, 8.0) | st.just(52.0),
    (Channel.kinds["reviews"], "reviews_read"): st.integers(0, 6) | st.just(100),
}
# What makes a lever of any kind felt among a few consumers in a few weeks.
FELT: dict[str, SearchStrategy[Any]] = {
    "reach": shares(),
    "response": shares(0.3),
    "community": st.none() | st.none() | st.none() | st.integers(0, 3),
    "count": st.integers(0, 10),
    "capacity": st.sampled_from([50, 2, 1, 0]),
    "half_way": st.floats(0.5, 20.0),
    "talk_boost": st.floats(0.0, 4.0),
    "loyalty": st.floats(0.0, 4.0),
    "consumers": st.lists(st.integers(0, 9), min_size=1, max_size=10).map(tuple),
}
TUNED |= {(kind, name): FELT[name] for kind in Lever.kinds.values() for name in FELT.keys() & kind.model_fields.keys()}
LIMITS = ("ge", "gt", "le", "lt", "multiple_of")
ALWAYS_DRAWN = frozenset(
    {
        *("shopping_rate", "repurchase_interval", "innovators", "known_by", "cocreator_share"),
        *("count", "consumers", "reach", "strategy", "response", "capacity", "audience", "tone", "hosts_forum"),
    }
)


def values(section: type[Section], name: str) -> SearchStrategy[Any] | None:
    """Return a strategy for a field, from what is tuned or from its type and bounds; None where neither says."""
    field = section.model_fields[name]
    for owner in section.__mro__:
        if (owner, name) in TUNED:
            return TUNED[owner, name]
    return typed_values(field.annotation, field)


def typed_values(annotation: Any, field: FieldInfo) -> SearchStrategy[Any] | None:
    """Return a strategy for a type within a field's bounds."""
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        options = [typed_values(option, field) for option in get_args(annotation)]
        return st.one_of(*options) if None not in options else None
    if annotation is types.NoneType:
        return st.none()
    if annotation is bool:
        return st.booleans()
    if annotation not in (int, float):
        return None
    limits = {name: getattr(bound, name) for bound in field.metadata for name in LIMITS if hasattr(bound, name)}
    # Limits far beyond the default keep out nonsense; nobody means to go there.
    default = field.default if isinstance(field.default, int | float) else 1
    smallest = limits.get("ge", limits.get("gt", 0))
    largest = min(limits.get("le", limits.get("lt", math.inf)), max(smallest + 1, 4 * abs(default)))
    if annotation is int:
        step = limits.get("multiple_of", 1)
        return st.integers(math.ceil(smallest / step), math.floor(largest / step)).map(lambda number: number * step)
    if limits.keys() & {"gt", "lt"}:
        open_at_top = largest == limits.get("lt")
        return st.floats(smallest, largest, exclude_min="gt" in limits, exclude_max=open_at_top, allow_subnormal=False)
    return shares(smallest, largest)


def tables(section: type[Section], **given: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Draw tables of some of a section's fields; the others keep their defaults."""
    drawn = {name: values(section, name) for name in section.model_fields if name not in CHOSEN_ELSEWHERE}
    drawn = {name: strategy for name, strategy in (drawn | given).items() if strategy is not None}
    required = {name: drawn.pop(name) for name in list(drawn) if name in ALWAYS_DRAWN or name in given}
    return st.fixed_dictionaries(required, optional=drawn)


def parts(family: type[Part]) -> SearchStrategy[dict[str, dict[str, Any]]]:
    """Draw tables for every kind of a family, by kind."""
    return st.fixed_dictionaries({kind: tables(part) for kind, part in sorted(family.kinds.items())})


@st.composite
def populations(draw: Callable[..., Any], kinds: Iterable[str] = ()) -> tuple[int, dict[str, Any]]:
    """Draw numbers of consumers, and tables of networks that can be built among so many."""
    buildable = [
        kind
        for kind, part in NetworkGenerator.kinds.items()
        if not any(field.is_required() for field in part.model_fields.values())
    ]
    kind = draw(st.sampled_from(sorted(kinds or buildable)))
    consumers = draw(st.integers(10, MOST_CONSUMERS))
    table = draw(tables(NetworkGenerator.kinds[kind]))
    if "mean_degree" in NetworkGenerator.kinds[kind].model_fields:
        table["mean_degree"] = draw(st.sampled_from([2, 4, 6]))
    if kind == "lattice":
        width = draw(st.integers(3, 7))
        consumers = width * draw(st.integers(4, 8))
        table["width"] = draw(st.sampled_from([0, width]))
    if kind == "communities":
        consumers = draw(st.integers(20, MOST_CONSUMERS))
        table |= {"mean_degree": 2.0, "community_size": draw(st.floats(5.0, 10.0))}
        table["strong_share"] = table.get("strong_share", 0.3) * (1 - table.get("mixing", 0.3))
    assume(not NetworkGenerator.kinds[kind](**table).mistakes(consumers))
    return consumers, {"kind": kind, **table}


@st.composite
def networks(draw: Callable[..., Any], consumers: int | None = None) -> Network:
    """Draw networks tie by tie, directed or not, in which some may know nobody."""
    n = consumers or draw(st.integers(2, MOST_CONSUMERS))
    someone = st.integers(0, n - 1)
    ties = draw(st.lists(st.tuples(someone, someone, st.booleans()), max_size=3 * n))
    source, target, strong = (np.array([tie[place] for tie in ties], dtype=np.int64) for place in range(3))
    n_communities = draw(st.integers(1, min(n, 5)))
    community = np.arange(n) % n_communities
    return Network.from_ties(n, source, target, strong.astype(bool), community=community, directed=draw(st.booleans()))


def brands(most: int = 3) -> SearchStrategy[list[dict[str, Any]]]:
    """Draw tables of brands, each under a name of its own."""
    return st.lists(tables(Brand), min_size=1, max_size=most).map(
        lambda drawn: [{"name": name, **table} for name, table in zip("ABCDEFGH", drawn, strict=False)]
    )


def schedules(weeks: int = MOST_WEEKS, brands: Iterable[str] = ()) -> SearchStrategy[dict[str, Any]]:
    """Draw when a lever acts: in one week, in some, now and then, on a condition, or as its kind does."""
    week = st.integers(1, weeks)
    one_week = st.fixed_dictionaries({"week": week}, optional={"every": week})
    some_weeks = st.fixed_dictionaries(
        {}, optional={"weeks": st.tuples(week, week).map(sorted).map(tuple), "every": st.integers(1, 4)}
    )
    return st.builds(
        lambda schedule, condition: schedule | condition,
        some_weeks | one_week,
        st.just({}) | st.just({}) | conditions(brands).map(lambda text: {"when": text}),
    )


def conditions(brands: Iterable[str] = ()) -> SearchStrategy[str]:
    """Draw conditions on the measures that every scenario has, of the brand that asks or of another."""
    numbers = st.integers(-1, 9) | st.decimals(-2, 12, places=2)
    of_one = ["penetration", "market_share", "revenue_share"]
    measures = [measure.name for measure in Scenario().measures() if measure.name not in of_one]
    likely = st.sampled_from(["rating", "sentiment", "aware", "purchases"])
    comparisons = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    summed = st.sampled_from(["total_purchases", "total_campaign_cost"])
    whose = st.sampled_from(["", *(f"brands.{name}." for name in brands)])
    counted = st.builds("{}{} {} {}".format, whose, likely | st.sampled_from(measures) | summed, comparisons, numbers)
    # A share is never more than 1.
    parts = st.decimals(-1, 1, places=2)
    return counted | st.builds("{}{} {} {}".format, whose, st.sampled_from(of_one), comparisons, parts)


@st.composite
def levers(
    draw: Callable[..., Any],
    kinds: Iterable[str] = (),
    brands: Iterable[str] = (),
    weeks: int = MOST_WEEKS,
    segments: Iterable[str] = (),
) -> dict[str, Any]:
    """Draw tables of levers, of any kind unless given, for one of the brands, aimed at all or at one segment."""
    names = list(brands)
    kind = draw(st.sampled_from(sorted(kinds or Lever.kinds)))
    table = {"kind": kind, **draw(tables(Lever.kinds[kind])), **draw(schedules(weeks, names))}
    table["brand"] = draw(st.sampled_from(["", *names]))
    table["segment"] = draw(st.sampled_from(["", *segments]))
    if "against" in Lever.kinds[kind].model_fields:
        own = table["brand"] or next(iter(names), "")
        table["against"] = draw(st.sampled_from(["", *(name for name in names if name != own)]))
    if not Lever.parse(table).beyond_cap:
        table["cap"] = draw(st.none() | st.none() | shares(0.0, 20.0))
    return table


def campaigns(
    kinds: Iterable[str] = (),
    brands: Iterable[str] = (),
    weeks: int = MOST_WEEKS,
    segments: Iterable[str] = (),
    least: int = 0,
    most: int = 4,
) -> SearchStrategy[list[dict[str, Any]]]:
    """Draw tables of campaigns: a few levers, each under a label of its own."""
    return st.lists(levers(kinds, brands, weeks, segments), min_size=least, max_size=most).map(
        lambda drawn: [table | {"name": f"lever_{place}"} for place, table in enumerate(drawn)]
    )


@st.composite
def segments(draw: Callable[..., Any], most: int = 3) -> list[dict[str, Any]]:
    """Draw tables of segments, which together may be all consumers or few."""
    drawn, taken = [], 0.0
    for name in ("young", "thrifty", "loyal")[: draw(st.integers(0, most))]:
        share = (1.0 - taken) * draw(shares(0.1))
        if share > 0.0:
            drawn.append({"name": name, **draw(tables(Segment, share=st.just(share)))})
            taken += share
    return drawn


@st.composite
def scenarios(
    draw: Callable[..., Any],
    lever_kinds: Iterable[str] = (),
    network_kinds: Iterable[str] = (),
    given: Mapping[str, Any] | None = None,
) -> Scenario:
    """Draw scenarios: up to 60 consumers, 12 weeks, 3 segments, 3 brands and 4 levers; ``given`` stands instead."""
    consumers, network = draw(populations(network_kinds))
    weeks = draw(st.integers(3, MOST_WEEKS))
    drawn_brands, drawn_segments = draw(brands()), draw(segments())
    names, segment_names = ([table["name"] for table in drawn] for drawn in (drawn_brands, drawn_segments))
    table = {
        "consumers": consumers,
        "weeks": weeks,
        "network": network,
        "survey": draw(tables(Survey)),
        "consumer": draw(tables(ConsumerTraits)),
        "leaders": draw(tables(OpinionLeaders)),
        "channels": draw(parts(Channel)),
        "behaviours": draw(parts(Behaviour)),
        "segments": drawn_segments,
        "brands": drawn_brands,
        "campaign": draw(campaigns(lever_kinds, names, weeks, segment_names)),
    }
    return Scenario.from_dict(table | dict(given or {}))
