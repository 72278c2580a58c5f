"""Every part of the week, alone in a world made by hand, is held to its word: what it reads and what it writes."""

import pytest
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.testing.alone import GIVEN, VERBS, Watched, act, changed, contents, unspoken, world_for

KINDS = [kind for family in (Behaviour, Channel, Lever) for kind in family.kinds.values()]
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
    "absence": {"consumers": tuple(range(20))},
    "informing": {"consumers": tuple(range(20))},
    "seeding": {"count": 9, "strategy": "leaders", "suspicion": 0.5},
    "ambassadors": {"count": 60},
    "guarantee": {"honoured": 0.5, "seal": 0.5},
    "co_creation": {"response": 0.9, "taken_up": 0.5, "resentment": 0.9},
    "targeted_advertising": {"audience": "rival_owners"},
}


def part_of(kind):
    """Return a part that has something to do, and for a lever something to pay."""
    name = kind.model_fields["kind"].default
    lively = LIVELY.get(f"{kind.family} {name}", LIVELY.get(name, {}))
    costs = {field: 1.0 for field in kind.model_fields if field.startswith("cost_per_")}
    return kind(**lively, **costs | ({"reach": 0.5} if "reach" in kind.model_fields and "reach" not in lively else {}))


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
