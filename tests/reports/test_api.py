"""The reference of the Python API is what the code says, and nothing public says nothing."""

import ast
import inspect

import pytest
import wordofmouth
from wordofmouth.reports.api import PAGE, text

NAMES = [name for name in wordofmouth.__all__ if not name.startswith("_")]


def test_the_page_is_the_one_that_the_code_makes():
    """If not: ``python -m wordofmouth.reports.api``."""
    assert PAGE.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("name", NAMES)
def test_every_public_function_says_what_its_arguments_are(name):
    """Each argument stands in the docstring, by name, where there are two or more."""
    entry = getattr(wordofmouth, name)
    assert inspect.getdoc(entry)
    if isinstance(entry, type):
        return
    names = list(inspect.signature(entry).parameters)
    doc = inspect.getdoc(entry)
    if len(names) > 1:
        assert [argument for argument in names if f"{argument}:" not in doc and f"``{argument}``" not in doc] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_public_method_says_what_it_does(name):
    """Its first sentence is one: it begins with a capital and ends with a full stop or an example."""
    entry = getattr(wordofmouth, name)
    if not isinstance(entry, type):
        return
    tree = ast.parse(inspect.getsource(inspect.getmodule(entry)))
    node = next(node for node in tree.body if getattr(node, "name", None) == entry.__name__)
    methods = [m for m in node.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")]
    silent = [
        method.name for method in methods if not (ast.get_docstring(method) or "").partition("\n\n")[0][:1].isupper()
    ]
    assert silent == []
