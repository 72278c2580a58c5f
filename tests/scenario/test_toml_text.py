"""Scenarios as TOML text: what is written reads back as what it was, and every line is explained."""

import datetime
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import scenarios
from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.reference import fields
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.toml.writer import COMMON, WIDEST, annotated, blank_scenario, to_toml, toml_value

keys = st.text(max_size=8) | st.sampled_from(["a", "b-c", "1", "a.b", 'with "quotes"', "", "é", "\x7f", "true"])
numbers = st.integers() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
plain = st.booleans() | numbers | st.text()
values = st.recursive(
    plain | st.just({}) | st.just([]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)
UNCOMMENTED = re.compile(r"^#(?! )", re.MULTILINE)


@given(data=st.dictionaries(keys, values, max_size=5))
def test_tables_read_back_as_they_were(data):
    """Whatever TOML can say, at any depth, comes back the same, and of the same types."""
    read = tomllib.loads(to_toml(data))
    assert read == data
    assert repr(_sorted(read)) == repr(_sorted(data))


@given(data=st.dictionaries(keys, values, max_size=3), names=st.sets(keys, max_size=2))
def test_what_is_none_is_left_out(data, names):
    with_none = data | dict.fromkeys(names)
    assert tomllib.loads(to_toml(with_none)) == {name: value for name, value in data.items() if name not in names}


@given(text=st.text())
def test_a_value_takes_one_line(text):
    """Line ends of any alphabet are escaped or kept within the line that TOML sees."""
    line = f"value = {toml_value({'text': [text]})}"
    assert tomllib.loads(line) == {"value": {"text": [text]}}
    assert "\n" not in line
    assert "\r" not in line


def test_tables_look_as_people_write_them():
    """Values before tables, a header for each table with values, lists of tables as repeated headers."""
    data = {
        "brands": [{"name": "Aster", "offers": [{"price": 60.0}]}, {"name": "Aster two"}],
        "network": {"kind": "file", "weights": {"a b": 1}},
        "channels": {"friends": {"trust": 1.28}, "leaders": {}},
        "consumers": 10_000,
        "season": (1, 2.5),
        "unset": None,
    }
    expected = """
consumers = 10_000
season = [1, 2.5]

[[brands]]
name = "Aster"

[[brands.offers]]
price = 60.0

[[brands]]
name = "Aster two"

[network]
kind = "file"

[network.weights]
"a b" = 1

[channels.friends]
trust = 1.28

[channels.leaders]
"""
    assert to_toml(data) == expected.lstrip("\n")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"a": {"b": float("inf")}}, "a.b"),
        ({"a": [{"b": 1}, {"b": float("nan")}]}, "a.1.b"),
        ({"a": [1, None]}, "a.1"),
        ({"a": datetime.date(2007, 5, 1)}, "a"),
        ({"a": [[object()]]}, "a.0.0"),
        ({"a": "half a \ud800"}, "a"),
        ({"a": {"\ud800": 1}}, "a"),
        ({"a": {1: 2}}, "a"),
        ({"a": [{"b": {1: 2}}, 3]}, "a.0.b"),
    ],
)
def test_what_toml_cannot_say_is_refused_with_its_path(data, path):
    with pytest.raises(ValueError, match="is not allowed") as refused:
        to_toml(data)
    assert str(refused.value).startswith(f"{path}: ")


@given(scenario=scenarios(), only_changed=st.booleans())
def test_an_annotated_scenario_loads_as_an_equal_one(scenario, only_changed):
    """In full and cut down to what is not as by default, under every network and campaign."""
    assert Scenario.from_dict(tomllib.loads(annotated(scenario, only_changed))) == scenario


@pytest.mark.parametrize("only_changed", [False, True])
@pytest.mark.parametrize("name", presets())
def test_presets_can_be_shown(name, only_changed):
    """Each loads back, and each line of it, but for its variants', says what it means, in what unit."""
    scenario = Scenario.load(name)
    text = annotated(scenario, only_changed)
    assert Scenario.from_dict(tomllib.loads(text)) == scenario
    for line in filter(None, text.split("[variants.")[0].split("\n")):
        assignment, comment = re.split(" +# ", line, maxsplit=1)
        assert comment
        if not re.match(r"\[|kind = ", assignment):
            assert re.search(r"\[[^\]]+\]( \(default .+\))?$", comment), line


@given(scenario=scenarios())
def test_what_differs_from_its_default_is_shown_and_says_so_and_nothing_else_is(scenario):
    """Of people, channels and behaviours, whose tables are always there: by the values themselves, path by path."""
    # Channels that are not usual are there by default values too, where the scenario has them.
    usual = _leaves(Scenario(channels={kind: {} for kind in scenario.channels}).model_dump())
    mine = _leaves(scenario.model_dump())
    changed = {path for path, value in mine.items() if path in usual and value != usual[path]}
    text = annotated(scenario, only_changed=True)
    assert {path for path in _leaves(tomllib.loads(text)) if path in usual} == changed
    blocks = [block.split("\n") for block in annotated(scenario).split("\n\n")]
    said = [line for header, *lines in blocks if re.match(r"\[[a-z]", header) for line in lines]
    said = [line for line in said if " (default " in line and not line.startswith("kind = ")]
    network = {field for field in type(scenario.network).model_fields if _differs(scenario.network, field)}
    assert len(said) == len(changed) + len(network - {"kind"})


def test_the_default_scenario_has_nothing_to_show():
    assert annotated(Scenario(), only_changed=True).strip() == ""


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        (
            "survey.heed_criticism",
            0.3,
            "heed_criticism = 0.3  # share of would-be buyers whom criticism deters [share] (default 0.44)",
        ),
        (
            "brand.reference_price",
            50.0,
            "reference_price = 50.0  # the price that consumers expect; the price unless given [money] (default none)",
        ),
        (
            "brand.cash_flow",
            "income",
            'cash_flow = "income"  # whether consumers pay, or are paid [choice] (default "outlay")',
        ),
        (
            "consumers",
            20_000,
            "consumers = 20_000  # consumers in the market; a network file says itself how many"
            " [consumers] (default 10_000)",
        ),
        (
            "behaviours.shopping.bought_again",
            False,
            "bought_again = false  # whether owners return to the market [true or false] (default true)",
        ),
    ],
)
def test_a_changed_line_in_full(path, value, shown):
    text = annotated(Scenario().varied({path: value}), only_changed=True)
    assert shown in [_squeezed(line) for line in text.split("\n")]


def test_comments_stand_in_one_column():
    for block in annotated(Scenario.load("launch")).split("\n\n[variants.")[0].split("\n\n"):
        columns = [re.search(" # ", line).start() for line in block.strip("\n").split("\n")]
        # What is wider than any column stands out, and its comment with it.
        assert len({column for column in columns if column <= WIDEST}) == 1


@pytest.mark.parametrize("schedule", [{"week": None}, {"week": 1, "every": 2}, {"week": 1, "when": "rating < 3"}])
def test_defaults_that_depend_on_what_else_is_said(schedule):
    """A seeding's one week by default holds only without another schedule, and TOML has no word for its absence."""
    scenario = Scenario(campaign=(Lever.kinds["seeding"](**schedule),))
    assert Scenario.from_dict(tomllib.loads(annotated(scenario, only_changed=True))) == scenario


@pytest.mark.parametrize("name", ['A "quoted" # name', "back\\slash", "[brands]", "tab\u00a0 and ünïcode"])
def test_awkward_names(name):
    scenario = Scenario().varied({"brand.name": name})
    assert Scenario.from_dict(tomllib.loads(annotated(scenario, only_changed=True))) == scenario


def test_a_blank_scenario_is_the_default_one():
    assert Scenario.from_dict(tomllib.loads(blank_scenario("mine"))) == Scenario(name="mine")


def test_all_examples_of_a_blank_scenario_can_be_used():
    """With every # taken away before an example it loads, has each kind of lever once, and is otherwise as before."""
    scenario = Scenario.from_dict(tomllib.loads(UNCOMMENTED.sub("", blank_scenario("mine"))))
    assert [lever.kind for lever in scenario.campaign] == list(Lever.kinds)
    # The papers are there since levers have brought them.
    expected = Scenario(name="mine", channels={"news": {}})
    assert scenario.varied({"campaign": [], "segments": [], "rates": {}, "variants": {}}) == expected


def test_each_example_of_a_blank_scenario_can_be_used_alone():
    """One line at a time, wherever it is not the header or the kind of a lever."""
    text = blank_scenario("mine")
    before_levers = text[: text.index("#[[")]
    examples = list(UNCOMMENTED.finditer(before_levers))
    assert len(examples) > 20
    for example in examples:
        alone = before_levers[: example.start()] + before_levers[example.end() :]
        assert Scenario.from_dict(tomllib.loads(alone)) == Scenario(name="mine")


def test_a_blank_scenario_has_every_field():
    """All that a default network, people, brands and levers can be told, common or rare, is there to be found."""
    text = blank_scenario("mine")
    named = set(re.findall(r"^#? ?(\w+) = ", text, re.MULTILINE))
    usual = Scenario().network.kind
    assert {
        entry.path.split(".")[-1]
        for entry in fields()
        if entry.path != "variants"
        and (entry.family != "network" or entry.kind in ("", usual))
        and (entry.family != "model" or entry.kind in ("", "consumer"))
    } == named


def test_what_is_called_common_exists():
    assert {(section, name) for section, names in COMMON.items() for name in names} <= {
        ("" if entry.section == "scenario" else entry.section, entry.path.split(".")[-1]) for entry in fields()
    }


def test_a_blank_scenario_needs_a_name_that_is_allowed():
    with pytest.raises(ScenarioError, match="name: 'my launch' is not allowed"):
        blank_scenario("my launch")


def _sorted(value):
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(entry) for entry in value] if isinstance(value, list) else value


def _leaves(table, start=""):
    """Return what stands at every path of a table, but for brands, levers and networks, which come in kinds."""
    leaves = {}
    for name, value in table.items():
        if isinstance(value, dict) and name != "network":
            leaves |= _leaves(value, f"{start}{name}.")
        elif start and name != "kind":
            leaves[start + name] = tuple(value) if isinstance(value, list) else value
    return leaves


def _differs(section, field):
    return getattr(section, field) != type(section).model_fields[field].default


def _squeezed(line):
    return re.sub(r" {2,}# ", "  # ", line, count=1)
