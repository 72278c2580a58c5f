"""Pages without a server: what they hold is the run, whoever wrote the names in it; the same bytes twice; in bounds."""

import base64
import csv
import json
import re
import struct

import numpy as np
import pytest
from in_process import wom
from wordofmouth import Scenario, run
from wordofmouth.errors import SizeError
from wordofmouth.pages import size
from wordofmouth.pages.bundle import OURS, SCRIPTS, STYLES, script
from wordofmouth.pages.page import page
from wordofmouth.pages.site.files import (
    FRONT_SCRIPTS,
    GALLERY_STYLES,
    GAME_SCRIPTS,
    GAME_STYLES,
    LESSON_SCRIPTS,
    LESSON_STYLES,
)
from wordofmouth.pages.site.files import OURS as SITE
from wordofmouth.player.files import SCRIPT
from wordofmouth.runs.simulate import weeks
from wordofmouth.statistics.adoption_table import cube

SMALL = Scenario.load("small").varied(weeks=8)
EVIL = '</script>"><img src=x onerror=alert(1)> \u202eevil\u2066'
# Of everything that a scenario calls by a name of its own.
NAMED = ("title", "brands.0.name", "brands.0.need", "brands.0.place")


def data_of(text):
    """Return what a page holds as data."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])


def packed(letters):
    """Return the header of packed bytes, and what follows it."""
    content = base64.b64decode(letters)
    (length,) = struct.unpack_from("<I", content)
    return json.loads(content[4 : 4 + length]), content[4 + length :]


@pytest.fixture(scope="module", name="small")
def one_page():
    return page([SMALL], seed=3, file="small.html")


@pytest.mark.parametrize("name", ["small", "bass"])
def test_the_numbers_are_those_of_the_run(name):
    """Penetration, week by week, from the curve and from everybody's state, is what a run with the same seed has."""
    scenario = Scenario.load(name).varied(weeks=8)
    data = data_of(page([scenario], seed=3))
    header, rest = packed(data["runs"][0]["states"])
    people = packed(data["maps"][0])[0]["consumers"]
    expected = cube(run(scenario, replications=1, seed=3, workers=0, baseline=False).arrow, "penetration")[0, :, 0]
    assert [count / people for count in header["measures"]["buyers"]] == expected.tolist()
    states = np.frombuffer(rest, np.uint8, 9 * people).reshape(9, people)
    assert (states == [week.states() for week in weeks(scenario, seed=3)]).all()


def test_it_says_what_wom_run_says(small, tmp_path):
    words = ("--set", "weeks=8", "--seed", 3, "--replications", 1, "--json", "-o", tmp_path / "run")
    code, told, _ = wom("run", "small", *words)
    assert code == 0
    assert data_of(small)["runs"][0]["finding"]["en"] == json.loads(told)["finding"] + "."


def test_the_same_request_gives_the_same_bytes(small):
    assert page([SMALL], seed=3, file="small.html") == small
    assert page([SMALL], seed=4, file="small.html") != small


def test_the_command_on_the_page_makes_the_page_again_to_the_bit(tmp_path, monkeypatch):
    """With the files that it offers: variants are tabs, and each has a file of its own."""
    monkeypatch.chdir(tmp_path)
    changes = {"cheaper": {"brand.price": 10.0}, "dearer": {"brand.price": 90.0}}
    text = page([SMALL.varied(variants=changes).variant(name) for name in changes], seed=5, file="two.html")
    data = data_of(text)
    for one in data["runs"]:
        (tmp_path / one["file"]).write_text(one["toml"], encoding="utf-8")
    command = re.search(r"uv run wom (page [^<]*)</pre>", text)[1].replace("\\\n", " ")
    code, told, mistakes = wom(*command.split())
    assert (code, mistakes) == (0, "")
    assert "two.html: 0." in told
    assert (tmp_path / "two.html").read_text(encoding="utf-8") == text
    # The same people have one map, however many runs they live through.
    assert len(data["runs"]) == 2
    assert len(data["maps"]) == 1


def test_nothing_is_asked_of_anybody_and_nothing_else_may_run(small):
    """The policy knows the digests of the one script and the one style, and no address stands in the page's markup."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', small)[1].replace("&#x27;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2
    assert small.index("Content-Security-Policy") < small.index("<style>")
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", small.replace(script(), ""))
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", small)
    assert str(OURS.parents[2]) not in small


def test_every_script_and_style_of_ours_is_on_the_page():
    """On that of a run or on a site; of the player's, all but the lab's charts."""
    written = {path for folder in (OURS, SITE, SCRIPT) for path in folder.iterdir()}
    bundles = (SCRIPTS, STYLES, LESSON_SCRIPTS, LESSON_STYLES, GAME_SCRIPTS, GAME_STYLES, FRONT_SCRIPTS, GALLERY_STYLES)
    used = {path for bundle in bundles for path in bundle}
    assert written - used == {SCRIPT / "charts.js"}


def hostile(folder):
    """Return a scenario in which everything that has a name of its own has a harmful one, people too."""
    rows = [(f"{EVIL} {i}", f"{EVIL} {(i + step) % 12}") for i in range(12) for step in (1, 2, 5)]
    with (folder / "ties.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("a", "b"), *rows])
    tables = Scenario.load("small").varied(weeks=4).model_dump(mode="json")
    tables["network"] = {"kind": "file", "path": str(folder / "ties.csv")}
    for path in NAMED:
        *steps, last = path.split(".")
        place = tables
        for step in steps:
            place = place[int(step) if step.isdecimal() else step]
        place[last] = EVIL
    return Scenario.from_dict(tables)


def test_people_are_numbers_unless_their_names_are_asked_for(tmp_path):
    scenario = hostile(tmp_path)
    plain, named = (data_of(page([scenario], names=names)) for names in (False, True))
    assert packed(plain["maps"][0])[0]["names"] is None
    assert any(EVIL in name for name in packed(named["maps"][0])[0]["names"])
    assert str(tmp_path) not in json.dumps(named)


def test_hostile_names_are_text(tmp_path):
    """Titles close no script and open no element, and have no mark that would turn round what stands beside them."""
    text = page([hostile(tmp_path)], names=True)
    assert text.count("<script") == text.count("</script>") == 2
    assert "<img" not in text
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert "&lt;/script&gt;" in text


def test_what_is_too_large_is_refused_before_anything_is_written(tmp_path):
    """Status 2, and one line with what would fit; and that does fit."""
    file = tmp_path / "page.html"
    words = ("page", "small", "--set", "consumers=9000", "--megabytes", "0.5", "-o", file)
    code, told, mistakes = wom(*words)
    assert (code, told) == (2, "")
    assert list(tmp_path.iterdir()) == []
    assert len(mistakes.splitlines()) == 1
    people = re.search(r"about ([\d,]+) consumers", mistakes)[1].replace(",", "")
    code, _, _ = wom(*words, "--set", f"consumers={people}")
    assert code == 0
    assert file.stat().st_size <= 500_000


def test_a_million_is_refused_without_being_simulated():
    million = Scenario.load("small").varied(consumers=1_000_000)
    with pytest.raises(SizeError, match="consumers would fit"):
        size.check([million], size.at_least([million]), size.MOST)


def test_sizes_are_what_was_asked(small):
    """360 people over 52 weeks in a few hundred kilobytes; 2,000 in less than four megabytes, by the estimate."""
    assert len(small.encode()) < 300_000
    assert len(page([Scenario.load("small").varied(consumers=360, weeks=52)]).encode()) < 1_500_000


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("-o", "page.pdf"), "a page's name ends in .html"),
        (("-o", "nowhere/page.html"), "there is no folder nowhere"),
        (("--set", "brand.qualty=1"), "did you mean 'quality'?"),
    ],
)
def test_mistakes_are_one_line(tmp_path, monkeypatch, words, why):
    monkeypatch.chdir(tmp_path)
    code, _, mistakes = wom("page", "small", *words)
    assert code == 2
    assert why in mistakes
    assert len(mistakes.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_scale_is_that_of_the_people_there_are(tmp_path):
    """Also where a network in a file brings fewer than the scenario says."""
    run = data_of(page([hostile(tmp_path)]))["runs"][0]
    measures = packed(run["states"])[0]["measures"]
    assert run["highest"] == pytest.approx(100 * max(measures["aware"] + measures["buyers"]) / 12)
