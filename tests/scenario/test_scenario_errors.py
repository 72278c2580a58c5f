"""Mistakes in scenarios: each is told with its path, its value, the rule and the nearest right answer."""

import copy
import random
import re
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.reference import fields
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.toml.writer import to_toml

MISTAKES = [
    # Fields
    ({"consumer": {"onlin_share": 0.5}},
     "consumer.onlin_share: no field is called 'onlin_share' here; did you mean 'online_share'?"),
    ({"brand": {"quality": 0.5}}, "brand: no field is called 'brand' here; did you mean 'brands'?"),
    ({"brands": [{"name": "Aster", "qualty": 0.5}]},
     "brands.0.qualty: no field is called 'qualty' here; did you mean 'quality'?"),
    ({"campaign": [{"kind": "seeding", "reach": 0.1}]}, "campaign.0.reach: no field is called 'reach' here; known are"),
    ({"self": 1}, "self: no field is called 'self' here; "),
    # Kinds
    ({"network": {"kind": "small_wolrd"}},
     "network.kind: no network is called 'small_wolrd'; did you mean 'small_world'?"),
    ({"campaign": [{"kind": "advertize"}]},
     "campaign.0.kind: no lever is called 'advertize'; did you mean 'advertising'?"),
    ({"campaign": [{"name": "mine"}]}, "campaign.0.kind: say which lever this is; known are absence, advertising, "),
    ({"campaign": [{"kind": ["seeding"]}]},
     "campaign.0.kind: must be text, the name of a kind; known are absence, advertising, "),
    ({"network": {"mean_degree": 4}}, "network.kind: say which network this is; known are cliques, "),
    ({"channels": {"frends": {}}}, "channels.frends.kind: no channel is called 'frends'; did you mean 'friends'?"),
    ({"channels": {"friends": {"kind": "leaders"}}},
     "channels.friends.kind: 'leaders' is not allowed: this table describes 'friends'"),
    ({"model": "bas"}, "model.kind: no model is called 'bas'; did you mean 'bass'?"),
    ({"model": "bass", "campaign": [{"kind": "seeding"}]}, "campaign: the model 'bass' knows no campaigns"),
    ({"model": "bass", "brands": [{"name": "a"}, {"name": "b"}]}, "brands.1: the model 'bass' knows one brand"),
    ({"model": {"kind": "independent_cascade", "seeds": 101}, "consumers": 100},
     "model.seeds: 101 is not allowed: must be at most the number of consumers, 100"),
    # Types
    ({"consumers": "many"}, "consumers: 'many' is not allowed: must be a whole number"),
    ({"consumers": 1000.5}, "consumers: 1000.5 is not allowed: must be a whole number"),
    ({"weeks": True}, "weeks: true is not allowed: must be a whole number"),
    ({"title": 2007}, "title: 2007 is not allowed: must be text"),
    ({"brands": [{"price": "60"}]}, "brands.0.price: '60' is not allowed: must be a number"),
    ({"behaviours": {"shopping": {"bought_again": "yes"}}},
     "behaviours.shopping.bought_again: 'yes' is not allowed: must be true or false"),
    ({"behaviours": {"shopping": {"season": [1.0, "high"]}}},
     "behaviours.shopping.season.1: 'high' is not allowed: must be a number"),
    ({"behaviours": {"shopping": {"season": 1.0}}}, "behaviours.shopping.season: 1.0 is not allowed: must be a list"),
    ({"survey": 0.62}, "survey: 0.62 is not allowed: must be a table"),
    ({"network": "random"}, "network: 'random' is not allowed: a network is a table with a kind"),
    ({"channels": [1]}, "channels: must be a table"),
    ({"brands": {"name": "Aster"}}, "brands: must be a list"),
    ({"campaign": [5]}, "campaign.0: 5 is not allowed: a lever is a table with a kind"),
    ({"campaign": [{"kind": "seeding", "strategy": "leader"}]},
     "campaign.0.strategy: 'leader' is not allowed: must be 'random', 'degree', 'degree_discount', "
     "'pagerank', 'core', 'betweenness', 'community', 'reverse_reachable', 'leaders'"),
    # Ranges
    ({"brands": [{"quality": 1.2}]}, "brands.0.quality: 1.2 is not allowed: must be at most 1"),
    ({"survey": {"follow_praise": 0.0}}, "survey.follow_praise: 0.0 is not allowed: must be at least 0.001"),
    ({"survey": {"follow_praise": 1}}, "survey.follow_praise: 1 is not allowed: must be at most 0.999"),
    ({"weeks": 0}, "weeks: 0 is not allowed: must be at least 1"),
    ({"weeks": 10_001}, "weeks: 10001 is not allowed: must be at most 10,000"),
    ({"weeks": 2**70}, "weeks: 1180591620717411303424 is not allowed: must be at most 10,000"),
    ({"campaign": [{"kind": "advertising", "community": 2**70}]},
     "campaign.0.community: 1180591620717411303424 is not allowed: must be at most"),
    ({"brands": [{"price": float("inf")}]}, "brands.0.price: inf is not allowed: must be finite"),
    ({"network": {"kind": "small_world", "mean_degree": 5}},
     "network.mean_degree: 5 is not allowed: must be a multiple of 2"),
    ({"name": "my launch"},
     "name: 'my launch' is not allowed: may hold only letters from a to z, small and capital, digits, '_' and '-'"),
    ({"campaign": [{"kind": "seeding", "name": "Early"}]},
     "campaign.0.name: 'Early' is not allowed: may hold only small letters from a to z, digits and '_'"),
    ({"brands": [{"name": "A.B"}]},
     "brands.0.name: 'A.B' is not allowed: may hold only any but control characters and '.'"),
    ({"brands": [{"name": ""}]}, "brands.0.name: '' is not allowed: must have characters: at least 1"),
    ({"title": "x" * 201}, "is not allowed: must have at most 200 characters"),
    ({"brands": []}, "brands: is too short: 0 entries, at least 1"),
    ({"brands": [{"name": f"{place}"} for place in range(9)]}, "brands: is too long: 9 entries, at most 8"),
    ({"campaign": [{"kind": "discount", "weeks": [1, 2, 3]}]}, "campaign.0.weeks: is too long: 3 entries, at most 2"),
    ({"campaign": [{"kind": "discount", "weeks": [1]}]}, "campaign.0.weeks.1: is required"),
    ({"network": {"kind": "file"}}, "network.path: is required"),
    # What must fit together
    ({"campaign": [{"kind": "discount", "week": 3, "weeks": [1, 8]}]},
     "campaign.0.weeks: cannot stand beside 'week': keep one of them"),
    ({"campaign": [{"kind": "discount", "weeks": [8, 1]}]},
     "campaign.0.weeks: the first week must not come after the last"),
    ({"brands": [{"name": "Aster"}], "campaign": [{"kind": "discount", "brand": "Astor"}]},
     "campaign.0.brand: 'Astor' is not allowed: no brand is called so; did you mean 'Aster'?"),
    ({"campaign": [{"kind": "discount", "when": "ratign < 3.5"}]},
     "campaign.0.when: 'ratign < 3.5' is not allowed: no measure is called 'ratign'; did you mean 'rating'?"),
    ({"brands": [{"name": "Aster"}], "campaign": [{"kind": "discount", "when": "brands.Astor.price < 45"}]},
     "campaign.0.when: 'brands.Astor.price < 45' is not allowed: no brand is called 'Astor'; did you mean 'Aster'?"),
    ({"campaign": [{"kind": "discount", "when": "total_raeting < 4"}]},
     "campaign.0.when: 'total_raeting < 4' is not allowed: no measure is called 'total_raeting'; "),
    ({"campaign": [{"kind": "discount", "when": "rating is low"}]},
     "campaign.0.when: 'rating is low' is not allowed: "
     "must be a measure, one of < <= > >= == !=, and a number, as in 'rating < 3.5'"),
    ({"campaign": [{"kind": "discount", "when": "week < 3"}]},
     "campaign.0.when: 'week < 3' is not allowed: no measure is called 'week'; "),
    ({"campaign": [{"kind": "discount"}, {"kind": "discount"}]},
     "campaign.1.name: 'discount' is not allowed: two cannot have the same name: give each its own"),
    ({"brands": [{"name": "Aster"}, {"name": "Aster"}]},
     "brands.1.name: 'Aster' is not allowed: two cannot have the same name: give each its own"),
    ({"consumers": 50, "network": {"kind": "random"}, "campaign": [{"kind": "seeding", "count": 51}]},
     "campaign.0.count: 51 is not allowed: must be at most the number of consumers, 50"),
    ({"campaign": [{"kind": "seeding", "strategy": "list"}]},
     "campaign.0.consumers: the strategy 'list' needs the ids of the consumers"),
    ({"campaign": [{"kind": "seeding", "strategy": "list", "consumers": [3, 10_000]}]},
     "campaign.0.consumers.1: 10000 is not allowed: ids go from 0 to 9999"),
    ({"network": {"kind": "communities", "strong_share": 0.8}}, "network.strong_share: 0.8 is not allowed: "),
    ({"network": {"kind": "communities", "community_size": 3.0}}, "network.community_size: 3.0 is not allowed: "),
    ({"consumers": 10_007, "network": {"kind": "lattice"}},
     "consumers: 10007 is not allowed: 10,007 fill no rectangle at least 3 wide and 3 high; 10,008 do"),
    ({"consumers": 10, "network": {"kind": "random"}}, "network.mean_degree: 10.0 is not allowed: "),
    ({"network": {"kind": "complete"}}, "consumers: 10000 is not allowed: "),
    ({"network": {"kind": "file", "path": "nowhere.csv"}}, "network.path: 'nowhere.csv' is not allowed: "),
]  # fmt: skip
WRONG_PATHS = [
    ("brand.qualty", 0.5, "brand.qualty: no 'qualty' here; did you mean 'quality'?"),
    ("brands.Astor.quality", 0.5, "brands.Astor.quality: no 'Astor' here; did you mean 'Aster'?"),
    ("campaign.leader.count", 1, "campaign.leader.count: no 'leader' here; did you mean 'leaders'?"),
    ("campaign.leaders.cuont", 1, "campaign.leaders.cuont: no 'cuont' here; did you mean 'count'?"),
    ("campaign.9.count", 1, "campaign.9.count: no '9' here; known are"),
    ("campaign.²", 1, "campaign.²: no '²' here; known are"),
    ("channels.frends.trust", 1.0, "channels.frends.trust: no 'frends' here; did you mean 'friends'?"),
    ("survey.follow_praise.first", 1.0, "survey.follow_praise.first: there is nothing below 'survey.follow_praise'"),
    ("customers", 100, "customers: no 'customers' here; did you mean 'consumers'?"),
    ("brand.quality", 1.5, "brands.0.quality: 1.5 is not allowed: must be at most 1"),
    ("campaign.leaders", 3, "campaign.0: 3 is not allowed: a lever is a table with a kind"),
    ("campaign.leaders.count", "many", "campaign.0.count: 'many' is not allowed: must be a whole number"),
    ("network.kind", "lattic", "network.kind: no network is called 'lattic'; did you mean 'lattice'?"),
    ("network.kind", [1], "network.kind: must be text, the name of a kind; known are cliques, "),
    ("behaviours.shopping.season.0", "high", "behaviours.shopping.season.0: 'high' is not allowed: must be a number"),
]  # fmt: skip
JARGON = re.compile(
    r"pydantic|Input should|type=|https?:|Traceback|validation error|valid (dictionary|tuple|integer|string|number)"
    r"|instance of|Field required|(Tuple|String|List|Dict\w*) should|after validation|\btuple\b|\bdict\b|\bNone\b"
    r"|Extra inputs|unable to parse|datetime\.|<class|ctx",
)
LINE = re.compile(r"\S.*: .+")


@pytest.mark.parametrize(("data", "line"), MISTAKES, ids=lambda value: None if isinstance(value, dict) else value[:40])
def test_a_mistake_is_told(data, line):
    """Path, value, rule and, where there is one, the nearest right answer, in one line and alone."""
    lines = _mistakes(lambda: Scenario.from_dict(data))
    assert len(lines) == 1
    assert line in lines[0]
    assert not JARGON.search(lines[0])


@pytest.mark.parametrize(("path", "value", "line"), WRONG_PATHS)
def test_a_wrong_path_is_told(path, value, line):
    lines = _mistakes(lambda: Scenario.load("leaders").varied({path: value}))
    assert len(lines) == 1
    assert lines[0].startswith(line)
    assert not JARGON.search(lines[0])


def test_mistakes_are_told_together():
    """Of fields, kinds, types and ranges at once, in the order of the file."""
    data = {
        "consumers": 1,
        "network": {"kind": "small_world", "mean_degree": 3, "rewiring": -0.1},
        "survey": {"follow_prase": 0.5},
        "brands": [{"name": "A", "quality": 2}, {"name": "B", "price": 0}],
        "campaign": [{"kind": "advertize"}, {"kind": "discount", "off": "much"}],
    }
    paths_told = [line.split(": ")[0] for line in _mistakes(lambda: Scenario.from_dict(data))]
    assert paths_told == [
        "consumers", "network.mean_degree", "network.rewiring", "survey.follow_prase", "brands.0.quality",
        "brands.1.price", "campaign.0.kind", "campaign.1.off",
    ]  # fmt: skip


def test_what_does_not_fit_together_is_told_together():
    data = {
        "network": {"kind": "communities", "strong_share": 0.9, "community_size": 3.0},
        "brands": [{"name": "A"}, {"name": "A"}],
        "campaign": [{"kind": "seeding", "count": 10_001, "brand": "C"}, {"kind": "seeding", "when": "x < 1"}],
    }
    paths_told = {line.split(": ")[0] for line in _mistakes(lambda: Scenario.from_dict(data))}
    assert paths_told == {
        "network.strong_share", "network.community_size", "brands.1.name", "campaign.0.count", "campaign.0.brand",
        "campaign.1.when", "campaign.1.name",
    }  # fmt: skip


def test_wrong_paths_are_told_together():
    changes = {"brand.qualty": 1, "campaign.leader.count": 1, "weks": 3}
    told = [line.split(": ")[0] for line in _mistakes(lambda: Scenario.load("leaders").varied(changes))]
    assert told == list(changes)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("consumers = ", "this is not TOML: Invalid value (at end of document)"),
        ("name = 'a'\nname = 'b'\n", "this is not TOML: Cannot overwrite a value (at line 2, column 11)"),
        ("[survey]\n[survey]", "this is not TOML: Cannot declare [survey] twice (at line 2, column 8)"),
        ("consumers = " + "9" * 5000, "this is not TOML: "),
        ("season = " + "[" * 3000, "this is not TOML: "),
        ("title = '\ufffe\0'", "this is not TOML: "),
        (b"title = '\xff'", "this is not a text file in UTF-8"),
    ],
    ids=["no value", "twice", "table twice", "a long number", "deep lists", "control characters", "not text"],
)
def test_what_is_not_toml_is_told_with_its_file(tmp_path, text, rule):
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (line,) = _mistakes(lambda: Scenario.load(path))
    assert line.startswith(f"{path}: {rule}")
    assert len(line) < len(str(path)) + 200


def test_files_that_are_not_there_are_told(tmp_path):
    (line,) = _mistakes(lambda: Scenario.load(tmp_path / "mine.toml"))
    assert line == f"there is no such file: {tmp_path / 'mine.toml'}"
    (tmp_path / "folder.toml").mkdir()
    assert _mistakes(lambda: Scenario.load(tmp_path / "folder.toml"))


def test_presets_that_do_not_exist_are_told_the_nearest():
    (line,) = _mistakes(lambda: Scenario.load("lauch"))
    assert line == "no scenario is called 'lauch'; did you mean 'launch'?; a file's name ends in .toml"
    (line,) = _mistakes(lambda: Scenario.load("xyzzy"))
    assert line.startswith("no scenario is called 'xyzzy'; known are anonymity, bad_news, ")


def test_mistakes_in_a_file_name_it(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("weeks = 0\nconsumers = 0\n", encoding="utf-8")
    assert [line.split(": ")[0] for line in _mistakes(lambda: Scenario.load(path))] == [str(path)] * 2


def test_python_tells_the_same_mistakes():
    """Built by name in Python, a scenario's mistakes are no more technical than those of a file."""
    assert _mistakes(lambda: Scenario(weeks=0)) == _mistakes(lambda: Scenario.from_dict({"weeks": 0}))


@pytest.mark.parametrize("name", presets())
def test_mutilated_texts_load_or_are_told_why(name, tmp_path, tries):
    """Dozens of ways to spoil a preset's text: nothing but a scenario or a list of readable mistakes comes out."""
    text = presets()[name].read_text(encoding="utf-8")
    path = tmp_path / f"{name}.toml"
    rng = random.Random(0)
    refused, ways = 0, tries(200)
    for _ in range(ways):
        path.write_text(_mutilated(text, rng), encoding="utf-8")
        refused += _is_refused_readably(lambda: Scenario.load(path))
    assert ways / 10 < refused < ways


@pytest.mark.parametrize("name", presets())
def test_mutilated_values_load_or_are_told_why(name, tries):
    """Dozens of ways to spoil a preset's values, at every path that a resolved scenario has, one to three at once."""
    whole = Scenario.load(name).model_dump(exclude_none=True)
    rng = random.Random(0)
    refused, ways = 0, tries(200)
    for _ in range(ways):
        data = copy.deepcopy(tomllib.loads(to_toml(whole)))
        for _ in range(rng.randint(1, 3)):
            _spoil(data, rng)
        refused += _is_refused_readably(lambda data=data: Scenario.from_dict(data))
    assert ways / 2 < refused <= ways


@given(path=st.sampled_from(sorted({entry.path.replace("<name>", "leaders") for entry in fields()})) | st.text(),
       value=st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=3)
       | st.dictionaries(st.text(max_size=5), st.integers(), max_size=2))  # fmt: skip
@example(path="network.kind", value=[1])
@example(path="campaign", value={"leaders": {}})
def test_whatever_is_put_at_a_path_loads_or_is_told_why(path, value):
    _is_refused_readably(lambda: Scenario.load("leaders").varied({path: value}))


def _mistakes(act):
    with pytest.raises(ScenarioError) as refused:
        act()
    assert str(refused.value).split("\n") == refused.value.lines
    assert refused.value.__cause__ is None
    return refused.value.lines


def _is_refused_readably(act):
    """Tell whether it is refused, in readable lines; any other error passes through."""
    told = []
    try:
        act()
    except ScenarioError as error:
        told = error.lines or [""]
    for line in told:
        assert LINE.fullmatch(line), line
        assert not JARGON.search(line), line
        assert len(line) < 1200
    return bool(told)


def _mutilated(text, rng):
    """Return a text with one to three characters, lines, values or keys dropped, doubled or garbled."""
    for _ in range(rng.randint(1, 3)):
        lines = text.split("\n")
        place, at = rng.randrange(len(lines)), rng.randrange(len(text))
        match rng.randrange(9):
            case 0:
                del lines[place]
            case 1:
                lines.insert(rng.randrange(len(lines)), lines[place])
            case 2:
                text = text[:at] + text[at + 1 :]
                continue
            case 3:
                text = text[:at] + text[at] + text[at:]
                continue
            case 4:
                text = text[:at] + rng.choice("[]{}\"'=.#,-\\\n\0é9x ") + text[at + 1 :]
                continue
            case 5:
                lines[place] = re.sub(r"= [^#]*", lambda _: f"= {rng.choice(_ODD)} ", lines[place])
            case 6:
                lines[place] = re.sub(r"^\w+", lambda key: _misspelt(key[0], rng), lines[place])
            case 7:
                lines[place] = re.sub(r"^(\[+)(\w+)", lambda key: key[1] + _misspelt(key[2], rng), lines[place])
            case _:
                lines[place] = re.sub(
                    r"\d+(\.\d+)?", lambda _: rng.choice(["-1", "1e9", "0", "99", "1.5"]), lines[place]
                )
        text = "\n".join(lines) or "\n"
    return text


_ODD = [
    "true", "-1", "0", "1.5", "1e400", "nan", "''", "'many'", "[]", "[1, 2]", "[[1], 'a']", "{}", "{a = 1}", "[{}]",
    "10_000", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "'''a\nb'''", "99999999999999999999999",
]  # fmt: skip


def _spoil(data, rng):
    """Put something odd somewhere into nested tables, rename a key or drop it."""
    place = data
    while True:
        entries = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not entries:
            return
        step = rng.choice(entries)
        if isinstance(place[step], dict | list) and rng.random() < 0.8:
            place = place[step]
            continue
        match rng.randrange(4):
            case 0 if isinstance(place, dict):
                place[_misspelt(step, rng)] = place.pop(step)
            case 1:
                del place[step]
            case _:
                place[step] = tomllib.loads(f"odd = {rng.choice(_ODD)}")["odd"]
        return


def _misspelt(word, rng):
    at = rng.randrange(len(word))
    return (
        rng.choice([word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[::-1], word + "_", "x"]) or "x"
    )


def test_variants_of_what_is_no_longer_there_are_left_out():
    """A change may take a lever away that a variant changes; others stay, and other mistakes are told all the same."""
    launch = Scenario.load("launch")
    assert set(launch.varied({"campaign": []}).variants) == {"guarantee"}
    (line,) = _mistakes(lambda: launch.varied({"campaign": [{"kind": "discunt"}]}))
    assert "did you mean 'discount'?" in line
