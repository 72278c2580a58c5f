"""Bundle: scripts and styles of ours as one script and one style, which stand in the page itself."""

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Any

import wordofmouth
from wordofmouth.player.files import SCRIPT
from wordofmouth.reports.html import Html, element, joined

OURS = Path(__file__).parent / "script"
ELEMENTS = OURS / "elements.js"
# Each after those that it imports.
SCRIPTS = (
    ELEMENTS,
    *(SCRIPT / f"{name}.js" for name in ("marks", "recording", "scene", "player")),
    *(OURS / f"{name}.js" for name in ("view", "chart", "story", "sliders", "page")),
)
STYLES = (SCRIPT / "colours.css", OURS / "page.css", SCRIPT / "player.css", OURS / "page_player.css")
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
_IMPORT = re.compile(r"(?m)^import [^;]*;\n")
_EXPORT = re.compile(r"(?m)^export (?=class|const|function|async)")


@functools.cache
def script(paths: tuple[Path, ...] = SCRIPTS) -> str:
    """Return all modules as one, in which they import nothing since everything is there."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in _texts(paths))


@functools.cache
def style(paths: tuple[Path, ...] = STYLES) -> str:
    """Return all styles as one."""
    return "\n".join(_texts(paths))


def policy(scripts: tuple[Path, ...] = SCRIPTS, styles: tuple[Path, ...] = STYLES) -> str:
    """Return what a browser lets the page do: run this script, apply this style, and ask for nothing at all."""
    return (
        f"default-src 'none'; script-src {_source(script(scripts))}; style-src {_source(style(styles))}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def document(
    main: Html, title: str, data: Any, scripts: tuple[Path, ...], styles: tuple[Path, ...], *marks: Html
) -> str:
    """Return a whole page: what it shows, its data, one script and one style, under the policy that allows just these.

    Args:
        main: its content.
        title: what its window is called.
        data: what its script reads.
        scripts: of which its own is made, each after those that it imports.
        styles: of which its own is made.
        marks: further elements of its head.
    """
    meta = [
        element("meta", http_equiv="Content-Security-Policy", content=policy(scripts, styles)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=f"wordofmouth {wordofmouth.__version__}"),
        *marks,
    ]
    return _PAGE.substitute(
        meta=joined(meta, "\n"),
        title=joined([title]),
        style=style(styles),
        main=main,
        data=_json(data),
        script=script(scripts),
    )


def _json(data: Any) -> str:
    """Return data as JSON in which nothing is markup."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _texts(paths: Iterable[Path]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in paths]


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
