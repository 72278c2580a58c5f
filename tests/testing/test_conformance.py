"""What holds for every kind of every family, those included that are yet to be written."""

import ast
import json
import re
import tomllib
import zlib
from collections import Counter
from typing import Annotated

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import PACKAGE, ROOT
from pydantic import TypeAdapter, ValidationError
from strategies import levers, scenarios, schedules, seeds, tables
from wordofmouth.market.market import Market
from wordofmouth.market.measures import FLOWS, MONEY, STOCKS
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import Brand
from wordofmouth.scenario.toml.writer import table_class, to_toml

FAMILIES = (NetworkGenerator, Channel, Behaviour, Lever, Model)
KINDS = [kind for family in FAMILIES for kind in family.kinds.values()]
SECTIONS = [table_class(field.annotation) for field in Scenario.model_fields.values()]
SECTIONS = [section for section in SECTIONS if section and not issubclass(section, Part)]
FIELDS = [
    (section, name)
    for section in (Scenario, *SECTIONS, *KINDS)
    for name, field in section.model_fields.items()
    if name != "kind" and not (section is Scenario and table_class(field.annotation))
]
# Units of how people respond, and not of what a brand decides.
RESPONSES = {"ratio", "probability", "probability per week", "share per week", "log-odds", "messages"}


def named(value):
    return value.__name__ if isinstance(value, type) else str(value)


def schema(section, name):
    """Return the JSON schema of a field, without what says that it may be unset."""
    field = section.model_fields[name]
    whole = TypeAdapter(Annotated[field.annotation, field]).json_schema()
    return whole | next((choice for choice in whole.get("anyOf", ()) if choice != {"type": "null"}), {})


def required(kind):
    """Return something for each field that a kind cannot do without."""
    return {name: "somewhere.csv" for name, field in kind.model_fields.items() if field.is_required()}


def instances(kind):
    """Draw parts of a kind."""
    drawn = tables(kind, **{name: st.just(value) for name, value in required(kind).items()})
    if issubclass(kind, Lever):
        drawn = st.builds(lambda fields, schedule: fields | schedule, drawn, schedules())
    return drawn.map(lambda fields: kind(**fields))


@pytest.mark.parametrize("kind", KINDS, ids=named)
@settings(max_examples=15)
@given(data=st.data())
def test_a_part_survives_its_files(kind, data):
    """Whatever the fields, it is equal to itself after JSON and after TOML."""
    part = data.draw(instances(kind))
    assert kind.parse(json.loads(part.model_dump_json())) == part
    assert kind.model_validate_json(part.model_dump_json()) == part
    assert kind.parse(tomllib.loads(to_toml(part.model_dump()))) == part


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_a_part_is_what_its_kind_and_defaults_say(kind):
    """Its name alone makes one, but for what is required; a table with the kind makes the same."""
    part = kind(**required(kind))
    assert part.kind == kind.model_fields["kind"].default
    assert kind.parse({"kind": part.kind, **required(kind)}) == part
    assert kind.kinds[part.kind] is kind


@pytest.mark.parametrize("kind", Lever.kinds.values(), ids=named)
def test_a_lever_requires_nothing(kind):
    """Blank scenarios hold an example of each, and the lab a switch."""
    assert not required(kind)


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_a_part_is_frozen(kind):
    """Not even a field's own value can be put in its place."""
    part = kind(**required(kind))
    for name in kind.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, getattr(part, name))


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_a_part_refuses_what_it_does_not_know(kind):
    """And names the field that may have been meant."""
    for name in (name for name in kind.model_fields if len(name) > 3):
        with pytest.raises(ValidationError, match=f"no field is called '{name}_'"):
            kind.model_validate({"kind": kind.model_fields["kind"].default, f"{name}_": 1})


@pytest.mark.parametrize(("section", "name"), FIELDS, ids=named)
def test_a_field_says_what_it_means_and_in_what_unit(section, name):
    """One clause, no sentence: it stands in tables and behind values."""
    description = section.model_fields[name].description or ""
    assert re.fullmatch(r"[^\[\]\n]{3,} \[[^\[\]\n]+\]", description)
    assert not re.search(r"^[A-Z][a-z]|\.\s*\[", description)


@pytest.mark.parametrize(("section", "name"), FIELDS, ids=named)
def test_a_number_has_bounds(section, name):
    """On both sides, be it alone or in a list: nothing reaches a kernel that its types cannot hold."""
    numbers = [schema(section, name)]
    while numbers[-1].get("type") == "array":
        numbers.append(numbers[-1].get("prefixItems", [numbers[-1].get("items")])[0])
    if numbers[-1].get("type") in ("integer", "number") and "enum" not in numbers[-1]:
        assert numbers[-1].keys() & {"minimum", "exclusiveMinimum"}
        assert numbers[-1].keys() & {"maximum", "exclusiveMaximum"}


@pytest.mark.parametrize(("section", "name"), FIELDS, ids=named)
def test_a_quantity_says_where_it_comes_from(section, name):
    """What people are like has a source or is called an assumption, unless it is nothing, or everything once.

    What whoever writes the scenario decides needs none: the size of the market, brands, and what levers do.
    """
    field, told = section.model_fields[name], schema(section, name)
    decided = section in (Scenario, Brand)
    if issubclass(section, Lever):
        decided = not (field.description or "").endswith(tuple(f"[{unit}]" for unit in RESPONSES))
    is_number = isinstance(field.default, int | float) and not isinstance(field.default, bool)
    if is_number and field.default not in (0, 1) and not decided:
        assert told.get("source")


@pytest.mark.parametrize("kind", [*FAMILIES, *SECTIONS, *KINDS], ids=named)
def test_a_part_explains_itself(kind):
    """In a docstring of its own, whose first line is a sentence: it heads the kind's page and its tables."""
    first = (kind.__doc__ or "").split("\n")[0]
    assert re.fullmatch(r"[A-Z].+\.", first)


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_one_kind_a_file_and_the_file_bears_its_name(family):
    (package,) = {kind.__module__.rpartition(".")[0] for kind in family.kinds.values()}
    folder = (ROOT / "simulation").joinpath(*package.split("."))
    files = {path.stem for path in folder.glob("*.py") if "    kind: Literal[" in path.read_text("utf-8")}
    assert files == set(family.kinds)
    assert sorted(family.kinds) == list(family.kinds), (
        "columns of tables come in this order, whoever imports what first"
    )
    for name, kind in family.kinds.items():
        assert kind.__module__ == f"{package}.{name}"
        alone = "".join(word.capitalize() for word in name.split("_"))
        # A channel of which a lever has the name, as that of advertising, says that it is a channel.
        assert kind.__name__ == (f"{alone}Channel" if family is Channel and name in Lever.kinds else alone)
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)


def test_a_class_has_a_name_of_its_own():
    """One name for one class, whatever its family."""
    names = [kind.__name__ for family in FAMILIES for kind in family.kinds.values()]
    assert sorted(names) == sorted(set(names))


def test_measures_have_names_of_their_own():
    """No two kinds report under one name, and none under a name of the market's own measures."""
    channels = [measure for kind in Channel.kinds.values() for measure in kind.measured()]
    parts = [measure for kind in KINDS for measure in kind.measures]
    own = [*STOCKS, *FLOWS, *MONEY]
    counted = Counter(measure.name for measure in [*own, *parts, *channels])
    assert not [name for name, count in counted.items() if count > 1 and name not in {entry.name for entry in own}]
    assert all(measure.unit and measure.description for measure in [*own, *parts, *channels])


def test_every_decision_has_random_numbers_of_its_own():
    """Purposes are named where they can be read, no two alike, and no two names have the same word."""
    names = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "purpose":
                (name,) = node.args
                assert isinstance(name, ast.Constant | ast.JoinedStr), f"{path}:{node.lineno}"
                names.append(ast.unparse(name))
    assert len(names) > 20
    assert len(set(names)) == len(names)
    labels = [*Lever.kinds, "", "a", "leaders", "launch_ads", *(f"lever_{place}" for place in range(200))]
    said = {re.sub(r"\{.*?\}", label, ast.literal_eval(name.removeprefix("f"))) for name in names for label in labels}
    assert len({zlib.crc32(name.encode()) for name in said}) == len(said)
    patterns = [re.sub(r"\\\{.*?\\\}", ".*", re.escape(ast.literal_eval(name[1:]))) for name in names if name[0] == "f"]
    plain = [ast.literal_eval(name) for name in names if name[0] != "f"]
    assert not [name for name in plain if any(re.fullmatch(pattern, name) for pattern in patterns)]


@pytest.mark.parametrize("kind", Lever.kinds)
@settings(max_examples=15)
@given(data=st.data(), scenario=scenarios(), seed=seeds)
def test_an_idle_lever_changes_nothing(kind, data, scenario, seed):
    """A lever that acts, and gives, reaches or promises no more than there is anyway, moves not one bit.

    It stands first in the campaign, so that what it promises is no more than what the others promise after it.
    """
    brand = scenario.brands[0]
    idle = {name: value(brand) if callable(value) else value for name, value in Lever.kinds[kind].idle.items()}
    table = data.draw(tables(Lever.kinds[kind], **{name: st.just(value) for name, value in idle.items()}))
    table |= data.draw(schedules(scenario.weeks)) | {"kind": kind, "name": "idle", "cost": 0.0}
    idle = scenario.varied({"campaign": [table, *scenario.model_dump()["campaign"]]})
    _assert_same(scenario, idle, seed)


@pytest.mark.parametrize("kind", Lever.kinds)
@settings(max_examples=15)
@given(data=st.data(), scenario=scenarios(), seed=seeds, first=st.booleans())
def test_a_lever_that_never_acts_changes_nothing(kind, data, scenario, seed, first):
    """Be it due too late, or on a condition that never holds; wherever it stands in the campaign."""
    table = data.draw(tables(Lever.kinds[kind])) | {"kind": kind, "name": "never"}
    late, never = {"week": scenario.weeks + 1}, {"when": "penetration > 1"}
    table |= data.draw(st.sampled_from([late, never, {"weeks": (scenario.weeks + 1, scenario.weeks + 9)}]))
    campaign = scenario.model_dump()["campaign"]
    idle = scenario.varied({"campaign": [table, *campaign] if first else [*campaign, table]})
    _assert_same(scenario, idle, seed)


@pytest.mark.parametrize("kind", Lever.kinds)
@settings(max_examples=15)
@given(data=st.data(), scenario=scenarios(), seed=seeds)
def test_worlds_agree_until_they_part(kind, data, scenario, seed):
    """Common random numbers: before the week in which a lever first acts, both worlds are one, to the bit."""
    table = data.draw(levers([kind], [brand.name for brand in scenario.brands], scenario.weeks)) | {"name": "parting"}
    campaign = scenario.model_dump()["campaign"]
    other = scenario.varied({"campaign": [*campaign, table]})
    parting = other.campaign[-1]
    week = next((week for week in range(1, scenario.weeks + 1) if parting.is_due(week)), scenario.weeks + 1)
    _assert_same(scenario, other, seed, weeks=week - 1)


@pytest.mark.parametrize("kind", Lever.kinds)
def test_levers_do_part_worlds(kind):
    """What is compared above can differ: each kind, at work from the third week on, leaves a trace in the table."""
    known = {"kind": "advertising", "name": "known", "week": 1, "reach": 0.2}
    # Many post and improve, so that a thousand people give every kind somebody to act on.
    busy = {"behaviours.posting.post_rate": 0.5, "consumer.cocreator_share": 0.3, "consumer.occasion": 0.9}
    # And the papers have something to write of.
    invented = {"kind": "fake_reviews", "name": "invented", "week": 1}
    before = [known, invented, {"kind": "exposure", "name": "papers", "week": 2}]
    quiet = Scenario.load("small").varied({"campaign": before} | busy)
    other = quiet.varied({"campaign": [*before, {"kind": kind, "weeks": (3, 26)}]})
    _assert_same(quiet, other, seed=1, weeks=2)
    with pytest.raises(AssertionError):
        _assert_same(quiet, other, seed=1)


def _assert_same(scenario, other, seed, weeks=None):
    """Hold that all measures of the one are those of the other, to the bit, in all weeks or the first so many."""
    one, two = Market(scenario, seed), Market(other, seed)
    one.run()
    two.run()
    assert one.history.keys() <= two.history.keys()
    for name, values in one.history.items():
        for week, (value, same) in enumerate(zip(values[:weeks], two.history[name][:weeks], strict=True), start=1):
            assert np.array_equal(value, same, equal_nan=value.dtype.kind == "f"), f"{name} in week {week}"
