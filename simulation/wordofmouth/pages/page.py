"""Page: recorded runs as one HTML file, which plays them without a server and asks nobody for anything."""

import itertools
import shlex
from collections.abc import Sequence
from typing import Any

import wordofmouth
from wordofmouth.errors import RequestError
from wordofmouth.market.run import STATES
from wordofmouth.pages import size
from wordofmouth.pages.bundle import SCRIPTS, STYLES, document
from wordofmouth.pages.convinced import PERSONAL
from wordofmouth.pages.grid import Slider, points, start
from wordofmouth.pages.recorded import all_recorded, escaped_toml, packed
from wordofmouth.pages.stories import pooled
from wordofmouth.reports.html import Html, element
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

MOST_RUNS = 8
# Pixels in which a page is seen without a scroll bar of its own, where it is not narrow.
HEIGHT = 1_200
_PLAYER = (
    *("find", "zoom_in", "zoom_out", "fit", "ties", "legend", "leader", "praise", "criticism", "transport", "restart"),
    *("back", "play", "pause", "step", "week", "speed", "summary", "nobody", "person", "community"),
    *STATES,
)
_OWN = (
    *(
        "again",
        "again_text",
        "in_lab",
        "download",
        "file",
        "made_with",
        "needs_script",
        "variants",
        "manifest",
        "one_run",
        "home",
    ),
    *("one_run", "home", "embed", "sliders", "slider_chosen", "slider_snapped", "at_first"),
    *("story", "story_choose", "story_longest", "story_none", "story_before", "story_after", "who_convinced"),
)
_OTHERS = {
    "adoption": "play.charts.adoption",
    "has_bought": "play.curves.bought",
    "knows": "play.curves.aware",
    "network": "play.network",
    "as_table": "page.as_table",
    "language": "page.language",
    "numbered": "story.people.number",
    **{f"channel_{kind}": f"channels.{kind}.short" for kind in PERSONAL},
    **{f"column_{name}": f"play.columns.{name}" for name in ("week", "bought", "aware", "new")},
}


def page(
    scenarios: Sequence[Scenario],
    *,
    file: str = "page.html",
    seed: int = 0,
    names: bool = False,
    vary: Sequence[Slider] = (),
    most: int = size.MOST,
    home: str = "",
) -> str:
    """Return a page on which runs of scenarios are played, a tab each, or of one at all points of some sliders.

    Args:
        scenarios: one, or several whose runs share their random numbers.
        file: the name of the page's file, in the command that makes it again.
        seed: from which all random numbers come; it is replication 0 of it that is shown.
        names: whether people have the names that the file of their network gives them; else they are numbers.
        vary: sliders, each with its levels; there is a run at every point of them.
        most: bytes that the page may have.
        home: address of the site that it is part of, if it is.

    Raises:
        RequestError: if a run comes to nothing, there are too many, or several scenarios are to vary.
        ScenarioError: if what varies does not exist, or may not have such values.
        SizeError: if the page would be larger than it may be, with what would fit.
    """
    if not 1 <= len(scenarios) <= (1 if vary else MOST_RUNS):
        allowed = "with sliders a page is of one" if vary else f"a page shows 1 to {MOST_RUNS}"
        raise RequestError(f"{len(scenarios)} scenarios: {allowed}")
    chosen = points(scenarios[0], vary) if vary else scenarios
    size.check(chosen, size.at_least(chosen), most)
    files = _files(scenarios)
    varied = [word for slider in vary for word in ("--vary", slider.words)]
    options = ["-o", file, "--seed", str(seed), *varied, *(["--names"] if names else [])]
    command = f"uv run wom page {shlex.join(files)} \\\n    {shlex.join(options)}"
    runs = all_recorded(chosen, seed, names)
    first = start(scenarios[0], vary) if vary else 0
    for place, one in enumerate(runs):
        one["file"] = files[0 if vary else place]
        one["lab"] = shlex.join(["uv", "run", "wom", "lab", one["file"]])
        one["difference"] = {code: "" if vary else _difference(one, runs[0], Words(code)) for code in languages()}
        if vary:
            # The file is that of the scenario itself: where the sliders stand is in the command.
            one["toml"] = "" if place else escaped_toml(scenarios[0].varied({"variants": {}}))
    text = _laid_out(runs, command, seed, file, vary, first, home)
    size.check(chosen, len(text.encode()), most)
    return text


def snippet(address: str, title: str, height: int = HEIGHT) -> Html:
    """Return what puts a page on another one: an element in which its scripts may run, and which may do nothing else.

    When its last week has been shown the page posts ``{source: "wordofmouth", event: "completed", manifest}`` to the
    page around it.
    """
    return element(
        "iframe",
        "",
        src=address,
        title=title,
        width="100%",
        height=str(height),
        sandbox="allow-scripts allow-downloads",
        style="border:0",
    )


def with_variants(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios of a page: one alone has its variants beside it."""
    one, *others = scenarios
    return [one, *others] if others else [one, *map(one.variant, one.variants)]


def _files(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a name for the file of each scenario, all different."""
    files: list[str] = []
    for scenario in scenarios:
        free = (f"{scenario.name}{end}.toml" for end in itertools.chain([""], map("-{}".format, itertools.count(2))))
        files.append(next(name for name in free if name not in files))
    return files


def _difference(run: dict[str, Any], first: dict[str, Any], say: Words) -> str:
    """Return how a run differs from the first of the page, and how little one run says; nothing of the first."""
    if run is first:
        return ""
    shares = sorted({run["bought"], first["bought"]})
    decimals = next((k for k in (0, 1, 2) if len({say.percent(share, k) for share in shares}) == len(shares)), 3)
    mine, theirs = (say.percent(each["bought"], decimals) for each in (run, first))
    way = "same" if len(shares) == 1 else "more" if run["bought"] > first["bought"] else "fewer"
    other = first["title"][say.language]
    return f"{say(f'pages.differs.{way}', mine=mine, theirs=theirs, other=other)} {say('pages.differs.one_each')}"


def _laid_out(
    runs: Sequence[dict[str, Any]], command: str, seed: int, file: str, vary: Sequence[Slider], begin: int, home: str
) -> str:
    grid = [
        {
            "path": slider.path,
            "levels": slider.levels,
            "label": {code: slider.label(Words(code)) for code in languages()},
        }
        for slider in vary
    ]
    # Runs of the same people on the same network have one map.
    maps = list(dict.fromkeys(run["map"] for run in runs))
    templates, stories = pooled([run["stories"] for run in runs])
    runs = [
        run | {"map": maps.index(run["map"]), "stories": packed(each)} for run, each in zip(runs, stories, strict=True)
    ]
    data = {
        "words": {language: _words(Words(language)) for language in languages()},
        "seed": seed,
        "maps": maps,
        "templates": templates,
        "grid": grid,
        "begin": begin,
        "runs": runs,
    }
    first = runs[begin]
    manifests = " ".join(run["manifest"] for run in runs)
    mark = element("meta", name="wordofmouth.manifest", content=manifests)
    main = _main(runs, begin, grid, command, seed, file, home, Words())
    return document(main, first["title"]["en"], data, SCRIPTS, STYLES, mark)


def _main(
    runs: Sequence[dict[str, Any]],
    begin: int,
    grid: Sequence[dict[str, Any]],
    command: str,
    seed: int,
    file: str,
    home: str,
    say: Words,
) -> Html:
    first = runs[begin]

    def word(tag: str, key: str, **attributes: str) -> Html:
        return element(tag, _words(say)[key], data_word=key, **attributes)

    codes = (
        element("button", code.upper(), type="button", title=name, lang=code, data_language=code)
        for code, name in languages().items()
    )
    header = element(
        "header",
        element("a", "‹ ", word("span", "home"), href=home, class_="up") if home else Html(),
        element("h1", first["title"]["en"]),
        element("div", *codes, class_="choices", role="group", data_label="language"),
        element("p", first["finding"]["en"], id="finding"),
        element("p", say("pages.one_run", seed=seed), id="one-run"),
        element("p", "", id="difference", role="status", hidden="hidden"),
    )
    tabs = Html()
    if grid:
        tabs = element("section", word("h2", "sliders"), element("div", id="sliders"), class_="card sliders")
    elif len(runs) > 1:
        buttons = (element("button", run["title"]["en"], type="button", data_run=str(k)) for k, run in enumerate(runs))
        tabs = element("div", *buttons, class_="choices tabs", role="group", data_label="variants")
    key = element(
        "ul",
        word("li", "has_bought"),
        word("li", "knows", class_="key-aware"),
        element("li", element("span", id="before-name"), id="before", class_="key-ghost", hidden="hidden"),
        class_="key",
    )
    curve = element("figure", word("figcaption", "adoption"), element("div", id="chart"), key, class_="card")
    columns = (word("th", f"column_{name}", scope="col") for name in ("week", "bought", "aware", "new"))
    weeks = element(
        "details",
        word("summary", "as_table"),
        element(
            "div",
            element("table", element("thead", element("tr", *columns)), element("tbody", id="rows")),
            class_="scroll",
            tabindex="0",
            role="region",
            data_label="adoption",
        ),
        class_="card",
    )
    frame = str(snippet(file, first["title"]["en"]))
    story = element("section", word("h2", "story"), element("div", id="story"), class_="card story")
    again = element(
        "section",
        word("h2", "again"),
        word("p", "again_text"),
        element("pre", command, tabindex="0"),
        element(
            "p", element("a", word("span", "download"), " ", element("bdi", first["file"], id="file"), id="download")
        ),
        word("p", "in_lab"),
        element("pre", first["lab"], id="in-lab", tabindex="0"),
        element("details", word("summary", "file"), element("pre", runs[0]["toml"], id="toml", tabindex="0")),
        element("details", word("summary", "embed"), element("pre", frame, tabindex="0")),
        class_="card again",
    )
    side = element("div", curve, story, weeks, again, class_="side")
    middle = element("section", element("noscript", word("p", "needs_script")), id="player", data_label="network")
    footer = element(
        "footer",
        word("span", "made_with"),
        f" wordofmouth {wordofmouth.__version__} · ",
        word("span", "manifest"),
        " ",
        element("span", first["manifest"], id="digest"),
    )
    return element("main", header, tabs, element("div", middle, side, class_="workbench"), footer)


def _words(say: Words) -> dict[str, str]:
    """Return the words of the page in one language."""
    keys = {name: f"play.{name}" for name in _PLAYER} | {name: f"pages.{name}" for name in _OWN} | _OTHERS
    return {name: say(key) for name, key in keys.items()}
