"""Every part of the week, alone in a world made by hand, is held to its word: what it reads and what it writes."""

import inspect

import numpy as np
import pytest
from wordofmouth.engine.records import table
from wordofmouth.market.events import POST, PURCHASE, TALK
from wordofmouth.market.messages import TERMS
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.testing.world import HandmadeWorld

N = 200
KINDS = [kind for family in (Behaviour, Channel, Lever) for kind in family.kinds.values()]
# What never changes while a part acts, and what a world does for parts.
GIVEN = {
    *("week", "weeks", "key", "n", "network", "rows", "audiences", "is_leader", "segments", "weights"),
    *("reference_risk", "reassurance", "needs", "places", "channels", "recorded", "parts", "n_brands", "notes"),
}
VERBS = {name for name, _ in inspect.getmembers(HandmadeWorld, inspect.isfunction) if name[0] != "_"}
TABLES = ("consumers", "brand_states")
# With these a part has something to do in a small world.
LIVELY = {
    "shopping": {"shopping_rate": 0.6, "comparators": 0.3},
    "speaking": {"talk_rate": 2.0, "relay": 0.8},
    "posting": {"post_rate": 0.6},
    "community": {"visit_rate": 0.9, "moral_guarantee": 0.4, "founders": 0.5, "joining": 0.5},
    "leaders": {"reach": 0.9, "moral_guarantee": 0.4, "unfollow": 0.5},
    "channel advertising": {"trust": 0.5},
    "community_manager": {"tone": "promotion", "broadcast": 0.5, "hosts_forum": True, "help_rate": 1.0, "welcome": 1.0},
    "mishap": {"consumers": tuple(range(20))},
    "seeding": {"count": 9, "strategy": "leaders", "suspicion": 0.5},
    "ambassadors": {"count": 60},
    "guarantee": {"honoured": 0.5, "seal": 0.5},
    "co_creation": {"response": 0.9, "taken_up": 0.5, "resentment": 0.9},
    "targeted_advertising": {"audience": "rival_owners"},
}
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

    def __init__(self, world):
        vars(self).update(_world=world, asked=set())

    def __getattr__(self, name):
        self.asked.add(name)
        return getattr(self._world, name)

    def __setattr__(self, name, value):
        setattr(self._world, name, value)


def part_of(kind):
    """Return a part that has something to do, and for a lever something to pay."""
    name = kind.model_fields["kind"].default
    lively = LIVELY.get(f"{kind.family} {name}", LIVELY.get(name, {}))
    costs = {field: 1.0 for field in kind.model_fields if field.startswith("cost_per_")}
    return kind(**lively, **costs | ({"reach": 0.5} if "reach" in kind.model_fields and "reach" not in lively else {}))


def world_for(part):
    """Return a small world in the middle of its life, made by hand; the same for every part."""
    drawn = np.random.default_rng(5)
    network = Network.from_ties(N, *drawn.integers(0, N, (2, 900)), drawn.random(900) < 0.4)
    network = network.with_communities(np.arange(N, dtype=np.int32) % 4)
    world = HandmadeWorld(network, [OTHER, part], n_brands=2, n_segments=2, week=9)
    for name, columns in DRAWN.items():
        for column, most in columns.items():
            getattr(world, name)[column] = drawn.integers(0, most + 1, getattr(world, name).shape)
    world.brand_states.satisfaction = drawn.integers(-1, 2, world.brand_states.shape)
    world.consumers.community, world.is_leader = network.community, world.consumers.leader.copy()
    if isinstance(part, Lever):
        # A behaviour would call them, and so not be alone.
        world.channels = sorted((channel() for channel in Channel.kinds.values()), key=lambda channel: channel.order)
    fill(world, drawn)
    return world


# A lever of somebody else's, whose role some consumers have.
OTHER = Lever.kinds["ambassadors"](name="others")


def fill(world, drawn):
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


def act(part, world):
    """Let a part do all that it does in a week."""
    if isinstance(part, Lever):
        part.act(world, 0)
        part.respond(world, 0)
        return
    if isinstance(part, Behaviour):
        part.open(world)
    part.step(world)


def contents(world):
    """Return all that can change: columns of consumers and brand states by name, and everything else as it prints."""
    found = {
        f"{name}.{column}": getattr(world, name)[column].copy()
        for name in TABLES
        for column in getattr(world, name).dtype.names
    }
    others = vars(world).keys() - GIVEN - {*TABLES, "people"}
    return found | {name: _frozen(getattr(world, name)) for name in others}


def _frozen(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: _frozen(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_frozen(entry) for entry in value]
    # Of the review site what stands on it, and not the table that is made of it for whoever reads.
    state = {name: entry for name, entry in getattr(value, "__dict__", {}).items() if name != "_genuine"}
    return _frozen(state) if state else value


def changed(before, after):
    """Return the names of what is not as it was."""
    return {name for name, value in after.items() if not _equal(value, before[name])}


def _equal(value, other):
    return np.array_equal(value, other) if isinstance(value, np.ndarray) else value == other


each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.family}-{kind.__name__}")


@each_kind
def test_a_part_writes_what_it_says(kind):
    """Nothing else is changed; and most of what it says is changed indeed, so that the list is no mere permission."""
    part = part_of(kind)
    world = world_for(part)
    before = contents(world)
    act(part, world)
    found = changed(before, contents(world))
    assert found <= set(kind.writes)
    assert len(found) > len(kind.writes) * 0.6 or not kind.writes


@each_kind
def test_a_part_asks_for_what_it_says(kind):
    """Of a world's attributes it touches those whose names it has given, what never changes, and the verbs."""
    part = part_of(kind)
    watched = Watched(world_for(part))
    act(part, watched)
    named = {name.partition(".")[0] for name in (*kind.reads, *kind.writes)}
    assert watched.asked - GIVEN - VERBS - {"people"} <= named


@each_kind
def test_what_a_part_does_not_read_can_be_anything(kind):
    """Shuffled among the consumers, a column that it does not name leaves all else that comes of it, to the bit."""
    assert unspoken(part_of(kind), kind.reads) == []


def test_what_is_read_in_silence_is_found():
    """Were nothing declared, what friends make of a talk would give away what they look at."""
    assert {"consumers.scepticism", "brand_states.gift"} <= set(unspoken(part_of(Channel.kinds["friends"]), ()))


def unspoken(part, reads):
    """Return which columns, of those that are not said to be read, make a difference to others."""
    usual = world_for(part)
    act(part, usual)
    expected, found = contents(usual), []
    for name in (name for name in expected if "." in name and name not in reads):
        where, _, column = name.partition(".")
        world = world_for(part)
        values = getattr(world, where)[column]
        values[:] = np.random.default_rng(3).permutation(values)
        act(part, world)
        found += [name] * bool(changed(expected, contents(world)) - {name})
    return found
