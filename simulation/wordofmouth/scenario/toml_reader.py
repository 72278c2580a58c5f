"""TOML files of users: read, or refused in one line."""

import re
import tomllib
from pathlib import Path
from typing import Any


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a file.

    Raises:
        ValueError: if it cannot be read, or is not TOML; one line says why.
    """
    try:
        return parsed_toml(path.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None


def parsed_toml(data: bytes) -> dict[str, Any]:
    """Return the tables of a file's bytes.

    Raises:
        ValueError: if they are not TOML; one line says why.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("this is not a text file in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        # It shows headers as Python does: ('survey', 'share').
        why = re.sub(r"\(('[^']*',? ?)+\)", _as_header, str(error))
        raise ValueError(f"this is not TOML: {why}") from None
    except (ValueError, RecursionError):
        # Of these tomllib complains in Python's words.
        raise ValueError("this is not TOML: a number is too long, or lists are too deep") from None


def _as_header(names: re.Match[str]) -> str:
    return f"[{'.'.join(re.findall("'(.*?)'", names[0]))}]"
