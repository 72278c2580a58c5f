"""Files: the scripts and styles of a site's own pages."""

from pathlib import Path

from wordofmouth.pages.bundle import ELEMENTS
from wordofmouth.player.files import SCRIPT

OURS = Path(__file__).parent / "script"
FRAME = OURS / "frame.js"
_LOOK = (SCRIPT / "colours.css", OURS / "site.css", SCRIPT / "lessons.css")
LESSON_SCRIPTS = (SCRIPT / "pad.js", ELEMENTS, FRAME, *(OURS / f"{name}.js" for name in ("verdict", "sheet", "lesson")))
LESSON_STYLES = (*_LOOK, OURS / "paper.css")
GAME_SCRIPTS = (ELEMENTS, FRAME, *(OURS / f"{name}.js" for name in ("course", "game")))
GAME_STYLES = (*_LOOK, SCRIPT / "games.css", OURS / "game.css")
FRONT_SCRIPTS = (ELEMENTS, FRAME, OURS / "front.js")
FRONT_STYLES = _LOOK
GALLERY_STYLES = (*_LOOK, OURS / "gallery.css")
