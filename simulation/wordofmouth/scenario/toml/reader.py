"""TOML of users, in files and in words: read, or refused in one line, and no deeper or larger than anything needs."""

import re
import tomllib
from pathlib import Path
from typing import Any

from wordofmouth.carried import place

# Tables and lists within one another; the deepest that anything of ours says is 10.
DEEPEST = 50
# What TOML promises to keep, and the largest that a table has a column for.
LARGEST = 2**63 - 1
# A parser takes the square of the depth of a key: dots between bare or quoted names, wherever on a line.
_NAME = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_TOO_DEEP = re.compile(rf"(?<![\w-]){_NAME}(?:[ \t]*+\.[ \t]*+{_NAME}){{{DEEPEST}}}")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a file.

    Raises:
        ValueError: if it cannot be read, or is not TOML; one line says why.
    """
    try:
        return parsed_toml(place(path).read_bytes())
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None


def parsed_toml(data: bytes) -> dict[str, Any]:
    """Return the tables of a file's bytes.

    Raises:
        ValueError: if they are not TOML, or beyond its bounds; one line says why.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("this is not a text file in UTF-8") from None
    if _TOO_DEEP.search(text):
        raise ValueError(f"a key has more than {DEEPEST} names: tables within one another are at most {DEEPEST}")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # It shows headers as Python does: ('survey', 'share').
        why = re.sub(r"\(('[^']*',? ?)+\)", _as_header, str(error))
        raise ValueError(f"this is not TOML: {why}") from None
    except (ValueError, RecursionError):
        # Of these tomllib complains in Python's words.
        raise ValueError("this is not TOML: a number is too long, or lists are too deep") from None
    _check_bounds(tables)
    return tables


def toml_value_of(text: str) -> Any:
    """Return the value that a text describes, as in ``0.6`` or ``[1, 2]``.

    Raises:
        ValueError: if it describes none, or several; one line says why.
    """
    # On a line of its own, so that no line of the text begins a key or a table.
    tables = parsed_toml(f"value = {text}".encode())
    if tables.keys() != {"value"}:
        raise ValueError("this is not one value")
    return tables["value"]


def _check_bounds(tables: dict[str, Any]) -> None:
    """Check that nothing is too deep, nor a number too large: level by level, since what is deep may be too deep."""
    level: list[Any] = [tables]
    for _ in range(DEEPEST + 2):
        if not level:
            return
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += value.values()
            elif isinstance(value, list):
                below += value
            elif isinstance(value, int) and abs(value) > LARGEST:
                raise ValueError(f"a whole number is beyond {LARGEST:,}, the largest that is allowed")
        level = below
    raise ValueError(f"tables and lists within one another are at most {DEEPEST}")


def _as_header(names: re.Match[str]) -> str:
    return f"[{'.'.join(re.findall("'(.*?)'", names[0]))}]"
