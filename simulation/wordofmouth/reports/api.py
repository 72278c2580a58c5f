"""The reference of the public Python API: every name of the package, its signature and what it says of itself.

``python -m wordofmouth.reports.api`` writes it to ``simulation/API.md``. Signatures are as the source has them, so the
page does not depend on the version of Python that makes it.
"""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import wordofmouth
from wordofmouth.resources import CHECKOUT, PACKAGE

PAGE = CHECKOUT / "simulation" / "API.md"
_WIDTH = 100
_HEAD = """\
# The Python API

<!-- Written by `python -m wordofmouth.reports.api`: edit the docstrings, not this. -->

`import wordofmouth as wom`; every name below is then `wom.NAME`, imported when it is first asked for. What is wrong in
a request raises a `WordOfMouthError`, whose text names path, value, rule and the nearest right answer.
"""


def text() -> str:
    """Return the page as Markdown: functions, then classes, in the order of the alphabet."""
    named = {name: getattr(wordofmouth, name) for name in wordofmouth.__all__ if not name.startswith("_")}
    functions = {name: entry for name, entry in named.items() if not isinstance(entry, type)}
    classes = {name: entry for name, entry in named.items() if isinstance(entry, type)}
    parts = [_HEAD, "## Functions\n"]
    parts += [_of_function(name, entry) for name, entry in sorted(functions.items())]
    parts.append("## Classes\n")
    parts += [_of_class(name, entry) for name, entry in sorted(classes.items())]
    return "\n".join(parts)


def _of_function(name: str, function: Any) -> str:
    return f"### `{name}`\n\n{_code(_wrapped(name + _signature(_source(function))))}\n{_doc(function)}\n"


def _of_class(name: str, cls: type) -> str:
    lines = [f"### `{name}`", "", _doc(cls), ""]
    lines += [f"- {line}" for line in _members(cls)]
    return "\n".join(lines).rstrip() + "\n"


def _members(cls: type) -> Iterator[str]:
    """Yield the public methods and properties of a class and of those of ours that it builds on, a line each."""
    seen: set[str] = set()
    for base in cls.__mro__:
        if not base.__module__.startswith("wordofmouth"):
            continue
        for node in _source(base).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in seen:
                continue
            seen.add(node.name)
            first = _plain((ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " "))
            decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
            is_property = any(name.endswith("property") for name in decorators)
            yield f"`.{node.name}{'' if is_property else _signature(node)}`: {first}"


def _source(entry: Any) -> Any:
    """Return the definition of a function or class as it stands in its file: the last, where overloads precede it."""
    module = importlib.import_module(entry.__module__)
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    return next(node for node in reversed(tree.body) if getattr(node, "name", None) == entry.__name__)


class _Unquoted(ast.NodeTransformer):
    """Annotations that stand in quotes, since they are imported for type checkers alone, lose these."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = _unquoted(node.annotation)
        return node


def _unquoted(annotation: ast.expr | None) -> ast.expr | None:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return ast.parse(annotation.value, mode="eval").body
    return annotation


def _signature(node: ast.FunctionDef) -> str:
    """Return the arguments of a function, without ``self``, and what it returns; on several lines where it is long."""
    given = ast.unparse(_Unquoted().visit(node.args))
    first, _, rest = given.partition(", ")
    if first in ("self", "cls"):
        given = rest.removeprefix("/, ")
    answer = _unquoted(node.returns)
    returned = f" -> {ast.unparse(answer)}" if answer else ""
    return f"({given}){returned}"


def _wrapped(signature: str) -> str:
    """Return a signature with an argument a line, if it is too long for one."""
    if len(signature) <= _WIDTH:
        return signature
    lines, depth = [""], 0
    for letter in signature:
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and letter == ")" and len(lines) > 1:
            lines[-1] += ","
            lines.append("")
        lines[-1] += letter
        if depth == 1 and letter in "(," and (letter == "," or len(lines) == 1):
            lines.append("   ")
    return "\n".join(line.rstrip() if line.strip() else line for line in lines).replace("(\n   ", "(\n    ", 1)


def _code(signature: str) -> str:
    return f"```python\n{signature}\n```\n"


def _doc(entry: Any) -> str:
    """Return a docstring as Markdown: its sections are lists."""
    lines, listing = [], False
    for line in (inspect.getdoc(entry) or "").split("\n"):
        if line in ("Args:", "Attributes:", "Raises:", "Returns:"):
            listing = True
            lines.append(f"**{line.removesuffix(':')}**\n")
        elif listing and line.startswith("    ") and not line.startswith("     "):
            name, sign, meaning = line.strip().partition(":")
            lines.append(f"- `{name}`:{meaning}" if sign else f"- {line.strip()}")
        elif listing and line:
            lines.append(f"  {line.strip()}")
        else:
            listing = listing and not line
            lines.append(line)
    return _plain("\n".join(lines))


def _plain(text: str) -> str:
    """Return text of docstrings as Markdown has it."""
    return re.sub(r":\w+:`([^`]+)`", r"`\1`", text.replace("``", "`"))


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
    print(f"{PAGE.relative_to(PACKAGE.parent.parent)} is written")
