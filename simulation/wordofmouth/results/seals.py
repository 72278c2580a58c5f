"""Seals: digests by which a file that is read back is known to be the one that was written, whole.

They notice damage and mistakes, not forgery: who can write a file can seal it too.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wordofmouth.scenario.digest import json_digest

SEAL = "seal"
DAMAGED = "it is damaged or cut short, or it was changed since"


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return content, as JSON has it, with the digest of all of it."""
    return {**content, SEAL: json_digest(content)}


def opened(text: str | bytes) -> dict[str, Any]:
    """Return the content of a JSON text; with its seal, if it has one.

    Raises:
        ValueError: if it is no table in JSON, or the seal is not that of the rest.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(DAMAGED) from None
    if not isinstance(content, dict):
        raise ValueError(DAMAGED)
    if SEAL in content and json_digest({key: value for key, value in content.items() if key != SEAL}) != content[SEAL]:
        raise ValueError(DAMAGED)
    return content


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
