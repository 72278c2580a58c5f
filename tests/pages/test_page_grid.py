"""Sliders without a server: the run at every point is that of the scenario there; and pages in Python."""

import re
from html import unescape

import pytest
from in_process import wom as command
from test_page import SMALL, data_of, packed
from wordofmouth import ScenarioError, compare, page, run
from wordofmouth.errors import RequestError, SizeError
from wordofmouth.pages.grid import LEVELS, points, sliders, start
from wordofmouth.pages.page import page as laid_out

TINY = SMALL.varied(consumers=60, weeks=5)
WORDS = ("brand.quality=0.3:0.9", "survey.heed_criticism=0.2,0.44,0.7")


def test_a_range_has_five_levels_and_whole_ends_give_whole_levels():
    quality, price, heed = sliders(("brand.quality=0.3:0.9", "brand.price=20:100", "survey.heed_criticism=0.7,0.2"))
    assert quality.levels == (0.3, 0.45, 0.6, 0.75, 0.9)
    assert price.levels == (20, 40, 60, 80, 100)
    assert heed.levels == (0.2, 0.7)
    assert len(quality.levels) == LEVELS


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("brand.quality", "must be PATH=FROM:TO or PATH=VALUE,VALUE"),
        ("brand.quality=0.3", "must be"),
        ("brand.quality=0.3:0.5:0.9", "must be"),
        ("brand.quality=low:high", "must be"),
        ("brand.quality=true,false", "must be"),
        ("brand.quality=nan,1.0", "must be"),
        ("brand.qualty=0.3:0.9", "did you mean 'quality'?"),
        ("brand.quality=0.3:9.0", "must be at most 1"),
    ],
)
def test_what_cannot_vary_is_one_message(words, why):
    with pytest.raises(ScenarioError, match=re.escape(why)):
        points(TINY, sliders([words]))


def test_too_many_points_are_refused_before_anything_is_run():
    with pytest.raises(ScenarioError, match="a page has 200 at most"):
        sliders([f"brand.quality={','.join(f'0.{k:03}' for k in range(1, 250))}"])
    with pytest.raises(ScenarioError, match="stands twice"):
        sliders(["brand.quality=0.3:0.9", "brand.quality=0.1,0.2"])


def test_a_page_begins_at_the_point_nearest_to_the_scenario():
    grid = sliders(WORDS)
    chosen = points(TINY.varied({"brand.quality": 0.79, "survey.heed_criticism": 0.4}), grid)
    at = start(TINY.varied({"brand.quality": 0.79, "survey.heed_criticism": 0.4}), grid)
    assert chosen[at].brands[0].quality == 0.75
    assert chosen[at].survey.heed_criticism == 0.44


def test_every_point_is_the_run_of_its_scenario():
    """Buyers week by week, from the page's own data; and people are the same, so one map is enough."""
    grid = sliders(("brand.quality=0.3,0.9", WORDS[1]))
    data = data_of(laid_out([TINY], vary=grid, seed=2))
    chosen = points(TINY, grid)
    assert len(data["runs"]) == len(chosen) == 6
    assert len(data["maps"]) == 1
    for place in (0, 4):
        table = run(chosen[place], replications=1, seed=2, workers=0, baseline=False).table
        buyers = packed(data["runs"][place]["states"])[0]["measures"]["buyers"]
        assert buyers == table[table.brand == TINY.brands[0].name].sort_values("week").buyers.tolist()


def test_the_command_with_sliders_makes_the_same_page(tmp_path, monkeypatch):
    """Size is told first; the file on the page and the command on it make it again, to the bit."""
    monkeypatch.chdir(tmp_path)
    changes = ("--set", "consumers=60", "--set", "weeks=5")
    code, told, first = command("page", "small", *changes, "--vary", "brand.quality=0.3,0.9", "-o", "two.html")
    assert code == 0
    assert "2 runs, at most some" in first
    assert "two.html: 0." in told
    text = (tmp_path / "two.html").read_text(encoding="utf-8")
    (tmp_path / "small.toml").write_text(data_of(text)["runs"][0]["toml"], encoding="utf-8")
    words = unescape(re.search(r"uv run wom (page [^<]*)</pre>", text)[1]).replace("\\\n", " ")
    code, _, _ = command(*words.split())
    assert code == 0
    assert (tmp_path / "two.html").read_text(encoding="utf-8") == text


def test_a_grid_that_is_too_large_is_refused_with_what_would_fit():
    with pytest.raises(SizeError, match=r"in 5 runs take .*; about \d+ consumers would fit"):
        laid_out([SMALL.varied(consumers=9_000, weeks=500)], vary=sliders(["brand.quality=0.3:0.9"]))


def test_a_result_and_a_comparison_give_the_page_that_the_command_gives(tmp_path):
    result = run(TINY, replications=2, seed=4, workers=0)
    made = result.page()
    assert made.html == laid_out([TINY], seed=4, file="small.html")
    assert made.save(tmp_path / "mine.html").read_text(encoding="utf-8") == made.html
    dearer = TINY.varied({"brand.price": 90.0, "title": "Dearer"})
    both = compare(TINY, dearer, replications=2, seed=4, workers=0).page()
    assert [each["title"]["en"] for each in data_of(both.html)["runs"]][1] == "Dearer"
    assert page(TINY, seed=4).html == made.html


def test_a_notebook_shows_a_page_in_a_frame_that_may_do_nothing_else():
    made = page(TINY.varied(title='"><img src=x onerror=alert(1)>'))
    frame = made._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert "<img" not in frame
    assert unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == made.html
    assert made.snippet("https://example.org/a.html").count("<") == 2


def test_what_has_no_page_says_so():
    with pytest.raises(RequestError, match="stopped early"):
        run(TINY, replications=1, until=2, workers=0).page()
    with pytest.raises(RequestError, match="none is given"):
        page()
