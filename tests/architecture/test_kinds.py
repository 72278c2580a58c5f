"""Parts answer for themselves: nobody asks of which kind one is, but the file in which the kind is written."""

import ast
from collections.abc import Iterator
from pathlib import Path

from wordofmouth.scenario import registry

PACKAGE = Path(__file__).parents[2] / "simulation" / "wordofmouth"
FAMILIES = ("behaviour", "channel", "lever", "model", "network")
KINDS = {kind: part for family in FAMILIES for kind, part in registry.kinds(family).items()}
HOMES = {part.__module__ for part in KINDS.values()}


def questions(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and text of each comparison of something called a kind with the name of one, or of its class."""
    classes = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in HOMES
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            named = {text for side in sides for text in _texts(side)}
            if named & KINDS.keys() and any(_is_kind(side) for side in sides):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Match) and _is_kind(node.subject):
            yield node.lineno, ast.unparse(node.subject)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            asked = {name.id for name in ast.walk(node.args[1]) if isinstance(name, ast.Name)}
            yield from [(node.lineno, ast.unparse(node))] * bool(asked & classes)


def _texts(side: ast.expr) -> list[str]:
    """Return the text that an expression is, or the texts in the list that it is."""
    entries = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
    return [entry.value for entry in entries if isinstance(entry, ast.Constant) and isinstance(entry.value, str)]


def _is_kind(side: ast.expr) -> bool:
    """Tell whether an expression reads a kind: a name, an attribute or a key that ends so."""
    match side:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.endswith("kind")
        case ast.Subscript(slice=key) | ast.Call(args=[key, *_]):
            return any(text.endswith("kind") for text in _texts(key))
    return False


def test_the_questions_are_seen():
    """Each way of asking of which kind a part is, and nothing else that looks like it."""
    asked = [
        "scenario.model.kind == 'consumer'",
        "'file' != network.kind",
        "kind in ('seeding', 'ambassadors')",
        "changes.get('model.kind', 'consumer') != 'consumer'",
        "table['kind'] == 'file'",
        "from wordofmouth.market.levers.seeding import Seeding\nisinstance(lever, Seeding)",
    ]
    for text in asked:
        assert [*questions(ast.parse(text))], text
    for text in (
        "by == 'community'",
        "what == 'bass'",
        "kind == 'money'",
        "kind in known",
        "isinstance(lever, Seeding)",
    ):
        assert not [*questions(ast.parse(text))], text


def test_nobody_asks_for_a_kind_but_its_own_file():
    """A kind that is added works everywhere, and one that is taken away is asked for nowhere."""
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if ".".join(("wordofmouth", *path.relative_to(PACKAGE).with_suffix("").parts)) not in HOMES
        for line, text in questions(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found
