"""Bundle: scripts and styles of ours as one script and one style, which stand in the page itself."""

import base64
import functools
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from wordofmouth.player.files import SCRIPT

OURS = Path(__file__).parent / "script"
# Each after those that it imports.
SCRIPTS = (
    *(SCRIPT / f"{name}.js" for name in ("marks", "recording", "scene", "player")),
    *(OURS / f"{name}.js" for name in ("view", "chart", "story", "sliders", "page")),
)
STYLES = (SCRIPT / "colours.css", OURS / "page.css", SCRIPT / "player.css", OURS / "page_player.css")
_IMPORT = re.compile(r"(?m)^import [^;]*;\n")
_EXPORT = re.compile(r"(?m)^export (?=class|const|function|async)")


@functools.cache
def script() -> str:
    """Return all modules as one, in which they import nothing since everything is there."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in _texts(SCRIPTS))


@functools.cache
def style() -> str:
    """Return all styles as one."""
    return "\n".join(_texts(STYLES))


def policy() -> str:
    """Return what a browser lets the page do: run this script, apply this style, and ask for nothing at all."""
    return (
        f"default-src 'none'; script-src {_source(script())}; style-src {_source(style())}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _texts(paths: Iterable[Path]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in paths]


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
