"""Legible from the back: letters as large as they are meant, a network that a projector never makes smaller."""

import re

import pytest
from lab_browser import visit
from places import PACKAGE

WALLS = [{"width": 1024, "height": 768}, {"width": 1920, "height": 1080}]
# What each canvas writes, and in which font: asked of the canvas itself, which keeps its own if it is given nonsense.
_FONTS = """() => new Promise((resolve) => {
  const fonts = [], paint = CanvasRenderingContext2D.prototype, write = paint.fillText;
  paint.fillText = function (...given) {
    if (this.canvas.isConnected) fonts.push(this.font);
    return write.apply(this, given);
  };
  Object.values(labPlayer.charts).forEach((id) => getElement(id).chart.resize());
  requestAnimationFrame(() => requestAnimationFrame(() => { paint.fillText = write; resolve(fonts); }));
})"""
# The height of the largest column of letters that is painted in the corner where the axis' numbers stand.
_TALLEST = """(name) => {
  const canvas = getElement(labPlayer.charts[name]).chart.getDom().querySelector("canvas");
  const ratio = canvas.width / canvas.clientWidth, wide = Math.round(34 * ratio), tall = Math.round(32 * ratio);
  const { data } = canvas.getContext("2d").getImageData(0, 0, wide, tall);
  let run = 0, most = 0;
  for (let y = 0; y < tall; y += 1) {
    const inked = [...Array(wide).keys()].some((x) => data[4 * (y * wide + x) + 3] > 90);
    run = inked ? run + 1 : 0;
    most = Math.max(most, run);
  }
  return most / ratio;
}"""
_STAGE = "(({ width, height }) => [width, height])(document.querySelector('.stage').getBoundingClientRect())"
_REM = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
_OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


def begun(page):
    page.wait_for_function("globalThis.labPlayer?.recording?.over && labPlayer.board.begun")
    page.evaluate("labPlayer.playing = false; labPlayer.seek(20)")


def sizes(page):
    found = [re.search(r"([\d.]+)px (.*)", font) for font in page.evaluate(_FONTS)]
    assert found
    assert all("system-ui" in font[2] for font in found)
    return [float(font[1]) for font in found]


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: str(wall["width"]))
def test_on_the_wall_everything_is_larger(browser, lab, wall):
    """Charts write in the page's font and size, projected ones larger; the network loses nothing to either."""
    with visit(browser, lab, viewport=wall) as page:
        begun(page)
        width, height = page.evaluate(_STAGE)
        assert min(sizes(page)) >= 14
        painted = page.evaluate(_TALLEST, "adoption")
        assert page.evaluate(_OVERFLOW) <= 0
        page.get_by_role("button", name="Large, for a projector").click()
        page.wait_for_function(
            "(size) => parseFloat(getComputedStyle(document.documentElement).fontSize) >= size", arg=20
        )
        wide, high = page.evaluate(_STAGE)
        assert wide >= width
        assert high >= height
        assert min(sizes(page)) >= max(17, wall["height"] / 50)
        assert page.evaluate(_TALLEST, "adoption") > painted >= 9
        assert page.evaluate(_OVERFLOW) <= 0


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: str(wall["width"]))
def test_the_stage_is_a_key_away(browser, lab, wall):
    """Network, one curve, week and legend fill the screen, in large letters; the same key, or Escape, leads back."""
    with visit(browser, lab, viewport=wall) as page:
        begun(page)
        width, height = page.evaluate(_STAGE)
        page.keyboard.press("f")
        page.wait_for_function(f"document.body.classList.contains('staged') && {_REM} >= 20")
        # What is drawn on canvases takes its new size a frame later.
        page.wait_for_function(f"{_OVERFLOW} <= 0 && document.documentElement.scrollHeight <= innerHeight")
        _, high = page.evaluate(_STAGE)
        assert high >= 1.15 * height
        assert page.locator("figure.chart:visible").count() == 1
        assert page.locator(".week, .legend").evaluate_all("all => all.every(one => one.checkVisibility())")
        assert page.locator("button:visible").count() == 1
        assert min(sizes(page)) >= 17
        page.keyboard.press("f")
        page.wait_for_function(f"!document.body.classList.contains('staged') && {_REM} < 20")
        assert page.evaluate(_STAGE) == [width, height]
        page.get_by_role("button", name="Fill the screen").click()
        page.wait_for_function("document.body.classList.contains('staged')")
        page.locator(".stage > canvas").focus()
        page.keyboard.press("Escape")
        page.wait_for_function("!document.body.classList.contains('staged')")


@pytest.mark.parametrize("path", ["/compare", "/lessons"])
def test_no_page_is_wider_than_a_projector(browser, lab, path):
    with visit(browser, lab, path, WALLS[0]) as page:
        assert page.evaluate(_OVERFLOW) <= 0
        page.get_by_role("button", name="Large, for a projector").click()
        page.wait_for_function(f"{_REM} >= 20")
        assert page.evaluate(_OVERFLOW) <= 0
        # Who asks for a family in vain gets the browser's own, and its size.
        family = page.evaluate("getComputedStyle(document.body).fontFamily")
        buttons = page.locator("button:visible").evaluate_all("all => all.map(one => getComputedStyle(one).fontFamily)")
        assert {each for each in buttons if "Icons" not in each} == {family}


def test_no_font_is_asked_for_in_vain():
    """In a list of what a font is, "inherit" makes nothing of the whole list, in style sheets and on canvases alike."""
    ours = [path for ending in ("css", "js", "py") for path in (PACKAGE / "lab").rglob(f"*.{ending}")]
    ours += (PACKAGE / "player").rglob("*.js")
    vain = re.compile(r"""font: *[^;"'}]*\d[^;"'}]*\binherit\b|fontFamily["']?: *["']inherit""")
    assert len(ours) > 50
    assert [path.name for path in ours if vain.search(path.read_text(encoding="utf-8"))] == []
