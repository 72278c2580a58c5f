"""Files: the scripts and styles of a site's own pages."""

from pathlib import Path

from wordofmouth.player.files import SCRIPT

OURS = Path(__file__).parent / "script"
COLOURS = SCRIPT / "colours.css"
LESSON_SCRIPTS = (SCRIPT / "pad.js", *(OURS / f"{name}.js" for name in ("verdict", "sheet", "lesson")))
LESSON_STYLES = (COLOURS, OURS / "site.css", SCRIPT / "lessons.css", OURS / "paper.css")
FRONT_SCRIPTS = (OURS / "front.js",)
FRONT_STYLES = (COLOURS, OURS / "site.css", SCRIPT / "lessons.css")
