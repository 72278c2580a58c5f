"""One word for one thing: identifiers and docstrings use the terms of the package's README, and not their rivals."""

import ast
import io
import re
import tokenize

import pytest
from places import PACKAGE, ROOT

README = ROOT / "simulation" / "README.md"


def terms() -> list[tuple[str, str, list[str]]]:
    """Return each row of the table of terms: the term, where it is defined, and the words that are not used."""
    table = README.read_text(encoding="utf-8").partition("## Terms")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")][2:]
    return [(term.strip(), home.strip(), re.findall(r"\w+", no)) for term, _, home, no in rows]


BARRED = sorted(word for _, _, no in terms() for word in no)

each_file = pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)


def variables(source: str) -> list[str]:
    """Return the names of arguments and variables in a file."""
    nodes = list(ast.walk(ast.parse(source)))
    arguments = [node.arg for node in nodes if isinstance(node, ast.arg)]
    return arguments + [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def definitions(source: str) -> list[str]:
    """Return the names of classes and functions in a file."""
    named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, named)]


def docstrings(source: str) -> list[str]:
    """Return what a file says of itself, its classes and its functions."""
    described = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, described)]


def comments(source: str) -> list[str]:
    """Return the comments of a file."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


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


@each_file
def test_no_name_and_no_docstring_has_a_word_that_the_table_bars(path):
    """Pupils' pages may say luck: they are catalogues of words and not read here."""
    source = path.read_text(encoding="utf-8")
    texts = [path.stem, *definitions(source), *variables(source), *docstrings(source)]
    barred = {word: text for text in texts for word in BARRED if words_of(text) & {word, f"{word}s", f"{word}ed"}}
    assert barred == {}


@each_file
def test_variables_are_called_as_the_thing_is(path):
    """And not by how one came by it, which would fit everything."""
    assert {"found", "kept", "said", "told"}.isdisjoint(variables(path.read_text(encoding="utf-8")))


@each_file
def test_reference_prose_says_the_consumer_and_the_visitor(path):
    """A consumer is a woman in stories, whose words stand in the catalogues."""
    source = path.read_text(encoding="utf-8")
    # Neither an example, in quotation marks, nor He, who is an author.
    prose = [re.sub(r'"[^"]*"|He(?=,| et al)', "", text) for text in [*docstrings(source), *comments(source)]]
    assert [text for text in prose if words_of(text) & {"she", "her", "hers", "herself", "he", "him", "his"}] == []
