"""Branching: a run goes on from one week with other values, where what they say was not settled at its start."""

import copy
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import NoSuchPath, ScenarioError
from wordofmouth.market.offers import Offer
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.parts import Measure
from wordofmouth.scenario.scenario import Scenario

# What is drawn or built as a run begins: who there is, what they are like, whom they know.
SETTLED = (
    *("consumers", "market", "network", "network.*", "model.kind", "survey.innovators", "leaders.*"),
    *("consumer.online_share", "consumer.risk_fear", "consumer.scepticism", "consumer.trust_in_reviews"),
    *("consumer.online_growth", "segments.*.online_growth", "channels.community.founders"),
    *("consumer.taste_scale", "consumer.cocreator_share", "consumer.interest", "segments.*.interest"),
    *("segments.*.name", "segments.*.share", "segments.*.stake_shift", "segments.*.leader_share"),
    "segments.*.homophily",
    *("segments.*.online_share", "segments.*.risk_fear", "segments.*.scepticism", "segments.*.trust_in_reviews"),
    "segments.*.cocreator_share",
    *("brands.*.name", "brands.*.known_by", "brands.*.need", "brands.*.place", "campaign.*.kind", "campaign.*.brand"),
)
# What has a row for each consumer, or none where the mechanism for which it is kept is idle.
KEPT_IF_NEEDED = (
    *("advertised", "attraction", "content", "fear_left", "member", "place_fear", "promises", "reported", "unfollowed"),
    "vouchers",
)
# What only describes.
_DESCRIBES = ("name", "title", "description", "group", "currency", "start", "variants")


def stage(scenario: Scenario, week: int) -> dict[str, Any]:
    """Return what lineages say of a scenario that was left at the end of a week."""
    return {"scenario": scenario.model_dump(mode="json"), "scenario_digest": scenario.digest_but_files, "week": week}


def changed(scenario: Scenario, changes: Mapping[str, Any], week: int) -> Scenario:
    """Return a scenario with other values at some paths from the end of a week on.

    Raises:
        ScenarioError: if a path does not exist, a value is not allowed, or what it says was settled at the start.
    """
    asked = {path: value for path, value in changes.items() if path.split(".")[0] in ("network", "consumers")}
    if asked:
        raise ScenarioError(_settled(path, value, scenario, week) for path, value in asked.items())
    other = _varied(scenario, changes)
    check_changed(scenario, other, week)
    return other


def check_changed(before: Scenario, after: Scenario, week: int) -> None:
    """Check that a run may go on in another scenario from the end of a week on.

    Raises:
        ScenarioError: if what the other says was settled at the start.
    """
    wrong = list(_refused(before, after, week))
    if wrong:
        raise ScenarioError(wrong)


def between(before: Scenario, after: Scenario) -> dict[str, Any] | None:
    """Return the changes by path that make one scenario of another; None if it takes more than values."""
    old, new = (dict(_leaves(scenario)) for scenario in (before, after))
    if old.keys() != new.keys():
        return None
    changed = {path: value for path, value in new.items() if value != old[path]}
    return None if None in changed.values() else changed


def _varied(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    network = scenario.network
    if not network.brings_consumers:
        return scenario.varied(changes)
    # The network is there, whatever became of its file, which a change of anything else would look for.
    plain = NetworkGenerator.kinds["random"].model_validate({"mean_degree": 0.01})
    try:
        other = scenario.model_copy(update={"network": plain}).varied(changes)
    except NoSuchPath as error:
        raise ScenarioError([str(error)]) from None
    return other.model_copy(update={"network": network})


def _refused(before: Scenario, after: Scenario, week: int) -> Iterator[str]:
    """Yield what cannot change in the midst of a run, a line each."""
    if after.weeks < week:
        yield f"weeks: {after.weeks} is not allowed: {week} weeks are over"
    old, new = (dict(_leaves(scenario)) for scenario in (before, after))
    changeable = {f"model.{name}" for name in after.model.changeable}
    for path in dict.fromkeys((*old, *new)):
        if path in old and path in new and old[path] == new[path]:
            continue
        section = path.split(".")[0]
        if section == "campaign" and path not in new and path.endswith(".kind"):
            name = path.removesuffix(".kind")
            yield (
                f"{name}: a lever that is there stays; it ends with {name}.weeks = [1, {max(week, 1)}], or with a "
                "condition that never holds"
            )
        elif section in ("brands", "segments") and (path not in old or path not in new):
            if path.endswith(".name"):
                yield _settled(path.removesuffix(".name"), None, before, week)
        elif section == "campaign" and (path not in old or path not in new):
            continue
        elif any(fnmatchcase(path, pattern) for pattern in SETTLED) or (section == "model" and path not in changeable):
            yield _settled(path, new.get(path), before, week)


def _settled(path: str, value: Any, scenario: Scenario, week: int) -> str:
    shown = f"--set {path}={value}" if isinstance(value, (int, float, str)) else f"another {path}"
    return (
        f"{path}: this was settled as the run began, and cannot change in week {week}; begin anew with it, as in "
        f"wom run {scenario.name} {shown}"
    )


def _leaves(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Yield every value of a scenario with its path; brands, segments and levers go by their names."""

    def walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict):
            for name, entry in value.items():
                yield from walk(entry, f"{path}.{name}" if path else name)
        elif isinstance(value, (list, tuple)) and value and all(isinstance(entry, dict) for entry in value):
            for entry in value:
                yield from walk(entry, f"{path}.{entry.get('name') or entry.get('kind')}")
        else:
            yield path, value

    return walk(scenario.model_dump(exclude=set(_DESCRIBES)), "")


def take_over(market: Any, before: Any) -> None:
    """Let a new market of a changed scenario be what another has become."""
    own = ("offers", "review_pool", "roles", "ledger", "past")
    left = copy.deepcopy({name: getattr(before, name) for name in market.changing if name not in own})
    for name, value in left.items():
        # What is kept only for a mechanism that is not idle is blank where it has not been until now.
        if name not in KEPT_IF_NEEDED or len(value) == len(getattr(market, name)):
            setattr(market, name, value)
    for offer, old, begun, begins in zip(
        market.offers, before.offers, _begun(before.scenario, before), _begun(market.scenario, market), strict=True
    ):
        for name in offer.changing:
            # What the scenario says anew holds from now on; what it says as before may have been changed by levers.
            if np.array_equal(getattr(begun, name), getattr(begins, name)):
                setattr(offer, name, copy.copy(getattr(old, name)))
    for name in before.review_pool.changing:
        setattr(market.review_pool, name, copy.deepcopy(getattr(before.review_pool, name)))
    _take_over_roles(market, before)
    past = before.past
    market.past = {
        # What a lever of this week is the first to measure, was nothing before.
        measure.name: past.get(measure.name, nothing(measure, before.week, len(market.offers)))
        for measure in market.measures
    }
    if market.ledger.layout == before.ledger.layout:
        market.ledger.numbers[:] = before.ledger.numbers
    market.link()


def nothing(measure: Measure, weeks: int, n_brands: int) -> Array:
    """Return that nothing was measured in some weeks: zeros (weeks, brands)."""
    return np.zeros((weeks, n_brands), np.int64 if measure.whole else np.float64)


def _begun(scenario: Scenario, market: Any) -> list[Offer]:
    return [Offer(brand, len(market.segments)) for brand in scenario.brands]


def _take_over_roles(market: Any, before: Any) -> None:
    places = np.zeros(len(before.roles.table), np.uint8)
    for label, old in before.roles.places.items():
        places[old] = new = market.roles.places[label]
        for earlier, table in ((before.roles.table, market.roles.table), (before.roles.lasting, market.roles.lasting)):
            table[new] = earlier[old]
    market.brand_states.advocate = places[before.brand_states.advocate]
