"""The space of worlds: which assumptions differ from world to world, and over which ranges.

A world is a place in the unit cube whose axes are :data:`AXES`; every other assumption of a scenario has a number of
its own in each world, from its prior, since no effect size tells anything of it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np

from wordofmouth.scenario.factors import Values, assumptions, priors, sections
from wordofmouth.scenario.parts import Prior
from wordofmouth.scenario.scenario import Scenario

# The assumptions that move an effect size in the markets in which those are measured; found by setting each of all to
# the ends of its range. Their order is that of the bank's columns.
AXES = (
    "network.strong_share",
    "network.mean_degree",
    "network.community_size",
    "network.mixing",
    "survey.follow_through",
    "survey.exposures",
    "survey.reference_risk",
    "consumer.online_share",
    "consumer.risk_fear",
    "consumer.moral_guarantee",
    "consumer.own_experience",
    "consumer.disconfirmation",
    "consumer.price_sensitivity",
    "consumer.taste_scale",
    "consumer.occasion",
    "leaders.share",
    "leaders.audience",
    "leaders.audience_exponent",
    "channels.advertising.persuasion",
    "channels.advertising.carry_over",
    "channels.community.visit_rate",
    "channels.community.forum_reads",
    "channels.community.fading",
    "channels.leaders.reach",
    "channels.reviews.trust",
    "channels.reviews.consult_rate",
    "channels.reviews.reviews_read",
    "channels.reviews.number_weight",
    "channels.reviews.market_size",
    "behaviours.experiencing.indifferent_share",
    "behaviours.listening.forgetting",
    "behaviours.posting.post_rate",
    "behaviours.posting.disinhibition",
    "behaviours.posting.repeat_posts",
    "behaviours.shopping.repurchase_interval",
    "behaviours.shopping.elsewhere",
    "behaviours.speaking.talk_rate",
    "behaviours.speaking.buzz_duration",
    "behaviours.speaking.leader_talk",
    "behaviours.speaking.participation",
    "behaviours.speaking.repeat_talk",
    "behaviours.speaking.strong_talks",
    "behaviours.speaking.relay",
)


@cache
def axes() -> dict[str, Values]:
    """Return the range of each axis, by path: that of its prior."""
    known = priors(Scenario())
    return {path: known[path] for path in AXES}


def drawn_at(place: Sequence[float]) -> dict[str, Any]:
    """Return the values of the axes at a place of the unit cube, by path."""
    return {path: values.at(float(share)) for (path, values), share in zip(axes().items(), place, strict=True)}


def unknown(scenario: Scenario) -> dict[str, Values]:
    """Return the ranges of the assumptions that differ from world to world in a scenario, by path.

    What the scenario sets itself holds in every world; and a mechanism that it leaves off is off in all of them.
    """
    off = _off(scenario)
    return {path: values for path, values in assumptions(scenario).items() if path not in off}


def world(scenario: Scenario, place: Sequence[float], number: int) -> dict[str, Any]:
    """Return the values that a scenario has in a world, by path.

    Args:
        scenario: whose assumptions they are.
        place: the world's, along the axes.
        number: the world's own, which decides the assumptions that are no axes.
    """
    along: Mapping[str, float] = dict(zip(AXES, map(float, place), strict=True))
    return {
        path: values.at(along[path] if path in along else _share(path, number))
        for path, values in unknown(scenario).items()
    }


def _share(path: str, number: int) -> float:
    """Return where in its range an assumption lies that is no axis: evenly spread over the worlds, by its name."""
    generator = np.random.default_rng([crc32(path.encode()), number])
    return float(generator.random())


def _off(scenario: Scenario) -> set[str]:
    """Return the paths of mechanisms that are off: at an end of their range at which nothing happens."""
    return {
        f"{path}.{name}"
        for path, section in sections(scenario)
        for name, info in type(section).model_fields.items()
        if isinstance(about := info.json_schema_extra, dict) and (prior := Prior.of(about))
        if (value := getattr(section, name)) in (prior.low, prior.high) and value in (0, about.get("idle"))
    }
