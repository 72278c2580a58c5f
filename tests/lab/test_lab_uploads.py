"""Uploads: what a visitor brings is read strictly, within limits, and leaves nothing behind."""

import gzip
import io
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_browser import serious, visit
from pandas import DataFrame
from pandas.testing import assert_frame_equal
from patience import PATIENCE
from playwright.sync_api import expect
from wordofmouth.errors import LimitReached, UploadChoice, UploadError, without_folder
from wordofmouth.lab.server import uploads
from wordofmouth.lab.server.session import among, changed
from wordofmouth.lab.server.uploads import UploadedNetwork, UploadInbox, plain_name
from wordofmouth.lab.server.visitors import IN_CLASS
from wordofmouth.lab.sharing import recipes
from wordofmouth.networks.files.reader import read_network
from wordofmouth.networks.generators.communities import Communities
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

TIES = "from,to\n" + "\n".join(f"Anna {a},Anna {b}" for a, b in nx.karate_club_graph().edges)


async def nowhere(name, data):
    raise AssertionError(name)


@pytest.fixture
def inbox():
    inbox = UploadInbox(IN_CLASS._replace(upload=10_000), nowhere)
    yield inbox
    inbox.close()
    assert not list(uploads._folder().iterdir())


def test_a_network_is_what_its_file_says(inbox, tmp_path):
    """The very network, and the very run, that its file gives on the command line."""
    file = tmp_path / "my friends.csv"
    file.write_text(TIES)
    for name, data in ((file.name, TIES.encode()), (f"{file.name}.gz", gzip.compress(TIES.encode()))):
        found = inbox.read(name, data)
        assert isinstance(found, UploadedNetwork)
        assert found.network.n == 34
        assert found.network.names == read_network(file).names
        there = among(Scenario.load("launch"), found.section, found.network.n)
        here = there.varied({"network.path": str(file)})
        market, other = simulate(there, seed=0, network=found.network), simulate(here, seed=0)
        assert market.network.digest == other.network.digest
        assert market.latest(0)["buyers"] > 0
        assert_frame_equal(DataFrame(market.table()), DataFrame(other.table()))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"a,b\nc\n", "a.csv, line 2: 1 field"),
        ("a.csv", b"", "a.csv: the file is empty"),
        ("a.pdf", b"%PDF", "a.pdf: files do not end in '.pdf' here; "),
        ("a", b"1,2", "files do not end in ''"),
        ("a.grafml", b"", "did you mean '.graphml'?"),
        ("a.csv.gz", b"1,2", "a.csv.gz: it is not packed as its name says"),
        ("a.csv.gz", gzip.compress(bytes(10_001), mtime=0), "a.csv.gz: it holds more than 10,000 bytes"),
        (
            "a.csv.gz",
            gzip.compress(b"1,2\n2,3", mtime=0)[:-4],
            "a.csv.gz: it is packed but broken off",
        ),
        ("a.graphml", b"<!DOCTYPE g [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><graphml/>", "DOCTYPE"),
        ("a.toml", b"consumers = ", "a.toml: this is not TOML"),
        ("a.toml", b"consumers = -1", "a.toml: consumers: -1 is not allowed"),
        ("a.toml", b"title = '\xff'", "a.toml: this is not a text file in UTF-8"),
        ("a.toml", b"[network]\nkind = 'file'\npath = '/etc/hosts.csv'", "a.toml: its network is in a file"),
        ("a.toml", b"[network]\nkind = 'file'", "a.toml: network.path"),
        ("a.toml", 10_000 * b"a." + b"a = 1", "a.toml: a key has more than 50 names"),
        ("a.toml", 30_000 * b"# a line\n", "a.toml: no scenario is so long"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line(inbox, name, data, says):
    with pytest.raises(UploadError) as error:
        inbox.read(name, data)
    inbox.keep([Communities()])
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert str(uploads._folder()) not in str(error.value)
    assert not list(uploads._folder().iterdir())


MATRIX = b"0,1\n1,0\n"


def test_what_can_be_read_in_two_ways_is_a_choice(inbox):
    """Each reading has its words in every language, and says how the file is then read."""
    with pytest.raises(UploadChoice) as error:
        inbox.read("a.csv", MATRIX)
    assert str(uploads._folder()) not in str(error.value)
    keys = {reading.key for reading in error.value.readings}
    assert keys == {"matrix", "ties"}
    [options] = [reading.options for reading in error.value.readings if reading.key == "matrix"]
    assert inbox.read("a.csv", MATRIX, options).network.n_ties == 1
    inbox.keep([Communities()])


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "key", ["ties", "matrix", "lists", "people", "sheet", "decimal_comma", "decimal_point", "thousands"]
)
def test_every_reading_has_words(language, key):
    assert "a – b" in Words(language)(f"upload.readings.{key}", first="a – b", sheet="ties") or key == "matrix"


def test_an_archive_is_unpacked_no_further_than_allowed(inbox):
    """Whatever its name says: the content tells that it is packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(10_001))
    for name, data in (("a.zip", packed.getvalue()), ("a.csv", gzip.compress(bytes(10_001)))):
        with pytest.raises(UploadError, match="more than 10,000 bytes"):
            inbox.read(name, data)


def test_more_people_than_allowed_are_refused(inbox):
    with pytest.raises(LimitReached) as error:
        inbox.read("a.net", b"*Vertices 2001\n*Edges\n1 2\n")
    assert (error.value.reason, error.value.limit) == ("consumers", 2_000)
    inbox.keep([Communities()])
    assert not list(uploads._folder().iterdir())


def test_a_scenario_is_as_it_was_exported_and_no_path_in_it_is_looked_at(inbox):
    scenario = Scenario.load("bloggers").varied({"brand.quality": 0.7})
    found = inbox.read("my market.toml", recipes.toml(scenario).encode())
    assert found.digest == scenario.digest
    probing = recipes.toml(scenario) + '\n[variants.probe]\nnetwork = { kind = "file", path = "/nowhere/else.csv" }\n'
    assert inbox.read("probe.toml", probing.encode()).variants == {}


def test_only_what_is_in_use_is_kept(inbox):
    first, second = inbox.read("a.csv", TIES.encode()), inbox.read("a.csv", TIES.encode())
    assert first.section.path != second.section.path
    inbox.keep([Communities(), second.section])
    assert not Path(first.section.path).exists()
    assert Path(second.section.path).exists()


def test_no_recipe_names_a_folder_of_this_machine(inbox, tmp_path):
    """On the visitor's machine the file is where she has it."""
    found = inbox.read("friends.csv", TIES.encode())
    scenario = among(Scenario.load("bloggers"), found.section, found.network.n)
    texts = [recipes.command(scenario, 0, "bloggers"), recipes.python(scenario, 0, "bloggers"), recipes.toml(scenario)]
    assert all("friends.csv" in text and "wom-lab" not in text for text in texts)
    assert "--set network.kind=file" in texts[0]
    own = scenario.varied({"network.path": str(Path(found.section.path).rename(tmp_path / "own.csv"))})
    assert str(tmp_path) not in recipes.toml(own) + recipes.python(own, 0, "") + recipes.command(own, 0, "bloggers")
    assert without_folder(f"{found.section.path}: no") == "friends.csv: no"


def test_a_campaign_gives_to_the_same_share_of_other_people(inbox):
    base = Scenario.load("launch").varied({"consumers": 340, "campaign.leaders.count": 50})
    named = [*(lever.model_dump() for lever in base.campaign), {"kind": "mishap", "week": 2, "consumers": [300]}]
    found = inbox.read("a.csv", TIES.encode())
    there = among(base.varied({"campaign": named}), found.section, 34)
    assert [lever.label for lever in there.campaign] == [lever.label for lever in base.campaign]
    assert {lever.label: lever for lever in there.campaign}["leaders"].count == 5
    away = changed(there, {"network.kind": "small_world"}, there)
    assert away.network.kind == "small_world"
    assert changed(away, {"network.kind": "file"}, there).digest == there.digest


@given(st.text(max_size=300))
def test_a_name_is_never_more_than_a_name(text):
    name = plain_name(text)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert len(name.removesuffix(Path(text).suffix.lower()).encode()) <= 100
    assert not set('/\\:*?"<>|\0') & set(name)


def bring(page, name, content):
    page.get_by_role("button", name="Open", exact=True).click()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})


def test_a_visitor_plays_on_a_network_of_her_own(browser, lab):
    with visit(browser, lab) as page:
        page.wait_for_function("globalThis.labPlayer?.recording?.over")
        bring(page, "broken.csv", b"a,b\nc\n")
        expect(page.locator(".dialog .wrong")).to_have_text("broken.csv, line 2: 1 field, where the first row has 2")
        assert serious(page) == []
        page.keyboard.press("Escape")
        bring(page, "friends.csv", TIES.replace("Anna 33", "<b>Zoe</b>").encode())
        page.wait_for_function("labPlayer.recording.over && labPlayer.recording.map.consumers === 34")
        expect(page.get_by_text("friends.csv: 34 people, 78 ties.")).to_be_visible()
        expect(page.locator(".dialog")).to_have_count(0)
        page.locator(".find input").fill("<b>zo")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Person <b>Zoe</b>")).to_be_visible()
        page.get_by_role("button", name="Tell her story").click()
        expect(page.locator(".story")).to_contain_text("consumer <b>Zoe</b>")
        page.locator("[data-path='brand.quality'] input.box").fill("40")
        page.keyboard.press("Tab")
        page.wait_for_function(
            "labPlayer.ghost && labPlayer.recording.over && labPlayer.recording.map.consumers === 34"
        )
        page.locator("main select.choice.large").select_option("bloggers")
        page.wait_for_function("labPlayer.weeks === 30 && labPlayer.recording.map.consumers === 34")
        page.get_by_role("button", name="Share").click()
        expect(page.locator(".dialog")).to_contain_text("no link can hold")


def test_a_visitor_chooses_between_two_readings(browser, lab):
    with visit(browser, lab) as page:
        page.wait_for_function("globalThis.labPlayer?.recording?.over")
        bring(page, "matrix.csv", MATRIX)
        expect(page.locator(".dialog .wrong")).to_have_text("matrix.csv can be read in several ways. Which is it?")
        assert serious(page) == []
        page.get_by_role("button", name="A matrix: each row and each column is a person").click()
        expect(page.get_by_text("matrix.csv: 2 people, 1 ties.")).to_be_visible()


def test_what_was_exported_is_opened_again(browser, lab):
    scenario = Scenario.load("launch").varied({"consumers": 50, "title": "Mine <i>", "weeks": 17})
    with visit(browser, lab) as page:
        page.wait_for_function("globalThis.labPlayer?.recording?.over")
        bring(page, "mine.toml", recipes.toml(scenario).encode())
        page.wait_for_function("labPlayer.weeks === 17 && labPlayer.recording.map.consumers === 50")
        assert page.locator("main select.choice.large option:checked").inner_text() == "Mine <i>"


def test_campaigns_are_compared_on_a_network_of_her_own(browser, lab):
    with visit(browser, lab, "/compare") as page:
        expect(page.get_by_label("People, at most")).to_have_value("10000")
        expect(page.locator(".candidate h3").first).to_be_visible()
        candidates = page.locator(".candidate h3").count()
        page.get_by_label("People, at most").select_option("own")
        expect(page.get_by_label("People, at most")).to_have_value("10000")
        page.locator("input[type=file]").set_input_files(
            {"name": "friends.csv", "mimeType": "text/csv", "buffer": TIES.encode()}
        )
        expect(page.get_by_label("People, at most")).to_have_value("own")
        expect(page.locator(".candidate h3")).to_have_count(candidates)
        page.locator("select.add").select_option("fake_reviews")
        expect(page.locator(".candidate h3")).to_have_count(candidates + 1)
        expect(page.get_by_role("button", name="Compare", exact=True)).to_be_visible()
        expect(page.locator("#content")).not_to_contain_text("few random numbers are common")


def test_strangers_bring_nothing_and_nobody_brings_too_much(browser, lab):
    def status(path, body):
        request = urllib.request.Request(f"{lab}{path}", data=body, headers={"Origin": lab}, method="POST")
        try:
            return urllib.request.urlopen(request, timeout=PATIENCE).status
        except urllib.error.HTTPError as error:
            return error.code

    assert status("/upload/nobody?name=a.csv", TIES.encode()) == 404
    assert status("/upload/?name=a.csv", TIES.encode()) == 404
    with visit(browser, lab) as page:
        page.get_by_role("button", name="Open", exact=True).click()
        page.locator("input[type=file]").wait_for()
        page.evaluate("""() => {
          const field = document.querySelector("input[type=file]");
          const file = new File(["1,2"], "large.csv");
          Object.defineProperty(file, "size", { value: 3e7 });
          Object.defineProperty(field, "files", { value: [file] });
          field.dispatchEvent(new Event("change"));
        }""")
        expect(page.locator(".dialog .wrong")).to_have_text("That file is too large: at most 20,000 kB.")
