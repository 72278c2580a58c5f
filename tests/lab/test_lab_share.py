"""Links: the run comes back to the bit, whoever wrote the link, or is refused in plain words."""

import base64
import contextlib
import json
import re
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth import Scenario
from wordofmouth.errors import LinkError
from wordofmouth.lab.sharing.links import LARGEST_SEED, LONGEST, decode, encode
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario import parts
from wordofmouth.scenario.scenario import presets
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

from tests.strategies import scenarios

GUARANTEE = {"kind": "guarantee", "coverage": 0.5}


def packed(**changes):
    """Return a link that says something else than it should."""
    whole = {"from": "launch", "seed": 1, "is": "", "but": {}} | changes
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(whole).encode())).decode().rstrip("=")


@pytest.mark.parametrize("name", presets())
def test_presets_and_their_variants_come_back(name):
    preset = Scenario.load(name)
    for place, scenario in enumerate([preset, *map(preset.variant, preset.variants)]):
        shared = decode(encode(scenario, place))
        assert (shared.scenario.digest, shared.seed, shared.same) == (scenario.digest, place, True)


@given(scenario=scenarios(), seed=st.integers(0, LARGEST_SEED))
def test_whatever_is_shared_comes_back(scenario, seed):
    link = encode(scenario, seed)
    assert re.fullmatch("[A-Za-z0-9_-]+", link)
    shared = decode(link)
    assert (shared.scenario.digest, shared.seed, shared.same) == (scenario.digest, seed, True)


def test_little_changed_is_a_short_link():
    launch = Scenario.load("launch")
    assert len(encode(launch, 0)) < 100
    assert len(encode(launch.varied({"brand.quality": 0.55, "network.mean_degree": 8.0}), 0)) < 160


def test_the_same_run_has_the_same_link():
    """Whatever way the scenario was come by."""
    launch = Scenario.load("launch")
    assert encode(launch.varied(weeks=30).varied(weeks=52), 3) == encode(launch, 3)


@pytest.mark.parametrize("taken_away", [[0], [1], [0, 1]])
def test_levers_are_taken_away_and_added(taken_away):
    launch = Scenario.load("launch")
    levers = [lever.model_dump() for place, lever in enumerate(launch.campaign) if place not in taken_away]
    scenario = launch.varied({"campaign": [*levers, GUARANTEE]})
    assert decode(encode(scenario, 0)).scenario.digest == scenario.digest


def test_a_network_file_is_not_shared(tmp_path):
    (tmp_path / "ties.csv").write_text("source,target\n0,1\n")
    scenario = Scenario.from_dict({"network": {"kind": "file", "path": str(tmp_path / "ties.csv")}})
    with pytest.raises(LinkError, match="own_network"):
        encode(scenario, 0)


def test_what_is_too_long_is_not_shared():
    levers = [{"kind": "seeding", "name": f"l{i * 7919 % 1000}", "count": i * 104_729 % 9973} for i in range(200)]
    consumers = tuple(i * 7919 % 10_000 for i in range(2_000))
    levers[0] |= {"strategy": "list", "consumers": consumers}
    with pytest.raises(LinkError, match="too_long"):
        encode(Scenario(campaign=tuple(levers)), 0)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "hello",
        "é",
        "A" * (LONGEST + 1),
        "../../etc/passwd",
        "<script>",
        packed()[:-4],
        packed() + "AAAA",
        packed(**{"from": "elsewhere"}),
        packed(**{"from": "/etc/passwd"}),
        packed(**{"from": ["launch"]}),
        packed(seed=-1),
        packed(seed=2**63),
        packed(seed=1.5),
        packed(seed=True),
        packed(seed="1"),
        packed(more=1),
        packed(but=1),
        packed(but=[]),
        packed(but=[{}, {}]),
        packed(but=[None]),
        packed(but={"nonsense": [1]}),
        packed(but={"brands": {"1": {"quality": [1.0]}}}),
        packed(but={"brands": {"length": -1}}),
        packed(but={"brands": {"length": 1.5}}),
        packed(but={"brands": {"length": 10**9}}),
        packed(but={"brands": {"length": 3}}),
        packed(but={"brands": {"length": 3, "1": [{"name": "B"}]}}),
        packed(but={"brands": {"length": 10**400}}),
        packed(but={"survey": {"innovators": [10**400]}}),
        packed(but={"weeks": [10**400]}),
        packed(but={"weeks": {"length": 3}}),
        packed(but={"brands": {"0": {"quality": [7]}}}),
        packed(but={"brands": {"0": {"quality": [float("nan")]}}}),
        packed(but={"network": [{"kind": "file", "path": "/etc/passwd"}]}),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 90_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b" " * 3_000_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"\xff\xfe")).decode(),
    ],
)
def test_what_is_no_link_is_refused(link):
    """In a line, in the language of the page."""
    with pytest.raises(LinkError) as refused:
        decode(link)
    lines = {language: explanation(Words(language), refused.value) for language in languages()}
    assert all(len(line.splitlines()) == 1 for line in lines.values())
    assert len(set(lines.values())) == len(lines)


@given(
    link=st.text("ABCdef123-_=", max_size=200),
    but=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["brands", "network", "length", "0", "kind", "campaign", "weeks"]), inner)
        ),
        max_leaves=8,
    ),
)
def test_nothing_but_a_refusal_comes_of_nonsense(link, but):
    for tried in (link, packed(but=but)):
        with contextlib.suppress(LinkError):
            decode(tried)


@st.composite
def vast(draw):
    """Draw what a link may say at a path that is a list or a table of few: a great many of one thing, or of several."""
    entry = draw(
        st.sampled_from([1, None, {}, [], "a", {"kind": "nonsense"}, {"kind": ""}, {"name": "a"}, GUARANTEE])
        | st.recursive(st.integers() | st.just({}), lambda inner: st.lists(inner, max_size=3), max_leaves=4)
    )
    count = draw(st.integers(1_000, 20_000))
    path = draw(st.sampled_from(["brands", "campaign", "segments", "channels", "behaviours"]))
    if path in ("channels", "behaviours"):
        return {path: [{"a" * (1 + place): entry for place in range(200)}]}
    if draw(st.booleans()):
        return {path: {"length": draw(st.integers(count, 10**30)), str(draw(st.integers(0, 5))): [entry]}}
    return {path: [[entry] * count]}


@given(but=vast())
def test_a_links_size_is_bounded_by_its_fields_before_anything_is_built(but):
    """However many entries a link promises, no more are looked at than its longest list may have, and no more built."""
    looked_at = []
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: looked_at.append(1) if event == "call" and _is_of_parts(frame) else None)
    try:
        with pytest.raises(LinkError) as refused:
            decode(packed(but=but))
    finally:
        sys.setprofile(before)
    assert len(refused.value.args[0].splitlines()) == 1
    assert len(looked_at) < 10_000


def _is_of_parts(frame):
    return frame.f_code.co_filename == parts.__file__


def test_a_changed_preset_is_noticed():
    assert decode(packed()).same is False
