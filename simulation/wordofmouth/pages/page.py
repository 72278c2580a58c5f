"""Page: recorded runs as one HTML file, which plays them without a server and asks nobody for anything."""

import base64
import itertools
import json
import re
import shlex
from collections.abc import Sequence
from string import Template
from typing import Any

import wordofmouth
from wordofmouth.errors import RequestError
from wordofmouth.market.run import STATES
from wordofmouth.pages import size
from wordofmouth.pages.bundle import policy, script, style
from wordofmouth.player.packing import drawn
from wordofmouth.player.recording import Recording
from wordofmouth.reports.html import Html, element, joined
from wordofmouth.reports.reproduction import shared_toml
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.run.finding import finding
from wordofmouth.tasks.run.task import run
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

MOST_RUNS = 8
# Marks by which a text would change the direction of what stands beside it.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PLAYER = (
    *("find", "zoom_in", "zoom_out", "fit", "ties", "legend", "leader", "praise", "criticism", "transport", "restart"),
    *("back", "play", "pause", "step", "week", "speed", "summary", "nobody", "person", "community"),
    *STATES,
)
_OWN = ("again", "again_text", "download", "file", "made_with", "needs_script", "variants", "manifest", "one_run")
_OTHERS = {
    "adoption": "play.charts.adoption",
    "has_bought": "play.curves.bought",
    "knows": "play.curves.aware",
    "network": "play.network",
    "as_table": "page.as_table",
    "language": "page.language",
    **{f"column_{name}": f"play.columns.{name}" for name in ("week", "bought", "aware", "new")},
}
_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
$meta
<link rel="icon" href="data:,">
<title>$title</title>
<style>$style</style>
</head>
<body>
$main
<script type="application/json" id="data">$data</script>
<script type="module">$script</script>
</body>
</html>
""")


def page(
    scenarios: Sequence[Scenario], *, file: str = "page.html", seed: int = 0, names: bool = False, most: int = size.MOST
) -> str:
    """Return a page on which runs of scenarios are played, a tab each.

    Args:
        scenarios: one, or several whose runs share their random numbers.
        file: the name of the page's file, in the command that makes it again.
        seed: from which all random numbers come; it is replication 0 of it that is shown.
        names: whether people have the names that the file of their network gives them; else they are numbers.
        most: bytes that the page may have.

    Raises:
        RequestError: if a run comes to nothing, or there are too many.
        SizeError: if the page would be larger than it may be, with what would fit.
    """
    if not 1 <= len(scenarios) <= MOST_RUNS:
        raise RequestError(f"{len(scenarios)} scenarios: a page shows 1 to {MOST_RUNS}")
    size.check(scenarios, size.at_least(scenarios), most)
    files = _files(scenarios)
    options = ["-o", file, "--seed", str(seed), *(["--names"] if names else [])]
    command = f"uv run wom page {shlex.join(files)} \\\n    {shlex.join(options)}"
    runs = [{"file": file} | _run(scenario, seed, names) for file, scenario in zip(files, scenarios, strict=True)]
    text = _laid_out(runs, command, seed)
    size.check(scenarios, len(text.encode()), most)
    return text


def _files(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a name for the file of each scenario, all different."""
    files: list[str] = []
    for scenario in scenarios:
        free = (f"{scenario.name}{end}.toml" for end in itertools.chain([""], map("-{}".format, itertools.count(2))))
        files.append(next(name for name in free if name not in files))
    return files


def _run(scenario: Scenario, seed: int, names: bool) -> dict[str, Any]:
    """Return all that a page knows of one run."""
    result = run(scenario, replications=1, seed=seed, workers=0, baseline=False)
    recording = Recording(scenario, seed)
    recording.want()
    recording.record()
    if recording.error:
        raise RequestError(recording.error)
    curves = [recording.measures.get(name, []) for name in ("buyers", "aware")]
    highest = max((value or 0.0 for curve in curves for value in curve), default=0.0)
    return {
        "title": {language: _title(scenario, Words(language)) for language in languages()},
        "finding": {language: _plain(f"{finding(result, Words(language))}.") for language in languages()},
        "weeks": scenario.weeks,
        "seeds": list(dict.fromkeys(person for lever in scenario.campaign for person in lever.named)),
        "toml": _escaped(shared_toml(scenario)),
        "highest": 100.0 * highest / result.consumers,
        "manifest": result.manifest.digest,
        "map": _letters(drawn(recording, names)),
        "states": _letters(recording.weeks(0, most_bytes=2**62)),
    }


def _laid_out(runs: Sequence[dict[str, Any]], command: str, seed: int) -> str:
    # Runs of the same people on the same network have one map.
    maps = list(dict.fromkeys(run["map"] for run in runs))
    data = {
        "words": {language: _words(Words(language)) for language in languages()},
        "seed": seed,
        "maps": maps,
        "runs": [run | {"map": maps.index(run["map"])} for run in runs],
    }
    first = runs[0]
    meta = [
        element("meta", http_equiv="Content-Security-Policy", content=policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=f"wordofmouth {wordofmouth.__version__}"),
        element("meta", name="wordofmouth.manifest", content=" ".join(run["manifest"] for run in runs)),
    ]
    return _PAGE.substitute(
        meta=joined(meta, "\n"),
        title=joined([first["title"]["en"]]),
        style=style(),
        main=_main(runs, command, seed, Words()),
        data=_json(data),
        script=script(),
    )


def _main(runs: Sequence[dict[str, Any]], command: str, seed: int, say: Words) -> Html:
    first = runs[0]

    def word(tag: str, key: str, **attributes: str) -> Html:
        return element(tag, _words(say)[key], data_word=key, **attributes)

    codes = (
        element("button", code.upper(), type="button", title=name, lang=code, data_language=code)
        for code, name in languages().items()
    )
    header = element(
        "header",
        element("h1", first["title"]["en"]),
        element("div", *codes, class_="choices", role="group", data_label="language"),
        element("p", first["finding"]["en"], id="finding"),
        element("p", say("pages.one_run", seed=seed), id="one-run"),
    )
    tabs = Html()
    if len(runs) > 1:
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
    again = element(
        "section",
        word("h2", "again"),
        word("p", "again_text"),
        element("pre", command, tabindex="0"),
        element(
            "p", element("a", word("span", "download"), " ", element("bdi", first["file"], id="file"), id="download")
        ),
        element("details", word("summary", "file"), element("pre", first["toml"], id="toml", tabindex="0")),
        class_="card again",
    )
    side = element("div", curve, weeks, again, class_="side")
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


def _title(scenario: Scenario, say: Words) -> str:
    """Return a scenario's title; that of a preset in the language of the page, if it has it."""
    title = scenario.title or scenario.name
    known = say.find(f"presets.{scenario.name}.title") if scenario.name in presets() else None
    if known and title == Scenario.load(scenario.name).title:
        title = str(known)
    return _plain(" ".join(title.split()))


def _plain(text: str) -> str:
    return _DIRECTION.sub("", text)


def _escaped(toml: str) -> str:
    """Return TOML in which marks of direction stand as their numbers, which mean the same in its strings."""
    return _DIRECTION.sub(lambda mark: f"\\u{ord(mark[0]):04x}", toml)


def _letters(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _json(data: Any) -> str:
    """Return data as JSON in which nothing is markup."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
