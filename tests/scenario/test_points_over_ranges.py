"""The points of presets hold at half and at twice each of the values that they set, and not at one only."""

import functools
import tomllib

import numpy as np
import pytest
from scipy.stats import t as student
from wordofmouth.errors import ScenarioError
from wordofmouth.resources import folder
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario

REPLICATIONS = 40
# In a small market what few people do is lost among chances.
CONSUMERS = {"community_manager": 4_000} | dict.fromkeys(
    ("co_creation", "christmas", "web1_web2", "recommenders", "best_members", "small_firm", "traces", "niche"), 10_000
)
IN_A_SMALL_MARKET = 2_000
# Of a preset the better variant and the worse one (none: as it stands), and in which week fewer or more have bought by
# it (none: the last). Instead of a variant two: how much better the first of them does than the second.
POINTS = [
    ("moral_guarantee", "community_only", "no_reassurance", None),
    ("moral_guarantee", None, "community_only", None),
    ("moral_guarantee", "leader_inside", "community_only", 52),
    ("moral_guarantee", "leader_inside", "strangers", None),
    ("co_creation", None, "nobody_asked", None),
    ("co_creation", "nobody_asked", "asked_and_ignored", None),
    ("community_manager", None, "silence", None),
    ("own_forum", None, "no_forum", None),
    ("own_forum", "no_forum", "censored", None),
    ("community_manager", "silence", "promotion", None),
    ("web1_web2", "web1", "web1_bad", None),
    ("web1_web2", (None, "web2_bad"), ("web1", "web1_bad"), None),
    ("christmas", None, "not_adapted", None),
    ("christmas", "not_adapted", "all_year", None),
    ("christmas", "certain_not_adapted", "certain", None),
    ("comparators", None, "nobody_compares", None),
    ("comparators", "everybody_compares", None, None),
    ("comparators", "everybody_compares", "same_price", None),
    ("anonymity", None, "anonymous", None),
    ("recommenders", "share_button", None, None),
    ("recommenders", "attention", "rewards", None),
    ("recommenders", "rewards", None, None),
    ("traces", "search", "targeted", None),
    ("traces", "targeted", None, None),
    ("small_firm", None, "strangers", None),
    ("small_firm", None, "gifts_to_strangers", None),
    ("best_members", None, "rewards", None),
    ("best_members", "rewards", "nobody", None),
    ("who_listens", None, "nobody", None),
    ("who_listens", "nobody", "they", None),
    ("who_listens", None, "both", None),
    ("niche", "tribe", None, None),
    ("niche", "for_all", "for_all_tribe", None),
    ("two_countries", "guarantee_in_the_south", "guarantee_in_the_north", None),
    ("two_countries", "guarantee_in_the_north", None, None),
]
# What the point itself names: that people are fearful, that strangers have twice the followers, that the product has
# critics, that it is found out; how good a product is, how uncertain a season, that all know the brand, who compares,
# how many are of a kind, and how near to buying, and that others fear to.
NAMED = {
    "moral_guarantee": {"consumer.risk_fear", "leaders.audience", "leaders.within"},
    "co_creation": set(),
    "community_manager": {"brands.Aster.quality"},
    "own_forum": {"campaign.forum.found_out"},
    "web1_web2": {"brands.Aster.quality", "brand.quality"},
    "christmas": {"behaviours.shopping.season_shift", "brands.Aster.known_by"},
    "comparators": {"behaviours.shopping.comparators"},
    "anonymity": set(),
    "recommenders": set(),
    "best_members": set(),
    "traces": {"segments.enthusiasts.share", "segments.enthusiasts.stake_shift"},
    "small_firm": {"consumer.risk_fear", "segments.contacts.share", "segments.contacts.stake_shift"},
    "who_listens": set(),
    "niche": set(),
    "two_countries": {"segments.south.share", "segments.north.share"},
}
# What sets the size of the table, and not what happens in the market.
SIZES = {"consumers", "weeks"}


def values_set(preset):
    """Return by path the numbers that a preset sets, at its top or in a variant of a point: but sizes and money."""
    said = tomllib.loads((folder("scenarios") / f"{preset}.toml").read_text(encoding="utf-8"))
    variants = said.pop("variants")
    compared = {
        name for which, *names, _ in POINTS if which == preset for place in names for name in _each(place) if name
    }
    found = {path for path, _ in _leaves(said, "")} | {
        path for name in compared for path, _ in _leaves(variants[name], "")
    }
    return sorted(path for path in found - SIZES - NAMED[preset] if _is_free_of_money(path))


def _each(place):
    return place if isinstance(place, tuple) else (place,)


def _leaves(value, path):
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _leaves(entry, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for entry in value:
            yield from _leaves(entry, f"{path}.{entry.get('name') or entry['kind']}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def _is_free_of_money(path):
    return not path.rpartition(".")[2].startswith(("cost", "price", "reference_price", "unit_cost"))


def value_at(scenario, path):
    """Return what a scenario has at a path."""
    value = scenario.model_dump()
    first, *rest = path.split(".")
    for step in ["brands", scenario.brands[0].name, *rest] if first == "brand" else [first, *rest]:
        by_name = isinstance(value, list | tuple)
        value = next(each for each in value if step in (each.get("name"), each.get("kind"))) if by_name else value[step]
    return value


def times(scenario, path, factor):
    """Return a scenario with so many times the value at a path; of a share that would be beyond 1 half the rest."""
    value = value_at(scenario, path)
    if not value:
        return scenario
    try:
        return scenario.varied({path: type(value)(value * factor)})
    except ScenarioError:
        return scenario.varied({path: 1.0 - (1.0 - value) / factor})


@functools.cache
def bought(preset, variant, path, factor):
    """Return the share who have bought, by week, in each run: float64 (runs, weeks)."""
    scenario = Scenario.load(f"{preset}/{variant}" if variant else preset).varied(
        variants={}, consumers=CONSUMERS.get(preset, IN_A_SMALL_MARKET)
    )
    scenario = times(scenario, path, factor)
    runs = (simulate(scenario, seed=17, replication=replication) for replication in range(REPLICATIONS))
    return np.array([run.history["penetration"] for run in runs])[:, :, 0]


def gained(preset, variant, path, factor):
    """Return what :func:`bought` does, or, of two variants, how much more have bought in the first of them."""
    first, *rest = [bought(preset, name, path, factor) for name in _each(variant)]
    return first - rest[0] if rest else first


CASES = [
    pytest.param(preset, path, factor, id=f"{preset}-{path}-{factor:g}")
    for preset in dict.fromkeys(preset for preset, *_ in POINTS)
    for path in values_set(preset)
    for factor in (0.5, 2.0)
]


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "path", "factor"), CASES)
def test_a_point_holds_over_a_range(preset, path, factor):
    """Each difference that the preset is about is above 0 in the paired interval, at 95 %."""
    for _, better, worse, week in (point for point in POINTS if point[0] == preset):
        place = -1 if week is None else week - 1
        difference = (gained(preset, better, path, factor) - gained(preset, worse, path, factor))[:, place]
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        assert difference.mean() > student.isf(0.025, len(difference) - 1) * error, (better, worse)
