"""Preview: what a link to a page shows where it is posted, which needs an absolute address (Open Graph protocol)."""

from typing import NamedTuple
from urllib.parse import urlsplit

from wordofmouth.errors import RequestError
from wordofmouth.pages.stories import without_direction
from wordofmouth.reports.html import element, joined

_HEAD = '<link rel="icon"'


class Preview(NamedTuple):
    """The title and description of a page, and the place of a picture, if it has one."""

    title: str
    description: str
    picture: str = ""


def checked(url: str) -> str:
    """Return the address of a site, with a stroke at its end; empty if there is none.

    Raises:
        RequestError: if it is no address of a page.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        rule = "an address begins with https:// and has no ? or #, as https://example.org/site"
        raise RequestError(f"`url` {url!r}: {rule}")
    return f"{url.rstrip('/')}/"


def with_preview(html: str, place: str, preview: Preview, address: str) -> str:
    """Return a page whose head says what a link to it shows.

    Args:
        html: the page.
        place: where in the site it stands.
        preview: what is shown.
        address: of the site.
    """
    properties = {
        "og:type": "website",
        "og:url": address + place.removesuffix("index.html"),
        "og:title": preview.title,
        "og:description": preview.description,
        **({"og:image": address + preview.picture} if preview.picture else {}),
    }
    marks = [
        element("meta", property=name, content=without_direction(text)) for name, text in properties.items() if text
    ]
    marks.append(element("meta", name="twitter:card", content="summary_large_image" if preview.picture else "summary"))
    return html.replace(_HEAD, f"{joined(marks, chr(10))}\n{_HEAD}", 1)
