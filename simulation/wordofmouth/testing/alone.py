"""Alone: a part in a small world made by hand, watched, so that it is held to what it says it reads and writes."""

import inspect
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from wordofmouth.engine.records import table
from wordofmouth.market.events import POST, PURCHASE, TALK
from wordofmouth.market.messages import TERMS
from wordofmouth.market.review_pool import ReviewGroup
from wordofmouth.networks.network import Network
from wordofmouth.scenario import registry
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.testing.world import HandmadeWorld

N = 200
# What never changes while a part acts, and what a world does for parts.
GIVEN = {
    *("week", "weeks", "key", "n", "network", "rows", "audiences", "is_leader", "segments", "weights"),
    *("reference_risk", "reassurance", "needs", "places", "channels", "recorded", "parts", "n_brands", "notes"),
}
VERBS = {name for name, _ in inspect.getmembers(HandmadeWorld, inspect.isfunction) if name[0] != "_"}
TABLES = ("consumers", "brand_states")
# What consumers are and know in the middle of a market's life: whole numbers up to these.
DRAWN = {
    "consumers": {
        "segment": 1,
        "risk_fear": 1,
        "scepticism": 1,
        "trust_in_reviews": 1,
        "online": 1,
        "leader": 1,
        "cocreator": 1,
        "reference_stake": 4,
    },
    "brand_states": {
        "praise": 4,
        "criticism": 3,
        "arrived": 9999,
        "criticised": 9999,
        "bought_at": 9,
        "purchases": 2,
        "owner": 1,
        "recommended": 5,
        "aware": 1,
        "heard": 1,
        "last_channel": 4,
        "critic_channel": 4,
        "refunded": 1,
        "loyal": 1,
        "taste": 1,
        "last_speaker": 9,
        "satisfied_friends": 5,
        "advocate": 1,
        "gift": 1,
    },
}


class Watched:
    """A world that remembers which of its attributes were asked for and which were set."""

    def __init__(self, world: HandmadeWorld) -> None:
        """Watch a world."""
        vars(self).update(_world=world, asked=set())

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self._world, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._world, name, value)


def world_for(part: Any) -> HandmadeWorld:
    """Return a small world in the middle of its life, made by hand; the same for every part."""
    drawn = np.random.default_rng(5)
    source, target = drawn.integers(0, N, (2, 900))
    network = Network.from_ties(N, source, target, drawn.random(900) < 0.4)
    network = network.with_communities(np.arange(N, dtype=np.int32) % 4)
    world = HandmadeWorld(
        network, [Lever.kinds["ambassadors"](kind="ambassadors", name="others"), part], n_brands=2, n_segments=2, week=9
    )
    for name, columns in DRAWN.items():
        for column, most in columns.items():
            getattr(world, name)[column] = drawn.integers(0, most + 1, getattr(world, name).shape)
    world.brand_states.satisfaction = drawn.integers(-1, 2, world.brand_states.shape)
    world.consumers.community, world.is_leader = network.community, world.consumers.leader.copy()
    if isinstance(part, Lever):
        # A behaviour would call them, and so not be alone.
        channels = [channel() for channel in registry.own(Channel.family).values()]
        world.channels = sorted(channels, key=lambda channel: channel.order)
    _fill(world, drawn)
    return world


def _fill(world: Any, drawn: np.random.Generator) -> None:
    """Let there be what others have left of the week."""
    ids = drawn.permutation(N).astype(np.int32)
    world.audiences = np.arange(0, 5 * N + 1, 5), drawn.integers(0, N, 5 * N).astype(np.int32)
    world.unfollowed = drawn.random(5 * N) < 0.2
    world.segments.own_experience, world.segments.disconfirmation = (2.0, 0.5), (0.0, 0.9)
    world.reassurance = 0.8 ** np.arange(N + 1)[None, :] * np.array([[1.0], [0.5]])
    world.roles.set("others", 3.0, 1.0, lasts=True)
    world.talk_factors[1] = 4.0
    world.terms = table(TERMS, 2)
    world.trips, world.contacts, world.gifts = [np.sort(ids[:60])], [(ids[:30], 0)], [(ids[30:50], 1)]
    world.news = [(ids[50:90], 0, 1.0)]
    world.reported += drawn.random(world.reported.shape)
    world.review_pool.invented["others"] = ReviewGroup(0, 1, detection=1.0, count=5, prominence=5.0)
    world.talks, world.purchases, world.posts = table(TALK, 300), table(PURCHASE, 40), table(POST, 30)
    world.talks.speaker, world.talks.hearer = drawn.integers(0, N, (2, 300))
    world.talks.brand, world.talks.strong = drawn.integers(0, 2, (2, 300))
    world.talks.valence = 2 * drawn.integers(0, 2, 300) - 1
    world.talks.doubt, world.talks.moment = drawn.integers(0, 2**32, (2, 300))
    world.purchases.consumer, world.purchases.brand = ids[:40], drawn.integers(0, 2, 40)
    world.purchases.speaker, world.purchases.channel, world.purchases.first = ids[40:80], 3, True
    world.purchases.expectation = 2.0
    world.posts.author, world.posts.brand, world.posts.valence = ids[:30], drawn.integers(0, 2, 30), -1
    world.posts.on_forum, world.posts.stars = np.arange(30) % 2, 1 - np.arange(30) % 2
    world.fear_left -= 0.5
    world.place_fear -= 0.5
    world.segments.fear_learning, world.segments.fear_contagion = 0.3, 0.5
    world.own_forums.praise, world.own_forums.criticism, world.own_forums.visits = 9.0, 5.0, 2**31
    world.forum += np.arange(4)[:, None, None] * 9.0
    world.review_pool.stars += 10
    world.claimed += 3
    world.offered["guaranteed"], world.offered["honoured"] = True, 2**31
    world.promises.paid, world.promises.broken = drawn.integers(0, 3, (2, *world.promises.shape))
    world.promises.is_unpaid = drawn.random(world.promises.shape) < 0.4


def act(part: Any, world: Any) -> None:
    """Let a part do all that it does in a week."""
    if isinstance(part, Lever):
        part.act(world, 0)
        part.respond(world, 0)
        return
    if isinstance(part, Behaviour):
        part.open(world)
    part.step(world)


def contents(world: HandmadeWorld) -> dict[str, Any]:
    """Return all that can change: columns of consumers and brand states by name, and everything else as it prints."""
    columns = {
        f"{name}.{column}": getattr(world, name)[column].copy()
        for name in TABLES
        for column in getattr(world, name).dtype.names
    }
    others = vars(world).keys() - GIVEN - {*TABLES, "people"}
    return columns | {name: _frozen(getattr(world, name)) for name in others}


def _frozen(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: _frozen(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_frozen(entry) for entry in value]
    # Of the review site what stands on it, and not the table that is made of it for whoever reads.
    state = {name: entry for name, entry in getattr(value, "__dict__", {}).items() if name != "_genuine"}
    return _frozen(state) if state else value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Return the names of what is not as it was."""
    return {name for name, value in after.items() if not _equal(value, before[name])}


def _equal(value: Any, other: Any) -> bool:
    return bool(np.array_equal(value, other) if isinstance(value, np.ndarray) else value == other)


def unspoken(part: Any, reads: Collection[str]) -> list[str]:
    """Return which columns, of those that are not said to be read, make a difference to others."""
    usual = world_for(part)
    act(part, usual)
    expected, different = contents(usual), []
    for name in (name for name in expected if "." in name and name not in reads):
        where, _, column = name.partition(".")
        world = world_for(part)
        values = getattr(world, where)[column]
        values[:] = np.random.default_rng(3).permutation(values)
        act(part, world)
        different += [name] * bool(changed(expected, contents(world)) - {name})
    return different
