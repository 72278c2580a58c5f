"""The bibliography has every work that the project names by author and year, and no other."""

import re
import string

import pytest
from places import PACKAGE, ROOT
from wordofmouth.references.bibliography import citations, cited, plain, references

# Where works are named: docstrings, sources of fields and of cases, worlds and experiments as data, what is explained.
# In generated pages stands the same, and other languages write names otherwise.
_NAMED = sorted(
    path
    for folder in (PACKAGE, ROOT / "scenarios", ROOT / "experiments", ROOT / "simulation")
    for path in folder.rglob("*")
    if path.suffix in (".py", ".toml", ".md") and path.name != "references.toml"
    if not {"fr", "words", "__pycache__"} & {*path.parts}
)
_NAME_AND_YEAR = re.compile(r"([A-ZŠÉ][\w’'-]+)(?: et al\.)?,? \(?((?:18|19|20)\d\d)\b(?! %)")
# What looks like it, and is none: months, and a yearly conference, whose paper is named just before.
_NO_NAMES = {"Jan", "December", "In", "Drawing", "French", "November"}


def text_of(path):
    """Return the text of a file as one line: strings that go on in the next line, and comments, are put together."""
    text = path.read_text(encoding="utf-8")
    return plain(re.sub(r"\n\s*#", " ", re.sub(r"\"\s*\n\s*f?\"", "", text)))


@pytest.fixture(scope="module")
def named():
    return {path: text_of(path) for path in _NAMED}


def test_every_work_that_is_named_has_its_entry(named):
    """Every "Author (year)" is one of the bibliography's: what is cited can be found."""
    missing = []
    for path, text in named.items():
        known = {citation.start for citation in citations(text)}
        missing += [
            f"{path.relative_to(ROOT)}: {text[max(match.start() - 40, 0) : match.end()]}"
            for match in _NAME_AND_YEAR.finditer(text)
            if match.start(2) not in known and match[1] not in _NO_NAMES
        ]
    assert missing == []


def test_no_entry_is_orphaned(named):
    """Every entry is named somewhere: what is in the bibliography is what the project rests on."""
    used = {citation.key for text in named.values() for citation in citations(text)}
    assert {*references()} - used == set()


def test_no_name_and_year_means_two_works():
    """A text that names a work means one: two of the same authors and year have letters, *et al.* is of one alone."""
    seen = {}
    for reference in references().values():
        for name in reference.names:
            assert seen.setdefault((name, reference.year), reference.key) in (reference.key, "leskovec2007a")
    assert cited("Leskovec et al. (2007)") == ["leskovec2007a"]


@pytest.mark.parametrize("reference", references().values(), ids=str)
def test_entries_are_whole(reference):
    """Keys are of the first author and the year; what is not known is not made up: no pages, no addresses."""
    assert re.fullmatch(r"[a-z]+(18|19|20)\d\d[a-z]?", reference.key)
    assert reference.year[:4] in reference.key
    assert {*reference.bibtex} <= {*string.printable, *"áőéçíøñŠß"} | {*"".join(reference.by), *reference.title}
    assert reference.bibtex.count("{") - reference.bibtex.count(r"\{") == reference.bibtex.count(
        "}"
    ) - reference.bibtex.count(r"\}")
    assert "doi" not in reference.bibtex
    assert "as remembered" in reference.bibtex or reference.is_checked


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("as in Bass (1969), and Fibich\n    and Gibori (2010)", ["bass1969", "fibich2010"]),
        ("Tversky & Kahneman 1992: 2.25", ["tversky1992"]),
        ("Goldenberg et al. 2007: 10 %", ["goldenberg2007"]),
        ("Goldenberg, Libai and Muller (2001)", ["goldenberg2001a"]),
        ("Goldenberg, Libai and Muller (2001b)", ["goldenberg2001b"]),
        ("Van Eck, Jager and Leeflang (2011); van Eck et al. 2011", ["vaneck2011"]),
        ("Goel, Watts and Goldstein 2012, Watts 2002", ["goel2012", "watts2002"]),
        ("O’Reilly (2005)", ["oreilly2005"]),
        ("McBass (1969), 1969 and Bass (1968)", []),
    ],
)  # fmt: skip
def test_works_are_named_as_people_name_them(text, keys):
    assert cited(text) == keys
