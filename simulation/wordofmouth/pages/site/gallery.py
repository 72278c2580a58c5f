"""Gallery: the figures of all presets and of some designs, small on one page, large as files beside it.

They are those that lie in a checkout (``reports/gallery.py``); an installed package brings none.
"""

import base64
import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from wordofmouth.pages.bundle import document
from wordofmouth.pages.recorded import title
from wordofmouth.pages.site.files import FRONT_SCRIPTS, GALLERY_STYLES
from wordofmouth.pages.site.front import codes
from wordofmouth.reports.gallery import GALLERY, SWEEP, picture
from wordofmouth.reports.html import Html, element
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

# Pixels across, and colours, of a small picture.
_WIDE, _COLOURS = 480, 64


def pictures() -> dict[str, Path]:
    """Return the pictures that lie in a checkout, by their places in the gallery; nothing elsewhere."""
    names = [path.stem for path in sorted(GALLERY.glob("*.png")) if path.stem in presets() or _is_swept(path)]
    paths = [picture(name, code) for code in languages() for name in names]
    return {path.relative_to(GALLERY).as_posix(): path for path in paths if path.is_file()}


def gallery_page(shown: Mapping[str, Path]) -> str:
    """Return the page of some pictures in their languages, each of which leads to the large one beside it."""
    blocks = [element("div", codes(), class_="bar"), *(_in(Words(code), shown) for code in languages())]
    return document(element("main", *blocks), Words()("pages.site.gallery"), {}, FRONT_SCRIPTS, GALLERY_STYLES)


def _in(say: Words, shown: Mapping[str, Path]) -> Html:
    figures = []
    for place, path in shown.items():
        if picture(path.stem, say.language) != path:
            continue
        about = _title(path, say)
        small = element("img", src=_small(path), alt=about, loading="lazy", width=str(_WIDE))
        figures.append(element("figure", element("a", small, href=f"gallery/{place}"), element("figcaption", about)))
    head = [
        element("a", f"‹ {say('pages.home')}", href="index.html", class_="up"),
        element("h1", say("pages.site.gallery")),
        element("p", f"{say('pages.site.gallery_lead')} {say('pages.site.gallery_note')}", class_="lead"),
    ]
    main = element("div", *figures, class_="gallery")
    return element("div", *head, main, class_="room-lessons", lang=say.language, data_speaks=say.language)


def _title(path: Path, say: Words) -> str:
    """Return what a picture shows: a preset beside its variants, or a design."""
    if _is_swept(path):
        name = path.stem.removeprefix(SWEEP)
        return str(say.find(f"designs.{name}.title") or Design.load(name).title or name)
    return title(Scenario.load(path.stem), say)


def _is_swept(path: Path) -> bool:
    return path.stem.startswith(SWEEP) and path.stem not in presets()


def _small(path: Path) -> str:
    """Return a small picture as an address that holds it."""
    with Image.open(path) as picture:
        seen = picture.convert("RGB")
        seen.thumbnail((_WIDE, _WIDE))
        written = io.BytesIO()
        seen.quantize(_COLOURS).save(written, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"
