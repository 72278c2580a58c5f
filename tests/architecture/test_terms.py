"""One word for one thing: identifiers and docstrings use the terms of the package's README, and not their rivals."""

import ast
import re

import pytest
from places import PACKAGE, ROOT

README = ROOT / "simulation" / "README.md"


def terms() -> list[tuple[str, str, list[str]]]:
    """Return each row of the table of terms: the term, where it is defined, and the words that are not used."""
    table = README.read_text(encoding="utf-8").partition("## Terms")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")][2:]
    return [(term.strip(), home.strip(), re.findall(r"\w+", no)) for term, _, home, no in rows]


BARRED = sorted(word for _, _, no in terms() for word in no)


def names_and_docstrings(source: str) -> list[str]:
    """Return what a file defines, and its docstrings: names of classes, functions, arguments and variables."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.append(node.name)
        if isinstance(node, ast.arg):
            found.append(node.arg)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append(node.id)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.append(ast.get_docstring(node) or "")
    return found


def words_of(text: str) -> set[str]:
    """Return the words of prose, or of a name in either case, singular."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("_", " "))
    return {word.lower() for word in re.findall(r"[A-Za-z]+", spaced)}


def test_the_table_is_read():
    assert len(terms()) > 15
    assert {"luck", "shelf", "reckon"} <= set(BARRED)
    assert words_of("luck_of LuckyOne the ear") == {"luck", "of", "lucky", "one", "the", "ear"}


@pytest.mark.parametrize(("term", "home"), [row[:2] for row in terms()])
def test_terms_are_defined_where_the_table_says(term, home):
    assert [path for path in re.findall(r"`([^`]+)`", home) if not (PACKAGE / path).is_file()] == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_name_and_no_docstring_has_a_word_that_the_table_bars(path):
    """Pupils' pages may say luck: they are catalogues of words and not read here."""
    texts = [path.stem, *names_and_docstrings(path.read_text(encoding="utf-8"))]
    found = {word: text for text in texts for word in BARRED if words_of(text) & {word, f"{word}s", f"{word}ed"}}
    assert found == {}
