"""Whatever is too deep or too large in a TOML file is refused in one line, whoever reads the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.cli.options import assignments
from wordofmouth.errors import ScenarioError, UploadError
from wordofmouth.lab.server.uploads import UploadInbox
from wordofmouth.lab.server.visitors import ALONE
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.scenario.factors import Values
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.reader import DEEPEST, LARGEST, parsed_toml, toml_value_of
from wordofmouth.tasks.calibrate.parameters import checked_ranges, ranges_in_words, read_ranges
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design

VAST = 20_000
NESTED = {
    "lists": lambda deep: "[" * deep + "1" + "]" * deep,
    "lists left open": lambda deep: "[" * deep,
    "tables": lambda deep: "{a=" * deep + "1" + "}" * deep,
    "lists of tables": lambda deep: "[{a=" * deep + "1" + "}]" * deep,
    "a dotted key": lambda deep: "{" + "a." * deep + "a=1}",
    "a quoted key": lambda deep: "{" + "'a' . " * deep + "a=1}",
}
NUMBERS = ["1e400", "-1e400", "inf", "nan", "1" + 400 * "0", "-1" + 400 * "0", "0x" + 5_000 * "f", "9" * 5_000]
PLACES = {
    Scenario: [
        "consumers = {}",
        "title = {}",
        "[variants.a]\nweeks = {}",
        "[[campaign]]\nkind = 'guarantee'\nweek = {}",
    ],
    Design: [
        "[factors]\n'brand.quality' = {}",
        "[factors]\n'brand.quality' = {{ from = 0, to = {} }}",
        "[factors]\nconsumers = [10, {}]",
        "fixed = {{ weeks = {} }}\n[factors]\n'brand.quality' = [0.5]",
        "design = 'list'\n[[cases]]\nweeks = {}",
        "scenario = {{ weeks = {} }}\n[factors]\n'brand.quality' = [0.5]",
        "seed = {}\n[factors]\n'brand.quality' = [0.5]",
    ],
    Goal: ["budget = {}", "[vary]\n'campaign.a.count' = {{ from = 0, to = {} }}", "[fixed]\nweeks = {}"],
    Lesson: ["place = {}", "[markets.a]\nchange = {{ weeks = {} }}", "[[steps]]\ntop = {}"],
}
EVERYWHERE = [(reader, text) for reader, texts in PLACES.items() for text in texts]


def refused(read, *kinds):
    with pytest.raises(kinds or ScenarioError) as error:
        read()
    lines = str(error.value).splitlines()
    assert lines
    assert all(len(line) < 600 for line in lines), lines
    return lines


@pytest.mark.parametrize(("reader", "text"), EVERYWHERE)
@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED.keys())
@pytest.mark.parametrize("deep", [DEEPEST + 1, VAST])
def test_what_is_nested_too_deep_is_refused_in_one_line(tmp_path, reader, text, nested, deep):
    path = tmp_path / "mine.toml"
    path.write_text(text.format(nested(deep)))
    (line,) = refused(lambda: reader.load(path))
    assert line.startswith(f"{path}: ")


@pytest.mark.parametrize(("reader", "text"), EVERYWHERE)
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"{number[:5]}-{len(number)}")
def test_what_no_number_holds_is_refused(tmp_path, reader, text, number):
    path = tmp_path / "mine.toml"
    path.write_text(text.format(number))
    refused(lambda: reader.load(path))


@given(
    nested=st.sampled_from(sorted(NESTED)),
    deep=st.integers(DEEPEST + 1, 2_000),
    header=st.sampled_from(["", "x = 1\n", "[a]\n", "[[a]]\n", "# a.b.c\n"]),
)
def test_no_nesting_is_a_traceback_wherever_it_begins(nested, deep, header):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        parsed_toml(f"{header}value = {NESTED[nested](deep)}".encode())


@given(deep=st.integers(1, DEEPEST - 1), number=st.integers(-LARGEST, LARGEST))
def test_what_is_within_the_bounds_is_read(deep, number):
    value = toml_value_of("[" * deep + str(number) + "]" * deep)
    for _ in range(deep):
        (value,) = value
    assert value == number
    assert parsed_toml(b"# " + b"." * VAST + b"\ntitle = '" + b"... " * 100 + b"'")


@given(low=st.floats(), high=st.floats() | st.integers(), share=st.floats(0, 1), log=st.booleans())
def test_a_range_is_refused_or_has_values_all_along(low, high, share, log):
    """Whatever its ends: none has a value beyond them, and none ends in an error of arithmetic."""
    ends = {"from": low, "to": high, "steps": 3, "scale": "log" if log else "linear"}
    try:
        values = Values.parse(ends)
    except ValueError:
        return
    for value in (*values.levels, *values.tried, values.at(share)):
        assert float(low) <= value <= float(high)


@pytest.mark.parametrize("text", [10**400, -(10**400)])
def test_a_range_of_whole_numbers_beyond_all_floats_is_refused(text):
    with pytest.raises(ValueError, match="ends of a range"):
        Values.parse({"from": min(text, 0), "to": max(text, 0)})


@pytest.mark.parametrize("value", [*(nested(VAST) for nested in NESTED.values()), *NUMBERS], ids=lambda text: text[:5])
def test_words_of_the_command_are_read_as_files_are(tmp_path, value):
    scenario = Scenario()
    refused(lambda: scenario.varied(assignments([f"brand.quality={value}"])))
    refused(lambda: checked_ranges(scenario, ranges_in_words([f"brand.quality=0:{value}"])))
    path = tmp_path / "ranges.toml"
    path.write_text(f"'brand.quality' = {{ from = 0, to = {value} }}")
    refused(lambda: checked_ranges(scenario, read_ranges(path)))
    table = tmp_path / "table.csv"
    table.write_text(f'consumers\n"{value}"\n')
    (tmp_path / "design.toml").write_text("design = 'list'\ntable = 'table.csv'")
    refused(lambda: Design.load(tmp_path / "design.toml"))


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED.keys())
def test_an_upload_is_read_as_files_are(nested):
    async def nowhere(name, data):
        raise AssertionError(name)

    inbox = UploadInbox(ALONE, nowhere)
    try:
        for text in PLACES[Scenario]:
            (line,) = refused(lambda text=text: inbox.read("a.toml", text.format(nested(VAST)).encode()), UploadError)
            assert line.startswith("a.toml: ")
    finally:
        inbox.close()
