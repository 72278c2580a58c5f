"""The reference of fields: complete, true, and as the files have it."""

import re
import tomllib

import pytest
from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.reference import (
    MODEL,
    README,
    RESULTS,
    fields,
    markdown,
    measure_table,
    parameter_table,
    with_generated,
)
from wordofmouth.scenario.scenario import Scenario, presets

ENTRIES = fields()
# A network file cannot be without the file.
SETTABLE = [entry for entry in ENTRIES if entry.kind != "file"]
NUMBERS = [entry for entry in SETTABLE if entry.type in ("number", "whole number")]
LIMIT = re.compile(r"(above |below |at least |at most |to |)(-?\d[\d,.]*(?:e\d+)?)")


def called(entry):
    return f"{entry.path}-{entry.kind}"


def test_the_list_of_fields_is_up_to_date():
    """If not: ``python -m wordofmouth.scenario.reference``."""
    assert README.read_text(encoding="utf-8") == markdown()


@pytest.mark.parametrize(("page", "name"), [(MODEL, "parameters"), (RESULTS, "measures")])
def test_generated_tables_are_up_to_date(page, name):
    """If not: ``python -m wordofmouth.scenario.reference``."""
    text = page.read_text(encoding="utf-8")
    assert text.count(f"<!-- {name}: generated -->") == text.count(f"<!-- /{name} -->") == 1
    assert text == with_generated(text)


@pytest.mark.parametrize(("name", "table"), [("parameters", parameter_table), ("measures", measure_table)])
def test_tables_are_written_between_their_markers_and_nowhere_else(name, table):
    first, last = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
    text = with_generated(f"before\n{first}\nold\n{last}\nafter\n")
    assert text == f"before\n{first}\n\n{table()}\n\n{last}\nafter\n"
    assert with_generated(text) == text
    for unmarked in ("", "no markers", f"{first} alone", f"{last} then {first}"):
        assert with_generated(unmarked) == unmarked


def test_every_value_of_every_scenario_has_its_entry():
    """Against the paths of scenarios with every kind in them, as they are dumped and not as they are declared."""
    known = {entry.path.replace("<name>", entry.kind) if entry.kind else entry.path for entry in ENTRIES}
    shared = {entry.path.split(".")[-1] for entry in ENTRIES if entry.path.startswith("campaign.<name>.")}
    for kind, network in NetworkGenerator.kinds.items():
        if any(field.is_required() for field in network.model_fields.values()):
            continue
        campaign = [{"kind": kind} for kind in Lever.kinds]
        scenario = Scenario.from_dict(
            {"consumers": 900, "network": {"kind": kind}, "segments": [{}], "campaign": campaign}
        )
        for path in _paths(scenario.model_dump()):
            if re.match(r"(channels|behaviours)\..*\.kind$", path):
                continue
            path = re.sub(r"^segment\.", "segments.<name>.", path)
            assert path in known or (path.startswith("campaign.") and path.split(".")[-1] in shared), path


@pytest.mark.parametrize("entry", [entry for entry in SETTABLE if entry.default not in ("", "required")], ids=called)
def test_defaults_are_what_a_field_is_anyway(entry):
    """Setting a path to the default that the reference gives changes nothing: path and default are both right."""
    scenario, path = _with_part(entry)
    assert scenario.varied({path: tomllib.loads(f"value = {entry.default}")["value"]}) == scenario


@pytest.mark.parametrize("entry", ENTRIES, ids=called)
def test_entries_are_in_words(entry):
    """Each has a meaning without its unit, a unit, a type in plain words, and nothing of the machinery shows."""
    assert entry.description
    assert entry.unit
    assert not re.search(r"\[|\]", entry.description + entry.unit)
    assert re.match(r"number|whole number|text|true or false|one of|list of|tables|consumer", entry.type)
    assert not re.search(r"pydantic|Undefined|None|\^", " ".join([entry.type, entry.allowed, entry.default]))


@pytest.mark.parametrize(
    ("path", "type_", "allowed", "default", "unit", "source"),
    [
        ("survey.follow_praise", "number", "0.001 to 0.999", "0.62", "share", "Ipsos MORI 2006"),
        ("survey.exposures", "number", "0.01 to 1,000", "1.0", "messages", "assumption"),
        (
            "brand.quality",
            "number",
            "0 to 1",
            "0.9",
            "probability",
            "a tenth of the buyers are disappointed; 5 to 20 %: Goldenberg et al. 2007",
        ),
        ("brand.reference_price", "number", "above 0, at most 1e9", "", "money", "setting"),
        ("brand.cash_flow", "one of outlay or income", "", '"outlay"', "choice", ""),
        ("network.mixing", "number", "0 to 1", "0.3", "share of ties", "assumption"),
        ("network.neighbours", "one of 4 or 8", "", "8", "consumers", "Moore 1962: 8; von Neumann 1966: 4"),
        ("network.path", "text", "", "required", "path", ""),
        ("channels.friends.trust", "number", "0 to 10", "1.28", "messages", "Nielsen 2007: 78/61"),
        ("behaviours.speaking.talk_rate", "number", "0 to 20", "0.72", "talks per week", "assumption"),
        ("behaviours.shopping.bought_again", "true or false", "", "true", "true or false", ""),
        ("campaign.seeding.disclosed_power", "number", "0 to 1", "0.5", "ratio", "Eisend & Tarrahi 2021"),
        ("campaign.<name>.weeks", "list of 2 whole numbers", "each 1 to 10,000", "", "weeks", ""),
        ("consumers", "whole number", "2 to 100,000,000", "10_000", "consumers", "setting"),
        ("title", "text", "at most 200 characters", '""', "text", ""),
    ],
)
def test_known_entries(path, type_, allowed, default, unit, source):
    (entry,) = fields(path)
    assert (entry.type, entry.allowed, entry.default, entry.unit, entry.source) == (
        type_, allowed, default, unit, source,
    )  # fmt: skip


def test_lists_even_numbers_and_alphabets_are_put_in_words():
    (season,) = fields("behaviours.shopping.season")
    assert (season.type, season.allowed.split(";")[0]) == ("list of numbers", "1 to 520 entries")
    (degree,) = [entry for entry in fields("small_world") if entry.path == "network.mean_degree"]
    assert degree.allowed == "2 to 1,000, a multiple of 2"
    (name,) = fields("campaign.<name>.name")
    assert name.allowed == "at most 64 characters, small letters from a to z, digits and '_'"
    (name,) = fields("brand.name")
    assert name.allowed == "1 to 64 characters, any but control characters and '.'"


@pytest.mark.parametrize("entry", NUMBERS, ids=called)
def test_ranges_are_those_that_hold(entry):
    """What is just beyond the limits that the words give is refused for it, and what is just within them is not."""
    scenario, path = _with_part(entry)
    limits, _, multiple = entry.allowed.partition(", a multiple of ")
    found = LIMIT.findall(limits)
    assert found
    for words, number in found:
        limit = float(number.rstrip(",").replace(",", ""))
        step = float(multiple or 1) if entry.type == "whole number" else max(1e-6, abs(limit) * 1e-9)
        outwards = step if words in ("below ", "at most ", "to ") else -step
        allowed, refused = (limit - outwards, limit) if words in ("above ", "below ") else (limit, limit + outwards)
        number = int if entry.type == "whole number" else float
        assert _is_out_of_range(scenario, path, number(refused))
        assert not _is_out_of_range(scenario, path, number(allowed))


def _is_out_of_range(scenario, path, value):
    """Tell whether a value is refused for its size, whatever else may be wrong with it."""
    try:
        scenario.varied({path: value})
    except ScenarioError as error:
        rule = r"must be (above|below|at least|at most|greater than|less than)( or equal to)? [-\d]"
        return any(re.search(rf"{path.split('.')[-1]}: .* is not allowed: {rule}", line) for line in error.lines)
    return False


@pytest.mark.parametrize(
    ("part", "some", "none"),
    [
        ("speaking", {"behaviours.speaking.talk_rate"}, {"behaviours.shopping.shopping_rate"}),
        ("behaviour", {"behaviours.speaking.talk_rate", "behaviours.shopping.season"}, {"channels.friends.trust"}),
        ("network", {"network.kind", "network.mixing", "network.rewiring"}, {"consumers"}),
        ("small_world", {"network.kind", "network.strong_share", "network.rewiring"}, {"network.mixing"}),
        ("campaign", {"campaign.<name>.week", "campaign.<name>.count"}, {"brand.name"}),
        ("seeding", {"campaign.<name>.weeks", "campaign.<name>.count"}, {"campaign.<name>.reach"}),
        ("brand", {"brand.quality"}, {"campaign.<name>.brand"}),
        ("brands", {"brand.quality"}, {"campaign.<name>.brand"}),
        ("leaders", {"leaders.share", "channels.leaders.reach"}, {"channels.friends.trust"}),
        ("channels.friends", {"channels.friends.trust"}, {"channels.leaders.trust"}),
        ("campaign.seeding", {"campaign.<name>.count", "campaign.<name>.cost"}, {"campaign.<name>.reach"}),
        ("campaign.my_gifts.count", {"campaign.<name>.count"}, {"campaign.<name>.cost"}),
        ("scenario", {"consumers", "weeks"}, {"network.kind"}),
        ("consumers", {"consumers"}, {"weeks"}),
    ],
)
def test_parts_are_selected(part, some, none):
    """By section, family, kind, or the beginning of a path."""
    selected = {entry.path for entry in fields(part)}
    assert some <= selected
    assert not none & selected


def test_a_kinds_own_default_takes_the_place_of_its_familys():
    """A lever's week is unset, that of a seeding is 1: asked for seedings, only the second is told."""
    weeks = [entry for entry in fields("seeding") if entry.path == "campaign.<name>.week"]
    assert [entry.default for entry in weeks] == ["1"]
    assert {entry.default for entry in fields("campaign") if entry.path == "campaign.<name>.week"} == {"", "1"}


@pytest.mark.parametrize("kind", [*Channel.kinds, *NetworkGenerator.kinds, *Lever.kinds])
def test_every_kind_can_be_asked_for(kind):
    assert {entry.kind for entry in fields(kind)} - {""} <= {kind}
    assert fields(kind)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("speeking", "did you mean 'speaking'?"),
        ("campain", "did you mean 'campaign'?"),
        ("survey.follow_prase", "did you mean 'survey.follow_praise'?"),
        ("campaign.seeding.cuont", "did you mean 'campaign.seeding.count'?"),
        ("xyzzy", "known are absence, acquaintances, advertising, "),
    ],
)
def test_a_wrong_part_is_told_the_nearest(wrong, hint):
    with pytest.raises(ValueError, match=f"no part of a scenario is called '{wrong}'; ") as refused:
        fields(wrong)
    assert hint in str(refused.value)


def test_the_page_names_every_preset_and_field():
    text = markdown()
    assert all(f"- `{name}`: " in text for name in presets())
    assert all(f"| `{entry.path}` |" in text for entry in ENTRIES)


def test_tables_have_as_many_cells_as_titles():
    for page in [parameter_table(), measure_table(), markdown()]:
        for table in re.findall(r"(?:^\| .*\n?)+", page, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


def _paths(table, start=""):
    """Return the paths of all values in nested tables; lists of tables go by kind, but for the first brand."""
    if isinstance(table, tuple) and table and isinstance(table[0], dict):
        if "kind" not in table[0]:
            return _paths(table[0], start.removesuffix("s"))
        table = {entry["kind"]: entry for entry in table}
    if not isinstance(table, dict):
        return [start]
    return [path for name, entry in table.items() for path in _paths(entry, f"{start}.{name}".lstrip("."))]


def _with_part(entry):
    """Return a scenario that has the part of which an entry speaks, and the path that leads to the field in it."""
    if entry.family == "network" and entry.kind:
        return Scenario.from_dict({"consumers": 900, "network": {"kind": entry.kind}}), entry.path
    if entry.family == "model" and entry.kind:
        return Scenario(model=entry.kind), entry.path
    if entry.family == "lever":
        kind = entry.kind or "discount"
        return Scenario.from_dict({"campaign": [{"kind": kind}]}), entry.path.replace("<name>", kind)
    if entry.family == "channel":
        return Scenario.from_dict({"channels": {entry.kind: {}}} if entry.kind else {}), entry.path
    if entry.section == "segments":
        return Scenario.from_dict({"segments": [{}]}), entry.path.replace("<name>", "segment")
    if entry.section == "rates":
        return Scenario.from_dict({"rates": {"click": {"price": 1.0}}}), entry.path.replace("<name>", "click")
    return Scenario(), entry.path
