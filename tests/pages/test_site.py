"""A site: what it has, the same bytes twice, nothing but relative links, and a teacher's own files."""

import base64
import re

import pytest
from in_process import wom
from test_page import EVIL, SMALL, data_of
from wordofmouth import Scenario, ScenarioError
from wordofmouth.lessons.lesson import load_lessons
from wordofmouth.lessons.prediction import curve
from wordofmouth.pages.site.contents import contents
from wordofmouth.pages.site.gallery import gallery_page, pictures
from wordofmouth.pages.site.site import write_site
from wordofmouth.reports.reproduction import shared_toml
from wordofmouth.scenario.scenario import presets
from wordofmouth.words.notation import languages

LESSON = """
title = "Ours"
question = "Who buys {evil}?"
[markets.good]
label = "Good {evil}"
scenario = {{ consumers = 60, weeks = 8, brands = [{{ name = "Aster", quality = 0.9, price = 20 }}] }}
[markets.bad]
label = "Bad"
scenario = {{ consumers = 60, weeks = 8, brands = [{{ name = "Aster", quality = 0.1, price = 20 }}] }}
[[steps]]
title = "The bad one"
ask = "Draw it. {evil}"
market = "bad"
known = ["good"]
explain = "It disappoints. {evil}"
source = "Nobody"
[[steps]]
title = "Sales"
ask = "And week by week?"
market = "good"
measure = "new_buyers"
top = 0.2
explain = "So it is."
"""


@pytest.fixture(scope="module", name="own")
def own_files(tmp_path_factory):
    """Write a lesson and a scenario as a teacher does; return their files."""
    folder = tmp_path_factory.mktemp("own")
    lesson, market = folder / "ours.toml", folder / "our_market.toml"
    evil = EVIL.replace('"', '\\"').replace("\u202e", "\\u202e").replace("\u2066", "\\u2066")
    lesson.write_text(LESSON.format(evil=evil), encoding="utf-8")
    market.write_text(shared_toml(SMALL.varied({"consumers": 40, "title": "Our market"})), encoding="utf-8")
    return [lesson, market]


@pytest.fixture(scope="module", name="site")
def one_site(own, tmp_path_factory):
    """Write a site of these files alone; return its folder."""
    folder = tmp_path_factory.mktemp("sites") / "site"
    code, told, mistakes = wom("site", folder, *own, "--only", "--workers", 0)
    assert (code, mistakes) == (0, "")
    assert "5 files" in told
    return folder


def test_everything_that_comes_along_is_on_it():
    chosen = contents()
    assert [lesson.name for lesson in chosen.lessons] == list(load_lessons())
    assert list(chosen.markets) == list(presets())


def test_the_same_files_give_the_same_bytes(site, own, tmp_path):
    again = write_site(tmp_path / "site", contents(own, ours=False), workers=0)
    for place in again:
        if place != "index.html":
            assert (tmp_path / "site" / place).read_bytes() == (site / place).read_bytes()
    assert sorted(str(path.relative_to(site)) for path in site.rglob("*.html")) == sorted(again)


def test_links_are_relative_and_lead_somewhere(site):
    """From a folder, a stick, any host under any path."""
    for page in site.rglob("*.html"):
        markup = re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in re.findall(r'href="([^"]+)"', markup):
            assert address == "data:," or (page.parent / address).is_file()
        assert not re.search(r"https?://", markup)


def test_a_lesson_has_its_curves_and_its_hostile_words_are_text(site, own):
    text = (site / "lessons" / "ours.html").read_text(encoding="utf-8")
    assert "<img" not in text
    assert text.count("<script") == text.count("</script>") == 2
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    lesson = contents(own, ours=False).lessons[0]
    bad = curve(lesson.scenario("bad"), "penetration")
    assert data_of(text)["steps"][0]["result"] == bad._asdict()


def test_mistakes_in_any_file_are_told_at_once(tmp_path, own):
    wrong = [tmp_path / "lesson.toml", tmp_path / "market.toml"]
    wrong[0].write_text(LESSON.format(evil="it").replace('market = "bad"', 'market = "worse"'), encoding="utf-8")
    wrong[1].write_text("consumers = -1", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"(?s)worse.*consumers"):
        contents(wrong)
    with pytest.raises(ScenarioError, match="two lessons are called 'ours'"):
        contents([own[0], own[0]], ours=False)
    code, _, mistakes = wom("site", tmp_path / "site", "--only")
    assert (code, len(mistakes.splitlines())) == (2, 1)
    assert not (tmp_path / "site").exists()


def test_people_have_names_only_if_that_is_asked_for(tmp_path):
    """In every file of the site: a teacher's class stays among those who made it."""
    pupils = ["Zélie", "Oumar", "Ngozi", "Pétronille"]
    ties = "".join(f"{one},{other}\n" for one in pupils for other in pupils if one != other)
    (tmp_path / "class.csv").write_text(f"source,target\n{ties}", encoding="utf-8")
    market = tmp_path / "our_class.toml"
    market.write_text('name = "our_class"\nweeks = 4\n[network]\nkind = "file"\npath = "class.csv"\n', encoding="utf-8")
    for name, options in (("numbers", []), ("names", ["--names"])):
        code, _, mistakes = wom("site", tmp_path / name, market, "--only", "--workers", 0, *options)
        assert (code, mistakes) == (0, "")
        known = b"".join(path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file())
        packed = (base64.b64decode(letters) for letters in re.findall(rb'"([A-Za-z0-9+/]{40,}=*)"', known))
        assert any(pupil.encode() in text for text in (known, *packed) for pupil in pupils) == bool(options)


def test_the_gallery_leads_to_its_pictures(tmp_path):
    """Small ones on the page, large ones beside it, each in the language of its page."""
    everything = pictures()
    assert {len([place for place in everything if place.rpartition("/")[0] == room]) for room in ("", "fr")} == {
        len(everything) // len(languages())
    }
    shown = {place: everything[place] for place in ("launch.png", "trust_gap.png", "fr/launch.png", "fr/trust_gap.png")}
    html = gallery_page(shown)
    assert all(f'href="gallery/{place}"' in html for place in shown)
    assert html.count("data:image/png;base64,") == len(shown)
    assert html == gallery_page(shown)


@pytest.mark.slow
def test_a_preset_is_shown_among_few_with_its_variants():
    """In the command of the lab the same people are seen."""
    from wordofmouth.pages.site.made import market_page

    data = data_of(market_page(Scenario.load("launch").varied(weeks=3)))
    assert len(data["runs"]) == 1 + len(Scenario.load("launch").variants)
