"""Report: a result as one HTML file that needs nothing else, for whoever has to decide.

It says what was asked, what came out and how sure that is, what drove it, what would turn it, and how to make it again.
"""

import base64
from pathlib import Path
from string import Template

from wordofmouth.errors import RequestError
from wordofmouth.figures.style import save_figure
from wordofmouth.reports.chapters import Contents
from wordofmouth.reports.html import Html, element, joined, paragraphs, unbroken
from wordofmouth.reports.reproduction import Recipe, again
from wordofmouth.results.files import MANIFEST, temporary_folder
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Presented, Record
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST

_STYLE = """
body { background: #fff; color: #1a1a1a; font: 1rem/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif;
  margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .2rem 0 .6rem; }
h2 { border-top: 1px solid #767676; font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .8rem; }
.quiet, footer, caption { color: #555; }
.answer { font-size: 1.15rem; font-weight: 600; }
img { display: block; height: auto; margin: 1rem 0; width: 100%; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { font-weight: 600; padding: .3rem 0; text-align: left; }
th, td { border-bottom: 1px solid #ddd; padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #767676; }
tbody th { font-weight: 400; }
.numbers td, .numbers thead th:not(:first-child) { font-variant-numeric: tabular-nums; text-align: right;
  white-space: nowrap; }
pre { background: #f6f6f6; font-size: .85rem; overflow-x: auto; padding: .8rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
footer { font-size: .85rem; margin-top: 2.5rem; overflow-wrap: anywhere; }
@media print { body { font-size: 10pt; max-width: none; padding: 0; } h2, caption { break-after: avoid; }
  tr, img, .answer { break-inside: avoid; } pre { font-size: 8pt; } }
"""
_PAGE = Template("""<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
$meta
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
$main
</main>
$footer
</body>
</html>
""")


def report(record: Record, contents: Contents, recipe: Recipe, folder: str | Path, say: Words | None = None) -> str:
    """Return the report of a record as HTML.

    Args:
        record: of whatever task.
        contents: what its task says of it.
        recipe: how it is made again from nothing.
        folder: where it is kept, as the command that makes it again calls it.
        say: in whose words its contents are; English unless given.
    """
    say, manifest = say or Words(), record.manifest
    chapters = [*contents.chapters, (say("report.chapters.again"), again(recipe, str(folder), say))]
    main = [
        element("h1", contents.title),
        element("p", contents.about, class_="quiet"),
        element("p", unbroken(f"{record.finding(**_in(say))}."), class_="answer"),
        picture(record, say),
        paragraphs([say("report.note", note=note) for note in manifest.notes]),
        *(joined([element("h2", name), body]) for name, body in chapters),
    ]
    marks = {"generator": "wordofmouth " + manifest.versions.get("wordofmouth", ""), **_marks(manifest)}
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    meta = [
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        *(element("meta", name=name, content=content) for name, content in marks.items()),
    ]
    return _PAGE.substitute(
        language=say.language,
        meta=joined(meta, "\n"),
        title=joined([contents.title]),
        style=_STYLE,
        main=joined(main, "\n"),
        footer=_footer(manifest, say),
    )


def _in(say: Words) -> dict[str, Words]:
    """Return the words that a finding and a figure are asked for in; tasks that are told in English alone take none."""
    return {} if say.language == FIRST else {"say": say}


def picture(record: Presented, say: Words | None = None) -> Html:
    """Return the figure of a result as an image; nothing of a task that has none."""
    say = say or Words()
    try:
        figure = record.plot(**_in(say))
    except RequestError:
        return Html()
    with temporary_folder() as folder:
        path = folder / "figure.svg"
        save_figure(figure, path, getattr(record, "marks", {}))
        data = base64.b64encode(path.read_bytes()).decode()
    alt = say("report.figure", finding=record.finding(**_in(say)))
    return element("img", src=f"data:image/svg+xml;base64,{data}", alt=alt)


def _marks(manifest: Manifest) -> dict[str, str]:
    return {
        "wordofmouth.manifest": manifest.digest,
        "wordofmouth.manifest.json": manifest.marks[MANIFEST],
        "wordofmouth.scenario": manifest.scenario_digest,
        "wordofmouth.table": manifest.table_digest,
        "wordofmouth.seed": str(manifest.seed),
        **{f"version.{name}": version for name, version in manifest.versions.items()},
    }


def _footer(manifest: Manifest, say: Words) -> Html:
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
    return element("footer", paragraphs((say("report.manifest", digest=manifest.digest), f"{versions}.")))
