"""HTML whose texts are escaped and whose elements are closed, whoever wrote the texts."""

import html
from collections.abc import Iterable, Sequence

_VOID = ("img", "meta")


class Html(str):
    """Text that is HTML already; any other is escaped when it becomes part of it."""

    __slots__ = ()


def element(tag: str, *content: str, **attributes: str) -> Html:
    """Return an element; ``class_`` and ``http_equiv`` stand for names that Python does not allow."""
    pairs = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items() if value
    )
    inside = "" if tag in _VOID else f"{joined(content)}</{tag}>"
    return Html(f"<{tag}{pairs}>{inside}")


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Return parts one after the other."""
    return Html(between.join(part if isinstance(part, Html) else html.escape(part) for part in parts))


def paragraphs(texts: Iterable[str]) -> Html:
    """Return a paragraph of each text that is not empty."""
    return joined(element("p", unbroken(text)) for text in texts if text)


def unbroken(text: str) -> str:
    """Return a text in which no line ends between a number and its percent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: bool = True) -> Html:
    """Return a table, the first cell of each row its head; ``numbers`` are set flush right. Nothing without rows."""
    rows = list(rows)
    if not rows:
        return Html()
    head = element("thead", element("tr", *(element("th", text, scope="col") for text in heads)))
    body = element(
        "tbody",
        *(
            element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in cells))
            for first, *cells in rows
        ),
    )
    return element("table", element("caption", caption), head, body, class_="numbers" if numbers else "")
